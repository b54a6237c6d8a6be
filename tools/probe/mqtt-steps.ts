/** MQTT: the link to a broker, the login, and a message that goes out and comes back. */
import { randomBytes } from "node:crypto";
import { signedLogin } from "../../src/cloud/aliyun/login.ts";
import { type HashName, hash } from "../../src/cloud/hash.ts";
import { createMqtt } from "../../src/cloud/mqtt/mqtt.ts";
import { LOGIN_REFUSED } from "../../src/modem/modem.ts";
import type { Config } from "../../src/store/config.ts";
import * as advice from "./advice.ts";
import { failed } from "./network-steps.ts";
import type { Probe, Target } from "./probe.ts";
import { type Finding, fail, leftOut, ok, type StepName } from "./report.ts";
import { errorWords } from "./words.ts";

/** Out and back over 2G, with its pauses. */
const MESSAGE_WITHIN_MS = 20_000;

/** Of a step that nobody asked for, why that is so; undefined of the others. */
export function notAsked(step: StepName, target: Target | undefined): Finding | undefined {
  if (step === "broker" && !target) return leftOut("no broker was named", advice.NO_BROKER);
  if ((step === "login" || step === "round trip") && !target) return leftOut("no broker was named");
  if (step === "round trip" && target?.session.topics.length === 0)
    return leftOut("a device's own topics are left alone: try it at a --broker");
  return undefined;
}

export async function broker(probe: Probe): Promise<Finding> {
  const { session } = probe.target;
  // What is left of a session before would refuse the settings of this one.
  await probe.step("MDISCONNECT");
  await probe.step("MIPCLOSE");
  probe.hasSession = true;
  const configured = await probe.step("MCONFIG", session);
  if (configured.result) return failed(configured, advice.MCONFIG, "AT+MCONFIG: ");
  const opened = await probe.step("MIPSTART", session);
  const where = `${session.host}:${session.port}`;
  return opened.result === ""
    ? ok(`connected to ${where}`)
    : failed(opened, advice.HOST(session.host, session.port), `${where}: `);
}

export async function login(probe: Probe): Promise<Finding> {
  const { session, isPlatform } = probe.target;
  const logged = await probe.step("MCONNECT", session);
  if (logged.result === "") return ok(`accepted as ${session.username || session.clientId}`);
  const what = logged.result === LOGIN_REFUSED ? "refused: " : "";
  return failed(logged, isPlatform ? advice.DEVICE_LOGIN : advice.LOGIN, what);
}

export async function roundTrip(probe: Probe): Promise<Finding> {
  const { session } = probe.target;
  const topic = session.topics[0] as string;
  const subscribed = await probe.step("MSUB", session);
  if (subscribed.result) return failed(subscribed, advice.NO_ROUND_TRIP, "AT+MSUB: ");
  const payload = randomBytes(8).toString("hex");
  const startedMs = probe.nowMs;
  const published = await probe.driver.publish(topic, payload);
  const publishedS = (probe.nowMs - startedMs) / 1000;
  if (published) return fail(`AT+MPUB: ${errorWords(published)}`, advice.NO_ROUND_TRIP);
  if (!(await probe.driver.message(topic, payload, MESSAGE_WITHIN_MS)))
    return fail(`published, and not heard within ${MESSAGE_WITHIN_MS / 1000} s`, advice.NO_ROUND_TRIP);
  const backS = (probe.nowMs - startedMs) / 1000;
  return ok(`acknowledged after ${publishedS.toFixed(2)} s, back after ${backS.toFixed(2)} s`);
}

export interface BrokerLogin {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
}

/** At any broker: names of its own, so that two probes do not throw each other off. */
export function brokerTarget(login: BrokerLogin): Target {
  const clientId = `canary-probe-${randomBytes(4).toString("hex")}`;
  const { host, port, username, password } = login;
  const topics = [`canary-probe/${clientId}`];
  return {
    session: { host, port, username, password, clientId, keepAliveS: 60, cleanSession: 1, isTls: false, topics },
    isPlatform: false,
  };
}

/** As the firmware logs in, with the firmware's own code; it subscribes to nothing. */
export function deviceTarget({ cloud, mqtt }: Pick<Config, "cloud" | "mqtt">): Target {
  if (cloud.dialect === "mqtt") {
    // Whoever listens is not told that the device went away.
    const { will: _, ...login } = createMqtt(cloud, mqtt, 0, 0, 0).login();
    return { session: { ...login, topics: [] }, isPlatform: false };
  }
  const digest = (bytes: string) => hash(cloud.signMethod.slice("hmac".length) as HashName, bytes);
  return { session: signedLogin(cloud, digest, []), isPlatform: true };
}
