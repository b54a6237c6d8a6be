/** docs/cloud.md: each test that a row of its feature table names is there, and no row without one claims to have the feature. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const ROOT = process.cwd();
const DOC = readFileSync(join(ROOT, "docs/cloud.md"), "utf8");
const section = DOC.slice(DOC.indexOf("## Beside what others have"), DOC.indexOf("## Bytes on the air"));
const ROWS = section
  .split("\n")
  .filter((line) => line.startsWith("| ") && !line.startsWith("| Feature"))
  .map((line) => line.split("|").map((cell) => cell.trim()));

test("the table has a row for each of the facts' features", () => assert.ok(ROWS.length >= 38, `${ROWS.length} rows`));

for (const [, feature = "", , , , ours = "", named = ""] of ROWS) {
  test(`${feature}: ${ours}`, () => {
    if (named === "") {
      assert.match(ours, /^-:/, "a feature without a test is one that is not there, with the reason");
      return;
    }
    const [, file = "", title = ""] = /^([\w-]+): `(.+)`$/.exec(named) ?? [];
    const path = [`test/bundle/${file}.test.ts`, `test/cloud/${file}.test.ts`].find((one) =>
      existsSync(join(ROOT, one)),
    );
    assert.ok(path, `no test file ${file}`);
    assert.ok(readFileSync(join(ROOT, path), "utf8").includes(title), `no test "${title}" in ${path}`);
  });
}
