/** `canary boards`: the list, one board, its drawing, and what it can't do. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { listBoards } from "../../build/boards.ts";
import { leftOut } from "../../tools/features.ts";
import { canary, ROOT } from "./canary.ts";

const FOLDER = mkdtempSync(join(tmpdir(), "canary-boards-"));
after(() => rmSync(FOLDER, { recursive: true }));

const lines = (text: string): string[] => text.trimEnd().split("\n");

test("the list: a head and each board, or an object each", async () => {
  const [table, json] = await Promise.all([canary(["boards"]), canary(["boards", "--json"])]);
  const ids = listBoards(ROOT);
  assert.deepEqual(
    lines(table.out)
      .slice(1)
      .map((line) => line.split(" ")[0]),
    ids,
  );
  const objects = lines(json.out).map((line) => JSON.parse(line) as { id: string; fits: string; why?: string });
  assert.deepEqual(
    objects.map(({ id }) => id),
    ids,
  );
  assert.equal(objects.find(({ id }) => id === "pico")?.fits, "yes");
  assert.equal(objects.find(({ id }) => id === "mdbt42q")?.fits, "own Espruino");
  assert.match(objects.find(({ id }) => id === "puck")?.why ?? "", /40960 bytes of Storage and 2630 variables/);
  assert.deepEqual([table.exitCode, json.exitCode], [0, 0]);
});

test("one board: its pins, divider and what it lacks", async () => {
  const [page, json] = await Promise.all([canary(["boards", "esp32c3"]), canary(["boards", "esp32c3", "--json"])]);
  for (const words of [/Gas sensor \(ADC\) +D1 \(GPIO1\)/, /gas\.dividerRatio 0\.45/, /lacks adc: /, /fed by +USB/])
    assert.match(page.out, words);
  const { pins, lacks, divider } = JSON.parse(json.out);
  assert.equal(pins["TX, to the modem's RX"], "D6 (GPIO6)");
  assert.ok(lacks.length > 0);
  assert.equal(divider.ratio, 0.45);
});

const FEATURES: readonly (readonly [id: string, page: readonly RegExp[], json: object])[] = [
  [
    "pico",
    [
      /dialects +aliyun; or built with --dialect mqtt$/m,
      /platform +no room: without TLS, /,
      /over the air +no: by cable$/m,
    ],
    { dialects: ["aliyun"], platform: false, ota: false },
  ],
  [
    "linux",
    [/dialects +aliyun and mqtt: cloud\.dialect/, /platform +all of docs/, /over the air +no room for three bundles/],
    { dialects: ["aliyun", "mqtt"], platform: true, ota: false },
  ],
  [
    "esp32",
    [/platform +all of docs/, /over the air +yes/],
    { dialects: ["aliyun", "mqtt"], platform: true, ota: true },
  ],
];

for (const [id, words, wanted] of FEATURES) {
  test(`what of the firmware ${id} has room for`, async () => {
    const [page, json] = await Promise.all([canary(["boards", id]), canary(["boards", id, "--json"])]);
    for (const said of words) assert.match(page.out, said);
    const details = JSON.parse(json.out);
    assert.deepEqual({ ...details, ...wanted }, details);
  });
}

test("a build says in one line what a small board goes without, and nothing where all of it is there", async () => {
  const small = await canary(["build", "--board", "pico"]);
  assert.equal(small.exitCode, 0);
  assert.match(small.out, /^ {2}left out, for want of room: TLS, .*jobs, firmware over the air \(docs\/cloud\.md\)$/m);
  assert.equal(leftOut({ platform: true, ota: false }), "firmware over the air");
  assert.equal(leftOut({ platform: true, ota: true }), undefined);
});

test("the drawing: on standard output, into a file, as JSON", async () => {
  const committed = readFileSync(join(ROOT, "docs/wiring/pico.svg"), "utf8");
  const path = join(FOLDER, "pico.svg");
  const [plain, file, json] = await Promise.all([
    canary(["boards", "--wiring", "pico"]),
    canary(["boards", "pico", "--wiring", "--out", path]),
    canary(["boards", "pico", "--wiring", "--json"]),
  ]);
  assert.equal(plain.out, committed);
  assert.equal(readFileSync(path, "utf8"), committed);
  assert.match(file.out, /is drawn/);
  assert.equal(JSON.parse(json.out).svg, committed);
});

const REFUSED: readonly (readonly [args: readonly string[], exitCode: number, said: RegExp])[] = [
  [["nope"], 2, /no board "nope"\. Known boards: .*pico/],
  [["--wiring"], 2, /wants a board/],
  [["pico", "--out", "x.svg"], 2, /--out is for --wiring/],
  [["linux", "--wiring"], 1, /no pins of its own/],
  [["pico", "--wiring", "--out", join(FOLDER, "none", "x.svg")], 1, /tried to write .*ENOENT.*another file/],
];

for (const [args, exitCode, said] of REFUSED) {
  test(`refused: canary boards ${args.join(" ").replace(FOLDER, "…")}`, async () => {
    const run = await canary(["boards", ...args]);
    assert.equal(run.exitCode, exitCode, run.err);
    assert.match(run.err, said);
    assert.equal(run.out, "");
  });
}

test("a build for a board that is too small is refused with its figures", async () => {
  const run = await canary(["build", "--board", "microbit-2"]);
  assert.equal(run.exitCode, 1);
  assert.match(run.err, /boards\/microbit-2\.ts:1: .*40960 bytes of Storage .* take a board that fits/);
});
