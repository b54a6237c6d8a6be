/** A head that speaks for itself, at the other end of the board's second UART: 9600 8N1. */
import type { LinePort } from "../board/uart.ts";
import type { SimClock, Timer } from "../clock.ts";
import type { Random } from "../random.ts";
import type { HeldFault } from "./faults.ts";
import type { DigitalHead } from "./heads.ts";
import { gaussian } from "./noise.ts";
import { ASK, acknowledged, asked, CommandReader, FRAME_BYTES, MODE, MODES, type Mode, pushed } from "./winsen.ts";

export interface DigitalOptions {
  readonly clock: SimClock;
  readonly random: Random;
  readonly head: DigitalHead;
  readonly port: LinePort;
  readonly ppm: () => number;
  readonly fault: () => HeldFault | undefined;
}

const BAUD = 9600;
const PUSH_MS = 1000;
const BYTE_MS = 10_000 / BAUD;
/** What it tells beyond its own scale when it is broken that way. */
const BEYOND = 1.2;

export class DigitalSensor {
  /** As delivered: it pushes. */
  mode: Mode = "push";
  readonly #options: DigitalOptions;
  readonly #commands = new CommandReader();
  #timer: Timer | undefined;
  #isOn = false;
  #counts = 0;

  constructor(options: DigitalOptions) {
    this.#options = options;
    options.port.onWrite = (bytes) => this.#receive(bytes);
  }

  power(isOn: boolean): void {
    if (isOn === this.#isOn) return;
    this.#isOn = isOn;
    this.mode = "push";
    this.#options.clock.cancel(this.#timer);
    if (isOn) this.#tick();
  }

  #tick(): void {
    this.#timer = this.#options.clock.after(PUSH_MS, () => {
      if (this.mode === "push") this.#send(pushed(this.#options.head, this.#measure()));
      this.#tick();
    });
  }

  #receive(bytes: Uint8Array): void {
    if (!this.#isOn || this.#options.port.baud !== BAUD) return;
    for (const command of this.#commands.take(bytes)) {
      const mode = MODES[command[3] ?? 0];
      if (command[2] === ASK) this.#send(asked(this.#measure()));
      else if (command[2] === MODE && mode) {
        this.mode = mode;
        this.#send(acknowledged());
      }
    }
  }

  #measure(): number {
    const { head, random, ppm, fault } = this.#options;
    const { name, value } = fault() ?? {};
    if (name === "range") return Math.round(value ?? head.fullCounts * BEYOND);
    if (name === "frozen") return this.#counts;
    const counts = Math.round(ppm() / head.ppmPerCount + gaussian(random) * head.noiseCounts);
    this.#counts = Math.min(head.fullCounts, Math.max(0, counts));
    return this.#counts;
  }

  /** In two pieces, cut anywhere, as a line that is read now and then gives them. */
  #send(frame: Uint8Array): void {
    const { clock, random, port, fault } = this.#options;
    const { name } = fault() ?? {};
    if (name === "silent") return;
    if (name === "checksum") frame[FRAME_BYTES - 1] = (frame[FRAME_BYTES - 1] ?? 0) ^ 0x55;
    const cut = random.between(1, FRAME_BYTES);
    this.#later(cut, () => port.deliver(frame.slice(0, cut)), clock);
    if (cut < FRAME_BYTES) this.#later(FRAME_BYTES, () => port.deliver(frame.slice(cut)), clock);
  }

  /** At another speed the board hears nothing that is like bytes. */
  #later(bytes: number, deliver: () => void, clock: SimClock): void {
    clock.after(bytes * BYTE_MS, () => {
      if (this.#isOn && this.#options.port.baud === BAUD) deliver();
    });
  }
}
