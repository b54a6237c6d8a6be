/**
 * What the device asks or tells the platform of its own accord and wants answered, one row each: sent when it is due, again
 * with a back-off until the answer comes, and left where it is refused for good (facts: cloud sections 2.2, 2.4). @singleton
 */
import type { Clock } from "../../hal";
import type { Extra } from "../cloud";
import { isLater, SUCCESS } from "./codes";
import { parse, requestText } from "./envelope";

export interface Ask {
  /** Its topic behind the device's own prefix, such as `thing/deviceinfo/update`; the answer's is this and `_reply`. */
  readonly what: string;
  /** `params` as text, when it is sent; "" while there is nothing to ask. */
  params(): string;
  /** The answer's `data`; of a refusal for good, undefined. */
  answered(data: unknown): void;
  /** When it goes out; Infinity: when somebody sets it. */
  dueMs: number;
  /** How long each new session has it wait; absent: it is not asked of itself. */
  readonly sessionMs?: number;
  /** Answered once, it is not asked again in this run. */
  readonly isOnce?: boolean;
  /** Answered, it is asked again so much later. */
  readonly everyMs?: number;
  /** Its answer is subscribed for already, among the dialect's own. */
  readonly isHeard?: boolean;
  /** Of the message under way, 0: none; and the wait behind it. */
  id?: number;
  waitMs?: number;
  isDone?: boolean;
}

const FIRST_WAIT_MS = 30000;
const LONGEST_WAIT_MS = 3600000;

/** `prefix`: `/sys/<product key>/<device name>/`. `roundTrip` is told how long an answer took. */
export function createAsks(
  prefix: string,
  clock: Clock,
  nextId: () => number,
  asks: readonly Ask[],
  roundTrip: (ms: number) => void,
): Extra {
  let sentAtMs = 0;

  return {
    topics: asks.filter((ask) => !ask.isHeard).map((ask) => prefix + ask.what + "_reply"),
    online() {
      asks.forEach((ask) => {
        ask.waitMs = ask.id = 0;
        if (ask.sessionMs !== undefined && !ask.isDone) ask.dueMs = clock.nowMs() + ask.sessionMs;
      });
    },
    next(nowMs) {
      const ask = asks.filter((one) => one.dueMs <= nowMs)[0];
      if (!ask) return undefined;
      const params = ask.params();
      ask.waitMs = Math.min(2 * (ask.waitMs as number) || FIRST_WAIT_MS, LONGEST_WAIT_MS);
      ask.dueMs = nowMs + (params ? ask.waitMs : ask.everyMs || Infinity);
      if (!params) return undefined;
      ask.id = nextId();
      sentAtMs = nowMs;
      return { topic: prefix + ask.what, payload: requestText("", ask.id, params) };
    },
    receive(topic, body) {
      const ask = asks.filter((one) => topic === prefix + one.what + "_reply")[0];
      if (!ask) return false;
      const message = parse(body);
      // A late answer to an older copy is the answer all the same only where its id is; ids have leading zeros on their way.
      if (!message || typeof message.code !== "number" || !ask.id || parseInt(message.id, 10) !== ask.id) return true;
      const isTaken = message.code === SUCCESS;
      if (!isTaken && isLater(message.code)) return true;
      roundTrip(clock.nowMs() - sentAtMs);
      ask.id = ask.waitMs = 0;
      ask.isDone = ask.isOnce as boolean;
      ask.dueMs = isTaken && ask.everyMs ? clock.nowMs() + ask.everyMs : Infinity;
      ask.answered(isTaken ? message.data : undefined);
      return true;
    },
  };
}
