/** What the platform does with each uplink topic. One row a function; what has no row is noted and not answered. */
import {
  type Fault,
  outputFaults,
  type Post,
  type PostContext,
  readAnswer,
  readEventPost,
  readPropertyPost,
  replyText,
} from "./alink.ts";
import { type Device, deviceKey } from "./login.ts";
import { fileDownload } from "./ota-download.ts";
import { firmwareGet, otaProgress } from "./ota-uplink.ts";
import type { Downlink, Platform } from "./platform.ts";
import { isObject, type Json, member, parseJson } from "./raw-json.ts";
import type { Rule } from "./records.ts";
import { sysTopic, topicFor } from "./topics.ts";

export interface Uplink {
  readonly platform: Platform;
  readonly device: Device;
  readonly topic: string;
  /** Absent: bytes that are no UTF-8. */
  readonly text: string | undefined;
  /** What stood where the row's topic has "+". */
  readonly name: string;
}

interface Row {
  readonly topic: string;
  readonly handle: (uplink: Uplink) => Downlink[];
}

const ROWS: readonly Row[] = [
  { topic: "/sys/{PK}/{DN}/thing/event/property/post", handle: propertyPost },
  { topic: "/sys/{PK}/{DN}/thing/event/+/post", handle: eventPost },
  { topic: "/sys/{PK}/{DN}/thing/service/property/set_reply", handle: answer },
  { topic: "/sys/{PK}/{DN}/thing/service/+", handle: answer },
  { topic: "/sys/{PK}/{DN}/rrpc/response/+", handle: answer },
  { topic: "/sys/{PK}/{DN}/thing/deviceinfo/update", handle: acknowledge },
  { topic: "/sys/{PK}/{DN}/thing/log/post", handle: acknowledge },
  { topic: "/ext/ntp/{PK}/{DN}/request", handle: networkTime },
  { topic: "/ota/device/inform/{PK}/{DN}", handle: versionReport },
  { topic: "/ota/device/progress/{PK}/{DN}", handle: otaProgress },
  { topic: "/sys/{PK}/{DN}/thing/ota/firmware/get", handle: firmwareGet },
  { topic: "/sys/{PK}/{DN}/thing/file/download", handle: fileDownload },
];

export function handleUplink(platform: Platform, device: Device, topic: string, text: string | undefined): Downlink[] {
  for (const row of ROWS) {
    const name = wildcardOf(topicFor(row.topic, device), topic);
    if (name !== undefined) return row.handle({ platform, device, topic, text, name });
  }
  platform.note("note", device, "the stand-in does nothing with this topic", topic);
  return [];
}

/** What a topic has in place of the pattern's "+"; "" where the pattern has none. */
function wildcardOf(pattern: string, topic: string): string | undefined {
  const [before = "", after] = pattern.split("+");
  if (after === undefined) return pattern === topic ? "" : undefined;
  if (!topic.startsWith(before) || !topic.endsWith(after)) return undefined;
  const name = topic.slice(before.length, topic.length - after.length);
  return name.length > 0 && !name.includes("/") ? name : undefined;
}

function propertyPost(uplink: Uplink): Downlink[] {
  const method = "thing.event.property.post";
  return answerPost(uplink, method, readPropertyPost(uplink.text, contextOf(uplink, method)), (post, copy) => {
    if (!copy) uplink.platform.recordProperties(uplink.device, post.values);
  });
}

function eventPost(uplink: Uplink): Downlink[] {
  const { platform, device, name } = uplink;
  const method = `thing.event.${name}.post`;
  return answerPost(uplink, method, readEventPost(name, uplink.text, contextOf(uplink, method)), (post, copy) => {
    if (copy) platform.recordCopy(device, post.id);
    else platform.recordEvent(device, name, post);
  });
}

function contextOf({ platform }: Uplink, method: string): PostContext {
  return { model: platform.model, settings: platform.settings, nowMs: platform.nowMs, method };
}

/** Faults first, then the id's history, then the test's own refusals; only what passes all is recorded. */
function answerPost(
  uplink: Uplink,
  method: string,
  post: Post,
  record: (post: Post, copy: boolean) => void,
): Downlink[] {
  const { platform, device, topic } = uplink;
  const faults: Fault[] = [...post.faults];
  const ledger = platform.ledgerOf(device);
  const use = ledger.use(post.id, `${topic} ${post.content}`, platform.nowMs);
  if (use === "reused" && post.id !== "") faults.push(reusedId(platform, post.id));
  for (const { rule, why, code } of faults) platform.violate({ device, rule, why, topic, code });
  const code = faults.find((fault) => fault.code !== undefined)?.code ?? platform.takeRefusal() ?? 200;
  if (code === 200) {
    record(post, use === "resend");
    ledger.accept(post.id);
  }
  return post.wantsReply ? platform.reply(device, `${topic}_reply`, post.id, (id) => replyText(id, code, method)) : [];
}

function reusedId(platform: Platform, id: string): Fault {
  const why = `id ${id} was used for another message within a day`;
  return platform.settings.reusedId === "refuse" ? { rule: "id-reused", why, code: 460 } : { rule: "id-reused", why };
}

/** set_reply, `<service>_reply`, rrpc/response: the answer to something the platform asked. */
function answer({ platform, device, topic, text }: Uplink): Downlink[] {
  const wrong = (rule: Rule, why: string) => platform.violate({ device, rule, why, topic });
  const given = readAnswer(text);
  if (typeof given === "string" || given.code === undefined) {
    wrong("reply", String(given));
    return [];
  }
  const call = platform.resolveCall(device, topic, given.id, given.code, given.data);
  if (!call) wrong("reply", `answer to ${given.id}, which was not asked on this topic`);
  const { service = "" } = call ?? {};
  const spec = Object.hasOwn(platform.model.services, service) ? platform.model.services[service] : undefined;
  if (spec) for (const why of outputFaults(service, spec, given)) wrong("value", why);
  return [];
}

/** Tags and device log: code 200 is all a device hears of them. */
function acknowledge({ platform, device, topic, text }: Uplink): Downlink[] {
  const id = member(parseJson(text ?? "")?.value, "id");
  if (typeof id !== "string") {
    platform.violate({ device, rule: "payload", why: "no JSON object with an id", topic, code: 6207 });
  }
  const method = topic.slice(sysTopic(device, "/").length).replaceAll("/", ".");
  const echo = typeof id === "string" ? id : "";
  return platform.reply(device, `${topic}_reply`, echo, (one) => replyText(one, echo === "" ? 6207 : 200, method));
}

/** All three times are texts (fact 4). */
function networkTime({ platform, device, topic, text }: Uplink): Downlink[] {
  const sent = member(parseJson(text ?? "")?.value, "deviceSendTime");
  if (typeof sent !== "string" || !/^\d{1,16}$/.test(sent)) {
    platform.violate({ device, rule: "payload", why: "deviceSendTime is no text of digits", topic });
    return [];
  }
  const { settings } = platform;
  if (!settings.answersNtp) return [];
  const receivedMs = platform.nowMs + settings.ntpOffsetMs;
  const stamps = { serverRecvTime: String(receivedMs), serverSendTime: String(receivedMs + settings.ntpDelayMs) };
  const payload = JSON.stringify({ deviceSendTime: sent, ...stamps });
  const down = { device, topic: topicFor("/ext/ntp/{PK}/{DN}/response", device), payload, qos: 0 as const };
  return platform.log({ ...down, delayMs: settings.ntpDelayMs });
}

/** `{"id":"1","params":{"version":"1.0.1","module":"MCU"}}`; nothing is answered (fact 3). */
function versionReport({ platform, device, topic, text }: Uplink): Downlink[] {
  const params: Json | undefined = member(parseJson(text ?? "")?.value, "params");
  const version = member(params, "version");
  const module = member(params, "module") ?? "default";
  if (!isObject(params) || typeof version !== "string" || typeof module !== "string") {
    platform.violate({ device, rule: "payload", why: "version report without params.version", topic });
  } else {
    platform.firmwareVersions.set(`${deviceKey(device)} ${module}`, version);
    platform.ota.reported(device, module, version);
  }
  return [];
}
