/** Which properties are worth a message between two reports: a switched one at any change, the level when it has moved. */
import type { Properties } from "./cloud";

const TELLING_LEL_PERCENT = 2;

/** Those of `values` to tell, `told` being what the cloud knows; undefined for none. */
export function changesOf(values: Properties, told: Properties): Properties | undefined {
  const changes: Properties = {};
  let hasChanges = false;
  ["PowerSwitch", "GasState"].forEach((name) => {
    if (values[name] !== told[name]) {
      changes[name] = values[name];
      hasChanges = true;
    }
  });
  const level = values["GasLel"] as number | undefined;
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
  const fresh: Properties = { "GasState": values["GasState"] };
  for (const name in values) if (values[name] !== told[name]) fresh[name] = values[name];
  return fresh;
}
