/** What a step's reply line or error means (facts: modem sections 4, 11). Pure. @onDemand */
import { LINK_UP, LOGIN_REFUSED, SESSION_UP, SILENT, SIM_REFUSED, type Step, type StepResult, WAIT } from "../modem";

/** `+CREG: <n>,<stat>[,...]`, and `+CREG: <stat>[,"lac",...]` where a URC came in place of the reply. */
function registration(line: string): number {
  const fields = (line.split(":")[1] || "").split(",");
  const second = fields[1];
  return parseInt((second !== undefined && second.indexOf('"') < 0 ? second : (fields[0] as string)).trim(), 10);
}

/** What the modem believes to have (facts: modem section 6.1). */
function kept(state: number): StepResult {
  return state === 1 ? SESSION_UP : state === 2 ? LINK_UP : "";
}

/** Network states in which asking again is all there is to do. */
function ofReply(step: Step, line: string): StepResult {
  if (step === "CPIN") {
    if (line.indexOf("SIM P") >= 0) return SIM_REFUSED; // SIM PIN, SIM PUK: never try one
    return line.substr(6).trim().indexOf("READY") === 0 ? "" : WAIT;
  }
  if (step === "CREG") {
    const state = registration(line);
    return state === 1 || state === 5 ? "" : WAIT;
  }
  if (step === "CGATT") return parseInt(line.substr(7).trim(), 10) === 1 ? "" : WAIT;
  if (step === "MQTTSTATU") return kept(parseInt((line.split(":")[1] || "").trim(), 10));
  return "";
}

/** Most errors mean just themselves. */
function ofError(step: Step, error: string): StepResult {
  if (step === "AT" && error !== SILENT) return WAIT; // still booting, or noise on the line
  const isCme = error.indexOf("+CME ERROR") === 0;
  const code = isCme ? parseInt(error.substr(11).trim(), 10) : 0;
  if (step === "CPIN" && (code === 11 || code === 12)) return SIM_REFUSED;
  if (step === "CPIN" && error === "ERROR") return WAIT;
  if ((step === "CPIN" || step === "CREG" || step === "CGATT") && isCme) return WAIT;
  // No return code is given: a refused login is an ERROR, at some brokers a mere CLOSED.
  if (step === "MCONNECT" && (error === "ERROR" || error === "CLOSED")) return LOGIN_REFUSED;
  return error;
}

export function verdict(step: Step, error: string, line: string): StepResult {
  return error ? ofError(step, error) : ofReply(step, line);
}
