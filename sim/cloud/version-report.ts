/** Which firmware a device says it has (facts: cloud section 3). */
import type { Downlink } from "./exchange.ts";
import { deviceKey } from "./login.ts";
import { isObject, type Json, member, parseJson } from "./raw-json.ts";
import type { Row, Uplink } from "./row.ts";

export const VERSION_ROWS: readonly Row[] = [{ topic: "/ota/device/inform/{PK}/{DN}", handle: versionReport }];

/** `{"id":"1","params":{"version":"1.0.1","module":"MCU"}}`; nothing is answered. */
function versionReport({ platform, device, topic, text }: Uplink): Downlink[] {
  const params: Json | undefined = member(parseJson(text ?? "")?.value, "params");
  const version = member(params, "version");
  const module = member(params, "module") ?? "default";
  if (!isObject(params) || typeof version !== "string" || typeof module !== "string") {
    platform.violate({ device, rule: "payload", why: "version report without params.version", topic });
  } else {
    platform.firmwareVersions.set(`${deviceKey(device)} ${module}`, version);
    platform.ota.reported(device, module, version);
  }
  return [];
}
