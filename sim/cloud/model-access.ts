/** The thing model itself, the switch of compression, and raw bytes, which a product like this one has no script for. */
import { replyText } from "./alink.ts";
import type { Downlink } from "./exchange.ts";
import type { Json } from "./raw-json.ts";
import { DONE, type Question, questionRow, type Row, type Served, type Uplink } from "./row.ts";
import { GAS_TSL } from "./thing-model.ts";

const NO_SCRIPT = 6200;

export const MODEL_ROWS: readonly Row[] = [
  questionRow("/thing/dynamicTsl/get", "any", readModel),
  questionRow("/thing/dsltemplate/get", "any", readModel),
  questionRow("/codec/topic/update", "any", () => DONE),
  { topic: "/sys/{PK}/{DN}/thing/model/up_raw", handle: rawBytes },
  { topic: "/sys/{PK}/{DN}/thing/model/down_raw_reply", handle: rawAnswer },
];

function readModel({ device: { productKey } }: Question): Served {
  return { data: { ...GAS_TSL, profile: { ...GAS_TSL.profile, productKey } } as unknown as Json };
}

function rawBytes({ platform, device, topic }: Uplink): Downlink[] {
  const why = "raw bytes, and the product has no parsing script";
  platform.violate({ device, rule: "payload", why, topic, code: NO_SCRIPT });
  if (platform.settings.rawUplink === "silent") return [];
  return platform.reply(device, `${topic}_reply`, "0", (id) => replyText(id, NO_SCRIPT, "thing.model.up_raw"));
}

function rawAnswer({ platform, device, topic }: Uplink): Downlink[] {
  platform.note("note", device, "answer to raw bytes", topic);
  return [];
}
