/**
 * Loading TypeScript and lowering all of src takes over a second, and most files are as they were. What was made of a text
 * is kept under the hash of all it was made from; anything amiss with it means making it again.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";

const BUILD = fileURLToPath(new URL(".", import.meta.url));
const FOLDER = join(cacheHome(), "gas-canary");

/** Beside the dependencies in a checkout; of an installed package they may belong to somebody else. */
function cacheHome(): string {
  if (!BUILD.split(sep).includes("node_modules")) return join(BUILD, "../node_modules/.cache");
  return process.env["XDG_CACHE_HOME"] || process.env["LOCALAPPDATA"] || join(homedir(), ".cache");
}

export async function cached<T>(madeFrom: readonly string[], make: () => Promise<T>): Promise<T> {
  const path = join(FOLDER, `${hash([toolsHash(), ...madeFrom])}.json`);
  try {
    return JSON.parse(readFileSync(path, "utf8")) as T;
  } catch {
    const made = await make();
    keep(path, JSON.stringify(made));
    return made;
  }
}

function keep(path: string, text: string): void {
  try {
    mkdirSync(FOLDER, { recursive: true });
    // Two builds may run at once: a reader must never see half a file.
    const draft = `${path}.${process.pid}`;
    writeFileSync(draft, text);
    renameSync(draft, path);
  } catch {
    // A folder that can't be written costs time only.
  }
}

let tools: string | undefined;

/** The compiler and the rules themselves: when they change, nothing kept is worth anything. */
function toolsHash(): string {
  tools ??= hash([
    (createRequire(import.meta.url)("typescript/package.json") as { version: string }).version,
    ...readdirSync(BUILD).map((name) => readFileSync(join(BUILD, name), "utf8")),
  ]);
  return tools;
}

function hash(parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}
