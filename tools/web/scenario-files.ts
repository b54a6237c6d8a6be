/** The scenarios that come with it, for the page to choose from. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ScenarioFile } from "../../sim/web/messages.ts";

const FOLDER = "scenarios";

export function scenarioFiles(root: string): ScenarioFile[] {
  const folder = join(root, FOLDER);
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => ({ name, script: readFileSync(join(folder, name), "utf8") }));
}
