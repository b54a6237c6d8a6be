/** The bundle that `canary build` would make now, without making it again where nothing has changed since the last time. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Dialect } from "../build/boards.ts";
import type { BuildResult } from "../build/firmware.ts";
import { cached } from "../build/source-cache.ts";

const FOLDERS = ["src", "boards"];
/** An installed package has no lock. */
const FILES = ["package.json", "package-lock.json"];

/** Nothing is written to `dist`; `dialect` as in `canary build`. Throws what `buildFirmware` throws. */
export async function firmwareFor(boardId: string, root: string, dialect?: Dialect): Promise<BuildResult> {
  const texts = [
    ...FOLDERS.flatMap((folder) => filesIn(join(root, folder))),
    ...FILES.map((file) => join(root, file)).filter(existsSync),
  ]
    .sort()
    .map((path) => `${path.slice(root.length)}\n${readFileSync(path, "utf8")}`);
  return cached(["firmware", boardId, dialect ?? "", ...texts], async () => {
    const { buildFirmware } = await import("../build/firmware.ts");
    return buildFirmware({ boardId, root, write: false, dialect });
  });
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesIn(path) : [path];
  });
}
