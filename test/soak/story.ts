/** What happened last, on the world's calendar: for a person who has to find out why. */
import type { VirtualSite } from "../../sim/site.ts";

interface Line {
  readonly atMs: number;
  readonly text: string;
}

const SHOWN_CHARS = 150;
const MARKS_KEPT = 2000;
const DAY_S = 86_400;

export class Story {
  readonly #site: VirtualSite;
  /** Deeds and faults, on the clock. */
  readonly #marks: Line[] = [];
  /** When the calendar leapt, on the clock, and how far it was ahead from then on. */
  readonly #leaps: { readonly atMs: number; readonly leaptMs: number }[] = [];

  constructor(site: VirtualSite) {
    this.#site = site;
  }

  mark(text: string): void {
    this.#marks.push({ atMs: this.#site.clock.nowMs, text });
    if (this.#marks.length > MARKS_KEPT) this.#marks.splice(0, MARKS_KEPT / 2);
  }

  leapt(): void {
    const { clock, leaptMs } = this.#site;
    this.#leaps.push({ atMs: clock.nowMs, leaptMs });
  }

  last(lines: number): string[] {
    const { node } = this.#site;
    const at = node.at.slice(-lines).map((one) => ({ atMs: one.atMs, text: `${one.direction} ${one.text}` }));
    const said = node.console.slice(-lines).map((one) => ({ atMs: one.atMs, text: `# ${one.text}` }));
    const marks = this.#marks.slice(-lines).map((one) => ({ atMs: one.atMs, text: `= ${one.text}` }));
    const all = [...at, ...said, ...marks].sort((a, b) => a.atMs - b.atMs).slice(-lines);
    return all.map(({ atMs, text }) => `${this.#when(atMs)} ${text.slice(0, SHOWN_CHARS)}`);
  }

  /** On the clock, and on the calendar. */
  #when(atMs: number): string {
    const leaptMs = this.#leaps.findLast((leap) => leap.atMs <= atMs)?.leaptMs ?? 0;
    return `${(atMs / 1000).toFixed(3)} ${dateText(atMs + leaptMs)}`;
  }
}

/** `d12 03:04:05`, from the day on which the device was switched on. */
export function dateText(ms: number): string {
  const two = (n: number): string => String(Math.floor(n)).padStart(2, "0");
  const s = ms / 1000;
  return `d${Math.floor(s / DAY_S)} ${two((s % DAY_S) / 3600)}:${two((s % 3600) / 60)}:${two(s % 60)}`;
}
