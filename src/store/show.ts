/** The settings as a person sees them at the REPL: without the secrets. @onDemand */
import { HAS_ALIYUN, HAS_MQTT } from "../system/dialects";
import type { Config } from "./config";

interface Part {
  [name: string]: unknown;
}

function hide(part: object, secret: string): void {
  if ((part as Part)[secret]) (part as Part)[secret] = "***";
}

/** All of them, or the one of a name. */
export function showSettings(config: Config, key: string | undefined): unknown {
  if (HAS_ALIYUN) hide(config.cloud, "deviceSecret");
  if (HAS_MQTT) hide(config.mqtt, "password");
  hide(config.modem.apn, "password");
  hide(config.console, "password");
  let found: unknown = config;
  if (key !== undefined)
    key.split(".").forEach((name) => {
      // Not found[name]: on Espruino every object has an "on" and an "emit".
      const has = typeof found === "object" && (found as object).hasOwnProperty(name);
      found = has ? (found as Part)[name] : undefined;
    });
  return found === undefined ? `${key} is no setting` : found;
}
