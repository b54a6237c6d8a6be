/** From the card to the data connection, with the commands and the deadlines of the link machine. */
import { rowOf as machineRow } from "../../src/link/states.ts";
import { SILENT, SIM_REFUSED } from "../../src/modem/modem.ts";
import * as advice from "./advice.ts";
import type { Outcome } from "./driver.ts";
import type { Probe } from "./probe.ts";
import { type Finding, fail, ok, warn } from "./report.ts";
import {
  errorWords,
  isDenied,
  isRegistered,
  ROAMING,
  registrationOf,
  registrationWords,
  replyOf,
  shortened,
} from "./words.ts";

/** A modem that starts says "no card" for some seconds before it has looked. */
const NO_SIM_PATIENCE_S = 10;
/** The first networks of a list may refuse what the last one takes. */
const DENIED_PATIENCE_S = 40;
const SIGNAL_WITHIN_MS = 20_000;
const SIGNAL_PAUSE_MS = 1000;
/** Of the 0 to 31 of AT+CSQ, as the vendor has it. */
const GOOD_RSSI = 18;
const LEAST_RSSI = 11;
const NO_CARD = /ERROR: ?(10|SIM not inserted)$|NOT INSERTED|SIM REMOVED/;
/** The context is there already, of a session before. */
const NOT_IN_THIS_STATE = /ERROR: ?3$/;
const TELLING = /^(STATE|TCP ERROR|\+(PDP|CPIN|CREG|CGATT|CSQ|CM[ES] ERROR)|ERROR|CLOSED|CONNECT FAIL|ALREADY CONNECT)/;

export async function sim(probe: Probe): Promise<Finding> {
  const isNoCard = (line: string) => NO_CARD.test(line);
  const outcome = await probe.poll("CPIN", machineRow("CPIN").deadlineS, isNoCard, NO_SIM_PATIENCE_S);
  if (outcome.result === "") {
    const iccid = replyOf(await probe.driver.ask("AT+ICCID")) || replyOf(await probe.driver.ask("AT+CCID"));
    const imsi = replyOf(await probe.driver.ask("AT+CIMI"));
    return ok(`ready, ICCID ${iccid || "unknown"}, IMSI ${shortened(imsi) || "unknown"}`);
  }
  if (outcome.result === SIM_REFUSED)
    return failed(outcome, /PUK|ERROR: ?12/.test(lastWords(outcome)) ? advice.SIM_PUK : advice.SIM_PIN);
  return failed(outcome, outcome.lines.some(isNoCard) ? advice.NO_SIM : advice.SIM_BUSY);
}

export async function signal(probe: Probe): Promise<Finding> {
  const startedMs = probe.nowMs;
  for (;;) {
    const outcome = await probe.step("CSQ");
    const { dbm } = probe.driver.facts;
    const waitedMs = probe.nowMs - startedMs;
    if (outcome.result) return failed(outcome, advice.NO_SIGNAL);
    if (dbm !== undefined) return strength(dbm);
    if (waitedMs > SIGNAL_WITHIN_MS) return failed(outcome, advice.NO_SIGNAL, "unknown: ");
    probe.tellWait();
    await probe.pause(SIGNAL_PAUSE_MS);
  }
}

function strength(dbm: number): Finding {
  const rssi = (dbm + 113) / 2;
  const seen = `CSQ ${rssi} (${dbm} dBm)`;
  if (rssi >= GOOD_RSSI) return ok(`${seen}: good`);
  if (rssi >= LEAST_RSSI) return warn(`${seen}: marginal, ${GOOD_RSSI} is good`, advice.ANTENNA);
  return fail(`${seen}: too weak, ${LEAST_RSSI} is the least`, advice.ANTENNA);
}

export async function registration(probe: Probe): Promise<Finding> {
  const outcome = await probe.poll("CREG", machineRow("CREG").deadlineS, isDenied, DENIED_PATIENCE_S);
  const line = outcome.lines.find((one) => !Number.isNaN(registrationOf(one))) ?? "";
  if (outcome.result === "") {
    const network = /"([^"]+)"/.exec(replyOf(await probe.driver.ask("AT+COPS?")))?.[1];
    const seen = `${registrationWords(line)}${network ? `, network ${network}` : ""}`;
    return registrationOf(line) === ROAMING ? warn(seen, advice.ROAMING) : ok(seen);
  }
  if (!line) return failed(outcome, advice.SEARCHING);
  // A network may take the card for data alone: those tell more than the first.
  const asked = [...(await probe.driver.ask("AT+CGREG?")), ...(await probe.driver.ask("AT+CEREG?"))];
  const others = asked.filter((one) => !Number.isNaN(registrationOf(one)));
  const seen = [registrationWords(line), ...others].join("; ");
  if (others.some(isRegistered)) return fail(seen, advice.DATA_ONLY);
  return fail(seen, [line, ...others].some(isDenied) ? advice.DENIED : advice.SEARCHING);
}

export async function attach(probe: Probe): Promise<Finding> {
  const outcome = await probe.poll("CGATT", machineRow("CGATT").deadlineS);
  return outcome.result === "" ? ok("attached to the data service") : failed(outcome, advice.NOT_ATTACHED);
}

export async function bearer(probe: Probe): Promise<Finding> {
  const { apn } = probe.options;
  let begun = await probe.step("CSTT");
  if (NOT_IN_THIS_STATE.test(begun.result)) {
    await probe.step("CIPSHUT");
    begun = await probe.step("CSTT");
  }
  if (!begun.isSpoken) {
    const address = replyOf(await probe.driver.ask("AT+CGPADDR"));
    return ok(`automatic, with the network's own APN${address && ` (${address})`}`);
  }
  probe.hasBearer = true;
  if (begun.result) return failed(begun, advice.APN(apn.name), "AT+CSTT: ");
  const raised = await probe.step("CIICR");
  if (raised.result) return failed(raised, advice.APN(apn.name), `APN ${apn.name}: AT+CIICR: `);
  const address = await probe.step("CIFSR");
  if (address.result) return failed(address, advice.APN(apn.name), "AT+CIFSR: ");
  return ok(`APN ${apn.name}, address ${address.lines.find((line) => /^[\d.]+$/.test(line)) ?? "unknown"}`);
}

/** The last of what was said that tells why; of a step that failed. */
export function lastWords(outcome: Outcome): string {
  const telling = outcome.lines.filter((line) => TELLING.test(line)).slice(-2);
  if (telling.length > 0) return telling.map(errorWords).join(", ");
  if (isSilent(outcome)) return "no answer any more";
  return outcome.result === "timeout" ? "OK, and then nothing within its time" : outcome.result;
}

export function isSilent({ result, lines }: Outcome): boolean {
  return result === SILENT || (result === "timeout" && lines.length === 0);
}

export function failed(outcome: Outcome, usual: string, what = ""): Finding {
  return fail(`${what}${lastWords(outcome)}`, isSilent(outcome) ? advice.SILENT : usual);
}
