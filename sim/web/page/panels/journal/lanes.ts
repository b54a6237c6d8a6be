/** Which records stand in which lane, and how many the device has beside those that were seen. No browser in here. */
import type { JournalLive } from "../../../live.ts";
import type { RecordNews } from "../../../news.ts";
import { MOST_LISTED } from "../../../record-trail.ts";

const STAGES = {
  waits: ["waits"],
  sent: ["sent"],
  taken: ["taken"],
  done: ["acknowledged", "refused", "lost"],
} as const;

export type Lane = keyof typeof STAGES;
export const LANES = Object.keys(STAGES) as Lane[];

/** What waits in the order in which it goes out, what is done the newest first. */
export function inLane(lane: Lane, all: readonly RecordNews[]): RecordNews[] {
  const found = all.filter(({ stage }) => STAGES[lane].some((one) => one === stage));
  if (lane === "done") return found.sort((a, b) => b.stageAtMs - a.stageAtMs);
  // The ids ascend; when it was decided is not known of each.
  return found.sort((a, b) => Number(isLater(a)) - Number(isLater(b)) || a.id.localeCompare(b.id));
}

/** Faults wait for alarms. */
const isLater = ({ what }: RecordNews): boolean => what !== "alarm" && what !== "overRange" && what !== "end";

/** Records in flash that nobody has seen: the device lists the newest only. Its count is asked for where there can be such. */
export function unseen(waiting: JournalLive["waiting"] | undefined, all: readonly RecordNews[]): number {
  const open = LANES.filter((lane) => lane !== "done").flatMap((lane) => inLane(lane, all)).length;
  return open < MOST_LISTED ? 0 : Math.max(0, (waiting ?? 0) - open);
}
