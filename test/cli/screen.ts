/** The command line in a terminal, as a person sees it: in tmux, of any width, typed into key by key. */
import { spawnSync } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { ROOT } from "./canary.ts";
import { secretIn } from "./secrets.ts";

const SCRIPT = fileURLToPath(new URL("../../tools/canary.mjs", import.meta.url));
const LOOK_MS = 50;
const LIMIT_MS = 20_000;

/** For the `skip` of a test: a word where there is no tmux. */
export const NO_TMUX = spawnSync("tmux", ["-V"]).error ? "no tmux here: terminals are not tested" : false;

export interface ScreenOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

let screens = 0;

export class Screen {
  readonly #server = `canary-${process.pid}-${++screens}`;
  readonly #words: string;

  constructor(args: readonly string[], { columns = 80, rows = 30, cwd = ROOT, env = {} }: ScreenOptions = {}) {
    this.#words = `canary ${args.join(" ")}`;
    const without = ["CI", "NO_COLOR", "FORCE_COLOR", "CANARY_PORT", "CANARY_DEVICE_SECRET", "CANARY_CONSOLE_PASSWORD"];
    const command = [
      "env",
      ...without.flatMap((name) => ["-u", name]),
      ...Object.entries(env).map(([name, value]) => `${name}=${value}`),
      process.execPath,
      SCRIPT,
      ...args,
    ];
    // What is left of it stays to be read until the server is killed.
    const shell = `${command.map(quoted).join(" ")}; echo "ended with $?"; exec cat`;
    this.#tmux("-f", "/dev/null", "new-session", "-d", "-x", `${columns}`, "-y", `${rows}`, "-c", cwd, shell);
  }

  /** All that it has shown, lines that were wrapped being whole again. */
  get text(): string {
    return this.#tmux("capture-pane", "-p", "-J", "-S", "-").replace(/\s+$/, "");
  }

  /** As it stands in the terminal. */
  get lines(): string[] {
    return this.#tmux("capture-pane", "-p").split("\n");
  }

  /** With its colours. */
  get raw(): string {
    return this.#tmux("capture-pane", "-p", "-e");
  }

  type(text: string): void {
    this.#tmux("send-keys", "-l", "--", text);
  }

  /** By tmux's names: `Enter`, `Down`, `C-c`. */
  key(...names: string[]): void {
    this.#tmux("send-keys", ...names);
  }

  async waitFor(pattern: RegExp, limitMs = LIMIT_MS): Promise<RegExpExecArray> {
    const until = Date.now() + limitMs;
    for (;;) {
      const { text } = this;
      const match = pattern.exec(text);
      if (match) return match;
      if (Date.now() > until || /^ended with \d+$/m.test(text))
        throw new Error(`${this.#words}: without ${pattern}. On the screen:\n${secretIn(text) ? "a secret" : text}`);
      await pause(LOOK_MS);
    }
  }

  /** Its exit code; fails where anything on the screen was a secret. */
  async ended(limitMs = LIMIT_MS): Promise<number> {
    const [, code] = await this.waitFor(/^ended with (\d+)$/m, limitMs);
    const shown = secretIn(this.text);
    if (shown) throw new Error(`${this.#words} has shown ${shown}`);
    return Number(code);
  }

  close(): void {
    spawnSync("tmux", ["-L", this.#server, "kill-server"]);
  }

  #tmux(...args: string[]): string {
    const { stdout, stderr, status } = spawnSync("tmux", ["-L", this.#server, ...args], { encoding: "utf8" });
    if (status !== 0) throw new Error(`tmux ${args[0]}: ${stderr}`);
    return stdout;
  }
}

const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;
