/** A platform whose device is online, an image, and all that goes down, for the tests of OTA beside this file. */
import { createHash } from "node:crypto";
import type { ImageGiven } from "../../sim/cloud/ota-image.ts";
import { Platform } from "../../sim/cloud/platform.ts";
import type { Json } from "../../sim/cloud/raw-json.ts";
import type { Settings } from "../../sim/cloud/settings.ts";
import { DEVICE, SYS } from "./sim-cloud-rig.ts";

export const INFORM = "/ota/device/inform/a1EXAMPLE00/D001";
export const UPGRADE = "/ota/device/upgrade/a1EXAMPLE00/D001";
export const PROGRESS = "/ota/device/progress/a1EXAMPLE00/D001";
export const GET = `${SYS}/thing/ota/firmware/get`;
export const DOWNLOAD = `${SYS}/thing/file/download`;
export const BYTES = Uint8Array.from({ length: 1000 }, (_, i) => (i * 7) % 256);
export const MD5 = createHash("md5").update(BYTES).digest("hex");
export const SHA256 = createHash("sha256").update(BYTES).digest("hex");

export const IMAGE: ImageGiven = { productKey: DEVICE.productKey, version: "1.1.0", content: BYTES };

export interface Push {
  readonly code: Json;
  readonly data: Record<string, Json>;
  readonly id: Json;
  readonly message: Json;
}

/** A platform whose device is online, and all that goes down to it. */
export function desk(settings: Partial<Settings> = {}, isOnline = true) {
  const clock = { ms: 1_700_000_000_000, nowMs: () => clock.ms };
  const platform = new Platform({ clock, devices: [DEVICE], settings });
  const down: { topic: string; payload: string | Uint8Array }[] = [];
  platform.onDownlink((one) => down.push(one));
  const session = {
    device: DEVICE,
    login: { accepted: true, connackCode: 0 as const, why: "", parameters: new Map(), deviceAtFault: false },
    kick: () => {},
  };
  const online = () => platform.openSession(session);
  if (isOnline) online();
  let nextId = 1;
  const say = (topic: string, params: Json, id = String(nextId++)) =>
    platform.onPublish(DEVICE, topic, JSON.stringify({ id, version: "1.0", params }));
  const pushes = () =>
    down.filter((one) => one.topic === UPGRADE).map((one) => JSON.parse(String(one.payload)) as Push);
  const why = () => platform.violations.map((one) => one.why);
  return {
    platform,
    ota: platform.ota,
    clock,
    online,
    offline: () => platform.closeSession(session, "gone"),
    say,
    down,
    pushes,
    why,
  };
}
