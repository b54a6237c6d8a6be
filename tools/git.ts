/** What git makes of a file that is there or is to be; "none" where it is ignored, in no repository, or there is no git. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";

const LIMIT_MS = 5000;

export function gitStateOf(file: string): "tracked" | "unignored" | "none" {
  const path = resolve(file);
  let folder = dirname(path);
  while (!existsSync(folder)) folder = dirname(folder);
  const git = (...args: string[]) =>
    spawnSync("git", [...args, path], { cwd: folder, stdio: "ignore", timeout: LIMIT_MS }).status;
  if (git("ls-files", "--error-unmatch", "--") === 0) return "tracked";
  // 0 ignored, 1 not, 128 no repository.
  return git("check-ignore", "-q", "--") === 1 ? "unignored" : "none";
}
