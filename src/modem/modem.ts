/** What a modem's driver gives to the link machine. A dialect (`luat/`) is one such driver. */

import type { Fetch } from "../hal";

export type { Fetch };

/** All that a connection to a broker takes. */
export interface Session {
  readonly host: string;
  readonly port: number;
  readonly clientId: string;
  readonly username: string;
  readonly password: string;
  readonly keepAliveS: number;
  readonly cleanSession: 0 | 1;
  readonly topics: readonly string[];
  /** By the modem's TLS. */
  readonly isTls: boolean;
  /** What the broker says, and keeps, when the session ends without a goodbye. */
  readonly will?: { readonly topic: string; readonly payload: string } | undefined;
}

/** The states in which a modem has something to do, named as its manual names the commands. */
export type Step =
  | "OFF"
  | "AT"
  | "MQTTSTATU"
  | "CPIN"
  | "CSQ"
  | "CREG"
  | "CGATT"
  | "CSTT"
  | "CIICR"
  | "CIFSR"
  | "MCONFIG"
  | "MIPSTART"
  | "MCONNECT"
  | "MSUB"
  | "MDISCONNECT"
  | "MIPCLOSE"
  | "CIPSHUT"
  | "CFUN"
  | "RESET";

/** "" done; WAIT not yet, ask again; else why not, for people and for the ladder. */
export type StepResult = string;
export const WAIT = "wait";
/** The modem has kept a session, or the link without one, over a restart of the board. */
export const SESSION_UP = "up";
export const LINK_UP = "open";
/** The modem gives no sign of life at all: climbing rungs that talk to it is a waste of time. */
export const SILENT = "silent";
/** The SIM is absent, locked or refused: no step of ours helps, a person does. */
export const SIM_REFUSED = "SIM refused";
/** The broker did not take the login. */
export const LOGIN_REFUSED = "login refused";

export interface ModemEvents {
  /** The modem says that something is gone: `rung` says how far down (facts: modem section 12). */
  lost(rung: LossRung, line: string): void;
  message(topic: string, body: string, bytes: number): void;
  /** Network time, as milliseconds since 1970 UTC. */
  time(epochMs: number): void;
}
export type LossRung = "session" | "bearer" | "reset" | "reboot";

/** What is known of the modem; kept up to date by the driver. */
export interface ModemFacts {
  /** Maker and firmware as the modem gave them. */
  identity: string;
  /** Last measured; undefined when unknown. */
  dbm: number | undefined;
}

export interface Modem {
  readonly facts: ModemFacts;
  /** Takes one step; `done` is called once. From MCONFIG to MSUB it takes the session. */
  step(step: Step, session: Session | undefined, done: (result: StepResult) => void): void;
  /** QoS 1; `done("")` on the broker's PUBACK. */
  publish(topic: string, payload: string, done: (result: StepResult) => void, isRetained?: boolean): void;
  /** On boards with room only. */
  readonly fetch: Fetch;
  /** Bytes were lost: the next answer may be another command's. */
  doubt(): void;
  /** A person's command beside the session; the reply's lines and then its final result. */
  command(text: string, done: (lines: string[]) => void): void;
}
