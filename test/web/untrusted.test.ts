/** What stands in answers and messages, read by its type: anything else is nothing. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { membersOf, numberOf, objectIn, textOf } from "../../sim/web/untrusted.ts";

const ANYTHING = [undefined, null, true, 0, 2.5, "", "text", [1], { a: 1 }];

const taken = (read: (value: unknown) => unknown): unknown[] => ANYTHING.filter((value) => read(value) !== null);

test("a number is taken, nought as well, and nothing that looks like one", () => {
  assert.deepEqual(taken(numberOf), [0, 2.5]);
  assert.equal(numberOf("2.5"), null);
});

test("a text is taken; an empty one tells nothing and is unknown", () => {
  assert.deepEqual(taken(textOf), ["text"]);
});

test("members are an object's; an array has none, nor has anything else", () => {
  assert.deepEqual(membersOf({ a: 1 }), { a: 1 });
  for (const value of ANYTHING.slice(0, -1)) assert.deepEqual(membersOf(value), {});
});

test("the object of a JSON text, and of no other text", () => {
  assert.deepEqual(objectIn('{"a":1}'), { a: 1 });
  for (const text of ["", "[1]", "null", "1", '{"a":', "{a:1}"]) assert.equal(objectIn(text), undefined, text);
});
