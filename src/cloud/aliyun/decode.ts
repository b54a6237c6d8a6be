/** What a message from the platform asks or says (facts: cloud sections 2.1, 2.2, 2.4). Pure. @onDemand */
import { HAS_ALIYUN } from "../../system/dialects";
import { HAS_PLATFORM } from "../../system/features";
import type { Downlink, Settings } from "../cloud";
import { INPUTS, SETTABLE } from "../model";
import {
  BOOL_BAD,
  isThrottled,
  JSON_BAD,
  mayChange,
  PARAMETERS_BAD,
  PROPERTY_UNKNOWN,
  SUCCESS,
  TOPIC_ILLEGAL,
} from "./codes";
import { MAX_ID_CHARS, parse, safeId } from "./envelope";
import { readValue } from "./values";

/** The id in a text that may be broken or cut off; "0" where there is none to find. */
function idIn(text: string): string {
  const at = text.indexOf('"id"');
  const parts = at < 0 ? [] : text.substr(at + 4, MAX_ID_CHARS + 8).split('"');
  // Without the quote behind it, it may be a part of an id only.
  return parts.length > 2 ? safeId(parts[1]) : "0";
}

function refusal(id: string, code: number): Downlink {
  return { kind: "set", id, code, values: {} };
}

/** A property set: all of it is taken, or none. */
function propertySet(body: string, bytes: number): Downlink {
  if (bytes > body.length) return refusal(idIn(body), PARAMETERS_BAD);
  const message = parse(body);
  if (!message) return refusal(idIn(body), JSON_BAD);
  const params = message.params as { [name: string]: unknown };
  const names = params && typeof params === "object" && !Array.isArray(params) ? Object.keys(params) : [];
  const values: { [name: string]: number | string } = {};
  let code = names.length ? SUCCESS : PARAMETERS_BAD;
  names.forEach((name) => {
    // Where there is room: all that the thing model lets be set. Else the switch.
    if (HAS_PLATFORM) {
      const given = readValue(SETTABLE, name, params[name]);
      if (given.code !== SUCCESS) code = given.code;
      values[name] = given.value;
      return;
    }
    // The platform may write a number as text.
    const isOn = params[name] === 1 || params[name] === "1";
    if (name !== "PowerSwitch") code = PROPERTY_UNKNOWN;
    else if (!isOn && params[name] !== 0 && params[name] !== "0") code = BOOL_BAD;
    values[name] = isOn ? 1 : 0;
  });
  return code === SUCCESS
    ? { kind: "set", id: message.id, code, values: values as Settings }
    : refusal(message.id, code);
}

/** Inputs that are none of the service's are a mistake: what was meant may be of weight. */
function checkInputs(name: string, params: unknown): number {
  if (params === undefined || params === null) return SUCCESS;
  if (typeof params !== "object" || Array.isArray(params)) return PARAMETERS_BAD;
  const given = params as { [name: string]: unknown };
  return Object.keys(given).reduce((code, input) => {
    const { code: own } = readValue(INPUTS, name + "." + input, given[input]);
    return own === SUCCESS ? code : own === PROPERTY_UNKNOWN ? PARAMETERS_BAD : own;
  }, SUCCESS);
}

/** The only input that any of our services has is `Ppm`; without it, 0. */
function service(name: string, body: string, bytes: number): Downlink {
  const message = bytes > body.length ? undefined : parse(body);
  const given = message && (message.params as { [name: string]: unknown } | undefined);
  const value = given ? given["Ppm"] : undefined;
  // A bare number may well have been meant for it. Of an object no text may be made: it throws where its toString is no function.
  const isBare = given && typeof given !== "object";
  const ppm = isBare || typeof value === "object" ? NaN : value === undefined ? 0 : parseFloat("" + value);
  let code = !message ? JSON_BAD : isFinite(ppm) ? SUCCESS : PARAMETERS_BAD;
  if (HAS_PLATFORM && message) code = checkInputs(name, message.params);
  return { kind: "service", id: message ? message.id : idIn(body), code, name, ppm };
}

/** `prefix`: the device's own topics up to `/thing/`. `bytes` is more than `body` holds when it was too long to keep. */
export function decode(prefix: string, topic: string, body: string, bytes: number): Downlink {
  const name = topic.indexOf(prefix) === 0 ? topic.substr(prefix.length) : "";
  if (name === "service/property/set") return propertySet(body, bytes);
  // Our own answers come back as well.
  if (/^service\/\w+$/.test(name)) {
    if (HAS_ALIYUN && name.substr(-6) === "_reply") return { kind: "none", code: SUCCESS };
    return service(name.substr(8), body, bytes);
  }
  if (HAS_ALIYUN && name.indexOf("event/") === 0 && name.substr(-11) === "/post_reply") {
    const message = parse(body);
    // Without a code it says nothing; the message it would have spoken of is sent again.
    if (!message || typeof message.code !== "number") return { kind: "none", code: JSON_BAD };
    const { id, code } = message;
    if (HAS_PLATFORM && isThrottled(code)) return { kind: "reply", id, code, canRetry: true, isThrottled: true };
    return { kind: "reply", id, code, canRetry: mayChange(code) };
  }
  // Our own posts coming back.
  return { kind: "none", code: HAS_ALIYUN && name === "event/property/post" ? SUCCESS : TOPIC_ILLEGAL };
}
