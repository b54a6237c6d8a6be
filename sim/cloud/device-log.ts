/** The device's own log in the cloud: its lines, and the switch that says whether they are wanted (facts 1.5, 4). */
import { type Device, deviceKey } from "./login.ts";
import type { Platform } from "./platform.ts";
import { isObject, type Json, member } from "./raw-json.ts";
import { DONE, malformed, type Question, questionRow, type Row, type Served } from "./row.ts";
import { sysTopic } from "./topics.ts";

export interface LogLine {
  readonly device: string;
  readonly utcTime: string;
  readonly logLevel: string;
  readonly module: string;
  readonly code: string;
  readonly traceContext: string;
  readonly logContent: string;
}

const MAX_LINE_BYTES = 4096;
const LEVELS: readonly Json[] = ["FATAL", "ERROR", "WARN", "INFO", "DEBUG"];

const isText = (value: Json | undefined): value is string => typeof value === "string";
const isTime = (value: Json | undefined): boolean =>
  isText(value) && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(Z|[+-]\d\d:?\d\d)$/.test(value);

/** Each member, and how it is right. */
const MEMBERS: readonly (readonly [name: string, wants: string, fits: (value: Json | undefined) => boolean])[] = [
  ["utcTime", "yyyy-MM-ddTHH:mm:ss.SSS and a zone", isTime],
  ["logLevel", LEVELS.join(", "), (value) => value !== undefined && LEVELS.includes(value)],
  ["module", "a text", (value) => isText(value) && value !== ""],
  ["code", "a text", isText],
  ["traceContext", "a text, or left out", (value) => value === undefined || isText(value)],
  [
    "logContent",
    `a text of at most ${MAX_LINE_BYTES} bytes`,
    (value) => isText(value) && Buffer.byteLength(value) <= MAX_LINE_BYTES,
  ],
];

export const DEVICE_LOG_ROWS: readonly Row[] = [
  questionRow("/thing/log/post", "array", takeLines),
  questionRow("/thing/config/log/get", "object", readMode),
];

const modeOf = (platform: Platform, device: Device) => platform.logModes.get(deviceKey(device)) ?? 0;
const modeParams = (mode: 0 | 1) => ({ getType: "content", content: { mode } });

/** Needs no answer. */
export function setLogMode(platform: Platform, device: Device, mode: 0 | 1): void {
  platform.logModes.set(deviceKey(device), mode);
  const method = "thing.config.log.push";
  const message = { method, id: platform.nextCallId(), params: modeParams(mode), version: "1.0" };
  platform.rawDownlink(device, sysTopic(device, "/thing/config/log/push"), JSON.stringify(message));
}

function readMode({ platform, device, params }: Question): Served {
  if (member(params, "configScope") !== "device" || member(params, "getType") !== "content") {
    return malformed(`log switch asked with ${JSON.stringify(params)}, not with scope device and type content`);
  }
  return { data: modeParams(modeOf(platform, device)) };
}

/** A line that came although the switch is off is a fault that costs nothing. */
function takeLines({ platform, device, params, isCopy }: Question): Served {
  const lines = params as Json[];
  for (const [i, line] of lines.entries()) {
    const wrong = MEMBERS.find(([name, , fits]) => !isObject(line) || !fits(member(line, name)));
    if (wrong) return { rule: "log", why: `log line ${i}: ${wrong[0]} is not ${wrong[1]}`, code: 460 };
  }
  if (modeOf(platform, device) === 0)
    platform.violate({ device, rule: "log", why: "log lines while the switch is off" });
  for (const line of isCopy ? [] : lines) {
    const text = (name: string) => String(member(line, name) ?? "");
    const [utcTime, logLevel, module] = [text("utcTime"), text("logLevel"), text("module")];
    const [code, traceContext, logContent] = [text("code"), text("traceContext"), text("logContent")];
    platform.recordLogLine({ device: deviceKey(device), utcTime, logLevel, module, code, traceContext, logContent });
  }
  return DONE;
}
