/** Everything about the stand-in that a test may turn. Fact numbers are sections of the Aliyun IoT facts. */

import { DEFAULT_OTA_SETTINGS, type OtaSettings } from "./ota-settings.ts";

export interface Settings extends OtaSettings {
  /** New Enterprise instances refuse plain TCP, securemode=3 (fact 0.1). The CONNACK code for it is unverified. */
  refusesPlainTcp: boolean;
  /** The manual says 5 for wrong credentials, Link SDK 4 says 4 (fact 1.3, conflict): a device must take either. */
  credentialsCode: 4 | 5;
  /** A keep-alive above 1200 s: the manual has it refused, the SDK's header clipped (fact 1.3, conflict). */
  longKeepAlive: "refuse" | "clip";
  /** Whether an unauthorised publish costs the connection: unverified (fact 8.3), so test both. */
  closesOnForeignPublish: boolean;
  /** QoS 2 is not supported (fact 0.6); how the real server refuses is unverified. */
  closesOnQos2: boolean;
  /** 6300 for a missing `method`; Link SDK 4 leaves it out of topic-addressed messages (fact 2.1), so off. */
  requiresMethod: boolean;
  /** 200 can hide properties that the thing model check threw away (fact 0.8); "refuse" answers 6320 instead. */
  unknownProperty: "drop" | "refuse";
  /** An id used for two different messages within a day (fact 2.1): answered 460, or accepted and only flagged. */
  reusedId: "refuse" | "flag";
  /** An id that is no decimal text: the JS SDK's are tolerated (fact 2.1), which "flag" does; "refuse" answers 460. */
  malformedId: "refuse" | "flag";
  /** System topics subscribed by the platform itself: never, for `_ss=1` (an inference), for everyone (fact 2.3). */
  autoSubscribe: "off" | "ss" | "always";
  /** The instance's id, where it has one: registration must then name it (fact 1.4). */
  instanceId: string;
  /** With which securemode a device registers: the sources disagree (fact 1.4). */
  registrationSecureMode: "2" | "-2" | "either";
  /** Registration is for TLS only (fact 1.4). */
  registrationNeedsTls: boolean;
  /** Dynamic registration is switched on for the product; else 6288. */
  registers: boolean;
  /** Connects of a device per minute, and filters that it may hold: unverified (fact 1.5), so without bound. */
  connectsPerMinute: number;
  subscriptionsPerDevice: number;
  /** An answer to a synchronous call that comes later is flagged; the figure is unverified (fact 1.5). */
  rrpcTimeoutMs: number;
  /** Whether a device that listens to `/ext/rrpc` hears its own answer, which has the same topic: unverified. */
  echoesRrpc: boolean;
  /** Surplus is dropped silently (fact 0.7). */
  uplinkPerSecond: number;
  /** New public instances: 5 (fact 1.2). */
  instancePerSecond: number;
  /** Downlink stops at so many messages without PUBACK (fact 0.7). */
  maxUnacked: number;
  /** The publisher's QoS counts (fact 0.6); which one the platform uses is unverified. */
  replyQos: 0 | 1;
  downlinkQos: 0 | 1;

  /** The shape of the desired-get reply (fact 10): value and version, or the bare value. */
  desiredReply: "value-and-version" | "value";
  /** How it shows a property that has no desired value. */
  desiredUnset: "omit" | "empty" | "null";
  /** A desired value is also set at once where the device is online. */
  desiredSetsOnline: boolean;
  /** A delete that names an older version: nothing happens, with 200 or 460. Unverified. */
  desiredStaleDelete: "ignore" | "refuse";
  /** Remote config of the product is switched on; else 6713 (fact 2.4). */
  remoteConfig: boolean;
  /** `_thing/diag/post` with another member than `wifi`: unverified (fact 4). */
  diagnosisOtherThanWifi: "accept" | "refuse";
  /** Raw bytes to a product that is not raw and has no script: 6200, or no word. */
  rawUplink: "answer" | "silent";

  replyDelayMs: number;
  /** Extra copies of each reply. */
  duplicateReplies: number;
  /** Replies carry another id than the message they answer. */
  wrongId: boolean;
  /** Added to what the NTP answer says. */
  ntpOffsetMs: number;
  /** Time between the platform's receive and send stamps. */
  ntpDelayMs: number;
  answersNtp: boolean;

  /** Entries kept in the log; older ones go. */
  logLimit: number;
}

export const DEFAULT_SETTINGS: Readonly<Settings> = {
  ...DEFAULT_OTA_SETTINGS,
  refusesPlainTcp: false,
  credentialsCode: 5,
  longKeepAlive: "refuse",
  closesOnForeignPublish: false,
  closesOnQos2: true,
  requiresMethod: false,
  unknownProperty: "drop",
  reusedId: "refuse",
  malformedId: "refuse",
  autoSubscribe: "ss",
  instanceId: "",
  registrationSecureMode: "either",
  registrationNeedsTls: true,
  registers: true,
  connectsPerMinute: Number.POSITIVE_INFINITY,
  subscriptionsPerDevice: Number.POSITIVE_INFINITY,
  rrpcTimeoutMs: Number.POSITIVE_INFINITY,
  echoesRrpc: false,
  uplinkPerSecond: 30,
  instancePerSecond: Number.POSITIVE_INFINITY,
  maxUnacked: 50,
  replyQos: 0,
  downlinkQos: 1,
  desiredReply: "value-and-version",
  desiredUnset: "omit",
  desiredSetsOnline: true,
  desiredStaleDelete: "ignore",
  remoteConfig: true,
  diagnosisOtherThanWifi: "accept",
  rawUplink: "answer",
  replyDelayMs: 0,
  duplicateReplies: 0,
  wrongId: false,
  ntpOffsetMs: 0,
  ntpDelayMs: 0,
  answersNtp: true,
  logLimit: 20_000,
};
