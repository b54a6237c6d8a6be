/** What a registration gives a device, and when it counts as active (facts: cloud section 1.4). */
import { createHash } from "node:crypto";
import type { Downlink } from "./exchange.ts";
import { type Device, deviceKey, type LoginRequest, type LoginResult } from "./login.ts";
import type { Platform } from "./platform.ts";
import { entryOf } from "./records.ts";
import type { Session, Sessions } from "./sessions.ts";

export interface Registration {
  /** It has logged in: a repeat is refused until `resetRegistration`. */
  activated: boolean;
  /** How often something was given out; only the newest counts. */
  issued: number;
  /** Of a device that was not pre-registered. */
  token?: { readonly clientId: string; readonly deviceToken: string };
}

/** Books an accepted login; gives the device as it is from now on, where that changes. */
export function registered(sessions: Sessions, request: LoginRequest, result: LoginResult): Device | undefined {
  if (!result.accepted) return undefined;
  const [deviceName = "", productKey = ""] = request.username.split("&");
  const key = deviceKey({ deviceName, productKey });
  if (result.registers) return issue(sessions, { ...result.device, productKey, deviceName }, result.registers);
  entryOf(sessions.registrations, key, newEntry).activated = true;
  return undefined;
}

/** A new secret, and with "regnwl" a token; over HTTP it is the same. */
export function issue(
  sessions: Sessions,
  device: Omit<Device, "deviceSecret">,
  how: "register" | "regnwl" | "connwl",
): Device {
  const key = deviceKey(device);
  const entry = entryOf(sessions.registrations, key, newEntry);
  entry.issued++;
  const secret = sessions.productSecrets.get(device.productKey);
  const made = (what: string) => derive(`${secret} ${key} ${entry.issued} ${what}`);
  if (how === "regnwl") entry.token = { clientId: made("client"), deviceToken: made("token") };
  return sessions.addDevice({ ...device, deviceSecret: made("secret") });
}

const newEntry = (): Registration => ({ activated: false, issued: 0 });

/** Nobody can guess it, and the same run gives the same. */
const derive = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 32);

/** What a connection gets without a SUBSCRIBE as soon as it is accepted: the answer to a registration. */
export function greeting(platform: Platform, { device, login }: Session): Downlink[] {
  if (!login.registers) return [];
  const { productKey, deviceName, deviceSecret } = device;
  const token = platform.registrations.get(deviceKey(device))?.token;
  const given = login.registers === "register" ? { deviceSecret } : token;
  const payload = JSON.stringify({ productKey, deviceName, ...given });
  return platform.reply(device, `/ext/${login.registers}`, "0", () => payload, true);
}
