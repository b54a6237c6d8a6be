/** The CONNECT check: `cid|k=v,..|`, `DN&PK`, hex HMAC (fact 1.1); refusals and CONNACK codes (facts 1.3, 8.1). */
import {
  type Attempt,
  type Check,
  disabledFault,
  keepAliveFault,
  MAX_KEEP_ALIVE_S,
  passwordFault,
  sameText,
  unknownFault,
  userFault,
  versionFault,
} from "./login-check.ts";
import type { Registration } from "./registration.ts";
import { REGISTRATION_CHECKS } from "./registration-checks.ts";
import type { Settings } from "./settings.ts";
import { isSignMethod, signature, signedContent } from "./signing.ts";

export { signature, signedContent } from "./signing.ts";

export interface Device {
  readonly productKey: string;
  readonly deviceName: string;
  readonly deviceSecret: string;
  /** Switched off in the console: refused with "not authorised". */
  disabled?: boolean;
  /** Its signature is not looked at, for nobody has told its secret (`desk-platform.ts`). */
  readonly isTrusted?: true;
}

/** As in the user name of the device's login. */
export const deviceKey = (device: Pick<Device, "productKey" | "deviceName">): string =>
  `${device.deviceName}&${device.productKey}`;

export interface LoginRequest {
  readonly clientId: string;
  readonly username: string;
  readonly password: string;
  readonly keepAliveS: number;
  readonly cleanSession: boolean;
  /** The host name the device asked for, where the network knows it. */
  readonly host?: string;
  /** Whether the connection is TLS; where the network cannot tell, the client id's securemode says so. */
  readonly tls?: boolean;
  readonly protocolVersion?: number;
}

export type AuthType = "register" | "regnwl" | "connwl";

export interface LoginResult {
  readonly accepted: boolean;
  readonly connackCode: 0 | 1 | 2 | 3 | 4 | 5;
  /** The platform's own code for it (fact 2.4), where there is one. */
  readonly alinkCode?: number;
  readonly device?: Device;
  readonly why: string;
  /** What stands before the bars of the client id. */
  readonly cid?: string;
  /** What stands between the bars of the client id. */
  readonly parameters: ReadonlyMap<string, string>;
  /** What counts from now on; 0 is none. */
  readonly keepAliveS?: number;
  /** The device broke a rule; false where only the stand-in's settings refuse it. */
  readonly deviceAtFault: boolean;
  /** The connection is for registration only (fact 1.4). */
  readonly registers?: "register" | "regnwl";
}

export interface ClientId {
  readonly cid: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/** What the platform knows of products and their registered devices. */
export interface Registry {
  readonly productSecrets: ReadonlyMap<string, string>;
  readonly registrations: ReadonlyMap<string, Registration>;
}

const SECURE_MODES = ["2", "3"];
const NO_PARAMETERS: ReadonlyMap<string, string> = new Map();
const NO_REGISTRY: Registry = { productSecrets: new Map(), registrations: new Map() };

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

const DEVICE_SECRET_CHECKS: readonly Check[] = [
  { code: 1, fault: versionFault },
  { code: 2, fault: ({ client }) => parameterFault(client.parameters) },
  { code: 2, fault: keepAliveFault },
  { code: 4, fault: userFault },
  { code: 4, fault: passwordFault },
  { code: 5, fault: plainTcpFault, bySettings: true },
  { code: "credentials", fault: unknownFault },
  { code: "credentials", fault: disabledFault, bySettings: true },
  { code: "credentials", fault: hostFault },
  { code: "credentials", fault: signatureFault },
];

const UNKNOWN_AUTH_TYPE: readonly Check[] = [
  { code: 2, fault: ({ client }) => `authType ${client.parameters.get("authType")} unknown` },
];

function checksOf(authType: string | undefined): readonly Check[] {
  if (authType === undefined) return DEVICE_SECRET_CHECKS;
  return Object.hasOwn(REGISTRATION_CHECKS, authType) ? REGISTRATION_CHECKS[authType as AuthType] : UNKNOWN_AUTH_TYPE;
}

export function checkLogin(
  request: LoginRequest,
  find: (productKey: string, deviceName: string) => Device | undefined,
  settings: Settings,
  registry: Registry = NO_REGISTRY,
): LoginResult {
  const client = parseClientId(request.clientId);
  if (typeof client === "string") {
    return { accepted: false, connackCode: 2, why: client, parameters: NO_PARAMETERS, deviceAtFault: true };
  }
  const { parameters } = client;
  const [deviceName = "", productKey = ""] = request.username.split("&");
  const device = find(productKey, deviceName);
  const productSecret = registry.productSecrets.get(productKey);
  const registration = registry.registrations.get(`${deviceName}&${productKey}`);
  const isTls = request.tls ?? parameters.get("securemode") !== "3";
  const attempt: Attempt = {
    request,
    client,
    productKey,
    deviceName,
    device,
    settings,
    productSecret,
    registration,
    isTls,
  };
  const known = {
    cid: client.cid,
    parameters,
    keepAliveS: Math.min(request.keepAliveS, MAX_KEEP_ALIVE_S),
    ...(device && { device }),
  };
  const authType = parameters.get("authType");
  for (const check of checksOf(authType)) {
    const why = check.fault(attempt);
    if (why === undefined) continue;
    const connackCode = check.code === "credentials" ? settings.credentialsCode : check.code;
    const alink = check.alinkCode === undefined ? {} : { alinkCode: check.alinkCode };
    return { accepted: false, connackCode, why, deviceAtFault: !check.bySettings, ...known, ...alink };
  }
  const registers = authType === "register" || authType === "regnwl" ? ({ registers: authType } as const) : {};
  return { accepted: true, connackCode: 0, why: "accepted", deviceAtFault: false, ...known, ...registers };
}

function parameterFault(parameters: ReadonlyMap<string, string>): string | undefined {
  const mode = parameters.get("securemode");
  const method = parameters.get("signmethod");
  const stamp = parameters.get("timestamp");
  if (mode === undefined || !SECURE_MODES.includes(mode)) return `securemode ${mode ?? "missing"}, not 2 or 3`;
  if (!isSignMethod(method)) return `signmethod ${method ?? "missing"} unknown`;
  if (stamp !== undefined && !/^\d{1,20}$/.test(stamp)) return `timestamp "${stamp}" is not a number`;
  return undefined;
}

function plainTcpFault({ settings, client, isTls }: Attempt): string | undefined {
  const refused = settings.refusesPlainTcp && (client.parameters.get("securemode") === "3" || !isTls);
  return refused ? "plain TCP (securemode=3) is switched off on this instance" : undefined;
}

/** The old public instance's host begins with the product key (fact 1.2). */
function hostFault({ request, productKey }: Attempt): string | undefined {
  const match = /^([^.]+)\.iot-as-mqtt\./.exec(request.host ?? "");
  if (!match || match[1]?.toLowerCase() === productKey.toLowerCase()) return undefined;
  return `host ${request.host} belongs to another product than ${productKey}`;
}

/** Hex case does not matter; the time stamp is not compared with any clock (fact 1.1). */
function signatureFault(attempt: Attempt): string | undefined {
  const { request, client, deviceName, productKey, device } = attempt;
  if (device?.isTrusted) return undefined;
  const content = signedContent(client.cid, deviceName, productKey, client.parameters.get("timestamp"));
  const wanted = signature(client.parameters.get("signmethod") ?? "", device?.deviceSecret ?? "", content);
  return device && sameText(wanted, request.password.toLowerCase()) ? undefined : "wrong signature";
}
