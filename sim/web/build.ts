/** The page as files: made by Vite from `page/`, and not made again while nothing of it has changed. A package has them already. */
import { createHash, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Plugin } from "vite";

export interface PageBuild {
  /** What holds the page's sources, its server's and the packages' versions; where the package itself is, unless given. */
  readonly root?: string;
  /** Into it. */
  readonly folder?: string;
}

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PAGE = "sim/web/page";
/** In the built page: each file that it was made of, with its digest. */
const STAMP = "sources.json";
const PACKAGES = "packages";

export const PAGE_FOLDER = join(ROOT, "dist/web");

/** Returns the folder of the built page. Throws where it can neither be found nor made. */
export async function builtPage({ root = ROOT, folder = PAGE_FOLDER }: PageBuild = {}): Promise<string> {
  if (isFresh(root, folder)) return folder;
  const { build } = await import("vite").catch(() => {
    throw new Error(
      `the page's files in ${folder} are missing or of another version, and Vite, which makes them, is not here`,
    );
  });
  const made = new Set<string>();
  // Beside its place: whoever looks meanwhile, or makes it too, finds a whole page or none.
  const beside = `${folder}-${randomUUID()}`;
  mkdirSync(beside, { recursive: true });
  try {
    await build({
      configFile: join(root, PAGE, "vite.config.ts"),
      root: join(root, PAGE),
      logLevel: "error",
      plugins: [noteSources(root, made)],
      build: { outDir: beside, emptyOutDir: true },
    });
    writeFileSync(join(beside, STAMP), stampOf(root, [...made]));
    putInPlace(beside, folder, () => isFresh(root, folder));
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
  return folder;
}

function isFresh(root: string, folder: string): boolean {
  const file = join(folder, STAMP);
  if (!existsSync(file) || !existsSync(join(folder, "index.html"))) return false;
  const text = readFileSync(file, "utf8");
  return text === stampOf(root, sourcesIn(text));
}

function sourcesIn(stamp: string): string[] {
  try {
    return Object.keys(JSON.parse(stamp) as object).filter((name) => name !== PACKAGES);
  } catch {
    return [];
  }
}

/** Of what the page's folder holds, and of what came into it from elsewhere. */
function stampOf(root: string, sources: readonly string[]): string {
  const names = [...new Set([...filesIn(root, PAGE), ...sources])].sort();
  const digests = names.map((name) => [name, digestOf(join(root, name))]);
  return JSON.stringify({ ...Object.fromEntries(digests), [PACKAGES]: versionsOf(root) }, null, 1);
}

function digestOf(path: string): string {
  return existsSync(path) ? createHash("sha256").update(readFileSync(path)).digest("hex") : "gone";
}

/** Of the packages that are built into it. */
function versionsOf(root: string): unknown {
  return (JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { devDependencies?: unknown })
    .devDependencies;
}

function filesIn(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesIn(root, name) : [name];
  });
}

/** Whatever of the project goes into the page: it shares some with its server. */
function noteSources(root: string, made: Set<string>): Plugin {
  return {
    name: "note-sources",
    generateBundle() {
      for (const id of this.getModuleIds()) {
        const name = relative(root, id.replace(/\?.*$/, "")).replaceAll(sep, "/");
        if (!/^\.\.\/|^\0|node_modules\//.test(name) && existsSync(join(root, name))) made.add(name);
      }
    },
  };
}

/** Another process may be at it too: whoever comes second leaves what the first has put there. */
function putInPlace(beside: string, folder: string, isDone: () => boolean): void {
  const old = `${beside}.old`;
  for (let tries = 0; tries < 5; tries++) {
    try {
      if (existsSync(folder)) renameSync(folder, old);
    } catch {
      // The other one was faster.
    }
    try {
      renameSync(beside, folder);
      rmSync(old, { recursive: true, force: true });
      return;
    } catch (error) {
      rmSync(old, { recursive: true, force: true });
      if (isDone()) return;
      if (tries === 4) throw error;
    }
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  console.error(await builtPage());
}
