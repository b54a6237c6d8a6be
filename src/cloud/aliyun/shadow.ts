/**
 * The device shadow: what an app wants is followed as a set is, reported, and cleared under the shadow's version
 * (facts: cloud section 4). @singleton
 */
import type { Log } from "../../system/log";
import type { Extra, Uplink } from "../cloud";
import { membersText } from "./encode";
import { isVersion, membersIn, type Parsed } from "./envelope";
import type { Orders } from "./orders";

const REPLY_MS = 60000;
/** So often it is looked at again where the update is not taken, or nothing comes back. */
const MAX_LOOKS = 1;

/** `device`: product key and device name, as they stand in topics. `names`: of what may be set. */
export function createShadow(device: string, names: readonly string[], orders: Orders, log: Log): Extra {
  const downTopic = "/shadow/get/" + device;
  const upTopic = "/shadow/update/" + device;
  let version = 0;
  /** To be sent: `get`, `update`, or nothing. */
  let pending = "";
  let awaited = "";
  let awaitedUntilMs = 0;
  let looksLeft = 0;

  function look(): void {
    awaited = "";
    pending = looksLeft > 0 ? "get" : "";
    looksLeft--;
  }

  function desiredIn(payload: Parsed): unknown {
    return membersIn(payload["state"])["desired"];
  }

  /** What is wanted is the shadow's as of `given`. */
  function follow(desired: unknown, given: number): void {
    version = given;
    const wanted = membersIn(desired);
    const isWanted = Object.keys(wanted).length > 0;
    if (isWanted) orders.set(wanted);
    // What is refused is cleared as well, and what is reported says that it was.
    pending = isWanted ? "update" : "";
  }

  function control(desired: unknown, given: unknown): void {
    looksLeft = MAX_LOOKS;
    // A copy, an older one, or one without a version: what holds is asked for.
    if (isVersion(given) && given > version) follow(desired, given);
    else look();
  }

  function replied(payload: Parsed, given: unknown): void {
    const was = awaited;
    const isDone = payload["status"] === "success";
    const taken = payload["version"];
    // Of an update before this one.
    if (was === "update" && isDone && isVersion(taken) && taken !== version + 1) return;
    awaited = "";
    if (isDone && was === "update") version++;
    else if (isDone && isVersion(given)) follow(desiredIn(payload), given);
    else {
      log("the shadow's " + was + " failed", true);
      look();
    }
  }

  function update(): Uplink {
    const reported = membersText(orders.get(names).values);
    return {
      topic: upTopic,
      payload:
        '{"method":"update","state":{"reported":{' + reported + '},"desired":"null"},"version":' + (version + 1) + "}",
    };
  }

  return {
    topics: [downTopic],
    online() {
      if (awaited) look();
    },
    next(nowMs) {
      if (awaited && nowMs > awaitedUntilMs) look();
      if (!pending) return undefined;
      awaited = pending;
      pending = "";
      awaitedUntilMs = nowMs + REPLY_MS;
      return awaited === "update" ? update() : { topic: upTopic, payload: '{"method":"get"}' };
    },
    receive(topic, body, bytes) {
      if (topic !== downTopic) return false;
      const { members } = orders.read(body, bytes);
      const payload = membersIn(members["payload"]);
      if (members["method"] === "control") control(desiredIn(payload), members["version"]);
      else if (awaited && members["method"] === "reply") replied(payload, members["version"]);
      return true;
    },
  };
}
