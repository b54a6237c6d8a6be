/** What the checks of events remember of each: what was forced, what was sent. */
import type { Publish } from "./at-text.ts";
import { seconds } from "./check.ts";
import type { Decision, DecisionKind } from "./gas-truth.ts";

/** The modem's clock has whole seconds, and so has a record. */
export const TIME_OFF_MS = 2500;
/** So many sent events, and moments of each kind, are remembered. */
const KEPT = 400;

export interface SentEvent extends Publish {
  readonly what: DecisionKind | "test";
  /** Of a fault. */
  readonly code: number | undefined;
  readonly firstMs: number;
  /** Its own time on the simulator's clock; undefined where it has none. */
  readonly ownMs: number | undefined;
  isAccepted: boolean;
  /** Of the reply that settled it. */
  replyCode: number | undefined;
  isMatched: boolean;
}

/** A decision that no sound device could have failed to make, until the platform has it. */
export interface Owed extends Decision {
  /** The network had told its time before. */
  timeWasKnown: boolean;
  sent: SentEvent | undefined;
  /** For its time, perhaps: another may stand for it. */
  isRefused: boolean;
}

export function keep<T>(list: T[], item: T): void {
  list.push(item);
  if (list.length > KEPT) list.splice(0, KEPT / 2);
}

export class SentEvents extends Map<string, SentEvent> {
  add(sent: SentEvent): void {
    this.set(sent.id, sent);
    if (this.size > KEPT) this.#forgetOne();
  }

  /** The oldest that is settled, or the oldest. */
  #forgetOne(): void {
    const [oldest] = this.keys();
    const settled = [...this.values()].find(({ replyCode }) => replyCode !== undefined)?.id;
    const id = settled ?? oldest;
    if (id !== undefined) this.delete(id);
  }
}

export const told = ({ kind, code, fromMs, toMs }: Decision): string =>
  `${kind}${code === undefined ? "" : ` ${code}`} of ${seconds(fromMs)} to ${seconds(toMs)}`;
