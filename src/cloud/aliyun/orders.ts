/**
 * What the platform orders by another way than the order's own topic: put as the message it would be there, so that the same
 * checks and refusals hold for all (facts: cloud section 2.2). And what such a way needs: to read, to answer, to refuse.
 * @singleton
 */
import type { Cloud, Downlink, Members, Properties, Result, Uplink } from "../cloud";
import { JSON_BAD, PARAMETERS_BAD, PROPERTY_UNKNOWN, SERVICE_UNKNOWN, SUCCESS } from "./codes";
import { membersText } from "./encode";
import { answerText, type Envelope, type Parsed, parse } from "./envelope";

export interface Order {
  /** As digits; "0" where it has none. */
  readonly id: string;
  /** 200; else it can't be read, has been counted as refused, and wants no more than its answer. */
  readonly code: number;
  readonly params: unknown;
  readonly members: Parsed;
}

/** The platform's word on what was asked. */
export interface Reply {
  readonly id: string;
  readonly code: number;
  readonly canRetry: boolean;
  readonly data: unknown;
}

export interface Orders {
  read(body: string, bytes: number): Order;
  /** undefined where it is no reply; counted then. */
  reply(body: string, bytes: number): Reply | undefined;
  /** A property set; its code. */
  set(params: unknown): number;
  /** A service by its name in the thing model. */
  call(name: string, params: unknown): Result;
  /** Values of properties by a list of their names. */
  get(names: unknown): Result;
  /** `untilMs`: who has asked is gone then. */
  answer(topic: string, id: string, code: number, values?: Members, untilMs?: number): void;
  /** Counts what is not followed. */
  refuse(code: number, bytes: number): void;
}

/** More properties than there are. */
const MAX_NAMES = 200;

/** `thing`: the device's own topics up to `/thing/`. `follow` takes an order as the app does its messages. */
export function createOrders(
  thing: string,
  receive: Cloud["receive"],
  follow: (topic: string, body: string, bytes: number, isAnswered: true) => Result | undefined,
  refuse: (code: number, bytes: number) => void,
  values: () => Properties,
  answer: (uplink: Uplink) => void,
): Orders {
  const setTopic = thing + "service/property/set";

  function bodyOf(params: unknown): string {
    return JSON.stringify({ "params": params });
  }

  function order(topic: string, params: unknown): Result {
    const body = bodyOf(params);
    return follow(topic, body, body.length, true) as Result;
  }

  function refused(code: number, params: unknown): Result {
    refuse(code, bodyOf(params).length);
    return { code, values: {} };
  }

  return {
    refuse,
    read(body, bytes) {
      const message = bytes > body.length ? undefined : parse(body);
      if (message) {
        return { id: message.id, code: SUCCESS, params: message.params, members: message.members as Parsed };
      }
      // Broken, or too long to keep: what is left of it is found as it is for a set.
      const { id, code } = receive(setTopic, body, bytes) as Extract<Downlink, { kind: "set" }>;
      refuse(code, bytes);
      return { id, code, params: undefined, members: {} };
    },
    reply(body, bytes) {
      const downlink = receive(thing + "event/property/post_reply", body, bytes);
      if (downlink.kind === "reply") {
        return {
          id: downlink.id,
          code: downlink.code,
          canRetry: downlink.canRetry,
          data: (parse(body) as Envelope).data,
        };
      }
      refuse(JSON_BAD, bytes);
      return undefined;
    },
    set: (params) => order(setTopic, params).code,
    call(name, params) {
      // Of the names of answers it would be one, and no order.
      if (!/^\w+$/.test(name) || name.substr(-6) === "_reply") return refused(SERVICE_UNKNOWN, params);
      return order(thing + "service/" + name, params);
    },
    get(names) {
      const all = values();
      // Not by looking it up: on Espruino every object has functions under some names.
      const known = Object.keys(all);
      const found: { [name: string]: number | string | undefined } = {};
      if (!Array.isArray(names) || !names.length || names.length > MAX_NAMES) return refused(PARAMETERS_BAD, names);
      if (names.some((name) => known.indexOf(name) < 0)) return refused(PROPERTY_UNKNOWN, names);
      names.forEach((name) => {
        found[name] = (all as Members)[name];
      });
      return { code: SUCCESS, values: found };
    },
    answer(topic, id, code, given, untilMs) {
      answer({ topic, payload: answerText(id, code, "{" + membersText(given || {}) + "}"), untilMs });
    },
  };
}
