/** The time of day over MQTT (facts: cloud section 4). */
import type { Downlink } from "./exchange.ts";
import { member, parseJson } from "./raw-json.ts";
import type { Row, Uplink } from "./row.ts";
import { topicFor } from "./topics.ts";

export const NETWORK_TIME_ROWS: readonly Row[] = [{ topic: "/ext/ntp/{PK}/{DN}/request", handle: networkTime }];

/** All three times are texts. */
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
