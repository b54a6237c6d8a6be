/** A row of the dispatch table, and the kind of row that most services need: one question, one reply. */
import { replyText } from "./alink.ts";
import { type Fault, type ParamsShape, type PostContext, Reading } from "./envelope.ts";
import type { Downlink } from "./exchange.ts";
import type { Device } from "./login.ts";
import type { Platform } from "./platform.ts";
import type { Json } from "./raw-json.ts";
import { sysTopic } from "./topics.ts";

export interface Uplink {
  readonly platform: Platform;
  readonly device: Device;
  readonly topic: string;
  /** Absent: bytes that are no UTF-8. */
  readonly text: string | undefined;
  /** What stood where the row's topic has "+", in order. */
  readonly names: readonly string[];
}

export interface Row {
  readonly topic: string;
  readonly handle: (uplink: Uplink) => Downlink[];
}

export interface Question {
  readonly platform: Platform;
  readonly device: Device;
  readonly params: Json;
  /** It was answered before, and that answer may be lost. */
  readonly isCopy: boolean;
}

/** The reply's data; or a fault of the device's; or a refusal that is none. */
export type Served = { readonly data: Json } | Fault | { readonly refusal: number; readonly why: string };

export const DONE: Served = { data: {} };
/** Parameters empty, of the wrong form, or too many (fact 2.4). */
export const malformed = (why: string): Fault => ({ rule: "payload", why, code: 460 });

/** `rest` follows `/sys/PK/DN`; the method is the same text with dots. */
export function questionRow(rest: string, shape: ParamsShape, serve: (question: Question) => Served): Row {
  const method = methodOf(rest);
  return {
    topic: `/sys/{PK}/{DN}${rest}`,
    handle: (uplink) => {
      const reading = new Reading(contextOf(uplink, method));
      const body = reading.envelope(uplink.text, shape);
      const { platform, device } = uplink;
      return answered(uplink, reading, method, (isCopy) =>
        serve({ platform, device, params: body?.params ?? null, isCopy }),
      );
    },
  };
}

/** Faults first, then the id's history, then the test's own refusals; only what passes all is served. */
function answered(uplink: Uplink, reading: Reading, method: string, serve: (isCopy: boolean) => Served): Downlink[] {
  const { platform, device, topic } = uplink;
  const use = noteId(uplink, reading);
  const faults = [...reading.faults, ...use.faults];
  let data: Json = {};
  let code = faults.find((fault) => fault.code !== undefined)?.code ?? platform.takeRefusal("requests");
  if (code === undefined) {
    const served = serve(use.isCopy);
    code = codeOf(served);
    if ("data" in served) data = served.data;
    if ("rule" in served) faults.push(served);
  }
  if (code === 200) platform.ledgerOf(device).accept(reading.id);
  noteFaults(uplink, faults);
  const text = (id: string) => replyText(id, code, method, data);
  return reading.wantsReply ? platform.reply(device, `${topic}_reply`, reading.id, text) : [];
}

function codeOf(served: Served): number {
  if ("data" in served) return 200;
  return "refusal" in served ? served.refusal : (served.code ?? 200);
}

export function noteFaults({ platform, device, topic }: Uplink, faults: readonly Fault[]): void {
  for (const { rule, why, code } of faults) platform.violate({ device, rule, why, topic, code });
}

/** Whether the message is a resend, and what is wrong where its id was another's. */
export function noteId(
  { platform, device, topic }: Uplink,
  { id, content }: { readonly id: string; readonly content: string },
): { readonly isCopy: boolean; readonly faults: readonly Fault[] } {
  const use = platform.ledgerOf(device).use(id, `${topic} ${content}`, platform.nowMs);
  if (use !== "reused" || id === "") return { isCopy: use === "resend", faults: [] };
  const why = `id ${id} was used for another message within a day`;
  const refuses = platform.settings.reusedId === "refuse";
  return { isCopy: false, faults: [{ rule: "id-reused", why, ...(refuses && { code: 460 }) }] };
}

export function contextOf({ platform }: Uplink, method: string): PostContext {
  return { model: platform.model, settings: platform.settings, nowMs: platform.nowMs, method };
}

export const methodOf = (rest: string): string => rest.slice(1).replaceAll("/", ".");

export const restOf = ({ device, topic }: Uplink): string => topic.slice(sysTopic(device, "").length);
