/** The machine's states as data: where each leads, how long it may last, and what mends it when it fails. */
import type { Step } from "../modem/modem";
import { BEARER, RADIO, RESET, SESSION } from "./ladder";

/** BACKOFF waits for its end; ONLINE for a downlink; OFF for the power key; all others are steps of the modem's dialect. */
export type State = "OFF" | Step | "ONLINE" | "BACKOFF";

export interface Row {
  readonly next: State;
  /** The longest stay. Longer than the sum of the time-outs of its commands, so that it bites only when they fail to. */
  readonly deadlineS: number;
  /** The lowest rung that can mend a failure here. */
  readonly rung: number;
}

/** Deadlines: facts, modem sections 6.3, 12 and 13. */
export const STATES: { readonly [state: string]: Row } = {
  OFF: { next: "AT", deadlineS: 15, rung: RESET },
  AT: { next: "CPIN", deadlineS: 90, rung: RESET },
  CPIN: { next: "CSQ", deadlineS: 20, rung: RESET },
  CSQ: { next: "CREG", deadlineS: 30, rung: RESET },
  CREG: { next: "CGATT", deadlineS: 120, rung: RADIO },
  CGATT: { next: "CSTT", deadlineS: 120, rung: RADIO },
  CSTT: { next: "CIICR", deadlineS: 70, rung: BEARER },
  CIICR: { next: "CIFSR", deadlineS: 100, rung: BEARER },
  CIFSR: { next: "MCONFIG", deadlineS: 20, rung: BEARER },
  MCONFIG: { next: "MIPSTART", deadlineS: 20, rung: SESSION },
  MIPSTART: { next: "MCONNECT", deadlineS: 65, rung: SESSION },
  MCONNECT: { next: "MSUB", deadlineS: 40, rung: SESSION },
  MSUB: { next: "ONLINE", deadlineS: 100, rung: SESSION },
  MDISCONNECT: { next: "MIPCLOSE", deadlineS: 20, rung: BEARER },
  MIPCLOSE: { next: "MCONFIG", deadlineS: 20, rung: BEARER },
  CIPSHUT: { next: "CSTT", deadlineS: 100, rung: RADIO },
  CFUN: { next: "CPIN", deadlineS: 100, rung: RESET },
  RESET: { next: "OFF", deadlineS: 20, rung: RESET },
};

/** Where a rung begins; REPEAT begins where it failed. */
export const RUNG_STATES: readonly State[] = ["OFF", "MDISCONNECT", "CIPSHUT", "CFUN", "RESET"];
