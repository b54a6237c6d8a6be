/** The platform's time, for a board without a clock whose network gives none (facts: cloud section 4). @singleton */
import type { Clock } from "../../hal";
import type { Extra } from "../cloud";

/** The network has given its time by then, if it gives one. */
const FIRST_MS = 20000;
const AGAIN_MS = 60000;
const LONGEST_MS = 3600000;
/** Of the years 2020 to 2100: what is outside of them is no time, and past all years not even a date can be made of it. */
const EARLIEST_MS = 1577836800000;
const LATEST_MS = 4102444800000;

/** `device`: product key and device name, as they stand in topics. `learn` takes milliseconds since 1970 UTC, as of now. */
export function createNetworkTime(
  device: string,
  clock: Clock,
  isKnown: () => boolean,
  learn: (epochMs: number) => void,
): Extra {
  const ntpTopic = "/ext/ntp/" + device + "/";
  let askAtMs = 0;
  let waitMs = AGAIN_MS;
  let askedMs = 0;

  return {
    topics: [ntpTopic + "response"],
    // Alarms bear it.
    isVital: true,
    online() {
      askAtMs = clock.nowMs() + FIRST_MS;
      waitMs = AGAIN_MS;
    },
    next(nowMs) {
      if (nowMs < askAtMs || isKnown()) return undefined;
      askAtMs = nowMs + waitMs;
      waitMs = Math.min(2 * waitMs, LONGEST_MS);
      askedMs = Math.round(nowMs);
      return { topic: ntpTopic + "request", payload: '{"deviceSendTime":"' + askedMs + '"}' };
    },
    receive(topic, body) {
      if (topic !== ntpTopic + "response") return false;
      // All three are texts of milliseconds, ours the one that comes back; a late or a foreign answer has another.
      const field = (name: string): number =>
        parseFloat((body.split('"' + name + '":"')[1] || "").split('"')[0] as string);
      const epochMs = (field("serverRecvTime") + field("serverSendTime") + clock.nowMs() - askedMs) / 2;
      const isTime = epochMs >= EARLIEST_MS && epochMs <= LATEST_MS;
      if (askedMs && field("deviceSendTime") === askedMs && isTime) learn(epochMs);
      askedMs = 0;
      return true;
    },
  };
}
