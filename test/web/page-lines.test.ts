/** The page's list of AT lines: what comes, what is left of it, what a filter lets through. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { AtKind } from "../../sim/web/at-kind.ts";
import { MAX_TYPED_CHARS } from "../../sim/web/messages.ts";
import type { Line } from "../../sim/web/news.ts";
import { ALL, type DirectionChoice, filterOf, patternOf } from "../../sim/web/page/panels/lines/filter.ts";
import { indexOf, type Row, Rows } from "../../sim/web/page/panels/lines/rows.ts";
import { typedFrom } from "../../sim/web/page/panels/terminal/paste.ts";

const TEXTS = [
  "> AT+CSQ",
  "< +CSQ: 20,0",
  "< OK",
  "< +CREG: 1",
  '> AT+MPUB="/sys/pk/dn/thing/event/property/post",1,0,"{\\22GasState\\22:1}"',
  "< OK",
  "< PUBACK",
];

function lineOf(number: number): Line {
  const text = TEXTS[(number - 1) % TEXTS.length] as string;
  return { number, atMs: null, direction: text[0] as ">" | "<", text: text.slice(2) };
}
const linesOf = (from: number, to: number): Line[] =>
  Array.from({ length: to - from + 1 }, (_, at) => lineOf(from + at));

/** `1-3 (4 missing) 8`, as the rows stand. */
function shape(rows: readonly Row[]): string {
  const parts: string[] = [];
  let from = 0;
  rows.forEach(({ line, number, missing }, at) => {
    if (!line) parts.push(`(${missing} missing)`);
    else {
      from ||= number;
      const next = rows[at + 1];
      if (next?.line && next.number === number + 1) return;
      parts.push(from === number ? `${number}` : `${from}-${number}`);
    }
    from = 0;
  });
  return parts.join(" ");
}

describe("rows", () => {
  const rows: readonly (readonly [what: string, batches: readonly (readonly Line[])[], shape: string])[] = [
    ["none", [], ""],
    ["one after the other", [linesOf(1, 3), linesOf(4, 5)], "1-5"],
    ["whoever comes late does not miss the first", [linesOf(101, 103)], "101-103"],
    ["left out between two batches", [linesOf(1, 3), linesOf(8, 9)], "1-3 (4 missing) 8-9"],
    ["left out within one", [[...linesOf(1, 2), ...linesOf(1237, 1237)]], "1-2 (1234 missing) 1237"],
  ];
  for (const [what, batches, expected] of rows) {
    test(what, () => {
      const list = new Rows(ALL);
      const items: Line[] = [];
      for (const batch of batches) {
        items.push(...batch);
        list.take(items);
      }
      assert.equal(shape(list.shown), expected);
    });
  }

  test("what the list has lost at its beginning goes", () => {
    const list = new Rows(ALL);
    const items = linesOf(1, 10);
    list.take(items);
    items.splice(0, 6);
    items.push(...linesOf(11, 12));
    list.take(items);
    assert.equal(shape(list.shown), "7-12");
  });

  test("cleared ones stay away, also when the connection was lost between", () => {
    const list = new Rows(ALL);
    list.take(linesOf(1, 5));
    list.clear();
    assert.equal(shape(list.shown), "");
    list.take(linesOf(1, 7));
    assert.equal(shape(list.shown), "6-7");
  });

  test("a program that was started anew counts anew", () => {
    const list = new Rows(ALL);
    list.take(linesOf(1, 50));
    list.clear();
    list.take(linesOf(1, 3));
    assert.equal(shape(list.shown), "1-3");
  });

  test("of a hundred thousand lines as they come, each is looked at once", () => {
    let looks = 0;
    const list = new Rows((row) => {
      looks++;
      return row.line !== undefined;
    });
    const items: Line[] = [];
    for (let number = 1; number <= 100_000; number += 50) {
      items.push(...linesOf(number, number + 49));
      if (items.length > 6250) items.splice(0, items.length - 5000);
      list.take(items);
    }
    assert.equal(looks, 100_000);
    assert.equal(list.shown.length, items.length);
    assert.equal(list.shown[indexOf(list.shown, 99_000)]?.number, 99_000);
  });
});

describe("a filter", () => {
  const NONE: readonly AtKind[] = [];
  const rows: readonly (readonly [
    what: string,
    query: string,
    direction: DirectionChoice,
    hidden: readonly AtKind[],
    shape: string,
  ])[] = [
    ["none", "", "both", NONE, "1-7 (2 missing) 10"],
    ["a text, in capitals or not", "csq", "both", NONE, "1-2 (2 missing)"],
    ["an expression", "/^(OK|PUBACK)$/", "both", NONE, "3 6-7 (2 missing) 10"],
    ["one with flags, each line from its start", "/ok/gi", "both", NONE, "3 6 (2 missing) 10"],
    ["a part of the decoded message", '"GasState":1', "both", NONE, "5 (2 missing)"],
    ["a part of the raw one", "/sys/pk/dn", "both", NONE, "5 (2 missing)"],
    ["to the modem", "", ">", NONE, "1 5 (2 missing)"],
    ["from the modem", "", "<", NONE, "2-4 6-7 (2 missing) 10"],
    ["without results", "", "both", ["result"], "1-2 4-5 (2 missing)"],
    ["URCs alone", "", "both", ["command", "response", "result", "message", "data"], "4 (2 missing)"],
    ["all at once", "o", "<", ["urc"], "3 6 (2 missing) 10"],
  ];
  for (const [what, query, direction, hidden, expected] of rows) {
    test(what, () => {
      const { fits, problem } = patternOf(query);
      assert.equal(problem, "");
      const filter = filterOf(direction, new Set(hidden), fits);
      const items = [...linesOf(1, 7), lineOf(10)];
      const before = new Rows(filter);
      before.take(items);
      const later = new Rows(ALL);
      later.take(items);
      later.filterBy(filter);
      assert.equal(shape(before.shown), expected);
      assert.equal(shape(later.shown), expected);
    });
  }
  test("an expression that is none says why, and lets everything through", () => {
    const { fits, problem } = patternOf("/(/");
    assert.match(problem, /Unterminated group/);
    assert.equal(fits, undefined);
  });
});

describe("what is pasted into the terminal", () => {
  const rows: readonly (readonly [what: string, text: string, typed: string | undefined])[] = [
    ["line ends are the Enter key", "a\nb\r\nc\r", "a\rb\rc\r"],
    ["as much as is allowed", "x".repeat(MAX_TYPED_CHARS), "x".repeat(MAX_TYPED_CHARS)],
    ["one more", "x".repeat(MAX_TYPED_CHARS + 1), undefined],
    ["10 MB", "x".repeat(10 * 1024 * 1024), undefined],
    ["nothing", "", ""],
  ];
  for (const [what, text, typed] of rows) test(what, () => assert.ok(typedFrom(text) === typed));
});
