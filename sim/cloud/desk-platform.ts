/**
 * A platform without an account: it takes any device whose login is well formed, whatever its name, and believes it to be the
 * one. For hardware on a desk whose secret nobody has told it; a device that it knows is checked as ever.
 */
import { checkLogin, type Device, type LoginRequest, type LoginResult } from "./login.ts";
import { Platform } from "./platform.ts";

/** Beside a desk there are not more; and whoever knocks under ever new names must not fill the memory. */
const MAX_DEVICES = 100;

export class DeskPlatform extends Platform {
  override login(request: LoginRequest): LoginResult {
    const [deviceName = "", productKey = ""] = request.username.split("&");
    const isKnown = this.devices.some((one) => one.productKey === productKey && one.deviceName === deviceName);
    const newcomer: Device = { productKey, deviceName, deviceSecret: "", isTrusted: true };
    if (!isKnown && this.devices.length < MAX_DEVICES && checkLogin(request, () => newcomer, this.settings).accepted) {
      this.addDevice(newcomer);
      this.note("note", newcomer, `new here: product ${productKey}; its signature is not checked`);
    }
    return super.login(request);
  }
}
