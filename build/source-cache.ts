/**
 * Loading TypeScript and lowering all of src takes over a second, and most files are as they were. What was made of a text
 * is kept beside the dependencies, under the hash of all it was made from; anything amiss with it means making it again.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const BUILD = fileURLToPath(new URL(".", import.meta.url));
const MODULES = join(BUILD, "../node_modules");
const FOLDER = join(MODULES, ".cache/gas-canary");

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
    readFileSync(join(MODULES, "typescript/package.json"), "utf8"),
    ...readdirSync(BUILD).map((name) => readFileSync(join(BUILD, name), "utf8")),
  ]);
  return tools;
}

function hash(parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}
