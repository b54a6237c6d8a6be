/** Options of the scripts under `test/`: a wrong one is said in a sentence, with all there are, and ends with exit code 2. */
import { type ParseArgsConfig, parseArgs } from "node:util";

type Options = NonNullable<ParseArgsConfig["options"]>;

/** Ends the process with what is wrong and what to do next: exit code 2, since 1 says that a run failed. */
export function usageError(message: string, usage: string): never {
  console.error(`${message}\n${usage}`);
  process.exit(2);
}

export function readFlags<const Given extends Options>(options: Given, usage: string) {
  const all = { ...options, help: { type: "boolean" } } as const;
  try {
    const { values } = parseArgs({ options: all });
    if (!("help" in values)) return values;
  } catch (error) {
    usageError((error as Error).message, usage);
  }
  console.log(usage);
  process.exit(0);
}

/** A whole number from `least` on. */
export function countOf(name: string, text: string, usage: string, least = 0): number {
  const value = Number(text);
  if (!(Number.isInteger(value) && value >= least))
    usageError(`--${name} ${text}: not a whole number from ${least} on`, usage);
  return value;
}
