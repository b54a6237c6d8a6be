/** `canary sim` as a test starts it: a virtual board of its own folder, its REPL on a TCP port. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { type Running, type RunOptions, startCanary } from "./canary.ts";

export interface SimBoard {
  /** For `--port`. */
  readonly url: string;
  /** Holds the flash; the working folder of verbs that use the port `sim`. */
  readonly folder: string;
  readonly process: Running;
}

export function tempFolder(test: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "canary-cli-"));
  test.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export async function startSim(
  test: TestContext,
  args: readonly string[] = [],
  options: RunOptions = {},
): Promise<SimBoard> {
  const folder = options.cwd ?? tempFolder(test);
  const process = startCanary(["sim", "--json", ...args], { ...options, cwd: folder });
  test.after(async () => {
    process.signal("SIGINT");
    await process.ended;
  });
  const [, url = ""] = await process.waitFor(/"port":"(tcp:[^"]+)"/);
  return { url, folder, process };
}
