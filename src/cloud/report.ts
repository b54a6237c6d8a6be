/** Which properties are worth a message between two reports: a switched one at any change, the level when it has moved. */
import type { Properties } from "./cloud";
import type { ModelProperties } from "./model";

const TELLING_LEL_PERCENT = 2;
const HAS_SETTINGS = !(typeof __HAS_PLATFORM__ === "boolean" && !__HAS_PLATFORM__);
const SWITCHED = HAS_SETTINGS
  ? (["PowerSwitch", "GasState", "ReportInterval", "WarningLevel", "AlarmLevel"] as const)
  : (["PowerSwitch", "GasState"] as const);

/** Those of `values` to tell, `told` being what the cloud knows; undefined for none. */
export function changesOf(values: Properties, told: Properties): Properties | undefined {
  const changes: Properties = {};
  let hasChanges = false;
  SWITCHED.forEach(<Name extends keyof ModelProperties>(name: Name) => {
    if (values[name] !== told[name]) {
      changes[name] = values[name];
      hasChanges = true;
    }
  });
  const level = values["GasLel"];
  // Where either is no number neither comparison holds: the state that changed with it is told.
  if (level !== undefined && !(Math.abs(level - (told["GasLel"] as number)) < TELLING_LEL_PERCENT)) {
    changes["GasConcentration"] = values["GasConcentration"];
    changes["GasLel"] = level;
    hasChanges = true;
  }
  return hasChanges ? changes : undefined;
}
