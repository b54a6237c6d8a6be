/**
 * How the device fares: feeds the watchdog only when every task has reported since the last time, keeps what went wrong for
 * after the restart, and counts lost bytes.
 * @singleton
 */
import type { Clock } from "../hal";

export const SENSOR_TASK = 1;
export const LINK_TASK = 2;
export const JOURNAL_TASK = 4;
export const TIMER_TASK = 8;
const ALL_TASKS = 15;

export interface Health {
  /** The task is well; in time before the watchdog bites, it is kept which others are late. */
  report(task: number): void;
  /** Keeps an exception that nobody caught. */
  crashed(error: unknown): void;
  /** Error flags of the interpreter; true when bytes of the modem were lost. */
  flagged(flags: readonly string[]): boolean;
  /** By name of the flag. */
  readonly errors: { [flag: string]: number };
}

/** The watchdog bites 10 s later. */
const WARN_MS = 20000;
/** An exception that comes with every sample must not fill the flash. */
const CRASH_AGAIN_MS = 3600000;

export function createHealth(clock: Clock, kick: () => void, keep: (text: string) => void): Health {
  const errors: { [flag: string]: number } = {};
  let reported = 0;
  let fedAtMs = clock.nowMs();
  let isWarned = false;
  let crashAgainMs = 0;

  function note(text: string): void {
    keep((clock.nowMs() / 1000).toFixed(0) + " s: " + text);
  }

  return {
    errors,
    report(task) {
      reported |= task;
      if (reported === ALL_TASKS) {
        reported = 0;
        fedAtMs = clock.nowMs();
        isWarned = false;
        kick();
      } else if (!isWarned && clock.nowMs() - fedAtMs >= WARN_MS) {
        isWarned = true;
        note("watchdog: late tasks " + (ALL_TASKS & ~reported));
      }
    },
    crashed(error) {
      const nowMs = clock.nowMs();
      if (nowMs < crashAgainMs) return;
      crashAgainMs = nowMs + CRASH_AGAIN_MS;
      const { message, stack } = (error || "") as { message?: string; stack?: string };
      note((message || "" + error) + " " + (stack || ""));
    },
    flagged(flags) {
      flags.forEach((flag) => {
        errors[flag] = (errors[flag] || 0) + 1;
      });
      return flags.indexOf("FIFO_FULL") >= 0 || flags.indexOf("UART_OVERFLOW") >= 0;
    },
  };
}
