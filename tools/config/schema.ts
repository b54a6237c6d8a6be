/** The firmware's schema as data: keys and defaults are what it fills an empty configuration with, ranges what it answers to nonsense. */
import type { Abilities } from "../../src/store/abilities.ts";
import { checkConfig } from "../../src/store/config.ts";
import { defaultsOf, isSecret, treeOf } from "../provision/settings.ts";

export interface Setting {
  /** `modem.apn.name` */
  readonly key: string;
  /** null: it must be given. */
  readonly default: unknown;
  /** As the firmware words it: "a number from 1 to 6". */
  readonly takes: string;
  readonly isSecret: boolean;
}

export function settingsOf(can: Abilities): Setting[] {
  return Object.entries(defaultsOf(can)).map(([key, value]) => ({
    key,
    default: value,
    takes: `${value === "" ? "nothing, or " : ""}${takenBy(key, can)}`,
    isSecret: isSecret(key),
  }));
}

/** No key takes a list. */
function takenBy(key: string, can: Abilities): string {
  const { problems } = checkConfig(JSON.stringify(treeOf({ [key]: [] })), can);
  const said = problems.find((problem) => problem.startsWith(`${key} must be `));
  if (!said) throw new Error(`the firmware takes a list as ${key}`);
  return said.slice(`${key} must be `.length);
}
