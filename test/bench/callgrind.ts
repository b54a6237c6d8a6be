/** Instructions of the interpreter, counted by valgrind's callgrind: repeatable to about 1 %, whatever the machine's load. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Interpreter, writeStorage } from "../../tools/interpreter.ts";
import { program } from "../cloud/mosquitto.ts";

const RUN_TIMEOUT_MS = 900_000;

export interface Counted {
  readonly instructions: number;
  /** What the program printed between `@@`. */
  readonly said: string;
}

/**
 * A board's flash is mapped into its memory; the Linux build's is a file, opened anew for every few bytes of code, which
 * would be most of the count. What happens inside that function is left out, so that a fetch costs nothing, as there.
 */
const FLASH_READ = "jshFlashRead";
const WITHOUT_FLASH_READ = [`--toggle-collect=${FLASH_READ}`, "--collect-atstart=yes"];

/** An interpreter without symbols does not show callgrind where it reads its flash. */
export function hasSymbols(interpreter: string): boolean {
  return readFileSync(interpreter).includes(FLASH_READ);
}

/** Runs what is in Storage until it prints `@@...@@` and quits. */
export async function count(interpreter: string, files: Readonly<Record<string, string>>): Promise<Counted> {
  const dir = mkdtempSync(join(tmpdir(), "canary-callgrind-"));
  const out = join(dir, "callgrind.out");
  try {
    await writeStorage(interpreter, dir, files);
    const options = ["--tool=callgrind", `--callgrind-out-file=${out}`, ...WITHOUT_FLASH_READ];
    const run = new Interpreter([program("valgrind", "valgrind"), ...options, interpreter], dir);
    try {
      const [end, said = ""] = await run.waitFor(
        /@@(.*)@@|(?:Uncaught|ASSERT)[^>]*>/,
        RUN_TIMEOUT_MS,
        "end under callgrind",
      );
      if (!end.startsWith("@@")) throw new Error(`the run failed: ${end}`);
      await within(run.exited, RUN_TIMEOUT_MS);
      return { instructions: totalOf(readFileSync(out, "latin1")), said };
    } finally {
      await run.kill();
    }
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** What one more round costs: the difference between `rounds` and twice as many, so that start and end cancel out. */
export async function countRound(
  interpreter: string,
  files: Readonly<Record<string, string>>,
  rounds: number,
): Promise<Counted> {
  const run = (times: number) =>
    count(interpreter, { ...files, ".boot0": `var rounds=${times};${files[".boot0"] ?? ""}` });
  const [once, twice] = await Promise.all([run(rounds), run(2 * rounds)]);
  return { instructions: (twice.instructions - once.instructions) / rounds, said: twice.said };
}

function totalOf(callgrindOut: string): number {
  const [, total] = /^(?:totals|summary): (\d+)/m.exec(callgrindOut) ?? [];
  if (!total) throw new Error("callgrind's output file has no total");
  return Number(total);
}

function within(work: Promise<void>, ms: number): Promise<void> {
  return new Promise((done, failed) => {
    const timer = setTimeout(() => failed(new Error(`not ended within ${ms / 1000} s`)), ms);
    work.then(() => {
      clearTimeout(timer);
      done();
    });
  });
}
