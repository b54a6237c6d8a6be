/**
 * An order at a plain broker, read as the platform's order of the same meaning: what may be set and called, and with what, is
 * checked in one place. @onDemand
 */

import { TOPIC_ILLEGAL } from "../aliyun/codes";
import { decode } from "../aliyun/decode";
import type { Downlink } from "../cloud";

/** What a message stands for that is no order. */
const NOBODY = "";

/** With `params` in it an order is as the platform's; else it is these. What is no object is left as it is, to be refused. */
function enveloped(body: string, mayBeEmpty: boolean): string {
  const text = body.trim();
  if (!text && mayBeEmpty) return '{"params":{}}';
  return text.charAt(0) !== "{" || text.indexOf('"params"') >= 0 ? text : '{"params":' + text + "}";
}

/** The name of what ThingsBoard calls. */
function methodOf(body: string): string {
  try {
    const method = (JSON.parse(body) as { [name: string]: unknown })["method"];
    return typeof method === "string" ? method : NOBODY;
  } catch (_) {
    return NOBODY;
  }
}

/** `base`: the device's own topics up to there. `bytes` is more than `body` holds when it was too long to keep. */
export function decodeOrder(
  base: string,
  isThingsBoard: boolean,
  topic: string,
  body: string,
  bytes: number,
): Downlink {
  const parts = (topic.indexOf(base) === 0 ? topic.substr(base.length) : NOBODY).split("/");
  const isCall = parts[0] === "call";
  if (isThingsBoard ? !/^[0-9]+$/.test(parts[2] as string) : parts[0] !== "set" && !isCall)
    return { kind: "none", code: TOPIC_ILLEGAL };
  const name = isThingsBoard ? methodOf(body) : (parts[isCall ? 1 : 0] as string);
  const text = isThingsBoard ? body : enveloped(body, isCall);
  const service = "/service/" + (name === "set" ? "property/set" : name);
  const order = decode("/", service, text, bytes > body.length ? text.length + 1 : text.length);
  // Answered under the number in the topic.
  if (isThingsBoard && order.kind !== "none") (order as { id: string }).id = parts[2] as string;
  return order;
}
