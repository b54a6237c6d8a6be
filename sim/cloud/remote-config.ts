/** Remote config: a file somewhere, its address asked for by a device or pushed to it (facts: cloud sections 1.5, 2.4, 4). */
import type { Call } from "./exchange.ts";
import { type Device, deviceKey } from "./login.ts";
import type { Platform } from "./platform.ts";
import { isObject, type Json, type JsonObject, member } from "./raw-json.ts";
import { keepBounded } from "./records.ts";
import { malformed, type Question, questionRow, type Row, type Served } from "./row.ts";

/** The content is the caller's: whoever serves it knows its address, size and digest. */
export interface RemoteConfig {
  readonly url: string;
  readonly size: number;
  readonly sign: string;
  readonly signMethod: string;
  readonly configId: string;
}

/** What a device answered to a push; `keys` is the answer's data. */
export interface ConfigAnswer {
  readonly device: string;
  readonly configId: string;
  readonly code: number;
  readonly keys: Readonly<Record<string, Json>>;
  readonly atMs: number;
}

const NO_CONFIG = 6710;
const SWITCHED_OFF = 6713;

export const REMOTE_CONFIG_ROWS: readonly Row[] = [questionRow("/thing/config/get", "object", read)];

const shown = ({ configId, size, sign, signMethod, url }: RemoteConfig): JsonObject => ({
  configId,
  configSize: size,
  getType: "file",
  sign,
  signMethod,
  url,
});

function read({ platform, device, params }: Question): Served {
  if (member(params, "configScope") !== "product" || member(params, "getType") !== "file") {
    return malformed(`config asked with ${JSON.stringify(params)}, not with scope product and type file`);
  }
  if (!platform.settings.remoteConfig) return nothing(SWITCHED_OFF, "remote config is switched off");
  const config = platform.remoteConfigs.get(device.productKey);
  return config ? { data: shown(config) } : nothing(NO_CONFIG, "the product has no remote config");
}

/** No fault of the device's: it has to ask to know. */
function nothing(code: number, why: string): Served {
  return { refusal: code, why };
}

export function pushConfig(platform: Platform, device: Device, config: RemoteConfig): Call {
  platform.publishConfig(device.productKey, config);
  const { configId } = config;
  const answered = ({ reply }: Call): void => {
    if (!reply) return;
    const { code, data, atMs } = reply;
    const keys = isObject(data) ? data : {};
    platform.configAnswers.push({ device: deviceKey(device), configId, code, keys, atMs });
    keepBounded(platform.configAnswers, platform.settings.logLimit);
  };
  return platform.ask(device, "thing.config.push", shown(config), { answered });
}
