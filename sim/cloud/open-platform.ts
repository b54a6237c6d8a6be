/**
 * A platform that knows the device in front of it by the secret in that device's own flash, whatever identity it has been
 * given. For a board on the desk whose provisioning is what is being tried; a wrong signature stays one.
 */
import { checkLogin, type LoginRequest, type LoginResult } from "./login.ts";
import { Platform, type PlatformOptions } from "./platform.ts";

export interface OpenPlatformOptions extends PlatformOptions {
  /** Secrets that the device may have. */
  readonly secrets: () => readonly string[];
}

export class OpenPlatform extends Platform {
  readonly #secrets: () => readonly string[];

  constructor(options: OpenPlatformOptions) {
    super(options);
    this.#secrets = options.secrets;
  }

  override login(request: LoginRequest): LoginResult {
    const [deviceName = "", productKey = ""] = request.username.split("&");
    const candidates = this.#secrets().map((deviceSecret) => ({ productKey, deviceName, deviceSecret }));
    const device = candidates.find((one) => checkLogin(request, () => one, this.settings).accepted);
    if (device) this.addDevice(device);
    return super.login(request);
  }
}

const SECRET = /"?deviceSecret"?\s*:\s*("(?:[^"\\\r\n]|\\.)+")/g;

/** Those in a flash: in `canary.json`, and in all versions of the settings that still stand there. */
export function secretsIn(flash: Uint8Array): string[] {
  const texts = Buffer.from(flash).toString("latin1").matchAll(SECRET);
  return [...new Set([...texts].flatMap(([, quoted = ""]) => parsed(quoted)))];
}

function parsed(quoted: string): string[] {
  try {
    return [String(JSON.parse(quoted))];
  } catch {
    return [];
  }
}
