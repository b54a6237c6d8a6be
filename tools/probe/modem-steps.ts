/** The modem itself: does it answer, what is it, does its firmware have MQTT, does its supply hold. */
import * as advice from "./advice.ts";
import type { Driver } from "./driver.ts";
import type { Probe } from "./probe.ts";
import { type Finding, fail, leftOut, ok, warn } from "./report.ts";
import { replyOf, voltsOf } from "./words.ts";

/** All rates in turn, over and over: a modem that has just got its power takes 3 to 10 s to its first answer. */
const ANSWER_WITHIN_MS = 30_000;
/** The first one longer, or a modem that finds the rate by itself would settle on another one while it starts. */
const FIRST_RATE_MS = 6000;
const RATE_MS = 1500;
const ANSWER_PAUSE_MS = 50;
const LOW_VOLTS = 3.4;
const LEAST_VOLTS = 3.3;
const SAG_VOLTS = 0.3;

export async function answer(probe: Probe): Promise<Finding> {
  const { bauds, hasBaud } = probe.options;
  const startedMs = probe.nowMs;
  let driver: Driver | undefined;
  for (let turn = 0; probe.nowMs - startedMs < ANSWER_WITHIN_MS; turn++) {
    const baud = bauds[turn % bauds.length] as number;
    if (!driver || bauds.length > 1) driver = await probe.connect(baud);
    if (!(await answers(probe, turn === 0 ? FIRST_RATE_MS : RATE_MS))) continue;
    probe.hadEcho ||= driver.isEchoing;
    const seen = hasBaud ? `answers at ${baud} baud` : "answers";
    return baud === bauds[0] ? ok(seen) : warn(seen, advice.OTHER_BAUD(baud));
  }
  return silence(probe, driver as Driver);
}

async function answers(probe: Probe, withinMs: number): Promise<boolean> {
  const startedMs = probe.nowMs;
  while (probe.nowMs - startedMs < withinMs) {
    if ((await probe.step("AT")).result === "") return true;
    probe.tellWait();
    await probe.pause(ANSWER_PAUSE_MS);
  }
  return false;
}

/** Only the last rate's driver is left, and the first is the one that counts: it is asked once more where there are several. */
async function silence(probe: Probe, last: Driver): Promise<Finding> {
  const { bauds, hasBaud } = probe.options;
  const driver = bauds.length > 1 ? await probe.connect(bauds[0] as number) : last;
  if (bauds.length > 1) await answers(probe, RATE_MS);
  const tried = hasBaud ? ` at ${bauds.join(", ")} baud` : "";
  const asked = `no OK to AT within ${ANSWER_WITHIN_MS / 1000} s${tried}`;
  if (driver.restarts > 1) return fail(`${asked}; it started ${driver.restarts} times`, advice.RESTARTS);
  if (driver.heardBytes === 0) return fail(`${asked}; nothing came at all`, advice.NO_ANSWER);
  if (driver.isLooped) return fail(`${asked}; what was sent came back`, advice.LOOPED);
  const kind = driver.isNoisy ? "that are no text" : "of other text";
  return fail(`${asked}; ${driver.heardBytes} bytes ${kind} came`, driver.isNoisy ? advice.NOISE : advice.NO_ANSWER);
}

export async function identity(probe: Probe): Promise<Finding> {
  const { driver } = probe;
  const maker = replyOf(await driver.ask("AT+CGMI"));
  const model = replyOf(await driver.ask("AT+CGMM"));
  probe.revision = replyOf(await driver.ask("AT+CGMR")) || replyOf(await driver.ask("ATI"));
  const imei = replyOf(await driver.ask("AT+CGSN"));
  await measure(probe);
  const seen = `${maker} ${model}, firmware ${probe.revision || "unnamed"}, IMEI ${imei || "none"}`;
  if (!/^\d{15}$/.test(imei) || /^0+$/.test(imei)) return fail(seen, advice.NO_IMEI);
  return /airm2m|luat|\bair\d/i.test(`${maker} ${model} ${probe.revision}`) ? ok(seen) : warn(seen, advice.OTHER_MAKE);
}

/** A build without MQTT knows none of its commands. */
export async function firmware(probe: Probe): Promise<Finding> {
  const { driver } = probe;
  const [status = ""] = await driver.ask("AT+MQTTSTATU");
  if (status.startsWith("+MQTTSTATU")) {
    probe.hadSession = /[12]$/.test(status);
    return ok(`knows MQTT${probe.hadSession ? "; a session is up" : ""} (${status})`);
  }
  const test = await driver.ask("AT+MCONFIG=?");
  if (test.at(-1) === "OK") return ok("knows MQTT (AT+MCONFIG=? is taken)");
  return fail(`AT+MQTTSTATU: ${status}, AT+MCONFIG=?: ${test.at(-1)}`, advice.NO_MQTT(probe.revision));
}

async function measure(probe: Probe): Promise<void> {
  const volts = voltsOf(replyOf(await probe.driver.ask("AT+CBC")));
  if (volts !== undefined) probe.volts.push(volts);
}

/** The last one: what was lowest, and whether the modem stayed on. */
export async function supply(probe: Probe): Promise<Finding> {
  await measure(probe);
  const { volts, restarts } = probe;
  const lowest = Math.min(...volts);
  const seen = volts.length > 0 ? volts.map((one) => `${one.toFixed(2)} V`).join(", then ") : "";
  if (restarts > 0) return warn(`the modem restarted during the probe${seen && `; ${seen}`}`, advice.RESTARTS);
  if (seen === "") return leftOut("the modem does not measure it (AT+CBC); it did not restart");
  if (lowest < LEAST_VOLTS) return fail(seen, advice.LOW_SUPPLY);
  const isSagging = Math.max(...volts) - lowest > SAG_VOLTS;
  return lowest < LOW_VOLTS || isSagging ? warn(seen, advice.LOW_SUPPLY) : ok(`${seen}, no restart`);
}

/** Leaves the modem as it was found, and tells what is other. */
export async function restore(probe: Probe): Promise<string[]> {
  const changed: string[] = [];
  const { driver } = probe;
  const isGone = (await driver.step("AT")).result !== "";
  if (isGone) return ["The modem does not answer any more: what was set in it is gone with its next start."];
  if (probe.hasSession) {
    await driver.step("MDISCONNECT");
    await driver.step("MIPCLOSE");
    if (probe.hadSession) changed.push("The MQTT session that was up has been closed.");
  }
  if (probe.hasBearer) await driver.step("CIPSHUT");
  if (probe.hadEcho) await driver.ask("ATE1");
  changed.push(
    `Until its next start the modem gives errors as numbers (AT+CMEE=1)${probe.hasSession ? " and pushes MQTT messages as text (AT+MQTTMSGSET=0, AT+MQTTMODE=0)" : ""}; nothing was stored in it.`,
  );
  return changed;
}
