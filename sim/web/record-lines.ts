/** Records of the journal in messages on the AT line: as events of the platform's, or in a plain broker's dialect; and the answers. */
import type { Message } from "./at-line.ts";
import type { RecordKind } from "./news.ts";
import { type Members, membersOf, numberOf, objectIn } from "./untrusted.ts";

export interface EventOnWire {
  readonly id: string;
  readonly what: RecordKind;
  readonly value: number | null;
  /** When the device has decided it, UTC; null where it did not know the time. */
  readonly timeMs: number | null;
  /** Nobody answers behind the broker: its PUBACK is the end. */
  readonly isAllTheProof: boolean;
}

const EVENT_TOPIC = /\/thing\/event\/(\w+)_Event\/post$/;
const REPLY_TOPIC = /\/post_reply$/;
/** By GasState. */
export const GAS_KINDS: Readonly<Record<number, RecordKind>> = { 1: "end", 2: "overRange", 3: "alarm" };

const ID_DIGITS = 10;

/** As it stands in messages, with its leading zeros: the device's own list has numbers. */
export const recordId = (id: string | number): string => String(id).padStart(ID_DIGITS, "0");

/** Undefined where it is none that the journal holds: a start is told without a record. */
export function eventIn({ topic, payload }: Message): EventOnWire | undefined {
  const body = objectIn(payload) ?? {};
  const name = EVENT_TOPIC.exec(topic)?.[1];
  if (name !== undefined) {
    const params = membersOf(body["params"]);
    return event(name, body["id"], numberOf(params["time"]), membersOf(params["value"]), false);
  }
  const plain = typeof body["event"] === "string" ? body : membersOf(body["values"]);
  return event(plain["event"], plain["id"], numberOf(body["time"] ?? body["ts"]), plain, true);
}

function event(
  name: unknown,
  id: unknown,
  timeMs: number | null,
  outputs: Members,
  isAllTheProof: boolean,
): EventOnWire | undefined {
  const number = (key: string): number | null => numberOf(outputs[key]);
  if (typeof id !== "string" && typeof id !== "number") return undefined;
  const whole = { id: recordId(id), timeMs, isAllTheProof };
  if (name === "GasCheck") {
    const isOver = number("OverRange") === 1;
    const what = GAS_KINDS[number("GasState") ?? 0] ?? "other";
    return { ...whole, what, value: isOver ? null : number("GasConcentration") };
  }
  if (name === "GasFault")
    return { ...whole, what: number("FaultState") === 0 ? "faultEnd" : "fault", value: number("FaultCode") };
  return name === "SelfTest" ? { ...whole, what: "selfTest", value: number("Result") } : undefined;
}

/** The cloud's word on a message of that id; where the line has spoilt some of it, as much as can be read. */
export function replyIn({ topic, payload }: Message): { readonly id: string; readonly code: number } | undefined {
  if (!REPLY_TOPIC.test(topic)) return undefined;
  const id = /"id":"(\d+)"/.exec(payload)?.[1];
  const code = /"code":(\d+)/.exec(payload)?.[1];
  return id === undefined || code === undefined ? undefined : { id: recordId(id), code: Number(code) };
}
