/** The file behind `--config`: one device's `canary.json`, held against the firmware's own schema before anything starts. */
import { readFileSync } from "node:fs";
import type { BoardFile } from "../../build/boards.ts";
import { EXAMPLE_CONFIG, type NodeConfig } from "../../sim/profile.ts";
import { parseScenario, ScenarioError, type Step } from "../../sim/scenario.ts";
import { checkConfig } from "../../src/store/config.ts";
import { canOf } from "../abilities.ts";
import { EXIT, Fault } from "../fault.ts";

export function readConfig(file: string | undefined, boardFile: BoardFile): NodeConfig {
  if (file === undefined) return EXAMPLE_CONFIG;
  const text = readText(file, "configuration");
  const { problems } = checkConfig(text, canOf(boardFile));
  if (problems.length > 0) {
    const list = problems.map((problem) => `  ${problem}`).join("\n");
    throw new Fault(EXIT.usage, `${file} can't be used as canary.json:\n${list}\nCorrect these and run again.`);
  }
  return JSON.parse(text) as NodeConfig;
}

export function readScenario(file: string): Step[] {
  const text = readText(file, "scenario");
  try {
    return parseScenario(text);
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    const list = error.problems.map((problem) => `  ${problem}`).join("\n");
    throw new Fault(EXIT.usage, `${file} can't be played as a scenario:\n${list}\nCorrect these and run again.`);
  }
}

/** Says what was tried and seen where there is no such file. */
export function readText(file: string, what: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const seen = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
    throw new Fault(EXIT.usage, `can't read the ${what} ${file} (${seen}). Check the path.`);
  }
}
