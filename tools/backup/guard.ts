/** Whether a file with secrets may stand at a path: not where the next `git add` would take it along. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { EXIT, Fault } from "../fault.ts";

const GIT_TIMEOUT_MS = 5000;

export function refuseInGit(path: string): void {
  const file = resolve(path);
  let folder = dirname(file);
  while (!existsSync(folder)) folder = dirname(folder);
  const git = (...args: string[]) =>
    spawnSync("git", ["-C", folder, ...args], { timeout: GIT_TIMEOUT_MS, encoding: "utf8" });
  // Without git nothing is added to it.
  if (git("rev-parse", "--is-inside-work-tree").stdout?.trim() !== "true") return;
  if (git("check-ignore", "--quiet", "--", file).status === 0) return;
  throw new Fault(
    EXIT.failed,
    `${path} would hold the device's secret, and stands in a git repository that does not ignore it. Name a place outside (--out), add it to .gitignore, or leave the secrets out (--no-secrets).`,
  );
}
