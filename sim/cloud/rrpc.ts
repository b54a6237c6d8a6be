/** Synchronous calls: a service's, or any payload's, on the system's topic or on a topic of their own (facts 2.2, 4). */
import { answer } from "./answers.ts";
import type { Call, Downlink } from "./exchange.ts";
import { type Device, deviceKey } from "./login.ts";
import type { CallWay, Platform } from "./platform.ts";
import type { JsonObject } from "./raw-json.ts";
import { keepBounded } from "./records.ts";
import type { Row, Uplink } from "./row.ts";
import { EXT, hasExt } from "./sessions.ts";
import { floatsOf } from "./thing-model.ts";
import { sysTopic } from "./topics.ts";

/** A call whose payload is nobody's but the two ends'. */
export interface RrpcCall {
  readonly device: Device;
  readonly topic: string;
  readonly replyTopic: string;
  readonly sentMs: number;
  answer?: { readonly payload: string | undefined; readonly atMs: number };
}

export const RRPC_ROWS: readonly Row[] = [
  "/sys/{PK}/{DN}/rrpc/response/+",
  "/ext/rrpc/+/sys/{PK}/{DN}/thing/service/+",
  "/ext/rrpc/+/{PK}/{DN}/user/#",
].map((topic) => ({ topic, handle: rrpcAnswer }));

export function callService(platform: Platform, device: Device, name: string, params: JsonObject, how: CallWay): Call {
  const method = `thing.service.${name}`;
  const custom = `/ext/rrpc/{id}${sysTopic(device, `/thing/service/${name}`)}`;
  const system = { topic: sysTopic(device, "/rrpc/request/{id}"), replyTopic: sysTopic(device, "/rrpc/response/{id}") };
  const where = { async: {}, rrpc: system, "rrpc-custom": { topic: custom, replyTopic: custom } }[how];
  if (how === "rrpc-custom") noteMissingExt(platform, device, custom);
  const floats = floatsOf(Object.hasOwn(platform.model.services, name) ? platform.model.services[name]?.inputs : {});
  return platform.ask(device, method, params, { service: name, floats, ...where });
}

export function callRrpc(platform: Platform, device: Device, payload: string, own?: string): RrpcCall {
  const id = platform.nextCallId();
  const topic = own === undefined ? sysTopic(device, `/rrpc/request/${id}`) : `/ext/rrpc/${id}${own}`;
  const replyTopic = own === undefined ? sysTopic(device, `/rrpc/response/${id}`) : topic;
  if (own !== undefined) noteMissingExt(platform, device, topic);
  const call: RrpcCall = { device, topic, replyTopic, sentMs: platform.nowMs };
  platform.rrpcCalls.push(call);
  keepBounded(platform.rrpcCalls, platform.settings.logLimit);
  platform.rawDownlink(device, topic, payload);
  return call;
}

/** The platform sends it, and the device's session has no such topics. */
function noteMissingExt(platform: Platform, device: Device, topic: string): void {
  if (hasExt(platform.loginOf(device), EXT.customRrpc)) return;
  platform.note("note", device, "RRPC on a topic of its own to a device without ext bit 0: it will not arrive", topic);
}

/** Whether a device that listens there hears what it published itself. */
export const echoes = (platform: Platform, topic: string): boolean =>
  platform.settings.echoesRrpc || !topic.startsWith("/ext/rrpc/");

/** Whether the transport may deliver it: custom topics are for those that asked for them. */
export function mayReceive(platform: Platform, { device, topic }: Downlink): boolean {
  return !topic.startsWith("/ext/rrpc/") || hasExt(platform.loginOf(device), EXT.customRrpc);
}

function rrpcAnswer(uplink: Uplink): Downlink[] {
  const { platform, device, topic, text } = uplink;
  const key = deviceKey(device);
  const mine = (one: { device: Device; replyTopic: string }) =>
    one.replyTopic === topic && deviceKey(one.device) === key;
  const call = platform.rrpcCalls.findLast(mine);
  const sentMs = (call ?? platform.calls.findLast(mine))?.sentMs ?? platform.nowMs;
  if (platform.nowMs - sentMs > platform.settings.rrpcTimeoutMs) {
    platform.violate({ device, rule: "reply", why: `answered after ${platform.nowMs - sentMs} ms`, topic });
  }
  if (!call) return answer(uplink);
  call.answer ??= { payload: text, atMs: platform.nowMs };
  return [];
}
