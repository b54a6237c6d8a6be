/** Instructions of the interpreter, counted by valgrind's callgrind: repeatable to about 1 %, whatever the machine's load. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Interpreter, writeStorage } from "../../tools/interpreter.ts";
import { program } from "../cloud/mosquitto.ts";

const RUN_TIMEOUT_MS = 300_000;

export interface Counted {
  readonly instructions: number;
  /** What the program printed between `@@`. */
  readonly said: string;
}

/**
 * A board's flash is mapped into its memory; the Linux build's is a file, opened anew for each few bytes, and that would be
 * most of the count. So the code is put into one block of memory and run from there, as from mapped flash: functions are
 * pointers into it. On a 64-bit build the interpreter cannot name such an address, and runs a copy in its variables.
 */
export function fromMappedMemory(code: string, bits: 32 | 64): Readonly<Record<string, string>> {
  const flat = 'var code=E.toString(require("Storage").read("code.js"));';
  const run = bits === 32 ? "eval(E.memoryArea(E.getAddressOf(code,true),code.length));" : "eval(code);";
  return { "code.js": code, ".bootcde": flat + run };
}

/** Runs what is in Storage until it prints `@@...@@` and quits. */
export async function count(interpreter: string, files: Readonly<Record<string, string>>): Promise<Counted> {
  const dir = mkdtempSync(join(tmpdir(), "canary-callgrind-"));
  const out = join(dir, "callgrind.out");
  try {
    await writeStorage(interpreter, dir, files);
    const valgrind = [program("valgrind", "valgrind"), "--tool=callgrind", `--callgrind-out-file=${out}`, interpreter];
    const run = new Interpreter(valgrind as [string, ...string[]], dir);
    try {
      const [, said = ""] = await run.waitFor(/@@(.*)@@/, RUN_TIMEOUT_MS, "end of the run under callgrind");
      if (/Uncaught|ASSERT/.test(run.output)) throw new Error(`the run failed:\n${run.output.slice(-2000)}`);
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
