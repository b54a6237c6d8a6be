/** What a console's port sends, as it comes to the page. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { TerminalPieces } from "../../sim/web/terminal-pieces.ts";

function piecesOf(...bytes: readonly string[]): string[] {
  const told: string[] = [];
  const pieces = new TerminalPieces((piece) => told.push(piece));
  for (const each of bytes) pieces.add(each);
  pieces.flush();
  return told;
}

const line = (chars: number, char = "x"): string => `${char.repeat(chars - 2)}\r\n`;

describe("bytes of one turn", () => {
  const rows: readonly (readonly [what: string, bytes: readonly string[], lengths: readonly number[]])[] = [
    ["nothing", [], []],
    ["few go together", [">", "1", "+", "1"], [4]],
    ["many are cut where a line ends", [line(3000), line(3000)], [3000, 3000]],
    ["as many lines as fit", [line(100).repeat(50)], [4000, 1000]],
    ["a long line stays whole", [line(10), line(9000), line(10)], [10, 9000, 10]],
    ["one without an end too", ["x".repeat(9000)], [9000]],
  ];
  for (const [what, bytes, lengths] of rows) {
    test(what, () => {
      const told = piecesOf(...bytes);
      assert.deepEqual(
        told.map(({ length }) => length),
        lengths,
      );
      assert.equal(told.join(""), bytes.join(""));
    });
  }
  test("of a flood come the newest, from the start of a line on, and how much was before them", () => {
    const [note = "", ...told] = piecesOf(...Array.from({ length: 3000 }, (_, at) => `${at} ${line(100)}`));
    const leftOut = Number(/^\r\n\.\.\. (\d+) bytes left out \.\.\.\r\n$/.exec(note)?.[1]);
    const text = told.join("");
    assert.match(text, /^\d+ x+\r\n/);
    assert.ok(text.endsWith(`2999 ${line(100)}`));
    assert.ok(text.length <= 65_536 && text.length > 65_000, `${text.length}`);
    assert.equal(leftOut + text.length, 3000 * 100 + 10 + 90 * 2 + 900 * 3 + 2000 * 4 + 3000);
  });
});
