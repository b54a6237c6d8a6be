/**
 * Runs host code in which the device's may never come back, for a loop that a person has typed has no end: V8 breaks it off after
 * so much of the wall's time. It costs 40 us a call, so only a board is watched at whose REPL somebody has been.
 */
import vm from "node:vm";

const context = vm.createContext({ task: undefined as unknown });
const call = new vm.Script("task()");

/** Throws what `isBrokenOff` knows, when the time is over; no `catch` or `finally` within sees that. */
export function within<T>(limitMs: number, task: () => T): T {
  context["task"] = task;
  return call.runInContext(context, { timeout: limitMs }) as T;
}

export const isBrokenOff = (error: unknown): boolean =>
  (error as { code?: unknown } | undefined)?.code === "ERR_SCRIPT_EXECUTION_TIMEOUT";
