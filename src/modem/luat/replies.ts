/** What the reply lines of a step mean (facts: modem sections 4, 11, 16). Pure. */
import { LOGIN_REFUSED, SILENT, SIM_REFUSED, type Step, type StepResult, WAIT } from "../modem";

/** `+CSQ: 23,99` -> -67; 99 is unknown. */
export function signalDbm(line: string): number | undefined {
  const rssi = parseInt(line.substr(5).trim(), 10);
  return rssi >= 0 && rssi <= 31 ? 2 * rssi - 113 : undefined;
}

/** `+CREG: <n>,<stat>[,...]`, and `+CREG: <stat>[,"lac",...]` where a URC came in place of the reply. */
export function registration(line: string): number {
  const fields = line.split(":")[1]?.split(",") ?? [];
  const second = fields[1];
  return parseInt((second !== undefined && second.indexOf('"') < 0 ? second : (fields[0] ?? "")).trim(), 10);
}

const CLOCK_IS_SET_FROM_YEAR = 24;

/** `+CCLK: "yy/MM/dd,hh:mm:ss±zz"`, local time and quarter hours from UTC -> milliseconds since 1970 UTC. */
export function epochMs(line: string): number | undefined {
  const at = line.indexOf('"') + 1;
  const field = (offset: number): number => parseInt(line.substr(at + offset, 2), 10);
  const year = field(0);
  if (!at || !(year >= CLOCK_IS_SET_FROM_YEAR)) return undefined;
  // Days by the civil calendar; counted from March, the leap day is the last of its year.
  const month = field(3);
  const marchYear = month > 2 ? year : year - 1;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + field(6) - 1;
  const days = 11017 + 365 * marchYear + Math.floor(marchYear / 4) + dayOfYear;
  const minutes = (days * 24 + field(9)) * 60 + field(12) - 15 * (parseInt(line.substr(at + 17, 3), 10) || 0);
  return (minutes * 60 + field(15)) * 1000;
}

/** Network states in which asking again is all there is to do. */
export function verdict(step: Step, line: string): StepResult {
  if (step === "CPIN") {
    if (line.indexOf("SIM P") >= 0) return SIM_REFUSED; // SIM PIN, SIM PUK: never try one
    return line.indexOf(" READY") > 0 || line.indexOf(":READY") > 0 ? "" : WAIT;
  }
  if (step === "CREG") {
    const state = registration(line);
    return state === 1 || state === 5 ? "" : WAIT;
  }
  if (step === "CGATT") return parseInt(line.substr(7), 10) === 1 ? "" : WAIT;
  if (step === "CIFSR") return line.split(".").length === 4 ? "" : `no address: ${line}`;
  return "";
}

/** What an error on a step means; most mean just themselves. */
export function verdictOfError(step: Step, error: string): StepResult {
  if (step === "AT" && error !== SILENT) return WAIT; // still booting, or noise on the line
  const isCme = error.indexOf("+CME ERROR") === 0;
  const code = isCme ? parseInt(error.substr(11), 10) : 0;
  if (step === "CPIN" && (code === 11 || code === 12)) return SIM_REFUSED;
  if ((step === "CPIN" || step === "CREG" || step === "CGATT") && isCme) return WAIT;
  // No return code is given: a refused login is an ERROR, at some brokers a mere CLOSED.
  if (step === "MCONNECT" && (error === "ERROR" || error === "CLOSED")) return LOGIN_REFUSED;
  return error;
}
