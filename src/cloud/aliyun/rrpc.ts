/**
 * Calls whose caller waits (facts: cloud sections 2.2, 4): on the platform's own topic by the method that the message names,
 * on a custom one by the service that its topic names. Each is answered by its topic's id, at once; so however many come at a
 * time, none gets another's answer. @singleton
 */
import type { Clock } from "../../hal";
import type { Extra, Result } from "../cloud";
import { METHOD_MISSING, SUCCESS, TOPIC_ILLEGAL } from "./codes";
import { isName } from "./envelope";
import type { Orders } from "./orders";

/** The caller waits 5 s to 8 s. */
const PATIENCE_MS = 5000;
const MAX_ID_CHARS = 64;
const CUSTOM = "/ext/rrpc/";
const SERVICE = "thing.service.";

/** `device`: product key and device name, as they stand in topics. */
export function createRrpc(device: string, orders: Orders, clock: Clock): Extra {
  const system = "/sys/" + device + "/rrpc/";
  const services = "/sys/" + device + "/thing/service/";

  function unknown(code: number, bytes: number): Result {
    orders.refuse(code, bytes);
    return { code, values: {} };
  }

  function run(method: unknown, params: unknown, bytes: number): Result {
    if (typeof method !== "string") return unknown(METHOD_MISSING, bytes);
    if (method.indexOf(SERVICE)) return unknown(TOPIC_ILLEGAL, bytes);
    const name = method.substr(SERVICE.length);
    if (name === "property.set") return { code: orders.set(params), values: {} };
    return name === "property.get" ? orders.get(params) : orders.call(name, params);
  }

  /** `name`: of the service, where the topic says it; where it does not, the message does. */
  function call(topic: string, name: string, body: string, bytes: number): void {
    const untilMs = clock.nowMs() + PATIENCE_MS;
    const { id, code, params, members } = orders.read(body, bytes);
    // Our own answer coming back: they have the same topic.
    if (name && members["code"] !== undefined) return;
    let outcome: Result = { code, values: {} };
    if (code === SUCCESS) outcome = run(name ? SERVICE + name : members["method"], params, bytes);
    orders.answer(topic, id, outcome.code, outcome.values, untilMs);
  }

  return {
    topics: [system + "request/+", CUSTOM + "+" + services + "+"],
    online() {},
    next: () => undefined,
    receive(topic, body, bytes) {
      const isCustom = topic.indexOf(CUSTOM) === 0;
      const at = topic.indexOf(services);
      if (isCustom ? at < 0 : topic.indexOf(system + "request/")) return false;
      const id = isCustom ? topic.substring(CUSTOM.length, at) : topic.substr(system.length + 8);
      const name = isCustom ? topic.substr(at + services.length) : "";
      // What else stands there may be no topic to publish to.
      if (!isName(id, MAX_ID_CHARS) || (isCustom && !isName(name, MAX_ID_CHARS))) orders.refuse(TOPIC_ILLEGAL, bytes);
      else call(isCustom ? topic : system + "response/" + id, name, body, bytes);
      return true;
    },
  };
}
