/**
 * The package as npm installs it, without a network: what `npm pack` has put into the archive, and beside it those packages,
 * and no others, that the lock file holds for use. All real files, outside of the project, so that nothing is found there.
 */
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "./canary.ts";

export interface Installed {
  /** All of it is in here. */
  readonly folder: string;
  readonly package: string;
  /** What the user's PATH leads to. */
  readonly bin: string;
  /** In the archive, beginning with "package/". */
  readonly files: readonly string[];
}

export function install(): Installed {
  const folder = mkdtempSync(join(tmpdir(), "canary-pack-"));
  const npm = (...args: string[]) => execFileSync("npm", args, { cwd: ROOT, encoding: "utf8", stdio: "pipe" });
  // The project's .npmrc keeps packages' scripts from running; its own `prepack` makes the page.
  const told = npm("pack", "--json", "--ignore-scripts=false", "--pack-destination", folder);
  const [{ filename, files }] = JSON.parse(told.slice(told.search(/^\[$/m))) as [
    { filename: string; files: { path: string }[] },
  ];
  const modules = join(folder, "lib/node_modules");
  mkdirSync(modules, { recursive: true });
  execFileSync("tar", ["-xzf", join(folder, filename), "-C", modules]);
  const home = join(modules, "gas-canary");
  renameSync(join(modules, "package"), home);
  for (const path of usedPackages()) {
    const from = join(ROOT, path);
    cpSync(from, join(home, path), {
      recursive: true,
      filter: (file) => !file.slice(from.length).includes("node_modules"),
    });
  }
  mkdirSync(join(folder, "bin"));
  const bin = join(folder, "bin/canary");
  symlinkSync(join(home, "tools/canary.mjs"), bin);
  return { folder, package: home, bin, files: files.map(({ path }) => path) };
}

/** What npm installs for the use of the package; of what is optional, as much as may fail to install, only the compiler's own. */
function usedPackages(): string[] {
  const lock = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as {
    packages: Record<string, { dev?: boolean; devOptional?: boolean; optional?: boolean }>;
  };
  return Object.entries(lock.packages)
    .filter(([path, { dev, devOptional, optional }]) => {
      if (!path.startsWith("node_modules/") || dev || devOptional) return false;
      return !optional || (path.includes("/@esbuild/") && existsSync(join(ROOT, path)));
    })
    .map(([path]) => path);
}
