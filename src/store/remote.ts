/**
 * The settings that the cloud may set: kept as a version of them, and in force at once. The set points stay what they are
 * while an alarm stands, or it could be ended by them; nothing can raise them past the safe limits of the schema.
 */
import type { Properties, Settings as Wanted } from "../cloud/cloud";
import type { SettableName } from "../cloud/model";
import { type Rules, rulesOf } from "../gas/alarm";
import type { ExposurePoints } from "../gas/exposure";
import type { SensorType } from "../gas/sensors";
import type { Config } from "./config";
import { editSettings } from "./edit";
import type { Settings } from "./settings";

/** What the link and the reports go by; changed while they run. */
export interface Pace {
  reportMs: number;
}

export interface Remote {
  /** All of it, or nothing; 200, or why not. */
  configure(values: Wanted): number;
  /** Adds what is in force. */
  tell(values: Properties): Properties;
}

const SUCCESS = 200;
/** The device's own codes: not while an alarm stands; not as the settings have it. */
const HELD = 100002;
const SETTINGS_REFUSE = 100003;

type Name = Exclude<SettableName, "PowerSwitch">;
function valuesOf({ report, gas }: Config): Record<Name, number> {
  return {
    "ReportInterval": report.intervalS,
    "WarningLevel": gas.warningLelPercent,
    "AlarmLevel": gas.alarmLelPercent,
  };
}

export function createRemote(
  settings: Settings,
  config: Config,
  sensorType: SensorType,
  rules: { -readonly [Part in keyof Rules]: Rules[Part] },
  pace: Pace,
  isAlarm: () => boolean,
): Remote {
  const keys: { readonly [One in Name]: string } = {
    "ReportInterval": "report.intervalS",
    "WarningLevel": "gas.warningLelPercent",
    "AlarmLevel": "gas.alarmLelPercent",
  };
  const names = Object.keys(keys) as Name[];
  const inForce = valuesOf(config);

  function apply(next: Record<Name, number>): void {
    inForce["ReportInterval"] = next["ReportInterval"];
    pace.reportMs = next["ReportInterval"] * 1000;
    // What a person has set for the next start may be among it.
    if (isAlarm()) return;
    inForce["WarningLevel"] = next["WarningLevel"];
    inForce["AlarmLevel"] = next["AlarmLevel"];
    const { isLatching, exposure } = rules;
    const points = rulesOf(
      sensorType,
      next["WarningLevel"],
      next["AlarmLevel"],
      isLatching,
      exposure as ExposurePoints,
    );
    rules.warningPpm = points.warningPpm;
    rules.alarmPpm = points.alarmPpm;
    rules.clearPpm = points.clearPpm;
  }

  return {
    configure(values) {
      const kept = valuesOf(settings.load().config);
      const changed = names.filter((name) => {
        const value = values[name];
        return value !== undefined && (value !== kept[name] || value !== inForce[name]);
      });
      if (!changed.length) return SUCCESS;
      if (isAlarm() && changed.some((name) => name !== "ReportInterval")) return HELD;
      const text = changed.reduce<string | undefined>(
        (text, name) => editSettings(text, keys[name], values[name]),
        settings.text(),
      );
      // Where the link's part has been proven it still is.
      const isProven = settings.isProven();
      if (settings.change(text as string).length) return SETTINGS_REFUSE;
      if (isProven) settings.confirm();
      apply(valuesOf(settings.load().config));
      return SUCCESS;
    },
    tell(values) {
      names.forEach((name) => {
        values[name] = inForce[name];
      });
      return values;
    },
  };
}
