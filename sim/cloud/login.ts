/** The CONNECT check: `cid|k=v,..|`, `DN&PK`, hex HMAC (fact 1.1); refusals and CONNACK codes (facts 1.3, 8.1). */
import { createHmac, timingSafeEqual } from "node:crypto";
import type { Settings } from "./settings.ts";

export interface Device {
  readonly productKey: string;
  readonly deviceName: string;
  readonly deviceSecret: string;
  /** Switched off in the console: refused with "not authorised". */
  disabled?: boolean;
}

/** As in the user name of the device's login. */
export const deviceKey = (device: Device): string => `${device.deviceName}&${device.productKey}`;

export interface LoginRequest {
  readonly clientId: string;
  readonly username: string;
  readonly password: string;
  readonly keepAliveS: number;
  readonly cleanSession: boolean;
  /** The host name the device asked for, where the network knows it. */
  readonly host?: string;
  readonly protocolVersion?: number;
  readonly tls?: boolean;
}

export interface LoginResult {
  readonly accepted: boolean;
  readonly connackCode: 0 | 1 | 2 | 3 | 4 | 5;
  readonly device?: Device;
  readonly why: string;
  /** What stands between the bars of the client id. */
  readonly parameters: ReadonlyMap<string, string>;
  /** The device broke a rule; false where only the stand-in's settings refuse it. */
  readonly deviceAtFault: boolean;
}

export interface ClientId {
  readonly cid: string;
  readonly parameters: ReadonlyMap<string, string>;
}

const HASHES: Readonly<Record<string, { hash: string; hexDigits: number }>> = {
  hmacmd5: { hash: "md5", hexDigits: 32 },
  hmacsha1: { hash: "sha1", hexDigits: 40 },
  hmacsha256: { hash: "sha256", hexDigits: 64 },
};
const SECURE_MODES = ["2", "3"];
const NO_PARAMETERS: ReadonlyMap<string, string> = new Map();

/** `<cid>|k=v,k=v|`; cid at most 64 characters. A text says what is wrong. */
export function parseClientId(clientId: string): ClientId | string {
  const match = /^([^|]*)\|([^|]*)\|$/.exec(clientId);
  if (!match) return "client id is not of the form cid|k=v,...|";
  const [, cid = "", list = ""] = match;
  if (cid.length < 1 || cid.length > 64) return `client id has ${cid.length} characters before the bar, not 1 to 64`;
  const parameters = new Map<string, string>();
  for (const pair of list.split(",")) {
    const at = pair.indexOf("=");
    if (at < 1 || at === pair.length - 1) return `client id extension "${pair}" is not k=v`;
    const key = pair.slice(0, at);
    if (parameters.has(key)) return `client id extension "${key}" stands twice`;
    parameters.set(key, pair.slice(at + 1));
  }
  return { cid, parameters };
}

/** The text under the HMAC: names in dictionary order, `timestamp` only where the client id has it. */
export function signedContent(cid: string, deviceName: string, productKey: string, timestamp?: string): string {
  const stamp = timestamp === undefined ? "" : `timestamp${timestamp}`;
  return `clientId${cid}deviceName${deviceName}productKey${productKey}${stamp}`;
}

export function signature(signMethod: string, secret: string, content: string): string {
  const method = HASHES[signMethod];
  if (!method) throw new Error(`unknown sign method ${signMethod}`);
  return createHmac(method.hash, secret).update(content).digest("hex");
}

interface Attempt {
  readonly request: LoginRequest;
  readonly client: ClientId;
  readonly productKey: string;
  readonly deviceName: string;
  readonly device: Device | undefined;
  readonly settings: Settings;
}

interface Check {
  readonly code: 1 | 2 | 4 | 5 | "credentials";
  /** Says what is wrong, if anything is. */
  readonly fault: (attempt: Attempt) => string | undefined;
  readonly bySettings?: true;
}

const CHECKS: readonly Check[] = [
  { code: 1, fault: ({ request }) => versionFault(request.protocolVersion) },
  { code: 2, fault: ({ client }) => parameterFault(client.parameters) },
  { code: 2, fault: ({ request }) => keepAliveFault(request.keepAliveS) },
  { code: 4, fault: ({ request }) => userFault(request.username) },
  { code: 4, fault: ({ request, client }) => passwordFault(request.password, client.parameters) },
  { code: 5, fault: ({ settings, client }) => plainTcpFault(settings, client.parameters), bySettings: true },
  { code: "credentials", fault: ({ device }) => (device ? undefined : "no such device") },
  {
    code: "credentials",
    fault: ({ device }) => (device?.disabled ? "device is disabled" : undefined),
    bySettings: true,
  },
  { code: "credentials", fault: hostFault },
  { code: "credentials", fault: signatureFault },
];

export function checkLogin(
  request: LoginRequest,
  find: (productKey: string, deviceName: string) => Device | undefined,
  settings: Settings,
): LoginResult {
  const client = parseClientId(request.clientId);
  if (typeof client === "string") {
    return { accepted: false, connackCode: 2, why: client, parameters: NO_PARAMETERS, deviceAtFault: true };
  }
  const [deviceName = "", productKey = ""] = request.username.split("&");
  const device = find(productKey, deviceName);
  const attempt: Attempt = { request, client, productKey, deviceName, device, settings };
  const { parameters } = client;
  for (const check of CHECKS) {
    const why = check.fault(attempt);
    if (why === undefined) continue;
    const connackCode = check.code === "credentials" ? settings.credentialsCode : check.code;
    return {
      accepted: false,
      connackCode,
      why,
      parameters,
      deviceAtFault: !check.bySettings,
      ...(device && { device }),
    };
  }
  return {
    accepted: true,
    connackCode: 0,
    why: "accepted",
    parameters,
    deviceAtFault: false,
    ...(device && { device }),
  };
}

/** MQTT 5 is for Enterprise instances only (fact 1.3); the stand-in is none. */
function versionFault(version = 4): string | undefined {
  return version === 3 || version === 4 ? undefined : `MQTT protocol level ${version}, not 3 or 4`;
}

function parameterFault(parameters: ReadonlyMap<string, string>): string | undefined {
  const mode = parameters.get("securemode");
  const method = parameters.get("signmethod");
  const stamp = parameters.get("timestamp");
  if (mode === undefined || !SECURE_MODES.includes(mode)) return `securemode ${mode ?? "missing"}, not 2 or 3`;
  if (method === undefined || !Object.hasOwn(HASHES, method)) return `signmethod ${method ?? "missing"} unknown`;
  if (stamp !== undefined && !/^\d{1,20}$/.test(stamp)) return `timestamp "${stamp}" is not a number`;
  return undefined;
}

/** Outside 30..1200 s it looks like a bad client id (fact 0.4). */
function keepAliveFault(keepAliveS: number): string | undefined {
  return keepAliveS >= 30 && keepAliveS <= 1200 ? undefined : `keep-alive ${keepAliveS} s, not 30 to 1200`;
}

/** Lengths: PK <= 20, DN <= 32 (fact 1.1). */
function userFault(username: string): string | undefined {
  return /^[^&]{1,32}&[^&]{1,20}$/.test(username) ? undefined : "user name is not deviceName&productKey";
}

function passwordFault(password: string, parameters: ReadonlyMap<string, string>): string | undefined {
  const hexDigits = HASHES[parameters.get("signmethod") ?? ""]?.hexDigits ?? 0;
  const wellFormed = password.length === hexDigits && /^[0-9a-f]+$/i.test(password);
  return wellFormed ? undefined : `password is not ${hexDigits} hex digits`;
}

function plainTcpFault(settings: Settings, parameters: ReadonlyMap<string, string>): string | undefined {
  const refused = settings.refusesPlainTcp && parameters.get("securemode") === "3";
  return refused ? "plain TCP (securemode=3) is switched off on this instance" : undefined;
}

/** The old public instance's host begins with the product key (fact 1.2). */
function hostFault({ request, productKey }: Attempt): string | undefined {
  const match = /^([^.]+)\.iot-as-mqtt\./.exec(request.host ?? "");
  if (!match || match[1]?.toLowerCase() === productKey.toLowerCase()) return undefined;
  return `host ${request.host} belongs to another product than ${productKey}`;
}

/** Hex case does not matter; the time stamp is not compared with any clock (fact 1.1). */
function signatureFault({ request, client, device }: Attempt): string | undefined {
  if (!device) return "no such device";
  const content = signedContent(client.cid, device.deviceName, device.productKey, client.parameters.get("timestamp"));
  const wanted = signature(client.parameters.get("signmethod") ?? "", device.deviceSecret, content);
  const same = timingSafeEqual(Buffer.from(wanted), Buffer.from(request.password.toLowerCase()));
  return same ? undefined : "wrong signature";
}
