/**
 * What passes between the server of the page and the page, as JSON over one WebSocket. Down: `hello`, the `news` of before, then
 * `live` and `news` as they come. Up: orders, each answered by a `reply` with its number.
 * `null` stands for what the source can't tell: it is shown as unknown, never as zero.
 */

import type { ThingModel } from "../cloud/thing-model.ts";
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

export interface StateRow {
  readonly name: string;
  readonly next: Maybe<string>;
  readonly deadlineS: Maybe<number>;
  /** The lowest rung that mends a failure here, by its name. */
  readonly rung: Maybe<string>;
  /** Rungs that begin here. */
  readonly begins: readonly string[];
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
  readonly usedVars: Maybe<number>;
  readonly allVars: Maybe<number>;
  readonly troubles: readonly string[];
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
  readonly deadlineMs: Maybe<number>;
  readonly rung: Maybe<string>;
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
  readonly pages: Maybe<readonly FlashPage[]>;
  readonly programs: Maybe<number>;
  readonly erases: Maybe<number>;
}

export interface FlashPage {
  readonly address: number;
  readonly bytes: number;
  readonly usedBytes: number;
  readonly erases: number;
}

export interface CloudLive {
  readonly isOnline: boolean;
  /** Who is logged in, without what proves it. */
  readonly login: Maybe<string>;
  readonly properties: readonly PropertyLive[];
  readonly violations: number;
  readonly ota: Maybe<string>;
}

export interface PropertyLive {
  readonly name: string;
  readonly value: unknown;
  readonly timeMs: number;
}

export interface FaultsLive {
  readonly standing: readonly StandingFaultLive[];
  readonly isCutArmed: boolean;
  readonly isNetworkCut?: Maybe<boolean>;
  /** The script that plays or has played last. */
  readonly script: Maybe<ScriptLive>;
}

export interface StandingFaultLive {
  /** "name" or "name:variant". */
  readonly name: string;
  readonly sinceMs: number;
}

export interface ScriptLive {
  readonly name: string;
  /** Its step, from 1, and how many there are. */
  readonly at: number;
  readonly steps: number;
  /** null while it plays; the text is "stopped" where somebody stopped it, else why it failed. */
  readonly outcome: Maybe<{ readonly ok: boolean; readonly text: string }>;
}

export interface FleetLive {
  readonly devices: number;
  readonly online: number;
  readonly alarms: number;
  readonly waiting: number;
  readonly decided: number;
  readonly delivered: number;
  /** Deliveries by how long they took: below so many seconds -> how many. */
  readonly latency: readonly { readonly belowS: number; readonly count: number }[];
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

/** One record of the journal on its way; each later word of the same id takes the place of the one before. */
export interface RecordNews {
  readonly id: string;
  readonly what: string;
  readonly stage: "waits" | "sent" | "acknowledged" | "refused";
  readonly atMs: Maybe<number>;
  readonly copies: number;
}

export interface CloudEvent {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly timeMs: number;
  readonly receivedMs: number;
}

/** An order of the cloud's; a later word of the same number takes the place of the one before. */
export interface CallNews {
  readonly id: string;
  readonly what: string;
  readonly code: Maybe<number>;
  readonly data: unknown;
}

export interface CloudLogLine {
  readonly atMs: number;
  readonly what: string;
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
  /** A deed as in a scenario file. */
  | { readonly do: "step"; readonly step: Step }
  | { readonly do: "pace"; readonly speed?: number; readonly isPaused?: boolean; readonly stepMs?: number }
  /** Typed at the REPL, as a terminal sends it. */
  | { readonly do: "type"; readonly text: string }
  /** Plays a scenario file. */
  | { readonly do: "play"; readonly name: string; readonly script: string }
  | { readonly do: "stop" }
  /** The reply's data is a `SavedSession`. */
  | { readonly do: "save" }
  /** A new image for the device: its bytes in base64. */
  | { readonly do: "ota"; readonly version: string; readonly base64: string; readonly way: "http" | "mqtt" };
