/**
 * Where a secret comes from: a file, standard input, an environment variable, or a prompt without echo. Never the value of a
 * flag: the shell's history keeps those, and every process of the machine can read them.
 */
import { readFileSync } from "node:fs";
import { CommanderError, Option } from "commander";
import { EXIT, Fault } from "./fault.ts";

export interface SecretSources {
  /** As in a message: "device secret". */
  readonly what: string;
  /** `-`: standard input. */
  readonly file: string | undefined;
  /** The environment's name for it. */
  readonly variable: string;
  /** What to read it from instead of asking, where something else has it already. */
  readonly known?: unknown;
}

/** A file or standard input goes before what is known, that before the environment; a prompt is the last. */
export async function readSecret({ what, file, variable, known }: SecretSources): Promise<string> {
  if (file !== undefined) return fromFile(what, file);
  if (known !== undefined) return String(known);
  const inEnvironment = process.env[variable];
  if (inEnvironment) return inEnvironment;
  if (process.stdin.isTTY) return askSecret(what);
  throw new Fault(
    EXIT.usage,
    `No ${what} was given, and there is no terminal to ask at. Put it in a file (--secret-file <file>), in standard input (--secret-file -), in the configuration (--config <file>), or in $${variable}.`,
  );
}

/** Only a line's end is taken off: a space may be part of it. */
function fromFile(what: string, file: string): string {
  try {
    const secret = readFileSync(file === "-" ? 0 : file, "utf8").replace(/\r?\n$/, "");
    if (secret !== "") return secret;
  } catch (error) {
    const seen = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
    throw new Fault(EXIT.usage, `can't read the ${what} from ${file} (${seen}). Check the path.`);
  }
  throw new Fault(EXIT.usage, `${file === "-" ? "standard input" : file} is empty: no ${what} in it.`);
}

/** At a terminal, without echo. */
export async function askSecret(what: string): Promise<string> {
  const { password } = await import("@inquirer/prompts");
  try {
    // Standard output is the answer's.
    return await password({ message: `${what}:`, mask: "*" }, { output: process.stderr });
  } catch (error) {
    if ((error as Error).name !== "ExitPromptError") throw error;
    throw new Fault(EXIT.failed, `Left at the question for the ${what}; nothing was done.`);
  }
}

/** Knows the flags that people try, to say what to do instead; the value is neither kept nor shown. */
export function refusedSecretFlag(flag: string): Option {
  return new Option(`${flag} [value]`)
    .hideHelp()
    .preset("")
    .argParser(() => {
      const why = `${flag} takes no secret: it would stay in the shell's history, and any process could read it. Use --secret-file <file>, --secret-file - for standard input, $CANARY_DEVICE_SECRET, or leave it out and be asked.`;
      process.stderr.write(`${why}\n`);
      throw new CommanderError(EXIT.usage, "canary.secretFlag", why);
    });
}
