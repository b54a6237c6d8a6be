/** Which properties are worth a message between two reports: a switched one at any change, the level when it has moved. */

import { HAS_PLATFORM } from "../system/features";
import type { Members, Properties } from "./cloud";
import type { ModelProperties } from "./model";

const TELLING_LEL_PERCENT = 2;
const SWITCHED = HAS_PLATFORM
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

/** What of a report the cloud does not know yet; the state at least, for an answer shows that the session is alive. */
export function newOf(values: Properties, told: Properties): Properties {
  const [all, known] = [values as Members, told as Members];
  const fresh: { [name: string]: Members[string] } = { "GasState": all["GasState"] };
  for (const name in all) if (all[name] !== known[name]) fresh[name] = all[name];
  return fresh;
}
