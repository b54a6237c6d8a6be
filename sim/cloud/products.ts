/** Product secrets, and the device secrets that dynamic registration hands out for them (fact 1.4). */
import { createHmac } from "node:crypto";
import { type Device, deviceKey } from "./login.ts";
import type { Platform } from "./platform.ts";

/** A code of the platform (fact 2.4), with the device where it is 200. */
export type Issued = { readonly code: 200; readonly device: Device } | { readonly code: 6100 | 6204 | 6289 };

export class Products {
  readonly #platform: Platform;
  /** Product key -> product secret; a product that is not here has registration switched off. */
  readonly #secrets = new Map<string, string>();
  #issued = 0;

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  add(productKey: string, productSecret: string): void {
    this.#secrets.set(productKey, productSecret);
  }

  secretOf(productKey: string): string | undefined {
    return this.#secrets.get(productKey);
  }

  /** Again and again until the device has logged in; only the newest secret counts. */
  issue(productKey: string, deviceName: string): Issued {
    const known = this.#platform.devices.find((one) => one.productKey === productKey && one.deviceName === deviceName);
    if (!known) return { code: 6100 };
    if (known.disabled) return { code: 6204 };
    if (this.#platform.activated.has(deviceKey(known))) return { code: 6289 };
    const seed = `${deviceKey(known)} ${++this.#issued}`;
    const deviceSecret = createHmac("md5", this.secretOf(productKey) ?? "")
      .update(seed)
      .digest("hex");
    return { code: 200, device: this.#platform.addDevice({ ...known, deviceSecret }) };
  }
}
