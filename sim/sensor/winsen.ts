/** The nine-byte frames of Winsen's modules (facts: gas section C.3). */
import type { DigitalHead } from "./heads.ts";

const START = 0xff;
export const FRAME_BYTES = 9;
export const ASK = 0x86;
export const MODE = 0x78;
export const MODES: Readonly<Record<number, Mode>> = { 64: "push", 65: "ask" };
export type Mode = "push" | "ask";

/** Two's complement of the sum of bytes 1 to 7. */
export function checksum(frame: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 1; i < FRAME_BYTES - 1; i++) sum += frame[i] ?? 0;
  return -sum & 0xff;
}

function framed(body: readonly number[]): Uint8Array {
  const frame = Uint8Array.from([START, ...body, 0]);
  frame[FRAME_BYTES - 1] = checksum(frame);
  return frame;
}

const word = (value: number): [high: number, low: number] => [(value >> 8) & 0xff, value & 0xff];

/** Of itself, once a second. */
export function pushed({ gasCode, unitCode, decimals, fullCounts }: DigitalHead, counts: number): Uint8Array {
  return framed([gasCode, unitCode, decimals, ...word(counts), ...word(fullCounts)]);
}

/** When asked. */
export function asked(counts: number): Uint8Array {
  return framed([ASK, ...word(counts), 0, 0, 0, 0]);
}

/** To a change of the mode: that it was understood. */
export function acknowledged(): Uint8Array {
  return framed([MODE, 1, 0, 0, 0, 0, 0]);
}

/** Takes bytes as they come and gives whole commands with a right checksum; what does not fit is passed over. */
export class CommandReader {
  #bytes: number[] = [];

  take(bytes: Uint8Array): Uint8Array[] {
    this.#bytes.push(...bytes);
    const commands: Uint8Array[] = [];
    for (;;) {
      const start = this.#bytes.indexOf(START);
      this.#bytes.splice(0, start < 0 ? this.#bytes.length : start);
      if (this.#bytes.length < FRAME_BYTES) return commands;
      const frame = this.#bytes.slice(0, FRAME_BYTES);
      const isWhole = frame[FRAME_BYTES - 1] === checksum(frame);
      if (isWhole) commands.push(Uint8Array.from(frame));
      this.#bytes.splice(0, isWhole ? FRAME_BYTES : 1);
    }
  }
}
