/** Holds a login that somebody made against a device's secret, and says what was signed instead where it does not fit. */
import { type Device, parseClientId, signature, signedContent } from "../../sim/cloud/login.ts";
import { METHODS, type Method } from "./login.ts";

export interface GivenLogin {
  readonly clientId: string;
  readonly username: string;
  readonly password: string;
}

/** What the password is to be of; without a method, any will do. */
export interface Claim {
  readonly cid: string;
  readonly timestamp?: string;
  readonly method?: Method;
}

export interface Verdict {
  readonly fits: boolean;
  readonly method?: Method;
  readonly why: string;
}

const HEX_DIGITS: Readonly<Record<Method, number>> = { hmacmd5: 32, hmacsha1: 40, hmacsha256: 64 };
/** The constants that vendors' libraries send. */
const USUAL_STAMPS = ["2524608000000", "32472115200"];

/** A password alone. No secret is in what it says. */
export function checkPassword(password: string, device: Device, claim: Claim): Verdict {
  const content = signedContent(claim.cid, device.deviceName, device.productKey, claim.timestamp);
  const method = METHODS.find((one) => isSame(password, signature(one, device.deviceSecret, content)));
  if (method && (claim.method ?? method) === method)
    return { fits: true, method, why: `it is the password by ${method}` };
  if (method) return no(`it is the password by ${method}, while the client id says ${claim.method}`, method);
  const form = formFault(password, claim.method);
  return (
    mistakeIn(password, device, claim) ??
    no(form ?? `no sign method gives it: another secret, or another ${shown(claim)}`)
  );
}

/** All three, as a client sends them; the product key and the device name are those it names itself. */
export function checkLogin(given: GivenLogin, device: Device): Verdict {
  const client = parseClientId(given.clientId);
  if (typeof client === "string") return no(client);
  const { cid, parameters } = client;
  const mode = parameters.get("securemode");
  if (mode !== "2" && mode !== "3")
    return no(`securemode is ${mode ?? "missing"}; it must be 2 (TLS) or 3 (plain TCP)`);
  const method = METHODS.find((one) => one === parameters.get("signmethod"));
  if (!method)
    return no(`signmethod is ${parameters.get("signmethod") ?? "missing"}; it must be one of ${METHODS.join(", ")}`);
  const timestamp = parameters.get("timestamp");
  if (timestamp !== undefined && !/^\d+$/.test(timestamp))
    return no(`timestamp ${timestamp} is no number of milliseconds`);
  const username = `${device.deviceName}&${device.productKey}`;
  if (given.username !== username) return no(`the user name is ${given.username}; of this device it is ${username}`);
  return checkPassword(given.password, device, { cid, method, ...(timestamp !== undefined && { timestamp }) });
}

interface Mistake {
  readonly what: string;
  readonly content: string;
  readonly secret?: string;
}

/** What is signed by mistake, most often first. */
function mistakesOf({ deviceName, productKey, deviceSecret }: Device, { cid, timestamp }: Claim): Mistake[] {
  const content = (id: string, stamp = timestamp) => signedContent(id, deviceName, productKey, stamp);
  const stamps = [undefined, ...USUAL_STAMPS].filter((stamp) => stamp !== timestamp);
  const ids = [deviceName, `${productKey}.${deviceName}`, `${productKey}&${deviceName}`].filter((id) => id !== cid);
  return [
    ...stamps.map((stamp) => ({
      what: stamp === undefined ? "the time stamp was not signed" : `the time stamp ${stamp} was signed`,
      content: signedContent(cid, deviceName, productKey, stamp),
    })),
    ...ids.map((id) => ({ what: `${id} was signed as client id`, content: content(id) })),
    ...METHODS.flatMap((method) =>
      ["2", "3"].map((mode) => ({
        what: "the whole client id was signed, not only what stands before the bar",
        content: content(
          `${cid}|securemode=${mode},signmethod=${method}${timestamp ? `,timestamp=${timestamp}` : ""}|`,
        ),
      })),
    ),
    {
      what: "product key and device name were signed in each other's place",
      content: signedContent(cid, productKey, deviceName, timestamp),
    },
    ...["\n", "\r\n", " "].map((tail) => ({
      what: "the secret was taken with a space or the line's end behind it",
      content: content(cid),
      secret: deviceSecret + tail,
    })),
  ];
}

function mistakeIn(password: string, device: Device, claim: Claim): Verdict | undefined {
  const right = { what: "", content: signedContent(claim.cid, device.deviceName, device.productKey, claim.timestamp) };
  for (const method of METHODS) {
    if (Buffer.from(password, "base64").toString("hex") === signature(method, device.deviceSecret, right.content)) {
      return no(`it is the password by ${method} in base64; the platform wants hex digits`, method);
    }
    for (const { what, content, secret = device.deviceSecret } of mistakesOf(device, claim)) {
      if (isSame(password, signature(method, secret, content))) return no(`${what} (${method})`, method);
    }
  }
  return undefined;
}

function formFault(password: string, method: Method | undefined): string | undefined {
  if (!/^[0-9a-f]*$/i.test(password)) return "a password is hex digits, and this is none";
  const fitting = METHODS.filter((one) => HEX_DIGITS[one] === password.length);
  if (method && !fitting.includes(method))
    return `by ${method} it has ${HEX_DIGITS[method]} hex digits, not ${password.length}`;
  if (fitting.length > 0) return undefined;
  return `it has ${password.length} hex digits; ${METHODS.map((one) => `${one} gives ${HEX_DIGITS[one]}`).join(", ")}`;
}

const shown = ({ cid, timestamp }: Claim): string =>
  timestamp === undefined ? `client id than ${cid}` : `client id than ${cid} or time stamp than ${timestamp}`;

const no = (why: string, method?: Method): Verdict => ({ fits: false, why, ...(method && { method }) });

/** Hex case does not matter. */
const isSame = (password: string, wanted: string): boolean => password.toLowerCase() === wanted;
