/**
 * The machine's states as data: where each leads, how long it may last, and what mends it when it fails. @onDemand: the
 * table is in memory only while a row is looked up.
 */
import type { Step } from "../modem/modem";
import { BEARER, RADIO, RESET, SESSION } from "./ladder";

/** BACKOFF waits for its end; ONLINE for a downlink; OFF for the power key; all others are steps of the modem's dialect. */
export type State = Step | "ONLINE" | "BACKOFF";

export interface Row {
  readonly next: State;
  /** The longest stay. Longer than the sum of the time-outs of its commands, so that it bites only when they fail to. */
  readonly deadlineS: number;
  /** The lowest rung that can mend a failure here. */
  readonly rung: number;
}

/** next, deadline (facts: modem sections 6.3, 12, 13), lowest rung. */
const ROWS: { readonly [state: string]: readonly [State, number, number] } = {
  "OFF": ["AT", 15, RESET],
  "AT": ["MQTTSTATU", 90, RESET],
  "MQTTSTATU": ["CPIN", 20, RESET],
  "CPIN": ["CSQ", 20, RESET],
  "CSQ": ["CREG", 30, RESET],
  "CREG": ["CGATT", 120, RADIO],
  "CGATT": ["CSTT", 120, RADIO],
  "CSTT": ["CIICR", 70, BEARER],
  "CIICR": ["CIFSR", 100, BEARER],
  "CIFSR": ["MCONFIG", 20, BEARER],
  "MCONFIG": ["MIPSTART", 90, SESSION],
  "MIPSTART": ["MCONNECT", 65, SESSION],
  "MCONNECT": ["MSUB", 40, SESSION],
  "MSUB": ["ONLINE", 100, SESSION],
  "MDISCONNECT": ["MIPCLOSE", 20, BEARER],
  "MIPCLOSE": ["MCONFIG", 20, BEARER],
  "CIPSHUT": ["CSTT", 100, RADIO],
  "CFUN": ["CPIN", 100, RESET],
  "RESET": ["OFF", 20, RESET],
};

/** The row of a state with a step; not of ONLINE and BACKOFF, whose stay is settled elsewhere. */
export function rowOf(state: State): Row {
  const [next, deadlineS, rung] = ROWS[state] as readonly [State, number, number];
  return { next, deadlineS, rung };
}
