/**
 * The command line as a person starts it: a process of its own. Whatever it prints, in any run of any test, is looked
 * through for secrets (`secrets.ts`), and the run fails with one.
 */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { secretIn } from "./secrets.ts";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SCRIPT = fileURLToPath(new URL("../../tools/canary.mjs", import.meta.url));
const LIMIT_MS = 240_000;

export interface Run {
  /** null where a signal ended it. */
  readonly exitCode: number | null;
  readonly out: string;
  readonly err: string;
}

export interface RunOptions {
  /** Where it is started; the project's folder unless given. */
  readonly cwd?: string;
  /** Beside the environment of the test, less all that would make the run another one. */
  readonly env?: Readonly<Record<string, string>>;
  /** Written at once, and then closed; without it the input is empty. */
  readonly stdin?: string;
  readonly limitMs?: number;
  /** The password of a login is what the run is for (`canary sign`); the device's secret never is. */
  readonly showsLogin?: boolean;
  /** Another script than the project's own: an installed one. */
  readonly script?: string;
}

/** From start to end. Rejects when it has not ended within the limit, or has shown a secret. */
export function canary(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  return new Running(args, options, true).ended;
}

/** One that is spoken to while it runs: its input stays open. */
export function startCanary(args: readonly string[], options: RunOptions = {}): Running {
  return new Running(args, options, false);
}

export class Running {
  out = "";
  err = "";
  readonly ended: Promise<Run>;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #watchers = new Set<() => void>();
  readonly #words: string;
  #isOver = false;

  constructor(args: readonly string[], options: RunOptions, endsInput: boolean) {
    this.#words = `canary ${args.join(" ")}`;
    const child = spawn(process.execPath, [options.script ?? SCRIPT, ...args], {
      cwd: options.cwd ?? ROOT,
      env: { ...plainEnv(), ...options.env },
      stdio: "pipe",
    });
    this.#child = child;
    // One that ends without reading closes its input.
    child.stdin.on("error", () => {});
    if (options.stdin !== undefined) child.stdin.write(options.stdin);
    if (endsInput) child.stdin.end();
    child.stdout.on("data", (bytes: Buffer) => this.#take("out", bytes));
    child.stderr.on("data", (bytes: Buffer) => this.#take("err", bytes));
    this.ended = this.#end(options);
    // Whoever only waits for a text has no use for it; whoever awaits it gets the rejection all the same.
    this.ended.catch(() => {});
  }

  type(text: string): void {
    this.#child.stdin.write(text);
  }

  closeInput(): void {
    this.#child.stdin.end();
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** Until what was printed, on either stream, matches. */
  waitFor(pattern: RegExp, timeoutMs = 20_000): Promise<RegExpExecArray> {
    return new Promise((done, failed) => {
      const end = (act: () => void) => {
        clearTimeout(timer);
        this.#watchers.delete(look);
        act();
      };
      const refuse = (why: string) => end(() => failed(new Error(`${this.#words}: ${why} ${pattern}.${this.#seen()}`)));
      const look = () => {
        const match = pattern.exec(this.out) ?? pattern.exec(this.err);
        if (match) end(() => done(match));
        else if (this.#isOver) refuse("ended before");
      };
      const timer = setTimeout(() => refuse(`${timeoutMs / 1000} s without`), timeoutMs);
      this.#watchers.add(look);
      look();
    });
  }

  #take(stream: "out" | "err", bytes: Buffer): void {
    this[stream] += bytes;
    for (const watcher of [...this.#watchers]) watcher();
  }

  async #end({ limitMs = LIMIT_MS, showsLogin = false }: RunOptions): Promise<Run> {
    let isLate = false;
    const limit = setTimeout(() => {
      isLate = true;
      this.#child.kill("SIGKILL");
    }, limitMs);
    const exitCode = await new Promise<number | null>((done) => this.#child.once("close", done));
    clearTimeout(limit);
    this.#isOver = true;
    for (const watcher of [...this.#watchers]) watcher();
    const shown = secretIn(this.out, { showsLogin }) ?? secretIn(this.err, { showsLogin });
    if (shown) throw new Error(`${this.#words} has shown ${shown}`);
    if (isLate) throw new Error(`${this.#words} had not ended after ${limitMs / 1000} s.${this.#seen()}`);
    return { exitCode, out: this.out, err: this.err };
  }

  #seen(): string {
    if (secretIn(this.out) ?? secretIn(this.err)) return " What it printed holds a secret.";
    return `\nstdout: ${this.out.slice(-1500)}\nstderr: ${this.err.slice(-1500)}`;
  }
}

/** Nothing of the person's own settings, nor of the place the tests run in. */
function plainEnv(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(CANARY_|ESPRUINO$|NODE_TEST|NO_COLOR$|FORCE_COLOR$|CI$)/.test(name),
  );
  return Object.fromEntries(kept);
}
