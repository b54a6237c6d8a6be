/** The supply: goes away at the flash operation that is asked for, and comes back after a while. */
import type { FlashOperation } from "../../sim/board/flash.ts";
import { PowerCut } from "../../sim/board/power-cut.ts";
import type { VirtualSite } from "../../sim/site.ts";
import type { FlashArea } from "../../src/hal.ts";
import { type CutCase, tornOf } from "./case-id.ts";

const AWAY_MS = 5000;

/** One flash operation of a run, as far as a plan has to know it. */
export interface Operation {
  readonly kind: FlashOperation["kind"];
  readonly atMs: number;
}

export class Supply {
  /** Operations since the power came, for the last time. */
  operations: Operation[] = [];
  returnedMs = 0;
  readonly outside: string[] = [];
  /** Called when a cut comes between the erase of the log's only sector and the last word of what it held. */
  onForgotten: () => void = () => {};
  #cutsDone = 0;
  #erasedMs = -1;

  /** Before anything else looks at the board. */
  constructor(site: VirtualSite, { cuts, seed, isModemUp }: CutCase, log: readonly FlashArea[]) {
    const { node, clock } = site;
    const { board } = node;
    const isLog = (at: number): boolean =>
      log.some(({ address, pageBytes, pages }) => at >= address && at < address + pageBytes * pages);
    board.flash.beforeOperation = (_n, { kind, address }) => {
      const cut = cuts[this.#cutsDone];
      const number = this.operations.length;
      if (!isLog(address)) this.outside.push(`${kind} at ${address.toString(16)}, ${clock.nowMs / 1000} s`);
      if (kind === "erase") this.#erasedMs = clock.nowMs;
      if (cut?.operation === number) {
        this.#cutsDone++;
        if (log.length === 1 && this.#erasedMs === clock.nowMs) this.onForgotten();
        throw new PowerCut(number, tornOf(cut, seed));
      }
      this.operations.push({ kind, atMs: clock.nowMs });
    };
    const { onStop } = board;
    board.onStop = (cause) => {
      // The node takes the modem's supply with the board's.
      if (cause !== "power-cut" || !isModemUp) onStop?.(cause);
      if (cause !== "power-cut") return;
      clock.after(AWAY_MS, () => {
        this.operations = [];
        this.returnedMs = clock.nowMs;
        node.powerOn();
      });
    };
  }

  get cutsDone(): number {
    return this.#cutsDone;
  }
}
