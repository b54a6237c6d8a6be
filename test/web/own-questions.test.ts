/** What a terminal on a real board's port is shown, while we ask that board questions of our own. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { OwnQuestions } from "../../tools/web/own-questions.ts";

const ROWS: readonly (readonly [what: string, pieces: readonly string[], shown: string])[] = [
  ["a line", ["12.3 ONLINE\r\n"], "12.3 ONLINE\r\n"],
  ["a line in pieces is shown when it is whole", ["12.3 > AT+MCONFIG=", '"x"'], ""],
  ["and then at once", ["12.3 > AT+M", "CONFIG\r\n"], "12.3 > AT+MCONFIG\r\n"],
  ["what is typed at the prompt, as it comes", [">", "c", "an"], ">can"],
  ["with its answer", [">1+1\r\n", "=2\r\n", ">"], ">1+1\r\n=2\r\n>"],
  ["an answer to us is left out, with the prompt before it", [">", "\r\x1b[J@1:=5@\r\n>"], ">\r\x1b[J>"],
  ["also in pieces", ["\r\x1b[J@", "a1:=", '{"x":1}@\r', "\n>"], "\r\x1b[J>"],
  ["also one that is an error", ["@2:!ReferenceError@\r\n"], "\r\x1b[J"],
  ["the end of what was executed", ["@3:=@\r\n"], "\r\x1b[J"],
  ["a line that only looks like one", ["@home\r\n"], "@home\r\n"],
  ["a line behind the prompt's erasing", [">", "\r\x1b[J12.3 AT\r\n", ">"], ">\r\x1b[J12.3 AT\r\n>"],
  ["the second line of code", [":", "  return 1"], ":  return 1"],
];

for (const [what, pieces, shown] of ROWS) {
  test(what, () => {
    let seen = "";
    const questions = new OwnQuestions((bytes) => (seen += bytes));
    for (const piece of pieces) questions.take(piece);
    assert.equal(seen, shown);
  });
}
