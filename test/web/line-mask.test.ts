/** A secret that is typed key by key, as another page's terminal shows it. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { LineMask } from "../../sim/web/line-mask.ts";
import { Mask } from "../../tools/mask.ts";

const KNOWN = "43eb60cfc371b6af";
const NEW = "Kq7ZmW2x9LpT4vRb";

/** What a terminal shows that gets these pieces, and all that was ever sent to it. */
function shown(pieces: readonly string[]): { readonly screen: string; readonly sent: string } {
  const mask = new Mask();
  mask.learn(KNOWN);
  const lines = new LineMask((text) => mask.words(text));
  let screen = "";
  let sent = "";
  for (const piece of pieces.map((one) => lines.text(one))) {
    sent += piece;
    for (const [at, part] of piece.split("\b \b").entries()) screen = (at > 0 ? screen.slice(0, -1) : screen) + part;
  }
  return { screen, sent };
}

describe("a terminal's stream", () => {
  const rows: readonly (readonly [what: string, typed: string, screen: string])[] = [
    [
      "a new secret by its name",
      `>canary.config("cloud.deviceSecret","${NEW}")\r\n`,
      '>canary.config("cloud.deviceSecret","***")\r\n',
    ],
    [
      "in an object",
      `>canary.config({cloud:{deviceSecret:"${NEW}"}})\r\n`,
      '>canary.config({cloud:{deviceSecret:"***"}})\r\n',
    ],
    ["one that is not typed to its end", `>password="${NEW}`, '>password="***'],
    ["one that is known, anywhere", `>print("${KNOWN}")\r\n>`, '>print("***")\r\n>'],
    ["what only begins like it", `>print("${KNOWN.slice(0, 9)}zz")\r\n`, `>print("${KNOWN.slice(0, 9)}zz")\r\n`],
    ["no secret", ">1+1\r\n=2\r\n>", ">1+1\r\n=2\r\n>"],
  ];
  for (const [what, typed, screen] of rows) {
    for (const [how, pieces] of [
      ["key by key", [...typed]],
      ["three at a time", typed.match(/.{1,3}/gs) ?? []],
      ["at once", [typed]],
    ] as const) {
      test(`${what}, ${how}`, () => {
        const terminal = shown(pieces);
        assert.equal(terminal.screen, screen);
        // A few of its keys are shown before it can be told what they begin.
        for (const secret of [NEW, KNOWN]) assert.ok(!terminal.sent.includes(secret.slice(0, 10)), terminal.sent);
      });
    }
  }

  test("a line without an end is not kept for ever", () => {
    const long = "x".repeat(5000);
    assert.equal(shown([long, long, "y\r\n"]).screen, `${long}${long}y\r\n`);
  });
});
