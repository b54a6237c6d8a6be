/** The firmware's own view of gas and alarm, as its REPL tells it; asked often, for it is short. */
import type { VirtualNode } from "../../node.ts";
import { membersOf, numberOf, objectIn, textOf, truthOf } from "../untrusted.ts";

export interface AlarmView {
  readonly tag: string | null;
  readonly ppm: number | null;
  readonly lelPercent: number | null;
  readonly isOver: boolean | null;
  /** The value of the thing model's `GasState`. */
  readonly gasState: number | null;
  readonly warningPpm: number | null;
  readonly alarmPpm: number | null;
  readonly isLatched: boolean | null;
}

/** Of a board that is off, or runs no firmware. */
export const NO_VIEW: AlarmView = {
  tag: null,
  ppm: null,
  lelPercent: null,
  isOver: null,
  gasState: null,
  warningPpm: null,
  alarmPpm: null,
  isLatched: null,
};
/** `canary.alarm()` has the states by their names, in the order of `GasState`. */
const STATES = ["warming", "normal", "warning", "alarm", "fault"];

export function alarmView(node: VirtualNode): AlarmView {
  const [line = ""] = node.ask("print(JSON.stringify(canary.alarm()))");
  const told = objectIn(line);
  if (!told) return NO_VIEW;
  const reading = membersOf(told["reading"]);
  const at = STATES.indexOf(String(told["state"]));
  return {
    tag: textOf(reading["tag"]),
    ppm: numberOf(reading["ppm"]),
    lelPercent: numberOf(reading["lelPercent"]),
    isOver: truthOf(reading["isOver"]),
    gasState: at < 0 ? null : at,
    warningPpm: numberOf(told["warningPpm"]),
    alarmPpm: numberOf(told["alarmPpm"]),
    isLatched: truthOf(told["latched"]),
  };
}
