/**
 * The board's console as a terminal has it that is plugged into its port: bytes out, keys in. Whether one is plugged in makes no
 * difference to the program. The modem's and the sensor's ports are wired to those: a console there is out of reach.
 */
import type { Board } from "../src/hal.ts";
import type { VirtualBoard } from "./board/board.ts";
import { Listeners } from "./listeners.ts";

/** All ports that Espruino may put its console on. */
const PORTS = ["USB", "Bluetooth", "Serial1", "Serial2", "Serial3", "Serial4", "Serial5", "Serial6"];

export class ConsolePort {
  readonly #board: VirtualBoard;
  readonly #names: readonly string[];
  readonly #listeners = new Listeners<string>();
  #isPlugged = false;

  constructor(board: VirtualBoard, pins: Board) {
    this.#board = board;
    this.#names = PORTS.filter((name) => name !== pins.modemUart.port && name !== pins.gasUart?.port);
  }

  /** What the board sends, one character a byte; returns what takes the listener off again. */
  onBytes(listener: (bytes: string) => void): () => void {
    this.#plug();
    return this.#listeners.add(listener);
  }

  /** Somebody is there to take what is typed. */
  get isOpen(): boolean {
    return this.#names.includes(this.#board.consolePort);
  }

  /** Bytes as a terminal sends them; false where nobody is there to take them. */
  type(bytes: string): boolean {
    if (!this.isOpen) return false;
    this.#board.isAttended = true;
    this.#board.uart(this.#board.consolePort).deliver(bytes);
    return true;
  }

  /** Typed, and not yet taken by the interpreter: it is busy. */
  get waitingBytes(): number {
    const name = this.#board.consolePort;
    return name === "" ? 0 : this.#board.uart(name).waitingBytes;
  }

  #plug(): void {
    if (this.#isPlugged) return;
    this.#isPlugged = true;
    for (const name of this.#names) {
      this.#board.uart(name).onWrite = (bytes) => this.#listeners.tell(Buffer.from(bytes).toString("latin1"));
    }
  }
}
