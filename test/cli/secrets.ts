/** The secrets that the tests give to the command line, and the look for them in whatever it prints. */
import { createHmac } from "node:crypto";
import { EXAMPLE_DEVICE } from "../../sim/profile.ts";

export interface TestDevice {
  readonly productKey: string;
  readonly deviceName: string;
  readonly deviceSecret: string;
}

/** For `canary.json` in a test. No such device exists; its secrets are like no other text. */
export const TEST_DEVICE: TestDevice = {
  productKey: "a1TESTcli07",
  deviceName: "bench-07",
  deviceSecret: "q7Vx2mLrT9sKc4ZpWb8NyHd3FgJu6Ea5",
};
export const TEST_APN_PASSWORD = "apnW5tRz8QkPv2Lx";
export const TEST_CONSOLE_PASSWORD = "replH3nYc9BdMj6Ts";

/** A line that was cut shows a part of one. */
const PART_CHARS = 10;
/** Each form that tells it, and what it is; `login`: what a device's secret makes, which `canary sign` shows on purpose. */
const secrets = new Map<string, { readonly what: string; readonly isLogin: boolean }>();

/** From now on no run of the command line may show this text, nor a part of it, nor its base64 or hex digits. */
export function learnSecret(text: string, what: string): void {
  if (text.length < PART_CHARS) throw new Error(`${what}: a secret of a test has at least ${PART_CHARS} characters`);
  const bytes = Buffer.from(text, "latin1");
  for (const form of [text, bytes.toString("base64").replace(/=+$/, ""), bytes.toString("hex")]) {
    secrets.set(form, { what, isLogin: false });
  }
}

/** The same for a device: its secret, and the passwords of the logins that the firmware makes of it. */
export function learnDevice({ productKey, deviceName, deviceSecret }: TestDevice): void {
  learnSecret(deviceSecret, `the device secret of ${deviceName}`);
  learnLogins({ productKey, deviceName, deviceSecret });
}

function learnLogins({ productKey, deviceName, deviceSecret }: TestDevice): void {
  const content = `clientId${deviceName}deviceName${deviceName}productKey${productKey}`;
  for (const hash of ["md5", "sha1", "sha256"]) {
    const password = createHmac(hash, deviceSecret).update(content).digest("hex");
    secrets.set(password, { what: `the password of a login of ${deviceName} (hmac${hash})`, isLogin: true });
  }
}

learnDevice(TEST_DEVICE);
learnSecret(TEST_APN_PASSWORD, "the APN's password");
learnSecret(TEST_CONSOLE_PASSWORD, "the console's password");
// Its secret is the word "secret", which any help text holds.
learnLogins(EXAMPLE_DEVICE);

/** Which secret a text shows, in whatever case, colour or over the end of lines; undefined for none. */
export function secretIn(text: string, options: { readonly showsLogin?: boolean } = {}): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours and moves of the cursor
  const plain = text.replace(/\x1b\[[0-9;?]*[A-Za-z]|[\r\n]/g, "").toLowerCase();
  for (const [form, { what, isLogin }] of secrets) {
    if (isLogin && options.showsLogin) continue;
    for (let at = 0; at + PART_CHARS <= form.length; at++) {
      if (plain.includes(form.slice(at, at + PART_CHARS).toLowerCase())) return what;
    }
  }
  return undefined;
}
