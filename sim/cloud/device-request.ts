/** What a device asks in Alink's envelope: `{"id":"1","params":{...}}` (facts 2.1), read strictly and told to the records. */
import { canonical, isObject, type Json, type JsonObject, member, parseJson } from "./raw-json.ts";
import type { Rule } from "./records.ts";
import type { Uplink } from "./row.ts";

export interface DeviceRequest {
  /** Echoed in the answer; "" where there is none to echo. */
  readonly id: string;
  /** 200, or the platform's code for what is wrong with the envelope. */
  readonly code: number;
  readonly params: JsonObject;
}

const LAST_ID = 0xffffffff;
/** A text stays as it is; a comma before a closing bracket goes. */
const STRING_OR_TRAILING_COMMA = /"(?:[^"\\]|\\.)*"|,(?=\s*[}\]])/g;

export function readRequest(uplink: Uplink): DeviceRequest {
  const { platform, device, topic } = uplink;
  const wrong = (rule: Rule, why: string, id: string, code: number): DeviceRequest => {
    platform.violate({ device, rule, why, topic, code });
    return { id, code, params: {} };
  };
  const value = contentOf(uplink);
  if (!isObject(value)) return wrong("payload", "payload is no JSON object", "", 6207);
  const { id } = value;
  if (typeof id !== "string" || !/^\d{1,10}$/.test(id) || Number(id) > LAST_ID)
    return wrong("id", `id ${JSON.stringify(id) ?? "missing"} is no decimal string 0..${LAST_ID}`, "", 460);
  const { params } = value;
  if (!isObject(params)) return wrong("payload", "params is missing or no object", id, 460);
  // The platform answers all the same; what is asked again in the same words may have the same id.
  if (platform.ledgerOf(device).use(id, `${topic} ${canonical(params)}`, platform.nowMs) === "reused")
    platform.violate({ device, rule: "id-reused", why: `id ${id} was used for another message within a day`, topic });
  return { id, code: 200, params };
}

/** Link SDK's own download request has a comma too many, and is accepted (facts 3.1). */
function contentOf({ platform, device, topic, text = "" }: Uplink): Json | undefined {
  const strict = parseJson(text)?.value;
  if (strict !== undefined) return strict;
  const tolerated = text.replace(STRING_OR_TRAILING_COMMA, (token) => (token === "," ? "" : token));
  if (tolerated === text) return undefined;
  platform.note("note", device, "a comma before a closing bracket", topic);
  return parseJson(tolerated)?.value;
}

/** A member that must be a whole number within a range; a text says what it is instead. */
export function wholeNumberIn(params: Json | undefined, name: string, low: number, high: number): number | string {
  const value = member(params, name);
  if (typeof value === "number" && Number.isInteger(value) && value >= low && value <= high) return value;
  return `${name} is ${JSON.stringify(value) ?? "missing"}, not a whole number ${low} to ${high}`;
}
