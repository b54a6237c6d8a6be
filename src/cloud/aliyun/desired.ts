/**
 * Values that were wished for while the device was away: asked for at each session's start, followed as a set is, and
 * deleted, those that are refused as well (facts: cloud section 2.2). @singleton
 */
import type { Clock } from "../../hal";
import type { Log } from "../../system/log";
import type { Extra } from "../cloud";
import { createQuestion } from "../question";
import { SUCCESS } from "./codes";
import { isVersion, membersIn, type Parsed, requestText } from "./envelope";
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
  const question = createQuestion(nextId);
  /** What is to be deleted: as it is written; empty while it is asked for. */
  let deletion = "";
  let againMs = 0;
  /** As they were when they were followed: once is enough, even where they can't be deleted. */
  let followed: { [name: string]: string } = {};

  function valueIn(given: unknown): unknown {
    const value = membersIn(given)["value"];
    return value === undefined ? given : value;
  }

  /** Together, as some are only sound together; where they are refused so, each by itself. */
  function follow(wanted: Parsed): void {
    const list = Object.keys(wanted);
    const code = list.length ? orders.set(wanted) : SUCCESS;
    list.forEach((name) => {
      const own = code === SUCCESS || list.length < 2 ? code : orders.set(one(name, wanted[name]));
      log("desired " + name + (own === SUCCESS ? "" : " refused: code " + own), own !== SUCCESS);
    });
  }

  function one(name: string, value: unknown): Parsed {
    const params: { [name: string]: unknown } = {};
    params[name] = value;
    return params;
  }

  /** With the version, what is wished for meanwhile is not deleted. */
  function versionText(given: unknown): string {
    const version = membersIn(given)["version"];
    return isVersion(version) ? '{"version":' + version + "}" : "{}";
  }

  /** The form of the reply is not documented: a value, or one with its version; and what is not set may be there, empty. */
  function isSet(given: unknown): boolean {
    const value = valueIn(given);
    // An object without a value in it is none itself.
    return value !== undefined && value !== null && (typeof given !== "object" || value !== given);
  }

  function take(data: Parsed): void {
    const parts: string[] = [];
    const wanted: { [name: string]: unknown } = {};
    names.forEach((name) => {
      const given = data[name];
      const text = isSet(given) ? JSON.stringify(given) : "";
      if (text && text !== followed[name]) wanted[name] = valueIn(given);
      if (text) parts.push('"' + name + '":' + versionText(given));
      followed[name] = text;
    });
    deletion = parts.join();
    if (deletion) question.again(clock.nowMs());
    else question.stop();
    follow(wanted);
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
