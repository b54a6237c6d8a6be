/** The counters of the coverage run: what each says was not reached, and that the program does what it did without. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { transformSync } from "esbuild";
import { instrument } from "../coverage/instrument.ts";
import { reportOf } from "../coverage/report.ts";

/** Runs a text with counters in it, and calls its `f` with each argument. */
function run(text: string, args: readonly unknown[]): { results: unknown[]; missed: string[] } {
  const counts: number[] = [];
  const { code } = transformSync(instrument("f.ts", text).code, { loader: "ts", format: "cjs" });
  const coverageOf = (_file: string, points: number) => {
    while (counts.length < points) counts.push(0);
    return counts;
  };
  const module = { exports: {} as { f: (arg: unknown) => unknown } };
  new Function("module", "exports", "coverageOf", code)(module, module.exports, coverageOf);
  const results = args.map((arg) => module.exports.f(arg));
  const { text: report } = reportOf({ "f.ts": text }, { "f.ts": counts });
  const [, ...missed] = report.split("Not reached:\n");
  return {
    results,
    missed: missed
      .join("")
      .split("\n")
      .filter(Boolean)
      .map((line) => line.trim().split(": ")[0] ?? ""),
  };
}

type Row = readonly [
  name: string,
  text: string,
  args: readonly unknown[],
  results: readonly unknown[],
  missed: readonly string[],
];
const IF = "export function f(a: number) {\n  if (a > 1) a = 9;\n  return a;\n}\n";
const ELSE =
  "export function f(a: number) {\n  if (a > 1) return 1;\n  else if (a > 0) return 2;\n  else return 3;\n}\n";
const CHOICE = "export const f = (a: number) => (a ? 1 : 2);\n";
const AND = "export const f = (a: number) => !!(a && a > 1);\n";
const OR = "export const f = (a: number) => a || 7;\n";
const DEFAULT = "const g = (n: number, m = 5) => n + m;\nexport const f = (a: number) => (a ? g(a) : g(a, 1));\n";
const SWITCH =
  'export function f(a: string) {\n  switch (a) {\n    case "x":\n      return 1;\n    default:\n      return 2;\n  }\n}\n';
const LOOP =
  "export function f(a: number) {\n  let n = 0;\n  for (let i = 0; i < a; i++) if (i % 2) n += i;\n  while (n > 100) n--;\n  return n;\n}\n";
const NEST =
  "export function f(a: number) {\n  if (a) if (a > 1) return 1;\n  for (;;) { if (a) return 2; else return 3; }\n}\n";
const UNCALLED = "function g() {}\nexport const f = (a: number) => (a === 1e9 ? g() : a);\n";
const TYPES =
  "interface T { readonly a?: number }\ntype U = T extends object ? 1 : 2;\nexport function f(a: unknown): U {\n  return (a as unknown as T).a as unknown as U;\n}\n";
const TRY =
  "export function f(a: string) {\n  try {\n    return JSON.parse(a);\n  } catch (_) {\n    return 0;\n  }\n}\n";

const ROWS: readonly Row[] = [
  ["an if without an else that is always taken", IF, [5], [9], ["f.ts:2 if, not taken"]],
  ["one that is never taken", IF, [0], [0], ["f.ts:2 if, taken"]],
  ["both", IF, [0, 5], [0, 9], []],
  ["else if", ELSE, [2, 0], [1, 3], ["f.ts:3 if, taken"]],
  ["a choice", CHOICE, [1], [1], ["f.ts:1 ?, second"]],
  ["the right of && never looked at", AND, [0], [false], ["f.ts:1 right of &&"]],
  ["the right of && always looked at", AND, [1], [false], ["f.ts:1 past the right of &&"]],
  ["the right of || both ways", OR, [0, 1], [7, 1], []],
  [
    "a default that is never taken",
    DEFAULT,
    [0],
    [1],
    ["f.ts:1 value of a parameter that is not given", "f.ts:2 ?, first"],
  ],
  ["cases", SWITCH, ["x"], [1], ["f.ts:5 case", "f.ts:6 statement"]],
  ["loops", LOOP, [4], [4], []],
  ["one within the other, without braces", NEST, [2, 1, 0], [1, 2, 3], []],
  ["a function that is never called", UNCALLED, [3], [3], ["f.ts:1 function", "f.ts:2 ?, first"]],
  ["types are no branches", TYPES, [{ a: 3 }], [3], []],
  ["a catch", TRY, ["1"], [1], ["f.ts:5 statement"]],
];
for (const [name, text, args, results, missed] of ROWS) {
  test(`not reached: ${name}`, () => {
    const got = run(text, args);
    assert.deepEqual(got.results, results);
    assert.deepEqual([...new Set(got.missed)], missed);
  });
}
