/** How values look in text: every expected value was printed by Espruino 2v29. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { fixedText, numberText } from "../../sim/board/numbers.ts";
import { inspect, jsonText, printed, storedJsonText } from "../../sim/board/text.ts";

const NUMBERS: readonly [number, string][] = [
  [1 / 3, "0.33333333333"],
  [1e21, "10e+20"],
  // Computed, not written: Espruino reads the literal one bit off.
  [123456789012345 / 1e8, "1234567.89012344996"],
  [0.000001, "0.000001"],
  [1e-7, "1e-7"],
  [123456789.123, "123456789.12299999594"],
  [100.5, "100.5"],
  [1e15, "1000000000000000"],
  [1e15 + 0.5, "1000000000000000.5"],
  [1.23456789012345, "1.23456789012"],
  [5e-324, "4.94065645841e-324"],
  [-0, "0"],
  [Number.NaN, "NaN"],
  [Number.POSITIVE_INFINITY, "Infinity"],
  [0.1, "0.1"],
  [0.1 + 0.2, "0.3"],
  [1e16, "10000000000000000"],
  [0.00012345678901234, "0.00012345678"],
  [1e300, "1e+300"],
  [-1e-300, "-1e-300"],
  [0.99999999999999, "1"],
  [-5, "-5"],
  [10 - 2 ** -49, "10"],
  [1e20, "100000000000000000000"],
  [-1e-10, "-1e-10"],
  [1.7976931348623157e308, "1.79769313486e+308"],
];

const FIXED: readonly [number, number, string][] = [
  [1.5, 0, "1"],
  [2.5, 0, "2"],
  [0.5, 0, "0"],
  [1.005, 2, "1.00"],
  [123.456, 1, "123.5"],
  [-1.55, 1, "-1.6"],
  [0, 2, "0.00"],
  [1e21, 2, "1000000000000000000000.00"],
  [1.45, 1, "1.5"],
  [10.235, 2, "10.23"],
  [99.995, 2, "99.99"],
  [Number.NaN, 1, "NaN"],
  [0.1, 20, "0.10000000000000000000"],
];

const CONSOLE: readonly [unknown, string][] = [
  [[true, 1, false, "x"], '[ true, 1, false, \n  "x"\n ]'],
  [{ a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7 }, '{ "a": 1, "b": 2, "c": 3, "d": 4, \n  "e": 5, "f": 6, "g": 7 }'],
  [{ a: "x", b: 1 }, '{ \n  "a": "x", \n  "b": 1 }'],
  [[[1], 2, [3]], "[ \n  [ 1 ], \n  2, \n  [ 3 ]\n ]"],
  [{ a: { b: 1 } }, '{ \n  "a": { "b": 1 }\n }'],
  [{ "a-b": 1, c: { d: 1 }, e: [], f: {} }, '{ "a-b": 1, \n  "c": { "d": 1 }, \n  "e": [  ], \n  "f": {  }\n }'],
  ["\x01\xe9\x7f\n\"'\\ab", '"\\1\\xE9\\x7F\\n\\"\'\\\\ab"'],
  [new Uint8Array(3), "new Uint8Array(3)"],
  [new Uint8Array([1, 2]).buffer, "new Uint8Array([1, 2]).buffer"],
  [[undefined, null], "[ undefined, null ]"],
];

test("numbers", () => {
  for (const [value, text] of NUMBERS) assert.equal(numberText(value), text);
  for (const [value, decimals, text] of FIXED) assert.equal(fixedText(value, decimals), text, `${value} ${decimals}`);
});

test("the console's form", () => {
  for (const [value, text] of CONSOLE) assert.equal(inspect(value), text);
  assert.equal(printed(["a\n", 1 / 3, ["b"]]), 'a\n 0.33333333333 [ \n  "b"\n ]');
});

test("JSON", () => {
  const round: { o?: unknown } = {};
  round.o = round;
  const rows: readonly [unknown, unknown, string][] = [
    [{ a: 1, b: [1, { c: 2 }] }, 2, '{ \n  "a": 1, \n  "b": [ \n    1, \n    { \n      "c": 2\n     }\n   ]\n }'],
    [round, undefined, '{"o": ... }'],
    [{ toJSON: () => 5 }, undefined, "5"],
    [{ f: () => 1, u: undefined, z: [() => 1] }, undefined, '{"z":[undefined]}'],
  ];
  for (const [value, space, text] of rows) assert.equal(jsonText(value, space), text);
  assert.equal(
    storedJsonText({ a: "\xe9\xff\x01", b: 1 / 3, "c-d": [1, undefined] }),
    '{a:"\\u00E9\\u00FF\\u0001",b:0.33333333333,"c-d":[1,null]}',
  );
});
