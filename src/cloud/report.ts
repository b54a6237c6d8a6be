/** Which properties to tell: all of them every interval, between that those whose change is worth a message. */
import type { Properties } from "./cloud";

/** Told at any change. */
const SWITCHES = ["PowerSwitch", "GasState"];
/** Told when the level has moved by so much. */
const TELLING_LEL_PERCENT = 2;

export interface Report {
  /** What to send now; undefined for nothing. */
  due(nowMs: number, values: Properties): Properties | undefined;
  /** The cloud's broker has them. */
  told(nowMs: number, values: Properties): void;
  /** Nothing is known of what the cloud knows: the next one is whole. */
  restart(): void;
}

export function createReport(intervalMs: number): Report {
  let toldValues: Properties = {};
  let dueAtMs = 0;

  function hasMoved(level: number | undefined, toldLevel: number | undefined): boolean {
    if (level === undefined || toldLevel === undefined) return level !== toldLevel;
    return Math.abs(level - toldLevel) >= TELLING_LEL_PERCENT;
  }

  return {
    due(nowMs, values) {
      if (nowMs >= dueAtMs) return values;
      const changed: Properties = {};
      SWITCHES.forEach((name) => {
        if (values[name] !== toldValues[name]) changed[name] = values[name];
      });
      if (values["GasLel"] !== undefined && hasMoved(values["GasLel"], toldValues["GasLel"])) {
        changed["GasConcentration"] = values["GasConcentration"];
        changed["GasLel"] = values["GasLel"];
      }
      return Object.keys(changed).length ? changed : undefined;
    },
    told(nowMs, values) {
      if (nowMs >= dueAtMs) dueAtMs = nowMs + intervalMs;
      Object.keys(values).forEach((name) => {
        toldValues[name] = values[name];
      });
    },
    restart() {
      dueAtMs = 0;
      toldValues = {};
    },
  };
}
