/** `canary run` as a user starts it: a process of its own, its output and its exit code. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const LIMIT_MS = 60_000;

export interface Run {
  readonly exitCode: number | null;
  readonly out: string;
  readonly err: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Sends this signal once the output holds the text. */
  readonly signal?: { readonly when: string; readonly name: NodeJS.Signals };
}

export function canaryRun(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  return new Promise((done) => {
    const child = spawn(process.execPath, ["tools/canary.mjs", "run", ...args], {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...options.env },
    });
    const limit = setTimeout(() => child.kill("SIGKILL"), LIMIT_MS);
    let out = "";
    let err = "";
    let isSignalled = false;
    child.stdout.on("data", (text: Buffer) => {
      out += text;
      if (!options.signal || isSignalled || !out.includes(options.signal.when)) return;
      isSignalled = true;
      child.kill(options.signal.name);
    });
    child.stderr.on("data", (text: Buffer) => {
      err += text;
    });
    child.on("close", (exitCode) => {
      clearTimeout(limit);
      done({ exitCode, out, err });
    });
  });
}
