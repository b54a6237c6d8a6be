/**
 * The platform disables the device, and enables it: while it is disabled nothing goes up but alarms, their ends, faults and
 * answers; the alarm on the spot is none of the cloud's business (facts: cloud section 2.2). Known in RAM alone: the platform
 * takes no login of a device that it has disabled, so a new session is the word that it is enabled. @singleton
 */
import type { Clock } from "../../hal";
import type { Pace } from "../../store/remote";
import type { Log } from "../../system/log";
import type { Extra } from "../cloud";

import { SUCCESS } from "./codes";
import type { Orders } from "./orders";

export interface Duty extends Extra {
  isDisabled(): boolean;
}

/** `device`: product key and device name, as they stand in topics. `pace`: something is sent as often as a report would be. */
export function createDuty(device: string, orders: Orders, clock: Clock, pace: Pace, log: Log): Duty {
  const thing = "/sys/" + device + "/thing/";
  let isDisabled = false;
  let signAtMs = 0;

  return {
    // With it, the three answers come back: rare ones.
    topics: [thing + "+"],
    isVital: true,
    isDisabled: () => isDisabled,
    online() {
      isDisabled = false;
    },
    /** In place of reports, so that a session that is gone is found: a question without weight. */
    next(nowMs) {
      if (!isDisabled || nowMs < signAtMs) return undefined;
      signAtMs = nowMs + pace.reportMs;
      return { topic: "/ext/ntp/" + device + "/request", payload: '{"deviceSendTime":"0"}' };
    },
    receive(topic, body, bytes) {
      const name = topic.indexOf(thing) ? "" : topic.substr(thing.length);
      if (["disable_reply", "enable_reply", "delete_reply"].indexOf(name) >= 0) return true;
      if (["disable", "enable", "delete"].indexOf(name) < 0) return false;
      const { id, code } = orders.read(body, bytes);
      if (code === SUCCESS) {
        if (name !== "delete") isDisabled = name === "disable";
        signAtMs = clock.nowMs() + pace.reportMs;
        log("the cloud's word: " + name, name !== "enable");
      }
      orders.answer(topic + "_reply", id, code);
      return true;
    },
  };
}
