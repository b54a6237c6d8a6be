/** Where a JSON text stops being one, and where its values stand; held against `JSON.parse`, which decides. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { JsonFault, jsonSpots, placeOf } from "../../sim/json-places.ts";
import { Random } from "../../sim/random.ts";

const FAULTS: readonly (readonly [text: string, line: number, column: number, says: RegExp])[] = [
  ["", 1, 1, /a value is missing here: the text ends/],
  ["[\n  1,\n", 3, 1, /a value is missing here: the text ends/],
  ["[1,]", 1, 4, /a value is missing here: "]"/],
  ["[1\n 2]", 2, 2, /"," or "]" is missing here: "2]"/],
  ["[01]", 1, 3, /"," or "]" is missing here: "1]"/],
  ["[1] 2", 1, 5, /more behind the end: "2"/],
  ["[tru]", 1, 2, /a value is missing here: "tru]"/],
  ['{"a": 1,}', 1, 9, /a name in double quotes is missing here: "}"/],
  ["{a: 1}", 1, 2, /a name in double quotes is missing here: "a: 1}"/],
  ['{"a" 1}', 1, 6, /":" is missing behind "a": "1}"/],
  ['{"a": 1 "b": 2}', 1, 9, /"," or "}" is missing here/],
  ['["one\n"]', 1, 2, /this text does not end in its line/],
  ['["open', 1, 2, /this text does not end in its line/],
  ['["a\\x"]', 1, 4, /no such escape/],
  ['["\\u12G4"]', 1, 3, /no such escape/],
  ["[// why\n1]", 1, 2, /a value is missing here: "\/\/ why"/],
  ["\r\n\r\n[\r'a']", 4, 1, /a value is missing here: "'a']"/],
  ["[".repeat(300), 1, 202, /nested more than 200 deep/],
];

describe("where a text is no JSON", () => {
  for (const [text, line, column, says] of FAULTS) {
    test(JSON.stringify(text.slice(0, 30)), () => {
      assert.throws(
        () => jsonSpots(text),
        (error: Error) => {
          assert.ok(error instanceof JsonFault);
          assert.match(error.message, says);
          assert.deepEqual(placeOf(text, error.at), { line, column });
          return true;
        },
      );
      assert.throws(() => JSON.parse(text));
    });
  }
});

test("where the values stand", () => {
  const text = '[\n  {"a": [1, {"b": null}], "c\\n": "x"},\n  -1.5e3\n]';
  const { items } = jsonSpots(text);
  const [first, second] = items;
  const a = first?.members.get("a");
  const spots = [first?.at, a?.keyAt, a?.value.at, a?.value.items[1]?.members.get("b")?.value.at, second?.at];
  assert.deepEqual(
    spots.map((at) => text[at ?? -1]),
    ["{", '"', "[", "n", "-"],
  );
  assert.equal(first?.members.get("c\n")?.value.at, text.indexOf('"x"'));
  assert.deepEqual(placeOf(text, second?.at ?? 0), { line: 3, column: 3 });
});

/** Texts of this kind are damaged by the seed. */
const SOUND = '[\n {"wait": {"state": "ONLINE"}, "withinS": 1.5e2},\n {"x": [true, false, null, -0, "\\u00e9\\n"]} ]';
const SIGNS = [
  "{",
  "}",
  "[",
  "]",
  ",",
  ":",
  '"',
  "\\",
  " ",
  "\n",
  "0",
  "1",
  "-",
  ".",
  "e",
  "u",
  "t",
  "\u0001",
  "é",
  "\ufeff",
];
const ROUNDS = 30_000;

test(`${ROUNDS} damaged texts: no JSON to the one is none to the other, and the other way round`, () => {
  const random = new Random(11);
  let sound = 0;
  for (let round = 0; round < ROUNDS; round++) {
    let text = SOUND;
    for (let left = random.between(1, 3); left > 0; left--) {
      const at = random.between(0, text.length - 1);
      const sign = random.next() < 0.4 ? "" : (SIGNS[random.between(0, SIGNS.length - 1)] ?? "");
      text = text.slice(0, at) + sign + text.slice(at + random.between(0, 1));
    }
    const isJson = works(() => JSON.parse(text));
    assert.equal(
      works(() => jsonSpots(text)),
      isJson,
      JSON.stringify(text),
    );
    if (isJson) sound++;
  }
  assert.ok(sound > ROUNDS / 100 && sound < ROUNDS / 2, `${sound} sound ones`);
});

function works(act: () => unknown): boolean {
  try {
    act();
    return true;
  } catch (error) {
    assert.ok(error instanceof JsonFault || error instanceof SyntaxError, String(error));
    return false;
  }
}
