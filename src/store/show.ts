/** The settings as a person sees them at the REPL: without the secrets. @onDemand */
import type { Config } from "./config";
import { SECRETS, settingAt } from "./secrets";

function hide(config: Config, path: string): void {
  if (!settingAt(config, path)) return;
  const names = path.split(".");
  const last = names.pop() as string;
  (settingAt(config, names.join(".")) as { [name: string]: unknown })[last] = "***";
}

/** All of them, or the one of a name. */
export function showSettings(config: Config, key: string | undefined): unknown {
  SECRETS.split(" ").forEach((path) => {
    hide(config, path);
  });
  const found = key === undefined ? config : settingAt(config, key);
  return found === undefined ? `${key} is no setting` : found;
}
