/** Figures of the network that a device sees, now or over time (facts: cloud section 4). */
import { deviceKey } from "./login.ts";
import { isObject, type Json, type JsonObject, member } from "./raw-json.ts";
import { keepBounded } from "./records.ts";
import { DONE, malformed, type Question, questionRow, type Row, type Served } from "./row.ts";

export interface Diagnosis {
  readonly device: string;
  /** Which network: `wifi`, or whatever the device names. */
  readonly network: string;
  readonly figures: JsonObject;
  readonly timeMs: number;
  readonly receivedMs: number;
}

/** One set of figures, or many: `p` is then a list. */
const MODELS: Readonly<Record<string, "one" | "many">> = {
  "format=simple|quantity=single|time=now": "one",
  "format=simple|quantity=batch|time=history": "many",
};

export const DIAGNOSIS_ROWS: readonly Row[] = [questionRow("/_thing/diag/post", "object", take)];

function take({ platform, device, params, isCopy }: Question): Served {
  const model = String(member(params, "model"));
  const kind = Object.hasOwn(MODELS, model) ? MODELS[model] : undefined;
  const given = member(params, "p");
  if (kind === undefined) return malformed(`diagnosis model ${model} unknown`);
  if (Array.isArray(given) !== (kind === "many")) return malformed(`"p" does not fit the model ${model}`);
  const found: Diagnosis[] = [];
  for (const one of Array.isArray(given) ? given : [given]) {
    const timeMs = member(one, "_time");
    const pairs = Object.entries(isObject(one) ? one : {}).filter(([name]) => name !== "_time");
    const [network, figures] = pairs[0] ?? ["", null];
    if (typeof timeMs !== "number" || pairs.length !== 1 || !isObject(figures as Json)) {
      return malformed("diagnosis is not one network's figures and _time");
    }
    if (network !== "wifi" && platform.settings.diagnosisOtherThanWifi === "refuse") {
      return malformed(`diagnosis of ${network}, not wifi`);
    }
    const receivedMs = platform.nowMs;
    found.push({ device: deviceKey(device), network, figures: figures as JsonObject, timeMs, receivedMs });
  }
  if (!isCopy) platform.diagnoses.push(...found);
  keepBounded(platform.diagnoses, platform.settings.logLimit);
  return DONE;
}
