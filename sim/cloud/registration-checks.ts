/** The CONNECT of a device that has only its product's secret, and of one that got a token for it (fact 1.4). */
import type { AuthType } from "./login.ts";
import {
  type Attempt,
  type Check,
  disabledFault,
  keepAliveFault,
  passwordFault,
  sameText,
  unknownFault,
  userFault,
  versionFault,
} from "./login-check.ts";
import { isSignMethod, registrationContent, signature } from "./signing.ts";

const CODES = { off: 6288, active: 6289, signMethod: 6292, signature: 6600, unknown: 6100 } as const;
const TLS_MODES = ["2", "-2"];

/** The keep-alive is not among them. */
const REGISTER: readonly Check[] = [
  { code: 1, fault: versionFault },
  { code: 2, fault: modeFault },
  { code: 2, fault: instanceFault },
  { code: 2, fault: randomFault },
  { code: 2, alinkCode: CODES.signMethod, fault: signMethodFault },
  { code: 4, fault: userFault },
  { code: 4, fault: passwordFault },
  { code: 5, fault: tlsFault },
  { code: "credentials", alinkCode: CODES.off, fault: offFault, bySettings: true },
  { code: "credentials", alinkCode: CODES.signature, fault: signatureFault },
  { code: "credentials", fault: disabledFault, bySettings: true },
];

const NOT_ACTIVE: Check = { code: "credentials", alinkCode: CODES.active, fault: activeFault };

export const REGISTRATION_CHECKS: Readonly<Record<AuthType, readonly Check[]>> = {
  register: [...REGISTER, { code: "credentials", alinkCode: CODES.unknown, fault: unknownFault }, NOT_ACTIVE],
  regnwl: [...REGISTER, NOT_ACTIVE],
  connwl: [
    { code: 1, fault: versionFault },
    { code: 2, fault: connwlModeFault },
    { code: 2, fault: keepAliveFault },
    { code: 4, fault: userFault },
    { code: 5, fault: tlsFault },
    { code: "credentials", fault: unknownFault },
    { code: "credentials", fault: disabledFault, bySettings: true },
    { code: "credentials", fault: tokenFault },
  ],
};

function modeFault({ settings, client }: Attempt): string | undefined {
  const mode = client.parameters.get("securemode") ?? "missing";
  const wanted = settings.registrationSecureMode === "either" ? TLS_MODES : [settings.registrationSecureMode];
  return wanted.includes(mode) ? undefined : `securemode ${mode} of a registration, not ${wanted.join(" or ")}`;
}

function connwlModeFault({ client }: Attempt): string | undefined {
  const mode = client.parameters.get("securemode") ?? "missing";
  return mode === "-2" ? undefined : `securemode ${mode} with a device token, not -2`;
}

function instanceFault({ settings, client }: Attempt): string | undefined {
  const given = client.parameters.get("instanceId") ?? "";
  if (settings.instanceId === "" || given === settings.instanceId) return undefined;
  return `instanceId "${given}" is not this instance's`;
}

function randomFault({ client }: Attempt): string | undefined {
  return client.parameters.has("random") ? undefined : "registration without random";
}

function signMethodFault({ client }: Attempt): string | undefined {
  const method = client.parameters.get("signmethod");
  return isSignMethod(method) ? undefined : `signmethod ${method ?? "missing"} unknown`;
}

function tlsFault({ settings, isTls }: Attempt): string | undefined {
  return isTls || !settings.registrationNeedsTls ? undefined : "registration is for TLS only";
}

function offFault({ settings, productSecret }: Attempt): string | undefined {
  if (productSecret === undefined) return "the product has no secret here";
  return settings.registers ? undefined : "dynamic registration is switched off";
}

function signatureFault({ request, client, deviceName, productKey, productSecret = "" }: Attempt): string | undefined {
  const content = registrationContent(deviceName, productKey, client.parameters.get("random") ?? "");
  const wanted = signature(client.parameters.get("signmethod") ?? "", productSecret, content);
  return sameText(wanted, request.password.toLowerCase()) ? undefined : "wrong signature of the product secret";
}

function activeFault({ registration }: Attempt): string | undefined {
  return registration?.activated ? "already active; its registration must be reset in the cloud first" : undefined;
}

function tokenFault({ registration, request, client }: Attempt): string | undefined {
  const { clientId, deviceToken } = registration?.token ?? { clientId: "", deviceToken: "" };
  const fits = clientId === client.cid && deviceToken !== "" && sameText(deviceToken, request.password);
  return fits ? undefined : "wrong client id or device token";
}
