/**
 * How much of `src/` the tests that run in Node reach: every statement, and every way each branch can go. Runs them all in
 * one process, `src/` with counters in it; `main.ts` and `espruino.ts` count inside the virtual board. Fails below 100 %.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { instrument } from "./instrument.ts";
import { type Counts, reportOf } from "./report.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const WORK = join(ROOT, "node_modules/.cache/coverage");
const COUNTS = join(WORK, "counts.json");
const SOURCES = join(WORK, "sources.json");
const TAP = join(WORK, "tests.tap");
const REPORTERS = [
  ...["--test-reporter=dot", "--test-reporter-destination=stdout"],
  ...["--test-reporter=tap", `--test-reporter-destination=${TAP}`],
];
/** What they import of `src/` is what they test. */
const TESTED = /^(at|app|cloud|gas|link|luat|main|ota|services|store|system)\b.*\.test\.ts$/;

/** All tests as one program, in which `counting` is there before anything else. */
async function program(): Promise<string> {
  const folder = join(ROOT, "test/unit");
  const files = readdirSync(folder).filter((name) => TESTED.test(name));
  const imports = ["./test/coverage/counting.ts", ...files.map((name) => `./test/unit/${name}`)];
  const outfile = join(WORK, "tests.mjs");
  await build({
    stdin: { contents: imports.map((path) => `import "${path}";`).join("\n"), resolveDir: ROOT, loader: "ts" },
    bundle: true,
    outfile,
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
    sourcemap: "inline",
    logLevel: "error",
    plugins: [
      {
        name: "counted",
        setup(setup) {
          setup.onLoad({ filter: /\.ts$/ }, ({ path }) => {
            const file = relative(ROOT, path);
            const source = sources[file];
            if (source !== undefined) return { contents: instrument(file, source).code, loader: "ts" };
            const text = readFileSync(path, "utf8");
            // In one file for all, each still has its own place.
            const url = JSON.stringify(pathToFileURL(path).href);
            return { contents: text.replaceAll("import.meta.url", url), loader: "ts", resolveDir: dirname(path) };
          });
        },
      },
    ],
  });
  return outfile;
}

mkdirSync(WORK, { recursive: true });
writeFileSync(COUNTS, "{}");
// As they are now: whoever edits one meanwhile gets the figures of before.
const sources = sourcesOf();
writeFileSync(SOURCES, JSON.stringify(sources));
const run = spawnSync(process.execPath, ["--import", "tsx", ...REPORTERS, await program()], {
  cwd: ROOT,
  stdio: ["ignore", "pipe", "inherit"],
  env: { ...process.env, COVERAGE_COUNTS: COUNTS, COVERAGE_SOURCES: SOURCES },
  encoding: "utf8",
  maxBuffer: 64 * 1024 * 1024,
});
const counts = JSON.parse(readFileSync(COUNTS, "utf8")) as Counts;
const { text, isWhole } = reportOf(sources, counts);
if (run.status !== 0) console.log(run.stdout);
console.log(text);
console.log(/^# tests \d+$/m.exec(readFileSync(TAP, "utf8"))?.[0]);
if (!isWhole) console.log("not ok: every line and branch of src/ must be reached by a test");
process.exitCode = run.status === 0 && isWhole ? 0 : 1;

function sourcesOf(): Record<string, string> {
  const files = (readdirSync(join(ROOT, "src"), { recursive: true }) as string[])
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join("src", name))
    .sort();
  return Object.fromEntries(files.map((file) => [file, readFileSync(join(ROOT, file), "utf8")]));
}
