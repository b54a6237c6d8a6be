/** When the page is built and when not, and that two who build it at once don't harm each other. Each in a copy of the sources. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { builtPage } from "../../sim/web/build.ts";
import { ROOT } from "../cli/canary.ts";

const run = promisify(execFile);
const BASE = mkdtempSync(join(tmpdir(), "canary-web-build-"));
const FOLDER = join(BASE, "dist/web");
const build = (): Promise<string> => builtPage({ root: BASE, folder: FOLDER });
/** Another one after each build; the number of a file that is gone may be given again. */
function made(): string {
  const { ino, mtimeMs } = statSync(join(FOLDER, "index.html"));
  return `${ino} of ${mtimeMs}`;
}

before(() => {
  for (const name of ["package.json", "tsconfig.desk.json", "sim", "src", "boards", "build"]) {
    cpSync(join(ROOT, name), join(BASE, name), { recursive: true });
  }
  symlinkSync(join(ROOT, "node_modules"), join(BASE, "node_modules"));
});
after(() => rmSync(BASE, { recursive: true }));

describe("built", () => {
  test("where there is none: whole, and nothing is left beside it", async () => {
    assert.equal(await build(), FOLDER);
    const files = readdirSync(FOLDER, { recursive: true, encoding: "utf8" });
    for (const pattern of [/^index\.html$/, /^assets.index-.*\.js$/, /^assets.index-.*\.css$/]) {
      assert.ok(
        files.some((file) => pattern.test(file)),
        `${pattern} in ${files}`,
      );
    }
    assert.deepEqual(readdirSync(join(BASE, "dist")), ["web"]);
    assert.equal(statSync(FOLDER).mode & 0o55, 0o55, "whoever may read the package may read the page");
  });

  const rows: readonly [what: string, change: () => void, isBuilt: boolean][] = [
    ["nothing has changed", () => {}, false],
    ["its server has changed", () => appendFileSync(join(BASE, "sim/web/hub.ts"), "\n"), false],
    ["one of its own files has", () => appendFileSync(join(BASE, "sim/web/page/style.css"), "\n"), true],
    ["a file of its own is new", () => writeFileSync(join(BASE, "sim/web/page/new.css"), "p {}"), true],
    ["what it shares with its server has", () => appendFileSync(join(BASE, "sim/web/messages.ts"), "\n"), true],
    ["a file of it is gone", () => rmSync(join(FOLDER, "index.html")), true],
    ["what tells its sources is broken", () => appendFileSync(join(FOLDER, "sources.json"), "}"), true],
  ];
  for (const [what, change, isBuilt] of rows) {
    test(`${isBuilt ? "anew" : "not again"} when ${what}`, async () => {
      const before = existsSync(FOLDER) ? made() : "none";
      change();
      await build();
      assert.equal(made() !== before, isBuilt);
    });
  }
});

test("by two at once: both have a whole page", async () => {
  rmSync(join(BASE, "dist"), { recursive: true });
  const node = (script: string) => run(process.execPath, ["--import", "tsx", join(BASE, script)], { cwd: BASE });
  const both = await Promise.all([node("sim/web/build.ts"), node("sim/web/build.ts"), build()]);
  assert.equal(both.length, 3);
  assert.deepEqual(readdirSync(join(BASE, "dist")), ["web"]);
  const index = readFileSync(join(FOLDER, "index.html"), "utf8");
  for (const [, asset = ""] of index.matchAll(/(?:src|href)="\.\/(assets[^"]+)"/g)) {
    assert.ok(existsSync(join(FOLDER, asset)), asset);
  }
  const before = made();
  await build();
  assert.equal(made(), before);
});

test("where it must be built and Vite is not there: said, with the folder", async () => {
  rmSync(join(BASE, "dist"), { recursive: true });
  rmSync(join(BASE, "node_modules"));
  const entry = `import { builtPage } from ${JSON.stringify(join(BASE, "sim/web/build.ts"))}; await builtPage();`;
  const tsx = import.meta.resolve("tsx");
  const tried = run(process.execPath, ["--import", tsx, "--input-type=module", "-e", entry], { cwd: BASE });
  await assert.rejects(tried, /the page's files in .*dist\/web are missing or of another version, and Vite/);
});
