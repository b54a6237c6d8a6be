/** TypeScript modules -> one readable ES5 function, with the house rules held on the way. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { build, type OnLoadResult, type Plugin } from "esbuild";
import { type BoardFile, type Dialect, dialectsOf, featuresOf, filesBytes, MAX_BUNDLE_BYTES } from "./boards.ts";
import type { Mapped } from "./compose-maps.ts";
import { BuildError, type Finding } from "./errors.ts";
import { cached } from "./source-cache.ts";
import { checkModel } from "./thing-model.ts";

const HOT_MODULES = ["src/at/lines.ts", "src/at/chat.ts", "src/modem/luat/urcs.ts", "src/gas/sensor.ts"];

export interface BundleOptions {
  readonly root: string;
  readonly entry: string;
  readonly boardPath: string;
  readonly boardFile: BoardFile;
  readonly version: string;
  /** The one to have; what the board has room for unless given. */
  readonly dialect?: Dialect | undefined;
}

export interface Bundle extends Mapped {
  /** Property names that sources declare as belonging to someone else (`declare ...`): never mangled. */
  readonly foreignNames: readonly string[];
  /** Names of the top level that are looked up for every line. */
  readonly hotNames?: readonly string[];
  /** What the sources mark as existing once. */
  readonly singletons: readonly Singleton[];
}

/** A factory that was laid flat, where its source has its name. */
export interface Singleton {
  readonly file: string;
  readonly name: string;
  readonly line: number;
}

export async function bundle(options: BundleOptions): Promise<Bundle> {
  const findings = checkModel(options.root);
  if (findings.length > 0) throw new BuildError(findings);
  const foreignNames = new Set<string>();
  const singletons: Singleton[] = [];
  const entry = join(options.root, options.entry);
  if (!existsSync(entry)) {
    throw new BuildError([
      { file: options.entry, line: 1, what: "the entry does not exist", remedy: "create it, or name another entry" },
    ]);
  }
  // The hot modules first, so that the names of their functions are found first.
  const imports = [...HOT_MODULES, options.entry]
    .filter((file) => existsSync(join(options.root, file)))
    .map((file) => `import ${JSON.stringify(`./${file}`)};`)
    .join("");
  const result = await build({
    absWorkingDir: options.root,
    stdin: { contents: imports, resolveDir: options.root, sourcefile: "bundle.js" },
    bundle: true,
    write: false,
    outfile: join(options.root, "firmware.js"),
    // With "iife" esbuild would wrap it in a function and require in a shim.
    format: "cjs",
    target: "es5",
    platform: "node",
    charset: "ascii",
    sourcemap: "external",
    legalComments: "none",
    logLevel: "silent",
    tsconfigRaw: {},
    define: constantsOf(options.boardFile, options.version, options.dialect),
    plugins: [sourcePlugin(options, { findings, foreignNames, singletons })],
  }).catch((error: unknown) => {
    // What the house rules found explains more than esbuild's own message about the same import.
    throw new BuildError(findings.length > 0 ? findings : esbuildFindings(error));
  });
  if (findings.length > 0) throw new BuildError(findings);
  const text = (suffix: string) => result.outputFiles.find((file) => file.path.endsWith(suffix))?.text ?? "";
  // Espruino ignores the directive. The line stays, so that the map still fits.
  const code = text("firmware.js").replace(/^"use strict";$/m, "");
  return { code, maps: [text(".map")], foreignNames: [...foreignNames], singletons };
}

/** The names that `espruino-api.d.ts` declares. */
export function constantsOf(boardFile: BoardFile, version: string, dialect?: Dialect): Record<string, string> {
  const { board, profile } = boardFile;
  const { platform, ota } = featuresOf(boardFile);
  const dialects = dialectsOf(boardFile, dialect);
  const constants = {
    __VERSION__: version,
    __BOARD__: board.id,
    __HAS_SHA1__: board.nativeHashes.includes("SHA1"),
    __HAS_SHA256__: board.nativeHashes.includes("SHA256"),
    __HAS_GAS_UART__: board.gasUart !== undefined,
    __HAS_TWO_AREAS__: board.logFlash.length > 1,
    // None at all is as good as one that is taken.
    __HAS_CONTESTED_AREA__: board.logFlash.length === 0 || board.logFlash.some(({ isContested }) => isContested),
    __HAS_PLATFORM__: platform,
    // With its dialect only.
    __HAS_SERVICES__: platform && dialects.includes("aliyun"),
    __HAS_OTA__: ota && dialects.includes("aliyun"),
    __HAS_ALIYUN__: dialects.includes("aliyun"),
    __HAS_MQTT__: dialects.includes("mqtt"),
    __FILES_START__: profile.storageAddress,
    __FILES_PAGE_BYTES__: profile.storagePageBytes,
    __FILES_END__: ota ? profile.storageAddress + filesBytes(boardFile) : 0,
    __MOST_BUNDLE_BYTES__: Math.min(profile.bundleBudgetBytes, MAX_BUNDLE_BYTES),
  };
  return Object.fromEntries(Object.entries(constants).map(([name, value]) => [name, JSON.stringify(value)]));
}

interface Collected {
  readonly findings: Finding[];
  readonly foreignNames: Set<string>;
  readonly singletons: Singleton[];
}

function sourcePlugin(options: BundleOptions, collected: Collected): Plugin {
  return {
    name: "house",
    setup(setup) {
      setup.onResolve({ filter: /^[^.]/ }, (args) => (args.kind === "require-call" ? { external: true } : undefined));
      setup.onResolve({ filter: /^board$/ }, () => ({ path: options.boardPath }));
      setup.onResolve({ filter: /^\./ }, (args) => {
        if (args.kind === "entry-point") return undefined;
        const path = resolveTs(resolve(dirname(args.importer), args.path));
        return path ? { path } : undefined;
      });
      setup.onLoad({ filter: /\.ts$/ }, (args) => load(args.path, options.root, collected));
    },
  };
}

async function load(path: string, root: string, collected: Collected): Promise<OnLoadResult> {
  const file = relative(root, path).split(sep).join("/");
  const text = readFileSync(path, "utf8");
  const digest = await cached([file, text], async () =>
    (await import("./source-digest.ts")).digestSource(file, text, root),
  );
  collected.findings.push(...digest.findings);
  for (const name of digest.foreignNames) collected.foreignNames.add(name);
  if (digest.singleton) collected.singletons.push({ file, ...digest.singleton });
  return { contents: digest.code, loader: "js", resolveDir: dirname(path) };
}

/** `./x.ts`, `./x`, `./x.js` and a folder's index all name a TypeScript file here. */
export function resolveTs(path: string): string | undefined {
  const candidates = [path, `${path}.ts`, path.replace(/\.js$/, ".ts"), join(path, "index.ts")];
  return candidates.find((candidate) => candidate.endsWith(".ts") && existsSync(candidate));
}

function esbuildFindings(error: unknown): Finding[] {
  const messages = (error as { errors?: { text: string; location?: { file: string; line: number } | null }[] }).errors;
  if (!messages) throw error;
  return messages.map((message) => ({
    file: message.location?.file ?? "src/main.ts",
    line: message.location?.line ?? 1,
    what: message.text,
    remedy: "mend the source; the bundler could not read it",
  }));
}
