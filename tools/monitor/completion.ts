/** Tab: what `canary` has on this device, the keys of its configuration, and the monitor's own commands. */
import type { Repl } from "../device/repl.ts";

const NAMES = '(typeof canary=="object"?Object.keys(canary):[])';
const CONFIG = '(typeof canary=="object"&&canary.config?canary.config():{})';
const WORD = /[\w.$]*$/;
const KEY = /canary\.config\(\s*["']([\w.]*)$/;

export interface Known {
  /** `status`, `at`. */
  readonly names: readonly string[];
  /** `gas.sensor`. */
  readonly keys: readonly string[];
}

export async function askKnown(repl: Repl): Promise<Known> {
  const names = await repl.ask<string[]>(NAMES, undefined, "what canary has");
  const config = await repl.ask<Record<string, unknown>>(CONFIG, undefined, "the keys of the configuration");
  return { names: names.sort(), keys: pathsOf(config) };
}

function pathsOf(value: unknown, path = ""): string[] {
  if (!value || typeof value !== "object" || Array.isArray(value)) return path === "" ? [] : [path];
  return Object.entries(value).flatMap(([key, one]) => pathsOf(one, path === "" ? key : `${path}.${key}`));
}

/** As node:readline wants it: what may stand there, and the piece that it stands for. */
export function complete(line: string, known: Known, commands: readonly string[]): [fitting: string[], piece: string] {
  if (line.startsWith(":")) return [commands.filter((name) => name.startsWith(line)), line];
  const key = KEY.exec(line)?.[1];
  if (key !== undefined) return [known.keys.filter((one) => one.startsWith(key)), key];
  const word = WORD.exec(line)?.[0] ?? "";
  const words = known.names.map((name) => `canary.${name}(`);
  // One point short: the next Tab lists them all.
  const isBegun = word !== "" && "canary.".startsWith(word) && word !== "canary.";
  const fitting =
    isBegun && words.length > 0 ? ["canary."] : words.filter((name) => word !== "" && name.startsWith(word));
  return [fitting, word];
}
