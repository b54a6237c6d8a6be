import assert from "node:assert/strict";
import { test } from "node:test";
import { escapeQuoted } from "../../src/at/escape.ts";
import { shown } from "./parts.ts";

const ROWS: readonly (readonly [text: string, escaped: string])[] = [
  ["", ""],
  ['{"a":1}', "{\\22a\\22:1}"],
  ["\r\n", "\\0D\\0A"],
  ["\\", "\\5C"],
  ["\\22", "\\5C22"],
  ['"\\"', "\\22\\5C\\22"],
  ["a,b{}:;", "a,b{}:;"],
  ['"\r\nAT+RESET\r', "\\22\\0D\\0AAT+RESET\\0D"],
  ["\u00e6\u00b0\u0094", "\u00e6\u00b0\u0094"],
];

for (const [text, escaped] of ROWS) {
  test(`escape ${shown(text)}`, () => assert.equal(escapeQuoted(text), escaped));
}

test("every byte survives the way to the modem and back, and none that ends a string or a line is sent raw", () => {
  const all = String.fromCharCode(...Array.from({ length: 256 }, (_, i) => i));
  const wire = escapeQuoted(all);
  const back = wire.replace(/\\([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  assert.equal(back, all, `0x00..0xFF came back as ${shown(back)}`);
  assert.doesNotMatch(wire, /["\r\n]/, `raw quote, CR or LF in ${shown(wire)}`);
});
