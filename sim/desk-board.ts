/**
 * A whole node on the desk, in real time: board, wire, modem, sensor, and a cloud that takes it as it has been provisioned.
 * Its flash is kept in a file, and there is nothing on it, until somebody uploads a bundle as to any other board.
 */
import { join } from "node:path";
import type { BoardFile } from "../build/boards.ts";
import { FlashImage } from "./board/flash.ts";
import { flashAreas, storageBank } from "./board/flash-layout.ts";
import { SimClock } from "./clock.ts";
import { OpenPlatform, secretsIn } from "./cloud/open-platform.ts";
import { VirtualNetwork } from "./cloud/virtual-network.ts";
import { FlashFile } from "./flash-file.ts";
import type { FamilyName } from "./modem/family.ts";
import { VirtualNode } from "./node.ts";

export interface DeskBoardOptions {
  readonly boardFile: BoardFile;
  /** Where the flash is kept. */
  readonly folder: string;
  /** Times real time; 1 unless told. */
  readonly speed?: number;
  readonly family?: FamilyName;
  /** What its console's port sends. */
  readonly onBytes?: (bytes: string) => void;
}

/** Flash that has not changed for so long is saved. */
const QUIET_MS = 300;

export class DeskBoard {
  readonly node: VirtualNode;
  readonly platform: OpenPlatform;
  readonly network: VirtualNetwork;
  readonly file: FlashFile;
  /** There was no file. */
  readonly isBare: boolean;
  /** What comes out of the console's port goes there; undefined while no cable is in it. */
  onBytes: ((bytes: string) => void) | undefined;
  readonly #flash: FlashImage;
  readonly #speed: number;
  #timer: NodeJS.Timeout | undefined;
  #leftMs = 0;
  #sending = "";
  #savedAt: number;
  #seenAt: number;

  /** Switches the board on. Throws `FlashFileError`. */
  constructor(options: DeskBoardOptions) {
    const { boardFile, family = "air202" } = options;
    const { board, profile } = boardFile;
    this.onBytes = options.onBytes;
    this.file = new FlashFile(join(options.folder, `${board.id}.flash`));
    this.#flash = new FlashImage(flashAreas(storageBank(profile.storageBytes > 0 ? profile : {}), board.logFlash));
    try {
      this.isBare = !this.file.load(this.#flash);
    } catch (error) {
      this.file.close();
      throw error;
    }
    this.#savedAt = this.#seenAt = this.#flash.operations;
    const clock = new SimClock();
    const epochMs = Date.now();
    this.platform = new OpenPlatform({
      clock: { nowMs: () => epochMs + clock.nowMs },
      secrets: () => secretsIn(this.#flash.dump()),
    });
    this.network = new VirtualNetwork({ clock, hosts: {}, anywhere: this.platform });
    this.node = new VirtualNode({
      bundle: "",
      boardFile,
      network: this.network,
      clock,
      flash: this.#flash,
      family,
      modem: { epochMs },
      seed: epochMs,
    });
    this.node.consolePort.onBytes((bytes) => this.#send(bytes));
    this.#speed = options.speed ?? 1;
    this.#start();
    this.node.powerOn();
  }

  /** Bytes into the port that has the console; those into no port are lost. */
  type(bytes: string): void {
    this.node.type(bytes);
  }

  /** The flash into its file, if it has changed. */
  save(): void {
    if (this.#flash.operations === this.#savedAt) return;
    this.#savedAt = this.#flash.operations;
    this.file.save(this.#flash);
  }

  /** Nobody is at its port any more. It goes on: what it does meanwhile is done when somebody comes back, or at the end. */
  leave(): void {
    this.onBytes = undefined;
    this.#leftMs = performance.now();
    this.#stop();
    this.save();
  }

  comeBack(onBytes: (bytes: string) => void): void {
    this.runOn(((performance.now() - this.#leftMs) / 1000) * this.#speed);
    this.onBytes = onBytes;
    this.#start();
  }

  /** So much of its own time, at once. */
  runOn(seconds: number): void {
    this.node.clock.runFor(seconds * 1000);
  }

  /** Pulls the plug. */
  close(): void {
    this.#stop();
    this.node.dispose();
    this.save();
    this.file.close();
  }

  #start(): void {
    this.#timer = setInterval(() => this.#look(), QUIET_MS);
    this.node.clock.startRealTime(this.#speed);
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.node.clock.stopRealTime();
  }

  /** What it sends in one turn goes out in one piece. */
  #send(bytes: string): void {
    if (this.#sending === "") queueMicrotask(() => this.#flush());
    this.#sending += bytes;
  }

  #flush(): void {
    const bytes = this.#sending;
    this.#sending = "";
    this.onBytes?.(bytes);
  }

  #look(): void {
    const isQuiet = this.#seenAt === this.#flash.operations;
    this.#seenAt = this.#flash.operations;
    if (isQuiet) this.save();
  }
}
