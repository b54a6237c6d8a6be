/** The drawing of the machine: all of it is there, nothing lies on anything else, and every step that can be taken has a line. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { StateRow } from "../../sim/web/messages.ts";
import { BOX_HEIGHT, type Box, layoutOf, pathOf } from "../../sim/web/page/panels/link/layout.ts";
import { MACHINE } from "../../tools/web/machine-table.ts";

const row = (name: string, next: string | null, begins: StateRow["begins"] = []): StateRow => ({
  name,
  next,
  deadlineS: 1,
  rung: null,
  begins,
});

const MACHINES: readonly (readonly [what: string, rows: readonly StateRow[]])[] = [
  ["the firmware's", MACHINE],
  ["none", []],
  ["one state", [row("OFF", null)]],
  [
    "two that are torn down to the same state",
    [
      row("A", "B"),
      row("B", "C"),
      row("C", null),
      row("D", "B", ["session"]),
      row("E", "B", ["bearer"]),
      row("BACKOFF", null),
    ],
  ],
];

const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + BOX_HEIGHT && b.y < a.y + BOX_HEIGHT;

for (const [what, rows] of MACHINES) {
  test(`${what}: each state once, inside of the drawing, and none on another`, () => {
    const { boxes, width, height } = layoutOf(rows);
    assert.deepEqual(boxes.map(({ name }) => name).sort(), rows.map(({ name }) => name).sort());
    for (const [i, a] of boxes.entries()) {
      assert.ok(a.x >= 0 && a.y >= 0 && a.x + a.width <= width && a.y + BOX_HEIGHT <= height, `${a.name} is inside`);
      for (const b of boxes.slice(i + 1)) assert.ok(!overlap(a, b), `${a.name} lies on ${b.name}`);
    }
  });

  test(`${what}: a line for each edge of the table, with the rungs where they begin`, () => {
    const { lines } = layoutOf(rows);
    const wanted = rows.flatMap(({ name, next, begins }) => [
      ...(next === null ? [] : [`${name} > ${next}`]),
      ...(begins.length === 0 ? [] : [`BACKOFF > ${name}: ${begins.join(", ")}`]),
    ]);
    const drawn = lines.map(({ from, to, label }) => `${from} > ${to}${label === null ? "" : `: ${label}`}`);
    assert.deepEqual(drawn.sort(), wanted.sort());
  });
}

test("the way up goes up, what is torn down stands beside it", () => {
  const { boxes } = layoutOf(MACHINE);
  const at = (name: string): Box => boxes.find((box) => box.name === name) as Box;
  assert.ok(at("ONLINE").y < at("MSUB").y && at("AT").y < at("OFF").y);
  for (const { name, next } of MACHINE.filter(({ begins }) => begins.includes("bearer") || begins.includes("reset")))
    assert.equal(at(name).y, at(next ?? "").y, `${name} stands beside ${next}`);
  assert.ok(at("MDISCONNECT").y < at("MIPCLOSE").y);
});

test("it fits a phone", () => assert.ok(layoutOf(MACHINE).width <= 320));

const STEPS: readonly (readonly [from: string, to: string, isDrawn: boolean])[] = [
  ["CREG", "CGATT", true],
  ["MCONNECT", "BACKOFF", true],
  ["CIPSHUT", "BACKOFF", true],
  ["BACKOFF", "MCONNECT", true],
  ["BACKOFF", "CFUN", true],
  ["MQTTSTATU", "MSUB", true],
  ["MQTTSTATU", "MDISCONNECT", true],
  ["BACKOFF", "BACKOFF", false],
  ["CREG", "NEVER", false],
];
for (const [from, to, isDrawn] of STEPS) {
  test(`the step ${from} > ${to} ${isDrawn ? "has a line" : "has none"}`, () => {
    const path = pathOf(layoutOf(MACHINE), from, to);
    assert.equal(path !== undefined, isDrawn);
    if (path) assert.match(path, /^M[\d.]+ [\d.]+([HV][\d.]+)+$/);
  });
}
