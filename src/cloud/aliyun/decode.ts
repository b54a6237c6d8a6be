/** What a message from the platform asks or says (facts: cloud sections 2.1, 2.2, 2.4). Pure. @onDemand */
import { HAS_ALIYUN } from "../../system/dialects";
import type { Downlink, Properties } from "../cloud";
import { BOOL_BAD, JSON_BAD, PARAMETERS_BAD, PROPERTY_UNKNOWN, SUCCESS, TOPIC_ILLEGAL } from "./codes";
import { MAX_ID_CHARS, parse, safeId } from "./envelope";

/** The id in a text that may be broken or cut off; "0" where there is none to find. */
function idIn(text: string): string {
  const at = text.indexOf('"id"');
  const parts = at < 0 ? [] : text.substr(at + 4, MAX_ID_CHARS + 8).split('"');
  // Without the quote behind it, it may be a part of an id only.
  return parts.length > 2 ? safeId(parts[1]) : "0";
}

/** Whether the same message may be taken later: only what is wrong with the message itself stays wrong. */
function mayChange(code: number): boolean {
  // A device that is disabled (6204, 6208) may be enabled again; 6313 is the platform's own trouble.
  if (code === 6204 || code === 6208 || code === 6313) return true;
  return code !== PARAMETERS_BAD && (code < 6200 || code >= 6400);
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
  const values: Properties = {};
  let code = names.length ? SUCCESS : PARAMETERS_BAD;
  names.forEach((name) => {
    // The platform may write a number as text.
    const isOn = params[name] === 1 || params[name] === "1";
    if (name !== "PowerSwitch") code = PROPERTY_UNKNOWN;
    else if (!isOn && params[name] !== 0 && params[name] !== "0") code = BOOL_BAD;
    values[name] = isOn ? 1 : 0;
  });
  return code === SUCCESS ? { kind: "set", id: message.id, code, values } : refusal(message.id, code);
}

/** The only input that any of our services has is `Ppm`; without it, 0. */
function service(name: string, body: string, bytes: number): Downlink {
  const message = bytes > body.length ? undefined : parse(body);
  const given = message && (message.params as { [name: string]: unknown } | undefined);
  const value = given ? given["Ppm"] : undefined;
  // A bare number may well have been meant for it. Of an object no text may be made: it throws where its toString is no function.
  const isBare = given && typeof given !== "object";
  const ppm = isBare || typeof value === "object" ? NaN : value === undefined ? 0 : parseFloat("" + value);
  const code = !message ? JSON_BAD : isFinite(ppm) ? SUCCESS : PARAMETERS_BAD;
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
    return { kind: "reply", id: message.id, code: message.code, canRetry: mayChange(message.code) };
  }
  // Our own posts coming back.
  return { kind: "none", code: HAS_ALIYUN && name === "event/property/post" ? SUCCESS : TOPIC_ILLEGAL };
}
