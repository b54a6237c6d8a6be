/** src + one board -> one ES5 file the board can run, its source map and its manifest. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { crc32 } from "node:zlib";
import type { BoardProfile } from "../src/hal.ts";
import { toArrows } from "./arrows.ts";
import {
  type BoardFile,
  boardPath,
  budgetBytes,
  type Dialect,
  dialectsOf,
  featuresOf,
  loadBoard,
  misfit,
} from "./boards.ts";
import { bundle } from "./bundle.ts";
import { callDirectly } from "./call-directly.ts";
import { closeReturns } from "./close-returns.ts";
import { joined } from "./compose-maps.ts";
import { dropArguments } from "./drop-arguments.ts";
import { dropDeclarations } from "./drop-declarations.ts";
import { BuildError } from "./errors.ts";
import { dropAliases, releaseAfterStart } from "./flat-names.ts";
import { foldChoices } from "./fold-choices.ts";
import { foldObjects } from "./fold-objects.ts";
import { prefixGlobalNames } from "./global-names.ts";
import { inlineOnce } from "./inline-once.ts";
import { keepHot } from "./keep-hot.ts";
import { minifyBundle } from "./minify.ts";
import { checkedSingletons } from "./once-made.ts";
import { oneUndefined } from "./one-undefined.ts";
import { writeOutput } from "./output.ts";
import { checkSubset } from "./subset.ts";

export interface BuildOptions {
  readonly boardId: string;
  /** The project's folder: holds src/, boards/ and package.json. */
  readonly root: string;
  /** Relative to `root`; `src/main.ts` when absent. */
  readonly entry?: string;
  /** Relative to `root` or absolute; `dist/<board>` when absent. */
  readonly outDir?: string;
  /** false: nothing touches the disk. */
  readonly write?: boolean;
  /** As for a board with so many variables: fewer than the platform's services take leave them out. */
  readonly jsVars?: number;
  /** The only cloud's dialect to have; what the board has room for when absent. */
  readonly dialect?: Dialect | undefined;
}

export interface Manifest {
  readonly board: string;
  readonly name: string;
  readonly version: string;
  readonly sha256: string;
  readonly crc32: string;
  /** As the device tells its version to the cloud, and as an image of it has to be called there. */
  readonly release: string;
  /** All of a cloud's services, and not the alarm's own alone. */
  readonly platform: boolean;
  /** Whether a bundle can come over the air. */
  readonly ota: boolean;
  readonly bytes: number;
  readonly budgetBytes: number;
  /** bytes / budgetBytes, rounded to a thousandth. */
  readonly budgetShare: number;
  readonly lacks: BoardProfile["lacks"];
  /** Clouds that it can speak to. */
  readonly dialects: readonly Dialect[];
}

export interface BuildResult {
  readonly text: string;
  /** JSON of the source map; its sources are paths relative to the project (`src/x.ts`). */
  readonly map: string;
  readonly manifest: Manifest;
  readonly outDir: string;
}

export async function buildFirmware(options: BuildOptions): Promise<BuildResult> {
  const { boardId, root, entry = "src/main.ts", dialect } = options;
  const boardFile = withVariables(await loadBoard(root, boardId), options.jsVars);
  checkFit(boardFile, boardId);
  const version = readVersion(root);

  const bundled = await bundle({ root, entry, boardPath: boardPath(root, boardId), boardFile, version, dialect });
  const flat = checkedSingletons(foldChoices(bundled));
  const readable = keepHot(inlineOnce(callDirectly(dropAliases(releaseAfterStart(foldObjects(flat))))));
  const minified = await minifyBundle(readable);
  const closed = closeReturns(prefixGlobalNames(minified, readable.hotNames));
  const findings = checkSubset(closed.code, joined(closed.maps));
  if (findings.length > 0) throw new BuildError(findings);
  // Behind the check, which wants every name declared.
  const { code: text, maps } = toArrows(
    dropArguments(oneUndefined(flat.singletons.length > 0 ? dropDeclarations(closed) : closed)),
  );
  const map = joined(maps);

  const manifest = makeManifest(boardFile, version, text, dialectsOf(boardFile, dialect));
  checkBudget(manifest, boardId);
  const outDir = options.outDir ? resolve(root, options.outDir) : join(root, "dist", boardId);
  if (options.write !== false) writeOutput({ text, map, manifest, outDir });
  return { text, map, manifest, outDir };
}

function withVariables(boardFile: BoardFile, jsVars = boardFile.profile.jsVars): BoardFile {
  return { ...boardFile, profile: { ...boardFile.profile, jsVars } };
}

function readVersion(root: string): string {
  return (JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string }).version;
}

function makeManifest(boardFile: BoardFile, version: string, text: string, dialects: Manifest["dialects"]): Manifest {
  const { board, profile } = boardFile;
  const bytes = Buffer.from(text, "latin1");
  const budget = budgetBytes(boardFile);
  const crc = crc32(bytes).toString(16).padStart(8, "0");
  return {
    board: board.id,
    name: profile.name,
    version,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    crc32: crc,
    release: `${version}-${crc}`,
    platform: featuresOf(boardFile).platform,
    ota: featuresOf(boardFile).ota && dialects.includes("aliyun"),
    bytes: bytes.length,
    budgetBytes: budget,
    budgetShare: Math.round((bytes.length / budget) * 1000) / 1000,
    lacks: profile.lacks,
    dialects,
  };
}

function checkFit(boardFile: BoardFile, boardId: string): void {
  const what = misfit(boardFile);
  if (!what) return;
  const remedy =
    "take a board that fits (`canary boards`), or put the figures of an Espruino that you built into the board file";
  throw new BuildError([
    { file: `boards/${boardId}.ts`, line: 1, what: `the bundle can't run there: ${what}`, remedy },
  ]);
}

function checkBudget(manifest: Manifest, boardId: string): void {
  if (manifest.bytes <= manifest.budgetBytes) return;
  throw new BuildError([
    {
      file: `boards/${boardId}.ts`,
      line: 1,
      what: `the bundle has ${manifest.bytes} bytes, ${manifest.bytes - manifest.budgetBytes} more than its budget of ${manifest.budgetBytes}`,
      remedy: "make src smaller, or raise bundleBudgetBytes if Storage has the room beside configuration and journal",
    },
  ]);
}
