/**
 * What passes between the server of the page and the page, as JSON over one WebSocket. Down: `hello`, the `news` of before, then
 * `live` and `news` as they come. Up: orders, each answered by a `reply` with its number.
 * `null` stands for what the source can't tell: it is shown as unknown, never as zero.
 */

import type { ThingModel } from "../cloud/thing-model.ts";
import type { Playing } from "../player.ts";
import type { Step } from "../scenario.ts";

export const PROTOCOL = 1;
/** Where the page finds its WebSocket. */
export const SOCKET_PATH = "/live";
/** Of what is typed at once. */
export const MAX_TYPED_CHARS = 65_536;
/** The longest message either way: a script or an image in base64. */
export const MAX_MESSAGE_BYTES = 1_000_000;

export type Maybe<T> = T | null;

// ---- down

export type Down = Hello | LiveMessage | NewsMessage | Reply | Notice;

export interface Hello {
  readonly kind: "hello";
  readonly protocol: typeof PROTOCOL;
  /** Whom the page looks at: a virtual node, a real board, the stand-in of the cloud alone, many nodes. */
  readonly source: "run" | "monitor" | "cloud" | "fleet";
  /** Device and product, or what else there is a name for. */
  readonly title: string;
  readonly facts: Maybe<Facts>;
  readonly can: Abilities;
  /** The link's states, from the firmware's own table. */
  readonly machine: readonly StateRow[];
  readonly model: Maybe<ThingModel>;
  readonly faults: readonly FaultInfo[];
  readonly sensorFaults: readonly SensorFaultInfo[];
  readonly profiles: readonly Named[];
  /** Left out where nothing is known of it. */
  readonly sensor?: SensorHead;
  /** Scripts to choose from. */
  readonly scenarios?: readonly ScenarioFile[];
}

export interface SensorHead {
  readonly name: string;
  /** 100 %LEL of its gas. */
  readonly lelPpm: number;
}

export interface ScenarioFile {
  readonly name: string;
  readonly script: string;
}

export interface Facts {
  readonly board: string;
  readonly boardName: string;
  readonly version: string;
  readonly sha256: string;
  readonly modem: Maybe<string>;
  readonly seed: Maybe<number>;
  /** In words: broker, file, port. */
  readonly where: string;
}

/** What can be done from the page; what is missing is not shown, or said to be missing and why. */
export interface Abilities {
  readonly gas: boolean;
  readonly pace: Maybe<{ readonly least: number; readonly most: number; readonly steps: boolean }>;
  /** Power, reset, button. */
  readonly board: boolean;
  readonly powerCut: boolean;
  /** Cut it, restore it, drop its connections. */
  readonly network?: boolean;
  readonly cloud: boolean;
  readonly repl: boolean;
  /** The firmware's own services by its REPL. */
  readonly desk?: boolean;
  readonly script: boolean;
}

export interface Named {
  readonly name: string;
  readonly what: string;
}

export interface FaultInfo extends Named {
  /** Whom it strikes. */
  readonly group: "modem" | "input" | "cloud" | "site";
  readonly lasts: "once" | "held";
  readonly acts: "now" | "next";
  readonly variants: readonly string[];
}

export interface SensorFaultInfo extends Named {
  readonly value: Maybe<{
    readonly unit: string;
    readonly low: number;
    readonly high: number;
    readonly usual: Maybe<number>;
  }>;
}

/** The ladder's, from the least that mends a failure to the most; `canary.status().rung` counts them from 0. */
export const RUNGS = ["repeat", "session", "bearer", "radio", "reset", "reboot"] as const;
export type Rung = (typeof RUNGS)[number];

export interface StateRow {
  readonly name: string;
  readonly next: Maybe<string>;
  readonly deadlineS: Maybe<number>;
  /** The lowest rung that mends a failure here. */
  readonly rung: Maybe<Rung>;
  /** Rungs that begin here. */
  readonly begins: readonly Rung[];
}

export interface LiveMessage {
  readonly kind: "live";
  readonly live: Live;
}

/** All that is so at one moment. Times `...Ms` are the node's: milliseconds since it was first switched on. */
export interface Live {
  readonly nowMs: Maybe<number>;
  readonly pace: Maybe<PaceLive>;
  readonly board: BoardLive;
  readonly sensor: SensorLive;
  readonly link: LinkLive;
  readonly journal: JournalLive;
  readonly cloud: Maybe<CloudLive>;
  readonly faults: FaultsLive;
  readonly fleet: Maybe<FleetLive>;
  /** The line to a real board; left out where there is none. */
  readonly desk?: DeskLive;
}

export interface DeskLive {
  readonly port: string;
  readonly isConnected: boolean;
  /** The board shows each line to and from its modem. */
  readonly isTracing: boolean;
  /** So often it is asked for its status, while a page is looked at. */
  readonly asksEveryS: number;
  /** When it last told it, UTC. */
  readonly askedMs: Maybe<number>;
}

export interface PaceLive {
  readonly speed: number;
  /** What it comes to: less where the machine can't keep up. */
  readonly actual: number;
  readonly isPaused: boolean;
}

export interface BoardLive {
  readonly isOn: Maybe<boolean>;
  readonly boots: Maybe<number>;
  readonly resetCause: Maybe<string>;
  readonly output: Maybe<boolean>;
  readonly red: Maybe<boolean>;
  readonly yellow: Maybe<boolean>;
  readonly green: Maybe<boolean>;
  readonly buzzer: Maybe<boolean>;
  /** Measured by the interpreter; a virtual board measures none. */
  readonly usedVars: Maybe<number>;
  readonly allVars: Maybe<number>;
  readonly troubles: readonly string[];
  /** Last words of runs before, oldest first. */
  readonly crashes: Maybe<readonly string[]>;
}

export interface SensorLive {
  /** What there is, whatever the device reads. */
  readonly trueLelPercent: Maybe<number>;
  readonly temperatureC: Maybe<number>;
  readonly humidityPercent: Maybe<number>;
  readonly fault: Maybe<string>;
  readonly profile: Maybe<string>;
  readonly volts: Maybe<number>;
  /** What the device reads: `ok`, `warming`, `fault`, `expired`. */
  readonly tag: Maybe<string>;
  readonly ppm: Maybe<number>;
  readonly lelPercent: Maybe<number>;
  /** 0 warming, 1 normal, 2 warning, 3 alarm, 4 fault. */
  readonly gasState: Maybe<number>;
  /** In force: what the settings and the cloud have made of the defaults. */
  readonly warningLelPercent: Maybe<number>;
  readonly alarmLelPercent: Maybe<number>;
  /** The gas of the alarm has gone; it waits for somebody to acknowledge it. */
  readonly isLatched?: Maybe<boolean>;
}

export interface LinkLive {
  readonly state: Maybe<string>;
  readonly sinceMs: Maybe<number>;
  /** When the stay ends by itself, and how long it is at most; of ONLINE it begins anew with each word of the cloud. */
  readonly deadlineMs: Maybe<number>;
  readonly stayMs: Maybe<number>;
  /** The one that was taken last, and how often in a row: 0, none was since the cloud was heard. */
  readonly rung: Maybe<Rung>;
  readonly rungTimes: Maybe<number>;
  /** States that were gone through last time without a word to the modem: this one needs no such step. */
  readonly skipped: readonly string[];
  readonly failures: Maybe<number>;
  readonly causes: Readonly<Record<string, number>>;
  readonly signalDbm: Maybe<number>;
  readonly modem: Maybe<string>;
}

export interface JournalLive {
  readonly waiting: Maybe<number>;
  readonly dropped: Maybe<number>;
  readonly refused: Maybe<number>;
  readonly resends: Maybe<number>;
  /** Of the flash that is kept for the log. */
  readonly pages: Maybe<readonly FlashPage[]>;
  /** Of all the flash: words that were programmed, pages that were erased. */
  readonly programs: Maybe<number>;
  readonly erases: Maybe<number>;
}

export interface FlashPage {
  readonly address: number;
  readonly bytes: number;
  readonly usedBytes: number;
  readonly erases: number;
  /** What was written last stands here. */
  readonly isFilling: boolean;
}

/** Times are UTC, by the platform's clock; for what only passed by on a board's wire, by the desk's. */
export interface CloudLive {
  /** In whole seconds. */
  readonly nowMs: Maybe<number>;
  /** All that are known, and the one that the rest is of; news are of all of them. */
  readonly devices: readonly DeviceLive[];
  readonly device: Maybe<string>;
  readonly isEnabled: Maybe<boolean>;
  readonly login: Maybe<LoginLive>;
  /** Of the firmware, as the device has told it. */
  readonly version: Maybe<string>;
  readonly properties: readonly PropertyLive[];
  readonly desired: Maybe<readonly DesiredLive[]>;
  readonly tags: Maybe<readonly { readonly key: string; readonly value: string }[]>;
  readonly shadow: Maybe<ShadowLive>;
  readonly logMode: Maybe<0 | 1>;
  readonly ota: Maybe<OtaLive>;
}

export interface DeviceLive {
  /** `deviceName&productKey`. */
  readonly key: string;
  readonly name: string;
  /** null: messages come, and who is logged in is another's affair. */
  readonly isOnline: Maybe<boolean>;
}

/** Who is logged in, without what proves it. */
export interface LoginLive {
  readonly client: Maybe<string>;
  readonly sinceMs: Maybe<number>;
  readonly keepAliveS: Maybe<number>;
  /** Of the client id: securemode, signmethod, ... */
  readonly parameters: Readonly<Record<string, string>>;
}

export interface PropertyLive {
  readonly name: string;
  readonly value: unknown;
  readonly timeMs: number;
}

export interface DesiredLive {
  readonly name: string;
  readonly value: unknown;
  readonly version: number;
}

export interface ShadowLive {
  readonly version: number;
  readonly reported: Readonly<Record<string, unknown>>;
  readonly desired: Readonly<Record<string, unknown>>;
}

export interface OtaLive {
  readonly version: string;
  readonly bytes: number;
  readonly way: "http" | "mqtt";
  readonly status: "pending" | "upgrading" | "succeeded" | "failed" | "cancelled";
  /** How often the device was told of it. */
  readonly pushes: number;
  /** The newest last: per cent, or below 0 how it failed. */
  readonly steps: readonly { readonly step: number; readonly what: string; readonly atMs: number }[];
}

export interface FaultsLive {
  readonly standing: readonly StandingFaultLive[];
  readonly isCutArmed: boolean;
  readonly isNetworkCut?: Maybe<boolean>;
  /** The script that plays or has played last. */
  readonly script: Maybe<Playing>;
}

export interface StandingFaultLive {
  /** "name" or "name:variant". */
  readonly name: string;
  readonly sinceMs: number;
}

export interface FleetLive {
  readonly devices: number;
  readonly online: number;
  /** Nodes in alarm. */
  readonly alarms: number;
  /** Of the alarms that were decided, and of their ends: neither delivered nor lost. */
  readonly waiting: number;
  readonly decided: number;
  readonly delivered: number;
  /** Overdue, and not there by now. */
  readonly lost: number;
  /** Deliveries by how long they took: below so many seconds -> how many. */
  readonly latency: readonly { readonly belowS: number; readonly count: number }[];
  /** Memory of the whole process over the devices. */
  readonly bytesPerDevice: Maybe<number>;
  readonly workers: number;
  /** One letter a node in the order of their numbers: its state, see `FLEET_CELLS`. */
  readonly cells: string;
}

export const FLEET_CELLS = {
  ".": "off",
  "c": "connecting",
  "o": "online",
  "w": "warning",
  "A": "alarm",
  "f": "fault",
} as const;

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

export interface NewsMessage {
  readonly kind: "news";
  /** What the page has of these kinds is no longer so. */
  readonly isFresh?: true;
  readonly news: { readonly [K in NewsKind]?: readonly News[K][] };
}

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

/** How far a record has come, as seen on the device's side: in flash, at the modem, at the broker, and what the cloud said. */
export const RECORD_STAGES = ["waits", "sent", "taken", "acknowledged", "refused", "lost"] as const;
export type RecordStage = (typeof RECORD_STAGES)[number];
export type RecordKind = "alarm" | "warning" | "end" | "fault" | "faultEnd" | "selfTest" | "other";

/** One record of the journal on its way; each later word of the same id takes the place of the one before. */
export interface RecordNews {
  readonly id: string;
  readonly what: RecordKind;
  /** ppm of gas, the fault's code, the self-test's result; null: over the sensor's range, or not told. */
  readonly value: Maybe<number>;
  readonly stage: RecordStage;
  /** When it was first seen, and when it came to its stage. */
  readonly atMs: number;
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

/** To all pages: what is wrong with the source itself. */
export interface Notice {
  readonly kind: "notice";
  readonly level: "starting" | "error" | "ended";
  readonly text: string;
}

/** What was done, or why not, in words where there is something to say. */
export interface Answer {
  readonly text: string;
  readonly data?: unknown;
}

export interface Reply extends Answer {
  readonly kind: "reply";
  readonly id: number;
  readonly ok: boolean;
}

// ---- up

export interface OrderMessage {
  readonly id: number;
  readonly order: Order;
}

/** All that was done, as a scenario, and the command that plays it again. */
export interface SavedSession {
  readonly name: string;
  readonly script: string;
  readonly command: string;
}

export type Order =
  /** A deed as in a scenario file. `device`: whom it is meant for, where there are several. */
  | { readonly do: "step"; readonly step: Step; readonly device?: string }
  | { readonly do: "pace"; readonly speed?: number; readonly isPaused?: boolean; readonly stepMs?: number }
  /** Typed at the REPL, as a terminal sends it. */
  | { readonly do: "type"; readonly text: string }
  /** Plays a scenario file. */
  | { readonly do: "play"; readonly name: string; readonly script: string }
  | { readonly do: "stop" }
  /** The reply's data is a `SavedSession`. */
  | { readonly do: "save" }
  /** A new image for the device: its bytes in base64. */
  | {
      readonly do: "ota";
      readonly version: string;
      readonly base64: string;
      readonly way: "http" | "mqtt";
      readonly device?: string;
    }
  /** What the platform's console does with a device beside its properties and services. */
  | { readonly do: "manage"; readonly deed: ManageDeed; readonly device?: string }
  /** Which of several devices is shown, on all pages. */
  | { readonly do: "choose"; readonly device: string }
  /** By a real board's REPL; `ppm`: of the test gas that it is calibrated in, none in clean air. */
  | { readonly do: "desk"; readonly deed: DeskDeed; readonly ppm?: number };

export const DESK_DEEDS = [
  "acknowledge",
  "silence",
  "self-test",
  "calibrate",
  "reboot",
  "trace-on",
  "trace-off",
] as const;
export type DeskDeed = (typeof DESK_DEEDS)[number];

export const MANAGE_DEEDS = ["enable", "disable", "kick", "log-on", "log-off", "ota-cancel"] as const;
export type ManageDeed = (typeof MANAGE_DEEDS)[number];
