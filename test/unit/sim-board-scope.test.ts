/** A program in a scope of its own: what it sees, and that it does to the letter what it does in the global one. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { running } from "../../sim/board/rig.ts";

const own = { ownScope: true };

test("variables, functions and names that are declared nowhere keep their values from one call to the next", () => {
  const { board, clock, lines } = running(
    `var a = 1; b = 2; function c() { return a++ + b++; }
     setInterval(function () { d = typeof d === "undefined" ? 0 : d + 1; print(c(), d); }, 1000);`,
    own,
  );
  clock.runFor(2500);
  assert.deepEqual(lines, ["3 0", "5 1"]);
  assert.equal(board.evaluate("typeof a + typeof b + typeof c"), `"undefinedundefinedundefined"`);
});

test("what it puts into `global` is there for the REPL", () => {
  const { board } = running(`var n = 4; global["twice"] = function () { return 2 * n; };`, own);
  assert.equal(board.evaluate("twice()"), "8");
});

test("built-ins, and the names of members that are words of the language, mean what they do", () => {
  const { lines } = running(
    `var o = { in: 1, on: 2, Math: 3 }; print(o.in, o.on, o.Math, Math.max(4, 5), typeof nothing, this === global);`,
    own,
  );
  assert.deepEqual(lines, ["1 2 3 5 undefined true"]);
});

for (const [what, code] of Object.entries({
  "an exception": `var a = 1; a.b.c();`,
  "one in a function": `function f() { g(); }\nfunction g() { throw new Error("told"); }\nf();`,
  "no program at all": `var = ;`,
})) {
  test(`${what} is told with the same words and places`, () => {
    const [inGlobal, inOwn] = [{}, own].map((options) => running(code, options));
    assert.deepEqual(inOwn?.lines, inGlobal?.lines);
    assert.ok(inGlobal?.lines[0]?.startsWith("Uncaught "));
  });
}
