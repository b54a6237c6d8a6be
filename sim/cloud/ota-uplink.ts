/** What a device asks and tells of an upgrade, beside its version (fact 3). */
import { readRequest } from "./device-request.ts";
import { fileDownload } from "./ota-download.ts";
import { DEFAULT_MODULE } from "./ota-image.ts";
import type { Downlink } from "./platform.ts";
import { type Json, member } from "./raw-json.ts";
import type { Row, Uplink } from "./row.ts";

/** -1 upgrade, -2 download, -3 digest, -4 flashing failed; else per cent. As text. */
const STEP = /^(-[1-4]|[1-9]\d?|100)$/;

export const OTA_ROWS: readonly Row[] = [
  { topic: "/ota/device/progress/{PK}/{DN}", handle: otaProgress },
  { topic: "/sys/{PK}/{DN}/thing/ota/firmware/get", handle: firmwareGet },
  { topic: "/sys/{PK}/{DN}/thing/file/download", handle: fileDownload },
];

/** `{"params":{}}` or `{"params":{"module":"x"}}`: is there something for me? */
function firmwareGet(uplink: Uplink): Downlink[] {
  const { platform, device, topic } = uplink;
  const request = readRequest(uplink);
  const module = moduleOf(request.params);
  const isModule = typeof module === "string";
  if (!isModule) platform.violate({ device, rule: "payload", why: "module is no text", topic, code: 460 });
  const code = request.code !== 200 || isModule ? request.code : 460;
  const data = code === 200 && isModule ? platform.ota.asked(device, module) : {};
  return platform.reply(device, `${topic}_reply`, request.id, (id) => JSON.stringify({ id, code, data }));
}

/** `{"params":{"step":"35","desc":"","module":"x"}}`; nothing is answered. */
function otaProgress(uplink: Uplink): Downlink[] {
  const { platform, device, topic } = uplink;
  const { code, params } = readRequest(uplink);
  if (code !== 200) return [];
  const step = member(params, "step");
  const desc = member(params, "desc");
  const module = moduleOf(params);
  if (typeof step !== "string" || !STEP.test(step) || typeof (desc ?? "") !== "string" || typeof module !== "string") {
    const why = `progress ${JSON.stringify(params)}: step is a text of -4 to -1 or 1 to 100, desc and module are texts`;
    platform.violate({ device, rule: "payload", why, topic });
  } else {
    platform.ota.stepped(device, module, Number(step), String(desc ?? ""));
  }
  return [];
}

function moduleOf(params: Json): Json {
  const module = member(params, "module");
  return module === undefined ? DEFAULT_MODULE : module;
}
