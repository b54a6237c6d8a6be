/**
 * Values that were wished for while the device was away: asked for at each session's start, followed as a set is, and
 * deleted, those that are refused as well (facts: cloud section 2.2). @singleton
 */
import type { Clock } from "../../hal";
import type { Log } from "../../system/log";
import type { Extra } from "../cloud";
import { createQuestion } from "../question";
import { SUCCESS } from "./codes";
import { membersIn, type Parsed, requestText } from "./envelope";
import type { Orders } from "./orders";

/** Not asked more often than so. */
const APART_MS = 60000;

/** `thing`: the device's own topics up to `/thing/`. `names`: of what may be set. */
export function createDesired(
  thing: string,
  names: readonly string[],
  orders: Orders,
  nextId: () => number,
  clock: Clock,
  /** An alarm waits: all else comes later. */
  hasAlarm: () => boolean,
  log: Log,
): Extra {
  const topic = thing + "property/desired/";
  const question = createQuestion(nextId, APART_MS);
  /** What is to be deleted: as it is written; empty while it is asked for. */
  let deletion = "";
  let againMs = 0;
  /** As they were when they were followed: once is enough, even where they can't be deleted. */
  let followed: { [name: string]: string } = {};

  function follow(name: string, given: unknown): void {
    const text = JSON.stringify(given);
    if (followed[name] === text) return;
    followed[name] = text;
    const members = membersIn(given);
    const params: { [name: string]: unknown } = {};
    params[name] = members["value"] === undefined ? given : members["value"];
    const code = orders.set(params);
    log("desired " + name + (code === SUCCESS ? "" : " refused: code " + code), code !== SUCCESS);
  }

  /** With the version, what is wished for meanwhile is not deleted. */
  function versionText(given: unknown): string {
    const version = membersIn(given)["version"];
    return typeof version === "number" && version >= 0 && Math.floor(version) === version
      ? '{"version":' + version + "}"
      : "{}";
  }

  /** The form of the reply is not documented: a value, or one with its version; and what is not set may be there, empty. */
  function isSet(given: unknown): boolean {
    if (given === undefined || given === null) return false;
    return typeof given !== "object" || (membersIn(given)["value"] !== undefined && membersIn(given)["value"] !== null);
  }

  function take(data: Parsed): void {
    const parts: string[] = [];
    names.forEach((name) => {
      if (isSet(data[name])) {
        follow(name, data[name]);
        parts.push('"' + name + '":' + versionText(data[name]));
      } else followed[name] = "";
    });
    deletion = parts.join();
    if (deletion) question.start(clock.nowMs());
    else question.stop();
  }

  return {
    topics: [topic + "get_reply", topic + "delete_reply"],
    online() {
      deletion = "";
      question.start(Math.max(clock.nowMs(), againMs));
    },
    next(nowMs) {
      const id = hasAlarm() ? undefined : question.due(nowMs);
      if (!id) return undefined;
      againMs = nowMs + APART_MS;
      return deletion
        ? { topic: topic + "delete", payload: requestText("thing.property.desired.delete", id, "{" + deletion + "}") }
        : { topic: topic + "get", payload: requestText("thing.property.desired.get", id, JSON.stringify(names)) };
    },
    receive(from, body, bytes) {
      const isDeleted = from === topic + "delete_reply";
      if (!isDeleted && from !== topic + "get_reply") return false;
      const reply = orders.reply(body, bytes);
      // A late answer, or a copy.
      if (!reply || isDeleted !== deletion.length > 0 || !question.isAnswer(reply.id)) return true;
      if (reply.code === SUCCESS) {
        if (!isDeleted) take(membersIn(reply.data));
        else {
          deletion = "";
          followed = {};
          question.stop();
        }
      } else {
        log("desired values: code " + reply.code, true);
        // What can't be deleted may have changed: it is looked at again, later.
        deletion = "";
        if (!isDeleted && !reply.canRetry) question.stop();
      }
      return true;
    },
  };
}
