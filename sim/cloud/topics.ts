/** Topic names, filters, and who may use which (facts 2.2, 2.3, 8.3). `{PK}` and `{DN}` stand for the device's own. */
import type { Device } from "./login.ts";

/** Each pattern covers the filters that could match no topic outside it. */
const ALLOWED: readonly string[] = [
  "/sys/{PK}/{DN}/#",
  "/ext/ntp/{PK}/{DN}/+",
  "/ext/rrpc/+/sys/{PK}/{DN}/#",
  "/ext/rrpc/+/{PK}/{DN}/user/#",
  "/ext/session/{PK}/{DN}/#",
  "/ext/error/{PK}/{DN}",
  "/ext/register",
  "/ext/regnwl",
  "/ext/notify",
  "/ext/network/probe/+",
  "/ota/device/+/{PK}/{DN}",
  "/shadow/+/{PK}/{DN}",
  "/{PK}/{DN}/user/#",
  "/broadcast/{PK}/#",
];

/** Spoken by the platform only: a device that publishes here has mixed up its topics. */
const DOWN_ONLY: readonly RegExp[] = [
  // Replies to what a device asks or posts.
  /^\/sys\/[^/]+\/[^/]+\/thing\/(event|property)\/.*_reply$/,
  /^\/sys\/[^/]+\/[^/]+\/thing\/(deviceinfo|log|config|file|dynamicTsl|dsltemplate|ota)\/.*(?<!push)_reply$/,
  /^\/sys\/[^/]+\/[^/]+\/thing\/job\/(get|update)_reply$/,
  /^\/sys\/[^/]+\/[^/]+\/(_thing\/diag\/post|codec\/topic\/update|thing\/model\/up_raw)_reply$/,
  // What the platform asks and tells.
  /^\/sys\/[^/]+\/[^/]+\/thing\/service\/property\/(set|get)$/,
  /^\/sys\/[^/]+\/[^/]+\/thing\/service\/[^/]+(?<!_reply)$/,
  /^\/sys\/[^/]+\/[^/]+\/thing\/(disable|enable|delete|model\/down_raw)$/,
  /^\/sys\/[^/]+\/[^/]+\/thing\/(config|config\/log)\/push$/,
  /^\/sys\/[^/]+\/[^/]+\/thing\/(job|bootstrap)\/notify$/,
  /^\/sys\/[^/]+\/[^/]+\/rrpc\/request\//,
  /^\/ext\/ntp\/[^/]+\/[^/]+\/response$/,
  /^\/ext\/(error|register|regnwl|notify|network)(\/|$)/,
  /^\/ota\/device\/upgrade\//,
  /^\/shadow\/get\//,
  /^\/broadcast\//,
];

/** The part of the stored automatic list that a direct device meets, and what SDKs with `_ss=1` rely on (fact 2.3). */
const AUTO_SUBSCRIBED: readonly string[] = [
  "/sys/{PK}/{DN}/thing/event/+/post_reply",
  "/sys/{PK}/{DN}/thing/event/property/history/post_reply",
  "/sys/{PK}/{DN}/thing/event/property/batch/post_reply",
  "/sys/{PK}/{DN}/thing/property/desired/get_reply",
  "/sys/{PK}/{DN}/thing/property/desired/delete_reply",
  "/sys/{PK}/{DN}/thing/deviceinfo/update_reply",
  "/sys/{PK}/{DN}/thing/deviceinfo/delete_reply",
  "/sys/{PK}/{DN}/thing/dynamicTsl/get_reply",
  "/sys/{PK}/{DN}/thing/config/push",
  "/sys/{PK}/{DN}/thing/config/get_reply",
  "/sys/{PK}/{DN}/thing/config/log/push",
  "/sys/{PK}/{DN}/thing/config/log/get_reply",
  "/sys/{PK}/{DN}/thing/job/notify",
  "/sys/{PK}/{DN}/thing/job/get_reply",
  "/sys/{PK}/{DN}/thing/job/update_reply",
  "/sys/{PK}/{DN}/thing/model/down_raw",
  "/sys/{PK}/{DN}/thing/model/up_raw_reply",
  "/sys/{PK}/{DN}/rrpc/request/+",
  "/sys/{PK}/{DN}/thing/service/property/set",
  "/sys/{PK}/{DN}/thing/service/+",
  "/ext/ntp/{PK}/{DN}/response",
  "/ota/device/upgrade/{PK}/{DN}",
  "/shadow/get/{PK}/{DN}",
];

/** Link SDK 4 refuses topics of 128 bytes or more (fact 1.5); the platform's own bound is unverified. */
export const MAX_TOPIC_BYTES = 127;

export const topicFor = (pattern: string, device: Device): string =>
  pattern.replace("{PK}", device.productKey).replace("{DN}", device.deviceName);

export const sysTopic = (device: Device, rest: string): string =>
  `/sys/${device.productKey}/${device.deviceName}${rest}`;

export const autoSubscriptions = (device: Device): string[] => AUTO_SUBSCRIBED.map((one) => topicFor(one, device));
export const isDownOnly = (topic: string): boolean => DOWN_ONLY.some((one) => one.test(topic));

export function filterMatches(filter: string, topic: string): boolean {
  const wanted = filter.split("/");
  const levels = topic.split("/");
  for (let i = 0; i < wanted.length; i++) {
    if (wanted[i] === "#") return true;
    if (i >= levels.length) return false;
    if (wanted[i] !== "+" && wanted[i] !== levels[i]) return false;
  }
  return wanted.length === levels.length;
}

/** What a topic has in place of each "+" of a filter that matches it. */
export function wildcardsOf(filter: string, topic: string): string[] {
  const levels = topic.split("/");
  return filter.split("/").flatMap((wanted, i) => (wanted === "+" ? [levels[i] ?? ""] : []));
}

/** True when every topic that `filter` matches is matched by `pattern` too. */
export function patternCovers(pattern: string, filter: string): boolean {
  const allowed = pattern.split("/");
  const levels = filter.split("/");
  for (let i = 0; i < allowed.length; i++) {
    if (allowed[i] === "#") return true;
    if (i >= levels.length || levels[i] === "#") return false;
    if (allowed[i] !== "+" && allowed[i] !== levels[i]) return false;
  }
  return allowed.length === levels.length;
}

/** "#" last and alone in its level, "+" alone in its level (MQTT 3.1.1 section 4.7.1). */
export function filterIsWellFormed(filter: string): boolean {
  const levels = filter.split("/");
  return filter.length > 0 && levels.every((level, i) => wildcardFits(level, i === levels.length - 1));
}

function wildcardFits(level: string, isLast: boolean): boolean {
  if (level.includes("#")) return level === "#" && isLast;
  return !level.includes("+") || level === "+";
}

/** Why the device may not subscribe, if so. */
export function subscribeFault(device: Device, filter: string): string | undefined {
  if (!filterIsWellFormed(filter)) return "malformed filter";
  if (Buffer.byteLength(filter) > MAX_TOPIC_BYTES) return `filter longer than ${MAX_TOPIC_BYTES} bytes`;
  return isOwn(device, filter) ? undefined : "No authorization";
}

/** Link SDK 4 traces a message by what it puts behind the topic (fact 4). */
export const withoutTrace = (topic: string): string => topic.replace(/\?_rid=[^/]*$/, "");

export function publishFault(device: Device, given: string): string | undefined {
  const topic = withoutTrace(given);
  if (topic.length === 0 || /[+#]/.test(topic)) return "malformed topic";
  if (Buffer.byteLength(topic) > MAX_TOPIC_BYTES) return `topic longer than ${MAX_TOPIC_BYTES} bytes`;
  return isOwn(device, topic) && !isDownOnly(topic) ? undefined : "No authorization";
}

function isOwn(device: Device, filter: string): boolean {
  return ALLOWED.some((pattern) => patternCovers(topicFor(pattern, device), filter));
}
