/** Which clouds a bundle can speak to: what was asked for, else what the board has room for; and nothing of the other. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { type Dialect, dialectsOf, featuresOf, listFitting, loadBoard } from "../../build/boards.ts";
import { buildFirmware } from "../../build/firmware.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** A text that only this dialect has. */
const OF: Readonly<Record<Dialect, string>> = { aliyun: "iot-as-mqtt", mqtt: "availability" };
const build = (boardId: string, dialect?: Dialect) => buildFirmware({ boardId, root: ROOT, write: false, dialect });

const ROWS: readonly (readonly [boardId: string, asked: Dialect | undefined, expected: readonly Dialect[]])[] = [
  ["pico", undefined, ["aliyun"]],
  ["pico", "mqtt", ["mqtt"]],
  ["esp32", undefined, ["aliyun", "mqtt"]],
  ["esp32", "mqtt", ["mqtt"]],
];
for (const [boardId, asked, expected] of ROWS) {
  test(`${boardId}, ${asked ? `built for ${asked}` : "as it is built"}: ${expected.join(" and ")}`, async () => {
    const { manifest, text } = await build(boardId, asked);
    assert.deepEqual(manifest.dialects, expected);
    for (const [dialect, mark] of Object.entries(OF))
      assert.equal(text.includes(mark), expected.includes(dialect as Dialect), `${mark} of ${dialect}`);
    if (!expected.includes("aliyun"))
      assert.doesNotMatch(text, /securemode|cloud\.deviceSecret/, "nor anything of its login");
  });
}

test("every board that has room for one dialect has room for either", async () => {
  const files = await Promise.all((await listFitting(ROOT)).map((id) => loadBoard(ROOT, id)));
  const small = files.filter((file) => !featuresOf(file).platform).map(({ board }) => board.id);
  assert.ok(small.includes("pico") && small.includes("mdbt42q"), small.join(", "));
  for (const boardId of small) assert.deepEqual((await build(boardId, "mqtt")).manifest.dialects, ["mqtt"]);
  for (const file of files)
    assert.deepEqual(dialectsOf(file), small.includes(file.board.id) ? ["aliyun"] : ["aliyun", "mqtt"]);
});
