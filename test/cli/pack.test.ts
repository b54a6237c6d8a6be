/** The package outside of the project: what is in it, that its verbs run without anything else, and that it writes nothing into itself. */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { canary, ROOT, type Run, type RunOptions, startCanary } from "./canary.ts";
import { type Installed, install } from "./installed.ts";
import { TEST_DEVICE } from "./secrets.ts";

let installed: Installed;
let work = "";
let filesBefore: readonly string[] = [];
before(() => {
  installed = install();
  work = join(installed.folder, "work");
  mkdirSync(work);
  // Another project's own settings, which are none of ours.
  writeFileSync(join(work, "tsconfig.json"), '{"compilerOptions":{"paths":{"commander":["./nothing.ts"]}}}');
  writeFileSync(join(work, "canary.local.json"), JSON.stringify({ cloud: TEST_DEVICE }));
  filesBefore = filesOf(installed.package);
});
after(() => rmSync(installed.folder, { recursive: true }));

function options(verb: string | undefined): RunOptions {
  const env = { XDG_CACHE_HOME: join(installed.folder, "cache"), HOME: installed.folder };
  return { script: installed.bin, cwd: work, env, showsLogin: verb === "sign" };
}

function run(...args: string[]): Promise<Run> {
  return canary(args, options(args[0]));
}

/** Of the package itself, its dependencies left out. */
function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => !path.startsWith("node_modules"))
    .sort();
}

test("in it is what the verbs read, and nothing of the tests, the project's own tools or anybody's settings", () => {
  for (const path of [
    "tools/canary.mjs",
    "src/main.ts",
    "src/cloud/thing-model.json",
    "boards/pico.ts",
    "canary.example.json",
    "dist/web/index.html",
    "dist/web/sources.json",
    "LICENSE",
  ])
    assert.ok(installed.files.includes(path), path);
  const others = installed.files.filter((path) =>
    /^(test|dist(?!\/web\/)|node_modules|\.)|\.local\.|\.flash$|replay/.test(path),
  );
  assert.deepEqual(others, []);
});

describe("installed, in another folder", () => {
  test("help of the whole, and of each verb that there is", async () => {
    const { exitCode, out } = await run("--help");
    assert.match(out, /Usage: canary[\s\S]*\n {2}build /);
    assert.equal(exitCode, 0);
    const verbs = installed.files.flatMap((path) => /^tools\/([a-z]+)-command\.ts$/.exec(path)?.[1] ?? []);
    assert.ok(verbs.length >= 5);
    const helps = await Promise.all(verbs.map((verb) => run(verb, "--help")));
    helps.forEach(({ exitCode, out, err }, i) => {
      assert.match(out, new RegExp(`^Usage: canary ${verbs[i]}`), err);
      assert.equal(exitCode, 0);
    });
  });

  test("build: into the working directory, the very bytes that the project builds", async () => {
    const { exitCode, out, err } = await run("build", "--board", "pico", "--json");
    assert.equal(exitCode, 0, err);
    const manifest = JSON.parse(out) as { sha256: string };
    assert.equal(
      readFileSync(join(work, "dist/pico/firmware.js")).length,
      (JSON.parse(out) as { bytes: number }).bytes,
    );
    const here = await canary(["build", "--board", "pico", "--json"], { cwd: ROOT });
    assert.equal(manifest.sha256, (JSON.parse(here.out) as { sha256: string }).sha256);
  });

  test("fleet: its worker threads find what they need", async () => {
    const { exitCode, out, err } = await run("fleet", "--devices", "2", "--timeout", "1");
    assert.match(out, /starting [\s\S]*2 devices, /, err);
    assert.equal(exitCode, 42);
  });

  test("run, with one of its scenarios", async () => {
    const scenario = join(installed.package, "scenarios/switch.json");
    const { exitCode, out, err } = await run("run", "--speed", "max", "--scenario", scenario);
    assert.match(out, /scenario switch.json: passed/, err);
    assert.equal(exitCode, 0);
  });

  test("the page, without what makes it", async () => {
    assert.ok(!existsSync(join(installed.package, "node_modules/vite")));
    const running = startCanary(["run", "--web", "0", "--no-demo"], options("run"));
    const [, url = ""] = await running.waitFor(/page +(http\S+)/);
    const page = await (await fetch(url)).text();
    const [, script = ""] = /src="\.\/(assets[^"]+\.js)"/.exec(page) ?? [];
    assert.equal((await fetch(new URL(script, url))).status, 200, page);
    running.signal("SIGTERM");
    assert.equal((await running.ended).exitCode, 0);
  });

  test("sign, model and config", async () => {
    const runs = [["sign", "--config", "canary.local.json"], ["model"], ["config", "check", "canary.local.json"]];
    for (const args of runs) {
      const { exitCode, err } = await run(...args);
      assert.deepEqual([exitCode, err], [0, ""], args.join(" "));
    }
  });

  test("nothing was written into the package", () => assert.deepEqual(filesOf(installed.package), filesBefore));
});
