/** What was typed in earlier sessions: a file of the user's own, without any line that could hold a secret. */
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { Mask } from "../mask.ts";

const KEPT_LINES = 500;
const TELLS_A_SECRET = /secret|passw/i;

export function historyPath(env: NodeJS.ProcessEnv = process.env): string {
  const state = env["XDG_STATE_HOME"] || join(homedir(), ".local", "state");
  return join(state, "gas-canary", "history");
}

export class History {
  readonly #path: string;

  constructor(path: string = historyPath()) {
    this.#path = path;
  }

  /** Newest first, as node:readline has them. */
  read(): string[] {
    try {
      const lines = readFileSync(this.#path, "utf8").split("\n").filter(Boolean);
      const kept = lines.slice(-KEPT_LINES);
      if (lines.length > 2 * KEPT_LINES) writeFileSync(this.#path, `${kept.join("\n")}\n`, { mode: 0o600 });
      return kept.reverse();
    } catch {
      return [];
    }
  }

  /** `code`: with the lines before that it goes on from. A folder that can't be written to costs the history, not the session. */
  add(line: string, code = line): void {
    if (TELLS_A_SECRET.test(code) || new Mask().text(code) !== code || line.trim() === "") return;
    try {
      mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
      appendFileSync(this.#path, `${line}\n`, { mode: 0o600 });
    } catch {}
  }
}
