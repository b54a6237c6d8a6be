/** Settings that are shown to nobody: not at the REPL, nor in a crash's text. */
import { HAS_ALIYUN, HAS_MQTT } from "../system/dialects";
import { HAS_PLATFORM } from "../system/features";

/** In one text, which takes less memory than a list. */
export const SECRETS =
  "modem.apn.password console.password" +
  (HAS_ALIYUN ? " cloud.deviceSecret" : "") +
  (HAS_MQTT ? " mqtt.password" : "") +
  (HAS_PLATFORM && HAS_ALIYUN ? " cloud.productSecret cloud.deviceToken" : "");

/** What stands at a path in a tree of settings; undefined where there is none. */
export function settingAt(tree: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>(
    // Not part[name]: on Espruino every object has an "on" and an "emit".
    (part, name) =>
      part && typeof part === "object" && (part as object).hasOwnProperty(name)
        ? (part as { [name: string]: unknown })[name]
        : undefined,
    tree,
  );
}
