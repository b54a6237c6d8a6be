/** What the platform does with each uplink topic. One row a function; what has no row is noted and not answered. */
import { ANSWER_ROWS } from "./answers.ts";
import { DESIRED_ROWS } from "./desired.ts";
import { DEVICE_LOG_ROWS } from "./device-log.ts";
import { DIAGNOSIS_ROWS } from "./diagnosis.ts";
import type { Downlink } from "./exchange.ts";
import { JOB_ROWS } from "./jobs.ts";
import type { Device } from "./login.ts";
import { MODEL_ROWS } from "./model-access.ts";
import { NETWORK_TIME_ROWS } from "./network-time.ts";
import { OTA_ROWS } from "./ota-uplink.ts";
import type { Platform } from "./platform.ts";
import { POST_ROWS } from "./posts.ts";
import { REMOTE_CONFIG_ROWS } from "./remote-config.ts";
import type { Row } from "./row.ts";
import { RRPC_ROWS } from "./rrpc.ts";
import { SHADOW_ROWS } from "./shadow.ts";
import { TAG_ROWS } from "./tags.ts";
import { filterMatches, patternCovers, topicFor, wildcardsOf, withoutTrace } from "./topics.ts";
import { VERSION_ROWS } from "./version-report.ts";

/** The first row that fits is taken: names before wildcards. */
const ROWS: readonly Row[] = [
  ...POST_ROWS,
  ...ANSWER_ROWS,
  ...RRPC_ROWS,
  ...TAG_ROWS,
  ...DESIRED_ROWS,
  ...REMOTE_CONFIG_ROWS,
  ...DEVICE_LOG_ROWS,
  ...DIAGNOSIS_ROWS,
  ...SHADOW_ROWS,
  ...JOB_ROWS,
  ...MODEL_ROWS,
  ...NETWORK_TIME_ROWS,
  ...VERSION_ROWS,
  ...OTA_ROWS,
];

export function handleUplink(platform: Platform, device: Device, given: string, text: string | undefined): Downlink[] {
  const topic = withoutTrace(given);
  for (const row of ROWS) {
    const pattern = topicFor(row.topic, device);
    if (!filterMatches(pattern, topic)) continue;
    const names = wildcardsOf(pattern, topic);
    return row.handle({ platform, device, topic, text, names });
  }
  platform.note("note", device, "the stand-in does nothing with this topic", topic);
  return [];
}

/** What the stand-in listens to as an ordinary client of somebody's broker; none is covered by another. */
export function uplinkFilters(device: Device): string[] {
  const filters = [...new Set(ROWS.map((row) => topicFor(row.topic, device)))];
  return filters.filter((one) => !filters.some((other) => other !== one && patternCovers(other, one)));
}
