/** What every kind of login is checked for (facts: cloud sections 0.4, 1.1, 1.3). */
import { timingSafeEqual } from "node:crypto";
import type { ClientId, Device, LoginRequest } from "./login.ts";
import type { Registration } from "./registration.ts";
import type { Settings } from "./settings.ts";
import { hexDigitsOf } from "./signing.ts";

export interface Attempt {
  readonly request: LoginRequest;
  readonly client: ClientId;
  readonly productKey: string;
  readonly deviceName: string;
  readonly device: Device | undefined;
  readonly settings: Settings;
  readonly productSecret: string | undefined;
  readonly registration: Registration | undefined;
  readonly isTls: boolean;
}

export interface Check {
  readonly code: 1 | 2 | 4 | 5 | "credentials";
  /** Says what is wrong, if anything is. */
  readonly fault: (attempt: Attempt) => string | undefined;
  readonly bySettings?: true;
  readonly alinkCode?: number;
}

/** MQTT 5 is for Enterprise instances only (fact 1.3); the stand-in is none. */
export function versionFault({ request }: Attempt): string | undefined {
  const { protocolVersion = 4 } = request;
  return protocolVersion === 3 || protocolVersion === 4
    ? undefined
    : `MQTT protocol level ${protocolVersion}, not 3 or 4`;
}

export const MAX_KEEP_ALIVE_S = 1200;

/** Outside 30..1200 s it looks like a bad client id (fact 0.4). */
export function keepAliveFault({ request: { keepAliveS }, settings }: Attempt): string | undefined {
  const fits = keepAliveS >= 30 && (keepAliveS <= MAX_KEEP_ALIVE_S || settings.longKeepAlive === "clip");
  return fits ? undefined : `keep-alive ${keepAliveS} s, not 30 to ${MAX_KEEP_ALIVE_S}`;
}

/** Lengths: PK <= 20, DN <= 32 (fact 1.1). */
export function userFault({ request }: Attempt): string | undefined {
  return /^[^&]{1,32}&[^&]{1,20}$/.test(request.username) ? undefined : "user name is not deviceName&productKey";
}

export function passwordFault({ request: { password }, client }: Attempt): string | undefined {
  const hexDigits = hexDigitsOf(client.parameters.get("signmethod") ?? "");
  const wellFormed = password.length === hexDigits && /^[0-9a-f]+$/i.test(password);
  return wellFormed ? undefined : `password is not ${hexDigits} hex digits`;
}

export const unknownFault = ({ device }: Attempt): string | undefined => (device ? undefined : "no such device");

export const disabledFault = ({ device }: Attempt): string | undefined =>
  device?.disabled ? "device is disabled" : undefined;

export function sameText(wanted: string, given: string): boolean {
  const [a, b] = [Buffer.from(wanted), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}
