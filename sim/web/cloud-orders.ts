/** What a page may ask of a platform for one of its devices. Each throws, with a sentence for the page, where it can't be done. */
import type { Device } from "../cloud/login.ts";
import { DEFAULT_MODULE } from "../cloud/ota-image.ts";
import type { Platform } from "../cloud/platform.ts";
import type { Step } from "../scenario.ts";
import type { Answer, ManageDeed, Order } from "./messages.ts";

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const CLOUD_STEPS = ["cloudSet", "desired", "service"] as const;
const DONE: Answer = { text: "" };

export const isCloudStep = (step: Step): boolean => CLOUD_STEPS.some((name) => step[name] !== undefined);

/** The steps that are the cloud's; undefined where this is none. */
export function cloudStep(platform: Platform, device: Device, step: Step): Answer | undefined {
  const { cloudSet, desired, service } = step;
  if (cloudSet) platform.propertySet(device, cloudSet);
  else if (desired) platform.setDesired(device, desired);
  else if (service) platform.service(device, service.name, { ...service.params });
  else return undefined;
  return DONE;
}

/** The calls' list says what was asked and answered: a word here only where that would be taken for more than it is. */
export function offerImage(platform: Platform, device: Device, order: Extract<Order, { do: "ota" }>): Answer {
  const { version, base64, way } = order;
  if (base64 === "" || !BASE64.test(base64)) throw new Error("the image is empty, or not the base64 that it should be");
  const content = Buffer.from(base64, "base64");
  const image = platform.ota.add({ productKey: device.productKey, version, content });
  platform.ota.push(device, image, way === "mqtt" ? "mqtt" : "https");
  const isThere = platform.isOnline(device);
  return { text: isThere ? "" : `${version} waits until ${device.deviceName} is online` };
}

const DEEDS: Readonly<Record<ManageDeed, (platform: Platform, device: Device) => void>> = {
  "enable": (platform, device) => {
    device.disabled = false;
    platform.enable(device);
  },
  "disable": (platform, device) => {
    device.disabled = true;
    platform.disable(device);
  },
  "kick": (platform, device) => platform.kick(device),
  "log-on": (platform, device) => platform.setLogMode(device, 1),
  "log-off": (platform, device) => platform.setLogMode(device, 0),
  "ota-cancel": ({ ota }, device) => {
    const job = ota.openJob(device, DEFAULT_MODULE);
    if (!job) throw new Error(`${device.deviceName} has no update under way`);
    ota.cancel(job);
  },
};

export function manage(platform: Platform, device: Device, deed: ManageDeed): Answer {
  DEEDS[deed](platform, device);
  return DONE;
}
