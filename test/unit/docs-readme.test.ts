/** Both READMEs name each setting there is, and star those that small boards refuse. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { loadBoard } from "../../build/boards.ts";
import { canOf } from "../../tools/abilities.ts";
import { settingsOf } from "../../tools/config/schema.ts";
import { ROOT } from "../../tools/root.ts";

const [whole, small] = await Promise.all(
  ["esp32", "pico"].map(async (id) => settingsOf(canOf(await loadBoard(ROOT, id))).map(({ key }) => key)),
);

for (const [file, heading] of [
  ["README.md", "## Configuration"],
  ["README.zh-CN.md", "## 配置"],
] as const) {
  const section = readFileSync(new URL(`../../${file}`, import.meta.url), "utf8").split(`\n${heading}\n`)[1] ?? "";
  const rows = (section.split("\n## ")[0] ?? "").split("\n").filter((line) => line.startsWith("| `"));
  const rowOf = (key: string) => {
    const name = key.split(".").at(-1);
    const part = key.split(".")[0];
    const isNamed = (text = "") => new RegExp(`[\`.]${name}\``).test(text);
    const own = rows.filter((row) => row.startsWith(`| \`${part}.`));
    // By its first cell; else beside another.
    return own.find((row) => isNamed(row.split("|")[1])) ?? own.find(isNamed);
  };

  test(`${file}: each setting has its row`, () => {
    assert.ok((whole ?? []).length > 40);
    const missing = (whole ?? []).filter((key) => !rowOf(key));
    assert.deepEqual(missing, [], `${file}, ${heading}, lacks ${missing.join(", ")}`);
  });

  test(`${file}: what small boards refuse has a star`, () => {
    const larger = (whole ?? []).filter((key) => !small?.includes(key)).concat("cloud.tls");
    assert.ok(larger.includes("cloud.productSecret"));
    const unstarred = larger.filter((key) => !rowOf(key)?.includes("★"));
    assert.deepEqual(unstarred, [], `${file}: ${unstarred.join(", ")}`);
  });
}
