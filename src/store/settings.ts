/** Where the configuration is kept. */
import type { Flash } from "../hal";
import { type CheckedConfig, checkConfig } from "./config";

const CONFIG_FILE = "canary.json";

export function loadConfig(flash: Flash, sensors: readonly string[]): CheckedConfig {
  return checkConfig(flash.read(CONFIG_FILE), sensors);
}

/** Keeps a configuration for the next start if nothing is wrong with it; returns its problems. */
export function storeConfig(flash: Flash, text: string, sensors: readonly string[]): string[] {
  const problems = checkConfig(text, sensors).problems;
  if (!problems.length && !flash.write(CONFIG_FILE, text)) problems.push("flash is full");
  return problems;
}
