/**
 * What passes between the server of the page and the page, as JSON over one WebSocket. Down: `hello`, the `news` of before, then
 * `live` and `news` as they come. Up: orders, each answered by a `reply` with its number.
 * `null` stands for what the source can't tell: it is shown as unknown, never as zero.
 */

import type { ThingModel } from "../cloud/thing-model.ts";
import type { Step } from "../scenario.ts";
import type { Live, Maybe, Rung } from "./live.ts";
import type { News, NewsKind } from "./news.ts";

/** Where the page finds its WebSocket. */
export const SOCKET_PATH = "/live";
/** Of what is typed at once. */
export const MAX_TYPED_CHARS = 65_536;
/** The longest message either way: a script or an image in base64. */
export const MAX_MESSAGE_BYTES = 1_000_000;

// ---- down

export type Down = Hello | LiveMessage | NewsMessage | Reply | Notice;

export interface Hello {
  readonly kind: "hello";
  /** Whom the page looks at: a virtual node, a real board, the stand-in of the cloud alone, many nodes. */
  readonly source: "run" | "monitor" | "cloud" | "fleet";
  /** Device and product, or what else there is a name for. */
  readonly title: string;
  readonly facts: Maybe<Facts>;
  readonly can: Abilities;
  /** The link's states, from the firmware's own table. */
  readonly machine: readonly StateRow[];
  /** Of the product's what the bundle does, where that is known. */
  readonly model: Maybe<ThingModel>;
  readonly faults: readonly FaultInfo[];
  readonly sensorFaults: readonly SensorFaultInfo[];
  readonly profiles: readonly Named[];
  /** Left out where nothing is known of it. */
  readonly sensor?: SensorHead;
  /** Scripts to choose from. */
  readonly scenarios?: readonly ScenarioFile[];
  /** Of a fleet: the names of its nodes, in the order of the cells. */
  readonly nodes?: readonly string[];
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
  /** What the node's bundle has of what clouds offer beside the alarm; left out where its board is not known. */
  readonly bundle?: { readonly platform: boolean; readonly ota: boolean };
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

export interface NewsMessage {
  readonly kind: "news";
  /** What the page has of these kinds is no longer so. */
  readonly isFresh?: true;
  readonly news: { readonly [K in NewsKind]?: readonly News[K][] };
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
