/** What has happened, kind by kind, and how much of each is kept. */
import type { Maybe } from "./live.ts";

/** What has happened, in the order of time; each list may be cut at its old end. */
export interface News {
  readonly points: Point;
  readonly happenings: Happening;
  readonly transitions: Transition;
  readonly lines: Line;
  /** A line that the console printed. */
  readonly console: string;
  /** What its port sends to a terminal, one character a byte. */
  readonly terminal: string;
  readonly records: RecordNews;
  readonly events: CloudEvent;
  readonly calls: CallNews;
  readonly violations: ViolationNews;
  readonly deviceLog: DeviceLogLine;
  readonly cloudLog: CloudLogLine;
}

export type NewsKind = keyof News;

/** How many of a kind are kept, on either side, and how many come at once at most: the oldest go. */
export const MAX_NEWS: { readonly [K in NewsKind]: { readonly kept: number; readonly batch: number } } = {
  points: { kept: 5000, batch: 1000 },
  happenings: { kept: 500, batch: 100 },
  transitions: { kept: 300, batch: 100 },
  lines: { kept: 5000, batch: 400 },
  console: { kept: 2000, batch: 400 },
  terminal: { kept: 400, batch: 400 },
  records: { kept: 300, batch: 100 },
  events: { kept: 300, batch: 100 },
  calls: { kept: 200, batch: 100 },
  violations: { kept: 200, batch: 100 },
  deviceLog: { kept: 300, batch: 100 },
  cloudLog: { kept: 1000, batch: 200 },
};

export interface Point {
  readonly atMs: number;
  readonly trueLelPercent: Maybe<number>;
  readonly lelPercent: Maybe<number>;
  readonly gasState: Maybe<number>;
}

/**
 * For the plot's time line and the log of what was done. The text holds names and numbers, which are the same in any language;
 * of `gas` the state's number, of `power` "on" or why it stopped, of `note` and `error` a sentence.
 */
export interface Happening {
  readonly atMs: number;
  readonly what: "gas" | "event" | "fault" | "faultEnds" | "order" | "power" | "note" | "error";
  readonly text: string;
}

export interface Transition {
  readonly atMs: number;
  /** null: the firmware has just started. */
  readonly from: Maybe<string>;
  readonly state: string;
  /** Why, where something failed. */
  readonly why: string;
}

export interface Line {
  /** Counted by the source, from 1: where some are missing, there were too many to send them all. */
  readonly number: number;
  readonly atMs: Maybe<number>;
  /** `>` to the modem. */
  readonly direction: "<" | ">";
  readonly text: string;
}

/**
 * How far a record has come, as seen on the device's side: in flash, at the modem, at the broker, and what the cloud said;
 * `unknown`: nobody saw what became of it.
 */
export const RECORD_STAGES = ["waits", "sent", "taken", "acknowledged", "refused", "lost", "unknown"] as const;
export type RecordStage = (typeof RECORD_STAGES)[number];
export type RecordKind = "alarm" | "overRange" | "end" | "fault" | "faultEnd" | "selfTest" | "other";

/** One record of the journal on its way; each later word of the same id takes the place of the one before. */
export interface RecordNews {
  readonly id: string;
  readonly what: RecordKind;
  /** ppm of gas, the fault's code, the self-test's result; null: over the sensor's range, or not told. */
  readonly value: Maybe<number>;
  readonly stage: RecordStage;
  /** Since when it is there; null where it was before anybody looked, and the device has not told. */
  readonly atMs: Maybe<number>;
  /** When it was seen to come to its stage. */
  readonly stageAtMs: number;
  /** How often it was sent. */
  readonly copies: number;
  /** The cloud's last word on it. */
  readonly code: Maybe<number>;
}

/** A later word of the same device, id, name and time takes the place of the one before: copies have come. */
export interface CloudEvent {
  readonly device: string;
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly outputs: Readonly<Record<string, unknown>>;
  /** The event's own. */
  readonly timeMs: number;
  readonly receivedMs: number;
  /** 1, or more where it came again. */
  readonly copies: number;
}

/** An order of the cloud's; a later word of the same device and id takes the place of the one before. */
export interface CallNews {
  readonly device: string;
  readonly id: string;
  /** The method without `thing.`: `service.property.set`. */
  readonly what: string;
  readonly params: unknown;
  readonly sentMs: number;
  /** null: it waits for its answer. */
  readonly code: Maybe<number>;
  readonly data: unknown;
  readonly answeredMs: Maybe<number>;
}

/** A rule of the platform's that the device broke. */
export interface ViolationNews {
  readonly atMs: number;
  readonly device: string;
  readonly rule: string;
  readonly why: string;
  readonly code: Maybe<number>;
  readonly topic: Maybe<string>;
}

/** Of the device's own log, which it hands in while it is wanted. */
export interface DeviceLogLine {
  readonly device: string;
  /** As the device writes it. */
  readonly time: string;
  readonly level: string;
  readonly module: string;
  readonly code: string;
  readonly text: string;
}

export interface CloudLogLine {
  readonly atMs: number;
  readonly device: string;
  /** `up` and `down` are messages; others are said of the session. */
  readonly what: string;
  readonly topic: Maybe<string>;
  /** The payload of a message, or the words. */
  readonly text: string;
}
