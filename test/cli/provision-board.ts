/**
 * Boards on a desk, behind one TCP port: Espruino's REPL and Storage as far as provisioning has to do with them, and in them
 * the firmware's own settings over its own log. One at a time is plugged in.
 */
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import vm from "node:vm";
import { loadBoard } from "../../build/boards.ts";
import { createBank } from "../../src/store/bank.ts";
import { CONFIG_FILE, createSettings, type Settings } from "../../src/store/settings.ts";
import { createShelf } from "../../src/store/shelf.ts";
import { canOf } from "../../tools/abilities.ts";
import { crc32, FakeFlash } from "../unit/fake-flash.ts";

const ROOT = process.cwd();
const BOARD_FILE = await loadBoard(ROOT, "esp32");
const { board: BOARD, profile: PROFILE } = BOARD_FILE;
const AREAS = [
  { address: 0x74000, pageBytes: 4096, pages: 1 },
  { address: 0x75000, pageBytes: 4096, pages: 1 },
];
const HEAD_BYTES = 32;

export interface BoardOptions {
  readonly serial?: string;
  readonly state?: "running" | "safe mode" | "bare";
  readonly file?: object | string;
  /** Of its Storage. */
  readonly storageBytes?: number;
  /** Secrets that the cloud takes; of others, none comes online. */
  readonly logins?: readonly string[];
  readonly gasState?: number;
  /** No room in the log. */
  readonly hasNoLog?: boolean;
}

export class DeskBoard {
  readonly serial: string;
  readonly files = new Map<string, string>();
  /** Everything that was written into Storage, by name. */
  readonly writes: string[] = [];
  boots = 0;
  state: NonNullable<BoardOptions["state"]>;
  /** How a kept version is spoilt before the next start. */
  spoils = false;
  readonly #options: BoardOptions;
  readonly #flash = new FakeFlash(AREAS);
  #context: vm.Context = {};
  #settings: Settings | undefined;
  print: (text: string) => void = () => {};
  stopped: () => void = () => {};

  constructor(options: BoardOptions = {}) {
    this.#options = options;
    this.serial = options.serial ?? "00000001-00000002";
    this.state = options.state ?? "running";
    const { file } = options;
    if (file !== undefined) this.files.set(CONFIG_FILE, typeof file === "string" ? file : JSON.stringify(file));
    this.start();
  }

  /** The configuration in force, secrets and all: for the test to look at. */
  get inForce() {
    return this.#settings?.load().config;
  }

  start(): void {
    this.boots++;
    this.#settings = undefined;
    if (this.state === "running") this.#startFirmware();
    const canary = this.state === "bare" ? {} : { canary: this.#canary() };
    this.#context = vm.createContext({ ...this.#espruino(), ...canary });
    this.#context["global"] = this.#context;
  }

  /** One line of the REPL. */
  enter(line: string): void {
    try {
      vm.runInContext(line, this.#context, { timeout: 1000 });
    } catch (error) {
      // As Espruino does, with the line where it is wrong.
      this.print(`Uncaught ${error as Error}\n at line 1 col 1\n${line}\n^`);
    }
  }

  #startFirmware(): void {
    const bank = createBank(this.#flash, this.#options.hasNoLog ? [] : AREAS, crc32);
    const shelf = createShelf(bank, crc32);
    shelf.beginBoot();
    const flash = { read: (name: string) => this.files.get(name), write: () => false };
    this.#settings = createSettings(bank, shelf, flash, crc32, canOf(BOARD_FILE));
  }

  #canary(): object {
    const settings = this.#settings;
    if (!settings)
      return { status: () => ({ safeMode: true, boots: this.boots }), reboot: () => this.#leaveSafeMode() };
    const { cloud } = settings.load().config;
    const isOnline = (this.#options.logins ?? []).includes(cloud.deviceSecret);
    return {
      status: () => ({
        board: BOARD.id,
        bundle: "crc32:1234abcd",
        boots: this.boots,
        gasState: this.#options.gasState ?? 1,
        link: isOnline ? "ONLINE" : "MCONNECT",
        causes: isOnline ? {} : { MCONNECT: 3 },
      }),
      config: (given?: object) => {
        const now = settings.load().config;
        if (given === undefined) return swapped(now, () => "***");
        return this.spoils ? [] : settings.change(JSON.stringify(swapped(given, (path) => valueAt(now, path))));
      },
    };
  }

  /** No other restart does. */
  #leaveSafeMode(): void {
    this.state = "running";
    this.#reboot();
  }

  #reboot(): void {
    this.start();
    this.stopped();
  }

  #espruino(): object {
    const { files } = this;
    const used = () => [...files.values()].reduce((sum, text) => sum + text.length + HEAD_BYTES, 0);
    const totalBytes = this.#options.storageBytes ?? PROFILE.storageBytes;
    const storage = {
      read: (name: string, at = 0, chars = Infinity) => files.get(name)?.slice(at, at + chars),
      write: (name: string, piece: string, at = 0, size = piece.length) => {
        const before = files.get(name) ?? "\xff".repeat(size);
        if (!files.has(name) && used() + size + HEAD_BYTES > totalBytes) return false;
        const there = before.slice(at, at + piece.length);
        if (there !== "\xff".repeat(piece.length) || before.length !== size)
          throw new Error("Unable to write: not erased");
        files.set(name, before.slice(0, at) + piece + before.slice(at + piece.length));
        this.writes.push(name);
        return true;
      },
      erase: (name: string) => files.delete(name),
      list: () => [...files.keys()],
      getStats: () => ({ totalBytes, fileBytes: used(), trashBytes: 0, freeBytes: totalBytes - used() }),
    };
    return {
      print: (text: unknown) => this.print(String(text)),
      require: () => storage,
      E: { CRC32: crc32, reboot: () => this.#reboot(), kickWatchdog: () => {} },
      process: {
        env: { BOARD: PROFILE.espruinoBoard, VERSION: "2v29", SERIAL: this.serial },
        memory: () => ({ total: 5000, free: 2500, blocksize: 14 }),
      },
      getSerial: () => this.serial,
      setTimeout,
    };
  }
}

const SECRETS = ["deviceSecret", "password"];

/** Secrets that are hidden in a part, or given as hidden, each by what stands for it. */
function swapped(part: object, by: (path: string) => unknown, path = ""): object {
  const entries = Object.entries(part).map(([key, value]) => {
    const where = path ? `${path}.${key}` : key;
    if (value && typeof value === "object") return [key, swapped(value as object, by, where)];
    const isHidden = SECRETS.includes(key) && value && (by(where) === "***" || value === "***");
    return [key, isHidden ? by(where) : value];
  });
  return Object.fromEntries(entries);
}

const valueAt = (tree: object, path: string): unknown =>
  path.split(".").reduce<unknown>((part, key) => (part as Record<string, unknown> | undefined)?.[key], tree);

export class Desk {
  readonly url: string;
  board: DeskBoard | undefined;
  /** What came in over the line. */
  heard = "";
  /** Clients so far. */
  opened = 0;
  readonly #server: Server;
  #client: Socket | undefined;

  static async open(board?: DeskBoard): Promise<Desk> {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const desk = new Desk(server);
    desk.plug(board);
    return desk;
  }

  private constructor(server: Server) {
    this.#server = server;
    this.url = `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on("connection", (socket) => this.#join(socket));
  }

  /** Another board, or none. */
  plug(board: DeskBoard | undefined): void {
    this.#client?.destroy();
    this.board = board;
    if (!board) return;
    board.print = (text) => void this.#client?.write(`${text.replaceAll("\n", "\r\n")}\r\n`, "latin1");
    board.stopped = () => this.#client?.destroy();
  }

  async close(): Promise<void> {
    this.plug(undefined);
    await new Promise((done) => this.#server.close(done));
  }

  #join(socket: Socket): void {
    socket.on("error", () => {});
    if (!this.board) return void socket.destroy();
    this.opened++;
    this.#client = socket;
    let rest = "";
    socket.on("data", (bytes: Buffer) => {
      rest += bytes.toString("latin1");
      this.heard += bytes.toString("latin1");
      const lines = rest.split("\n");
      rest = lines.pop() ?? "";
      // biome-ignore lint/suspicious/noControlCharactersInRegex: what a client clears the line and keeps the echo back with
      for (const line of lines) this.board?.enter(line.replace(/\x1b\[2H|\x10/g, ""));
    });
  }
}
