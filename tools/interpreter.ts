/**
 * Espruino's Linux build as a program: found, filled (its flash is a file in the working directory) and spoken to over its
 * REPL. It ignores SIGTERM and, at the end of its input, prints without end: every wait here has a bound, and every end is
 * a SIGKILL.
 */
import { type ChildProcessWithoutNullStreams, execFile, spawn } from "node:child_process";
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";

export const HOW_TO_GET_ESPRUINO =
  "Build it from github.com/espruino/Espruino with `BOARD=LINUX make`, then put the path of its executable in $ESPRUINO, " +
  "or the executable on the PATH as espruino-linux.";

export interface InterpreterInfo {
  readonly path: string;
  readonly version: string;
  /** 32 where a variable has a board's size (12 to 16 bytes), else 64. */
  readonly bits: 32 | 64;
  readonly variables: number;
  readonly variableBytes: number;
}

/** $ESPRUINO, else `espruino-linux` of the PATH; undefined with neither. A path that is given and wrong is an error. */
export function findInterpreter(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const given = env["ESPRUINO"];
  if (given) {
    if (isExecutable(given)) return resolve(given);
    throw new Error(`$ESPRUINO is ${given}, and that is no executable file. ${HOW_TO_GET_ESPRUINO}`);
  }
  return (env["PATH"] ?? "")
    .split(delimiter)
    .map((folder) => join(folder, "espruino-linux"))
    .find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const SCRIPT_TIMEOUT_MS = 20_000;
const CHUNK_CHARS = 1024;

/** Runs a script that ends by itself and returns what it printed. */
export function runScript(interpreter: string, dir: string, script: string): Promise<string> {
  const path = join(dir, "script.js");
  writeFileSync(path, `${script}\nquit();\n`, "latin1");
  return new Promise((done, failed) => {
    const options = { cwd: dir, timeout: SCRIPT_TIMEOUT_MS, killSignal: "SIGKILL", encoding: "latin1" } as const;
    const child = execFile(interpreter, [path], options, (error, output) => {
      if (error) failed(new Error(`${interpreter} ${path}: ${error.message}\n${output.slice(-2000)}`));
      else if (/Uncaught|ASSERT/.test(output)) failed(new Error(`the script failed: ${output.slice(-2000)}`));
      else done(output);
    });
    child.stdin?.on("error", () => {});
  });
}

/**
 * Writes files into the Storage of the interpreter that works in `dir`. In one run, since the next would begin with what this
 * one has written; by pieces of a file beside it, since the script is in its memory as a whole, and since the REPL takes a
 * wrong character now and then: the build's thread for the input shares a buffer with the interpreter, without a lock.
 */
export async function writeStorage(interpreter: string, dir: string, files: Readonly<Record<string, string>>) {
  const writes = Object.entries(files).map(([name, text], i) => {
    const path = join(dir, `file${i}`);
    writeFileSync(path, text, "latin1");
    return `fill(${JSON.stringify(name)},${JSON.stringify(path)},${text.length});`;
  });
  const fill = `function fill(name,path,chars){
var file=E.openFile(path,"r");
for(var at=0;at<chars;at+=${CHUNK_CHARS})if(!require("Storage").write(name,file.read(${CHUNK_CHARS}),at,chars))throw "full";
file.close();
}`;
  await runScript(interpreter, dir, [fill, ...writes].join("\n"));
}

/** Which interpreter this is. */
export async function describeInterpreter(path: string): Promise<InterpreterInfo> {
  const dir = mkdtempSync(join(tmpdir(), "canary-espruino-"));
  try {
    const output = await runScript(path, dir, 'print("@@"+JSON.stringify([process.version,process.memory()])+"@@");');
    const [, json = "null"] = /@@(.*)@@/.exec(output) ?? [];
    const [version, memory] = JSON.parse(json) as [string, { total: number; blocksize: number }];
    const bits = memory.blocksize > 16 ? 64 : 32;
    return { path, version, bits, variables: memory.total, variableBytes: memory.blocksize };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

const ASK_TIMEOUT_MS = 5000;
const KEPT_CHARS = 1_000_000;

/** A running interpreter; what is in its Storage runs first. */
export class Interpreter {
  /** All that it printed, errors too. */
  output = "";
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #watchers = new Set<() => void>();
  readonly exited: Promise<void>;
  #asked = 0;
  #isDead = false;

  /** `command`: the interpreter, after whatever wraps it (valgrind). */
  constructor(command: readonly [string, ...string[]], dir: string) {
    const [program, ...args] = command;
    const child = spawn(program, args, { cwd: dir, stdio: "pipe" });
    this.#child = child;
    const kill = () => child.kill("SIGKILL");
    process.once("exit", kill);
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes: Buffer) => this.#take(bytes));
    child.stdin.on("error", () => {});
    this.exited = new Promise((done) => {
      const ended = () => {
        this.#isDead = true;
        process.off("exit", kill);
        this.#tell();
        done();
      };
      child.once("close", ended);
      child.once("error", (error) => {
        this.output += error.message;
        ended();
      });
    });
  }

  /** A line typed into the REPL, without echo. */
  type(line: string): void {
    this.send(`\x10${line}\n`);
  }

  /** Bytes as they are. */
  send(bytes: string): void {
    this.#child.stdin.write(bytes, "latin1");
  }

  /** The value of an expression, by way of JSON. */
  async ask<T = unknown>(expression: string, timeoutMs = ASK_TIMEOUT_MS): Promise<T> {
    const mark = `@${++this.#asked}@`;
    this.type(`print("${mark}"+JSON.stringify(${expression})+"@")`);
    const [, json = ""] = await this.waitFor(new RegExp(`${mark}(.*)@\r?\n`), timeoutMs, expression);
    return (json === "undefined" ? undefined : JSON.parse(json)) as T;
  }

  /** Waits until all that was printed matches; `from`: only what stands behind that many characters. */
  waitFor(pattern: RegExp, timeoutMs: number, what = String(pattern), from = 0): Promise<RegExpExecArray> {
    return new Promise((done, failed) => {
      const end = (act: () => void) => {
        clearTimeout(timer);
        this.#watchers.delete(look);
        act();
      };
      // Behind a failed assertion it prints all of its memory.
      const tail = () => [...(/^.*ASSERT.*$/m.exec(this.output) ?? []), this.output.slice(-1500)].join("\n");
      const look = () => {
        const match = pattern.exec(this.output.slice(from));
        if (match) end(() => done(match));
        else if (this.#isDead) end(() => failed(new Error(`the interpreter ended before ${what}:\n${tail()}`)));
      };
      const late = () => end(() => failed(new Error(`no ${what} within ${timeoutMs / 1000} s. Console:\n${tail()}`)));
      const timer = setTimeout(late, timeoutMs);
      this.#watchers.add(look);
      look();
    });
  }

  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.exited;
  }

  #take(bytes: Buffer): void {
    this.output = (this.output + bytes.toString("latin1")).slice(-KEPT_CHARS);
    this.#tell();
  }

  #tell(): void {
    for (const watcher of [...this.#watchers]) watcher();
  }
}
