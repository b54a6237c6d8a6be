/** What git makes of a file that is there or is to be; without git, or outside of a repository, there is nothing to say. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";

const LIMIT_MS = 5000;

export function gitStateOf(file: string): "tracked" | "ignored" | "unignored" | "none" {
  const path = resolve(file);
  let folder = dirname(path);
  while (!existsSync(folder)) folder = dirname(folder);
  const git = (...args: string[]) =>
    spawnSync("git", [...args, path], { cwd: folder, stdio: "ignore", timeout: LIMIT_MS }).status;
  if (git("ls-files", "--error-unmatch", "--") === 0) return "tracked";
  // 0 ignored, 1 not, 128 no repository.
  const status = git("check-ignore", "-q", "--");
  return status === 0 ? "ignored" : status === 1 ? "unignored" : "none";
}
