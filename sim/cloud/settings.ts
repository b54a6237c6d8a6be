/** Everything about the stand-in that a test may turn. Fact numbers are sections of the Aliyun IoT facts. */

import { DEFAULT_OTA_SETTINGS, type OtaSettings } from "./ota-settings.ts";

export interface Settings extends OtaSettings {
  /** New Enterprise instances refuse plain TCP, securemode=3 (fact 0.1). The CONNACK code for it is unverified. */
  refusesPlainTcp: boolean;
  /** The manual says 5 for wrong credentials, Link SDK 4 says 4 (fact 1.3, conflict): a device must take either. */
  credentialsCode: 4 | 5;
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
  /** System topics subscribed by the platform itself: never, for `_ss=1` (an inference), for everyone (fact 2.3). */
  autoSubscribe: "off" | "ss" | "always";
  /** Surplus is dropped silently (fact 0.7). */
  uplinkPerSecond: number;
  /** New public instances: 5 (fact 1.2). */
  instancePerSecond: number;
  /** Downlink stops at so many messages without PUBACK (fact 0.7). */
  maxUnacked: number;
  /** The publisher's QoS counts (fact 0.6); which one the platform uses is unverified. */
  replyQos: 0 | 1;
  downlinkQos: 0 | 1;

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
  closesOnForeignPublish: false,
  closesOnQos2: true,
  requiresMethod: false,
  unknownProperty: "drop",
  reusedId: "refuse",
  autoSubscribe: "ss",
  uplinkPerSecond: 30,
  instancePerSecond: Number.POSITIVE_INFINITY,
  maxUnacked: 50,
  replyQos: 0,
  downlinkQos: 1,
  replyDelayMs: 0,
  duplicateReplies: 0,
  wrongId: false,
  ntpOffsetMs: 0,
  ntpDelayMs: 0,
  answersNtp: true,
  logLimit: 20_000,
};
