/** All that is so at one moment, part by part as the page has it. */
import type { Playing } from "../player.ts";

/** `null`: the source can't tell. */
export type Maybe<T> = T | null;

/** The ladder's, from the least that mends a failure to the most; `canary.status().rung` counts them from 0. */
export const RUNGS = ["repeat", "session", "bearer", "radio", "reset", "reboot"] as const;
export type Rung = (typeof RUNGS)[number];

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
  /** Codes of what the device finds wrong with itself. */
  readonly faults: Maybe<readonly number[]>;
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
  /** More than the sensor can measure: what it reads is the end of its range, and no less than that. */
  readonly isOver: Maybe<boolean>;
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
