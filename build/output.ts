/** What a build leaves on the disk. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { BuildResult } from "./firmware.ts";

/** Into its folder: bundle, source map and manifest. */
export function writeOutput({ outDir, text, map, manifest }: BuildResult): void {
  mkdirSync(outDir, { recursive: true });
  writeFileSync(join(outDir, "firmware.js"), text, "latin1");
  writeFileSync(join(outDir, "firmware.js.map"), map);
  writeFileSync(join(outDir, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
}
