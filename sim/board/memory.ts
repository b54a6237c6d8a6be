/**
 * `peek32` and `poke32`: of all the chip's memory, only the register that tells why it started. It shows the board's cause
 * by the table in the board file; where the chip keeps old causes until they are cleared (the table has a `clear`), they
 * pile up until then, or until the power has been away.
 */
import type { Board, ResetCause } from "../../src/hal.ts";
import { int } from "./bytes.ts";
import type { Loop } from "./loop.ts";

export class Memory {
  readonly #register: Board["resetRegister"];
  #word = 0;

  constructor(register: Board["resetRegister"]) {
    this.#register = register;
  }

  /** The chip starts; `load()` and `reset()` are no such start. A cause without a row looks like power-on. */
  start(cause: ResetCause): void {
    const register = this.#register;
    if (!register) return;
    const rows: readonly (readonly (number | ResetCause | undefined)[])[] = register.rows;
    const row = rows.find((one) => one.includes(cause)) ?? rows.find((one) => one.includes("power-on")) ?? [];
    // Without a value of its own, a row means all bits of its mask.
    const [mask = 0, value = mask] = row.filter((part) => typeof part === "number");
    const keepsOld = register.clear !== undefined && cause !== "power-on";
    this.#word = keepsOld ? this.#word | value : value;
  }

  install(loop: Loop): void {
    loop.exposeAll(loop.realm.global, {
      peek32: (address: unknown, count: unknown) => {
        const words = Uint32Array.from({ length: Math.max(1, int(count)) }, (_, i) => this.#read(int(address) + 4 * i));
        return words.length === 1 ? words[0] : new loop.realm.global.Uint32Array(loop.realm.array([...words]));
      },
      poke32: (address: unknown, value: unknown) => {
        const values = typeof value === "object" && value !== null ? Array.from(value as number[]) : [value];
        values.forEach((one, i) => {
          this.#write(int(address) + 4 * i, int(one));
        });
      },
    });
  }

  #read(address: number): number {
    return address === this.#register?.address ? this.#word >>> 0 : 0;
  }

  #write(address: number, value: number): void {
    if (address === this.#register?.address && value === this.#register.clear) this.#word = 0;
  }
}
