/** `src/main.ts` with any board, bundled plainly: what is tested is what the source says, not what the build makes of it. */
import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type OnLoadResult, type Plugin } from "esbuild";
import type { BoardFile, Dialect } from "../../build/boards.ts";
import { constantsOf, resolveTs } from "../../build/bundle.ts";
import { templatesToSums } from "../../build/lower.ts";
import { ts } from "../../build/typescript.ts";
import type { Board } from "../../src/hal.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Set by the coverage run: puts counters into a source, and takes what they have counted. */
export interface Counting {
  instrument(file: string): string;
  add(counts: Readonly<Record<string, readonly number[]>>): void;
}
export const counting = (globalThis as { counting?: Counting }).counting;

/** What the line of the console begins with that has the counts of a run which ends. */
export const COUNTED = "counted ";

/** In the realm of the board: the counters, and the names that the build puts in. */
function preludeOf(boardFile: BoardFile, dialect?: Dialect): string {
  const constants = Object.entries(constantsOf(boardFile, "1.2.3", dialect));
  const lines = constants.map(([name, value]) => `var ${name} = ${value};`);
  const counters = `var coverage = {};
function coverageOf(file, points) {
  coverage[file] = [];
  for (var i = 0; i < points; i++) coverage[file].push(0);
  return coverage[file];
}
(function (reboot) {
  E.reboot = function () {
    print(${JSON.stringify(COUNTED)} + JSON.stringify(coverage));
    reboot();
  };
})(E.reboot);`;
  return [...lines, counting ? counters : "", ""].join("\n");
}

const bundles = new Map<string, Promise<string>>();

/** `dialect`: the only one to have; what the board has room for unless given. */
export function mainBundle(boardFile: BoardFile, dialect?: Dialect): Promise<string> {
  const key = JSON.stringify([boardFile, dialect]);
  const made = bundles.get(key) ?? bundleOf(boardFile, dialect);
  bundles.set(key, made);
  return made;
}

async function bundleOf(boardFile: BoardFile, dialect?: Dialect): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: [join(ROOT, "src/main.ts")],
    bundle: true,
    write: false,
    format: "cjs",
    target: "es5",
    platform: "node",
    charset: "ascii",
    // Not its names: a short one may be that of a pin.
    minifyWhitespace: true,
    logLevel: "silent",
    tsconfigRaw: {},
    plugins: [plainly(boardFile.board)],
  });
  return preludeOf(boardFile, dialect) + (outputFiles[0]?.text ?? "").replace('"use strict";', "");
}

function plainly(board: Board): Plugin {
  return {
    name: "plainly",
    setup(setup) {
      setup.onResolve({ filter: /^[^.]/ }, (args) => (args.kind === "require-call" ? { external: true } : undefined));
      setup.onResolve({ filter: /^board$/ }, () => ({ path: "board", namespace: "board" }));
      setup.onLoad({ filter: /./, namespace: "board" }, () => ({
        contents: `export var board = ${JSON.stringify(board)};`,
        loader: "js",
      }));
      setup.onResolve({ filter: /^\./ }, (args) => {
        const path = resolveTs(join(dirname(args.importer), args.path));
        return path ? { path } : undefined;
      });
      setup.onLoad({ filter: /\.ts$/ }, (args) => load(args.path));
    },
  };
}

const lowered = new Map<string, string>();

function load(path: string): OnLoadResult {
  const text = readFileSync(path, "utf8");
  const contents = lowered.get(text) ?? lower(counting?.instrument(relative(ROOT, path)) ?? text);
  lowered.set(text, contents);
  return { contents, loader: "js" };
}

function lower(text: string): string {
  const options = { target: ts.ScriptTarget.ES5, module: ts.ModuleKind.ES2015, isolatedModules: true };
  return ts.transpileModule(text, {
    compilerOptions: { ...options, ignoreDeprecations: "5.0", removeComments: true },
    transformers: { before: [templatesToSums] },
  }).outputText;
}
