/** @singleton and @onDemand: the firmware does what the modules do without them, or the build says why it can't. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { BuildError } from "../../build/errors.ts";
import { buildFirmware } from "../../build/firmware.ts";
import { project } from "./build-fixture.ts";
import { REFUSED, singleton } from "./build-marks-refused.ts";
import { bothWays } from "./build-vm.ts";

const MAIN =
  'import { make } from "./part";\nconst part = make(3, (x: string) => print(x));\npart.go(1);\npart.go(2);\nprint(part.sum());\n';
const ENDS = "return { go, sum: () => total };";
const GO = "function go(n: number) { total += n; say('at ' + total); }";

/** Bodies of a @singleton factory: name, the factory's inside, what stands before it in the module. */
const PARTS: readonly (readonly [name: string, body: string, before?: string])[] = [
  ["plain", `let total = start; ${GO} ${ENDS}`],
  ["a variable without a value", `let total; total = start; ${GO} ${ENDS}`],
  [
    "arrows, methods and functions as values",
    `let total = start; const add = (n: number) => { total += n; }; const f = function (n: number) { add(n); say('f' + n); }; return { go(n: number) { f(n); }, sum: () => total };`,
  ],
  [
    "a loop's variable in a function",
    `let total = start; const late: (() => void)[] = []; for (let i = 0; i < 3; i++) late.push(() => { total += i; }); function go(n: number) { late.forEach((f) => f()); say('n' + n + total); } ${ENDS}`,
  ],
  [
    "a block's variable in a function",
    `let total = start; let more = () => 0; if (start) { const step = start * 2; more = () => step; } function go(n: number) { total += more() + n; say('b' + total); } ${ENDS}`,
  ],
  [
    "try and catch",
    `let total = start; let why = () => ''; try { throw new Error('oops'); } catch (error) { const text = (error as Error).message; why = () => text; } function go(n: number) { total += n; say(why() + total); } ${ENDS}`,
  ],
  [
    "a variable named like one of a loop",
    `let total = start; for (let total = 0; total < 2; total++) say('i' + total); ${GO} ${ENDS}`,
  ],
  [
    "a function that calls itself",
    `let total = start; const down = function self(n: number): number { return n ? self(n - 1) + 1 : 0; }; function go(n: number) { total += down(n); say('d' + total); } ${ENDS}`,
  ],
  [
    "arguments of a method",
    "let total = start; return { go(_n: number) { total += arguments.length; say('c' + total); }, sum: () => total };",
  ],
  [
    "parameters taken apart in a method",
    "let total = start; const add = ({ n, m = 2 }: { n: number; m?: number }) => { total += n * m; }; return { go(n: number) { add({ n }); say('' + total); }, sum: () => total };",
  ],
  [
    "shadows in a method",
    `let total = start; function other(total: number, say = 1) { return total + say; } ${GO} return { go, sum: () => other(total) };`,
  ],
  [
    "a helper beside it, of the same parameter names",
    `let total = start; ${GO} return { go, sum: () => half(total) };`,
    "function half(start: number) { const total = start / 2; return total; }\n",
  ],
  [
    "a name that its lifted functions would get",
    `let total = start; ${GO} return { go, sum: () => make_0(total) };`,
    "function make_0(n: number) { return n * 100; }\n",
  ],
  ["a constant of the module", `let total = start + MORE; ${GO} ${ENDS}`, "const MORE = 7;\n"],
];

for (const [name, body, before] of PARTS) {
  test(`@singleton, the same is printed: ${name}`, async () => {
    const [plain, built] = await bothWays({ "src/main.ts": MAIN, "src/part.ts": singleton(body, before) });
    assert.equal(plain.length, built.length);
    assert.doesNotMatch(plain.join(), /threw/);
    assert.deepEqual(built, plain);
  });
}

const ASKS = 'import { ask } from "./part";\nprint(ask(3, "x"));\nprint(ask(0, "y"));\n';
const MODULES: readonly (readonly [name: string, text: string])[] = [
  [
    "helpers and tables",
    "const T = ['a', 'b', 'c', 'd'];\nfunction at(i: number) { return T[i]; }\nexport function ask(n: number, s: string) { return at(n) + s; }",
  ],
  [
    "a helper named like a parameter",
    "function n(i: number) { return i * 2; }\nfunction twice(i: number) { return n(i); }\nexport function ask(n: number, s: string) { return twice(n) + s + n; }",
  ],
  [
    "a helper that uses what a parameter is named like",
    "function show(x: string) { print(x); return x; }\nexport function ask(print: number, s: string) { return show(s) + print; }",
  ],
  [
    "a helper named like the inner function",
    "function askOnce(i: number) { return i + 1; }\nexport function ask(n: number, s: string) { return askOnce(n) + s; }",
  ],
  [
    "recursion through the exported function",
    "function less(n: number, s: string): string { return n ? ask(n - 1, s) + n : s; }\nexport function ask(n: number, s: string): string { return less(n, s); }",
  ],
  [
    "a changed copy, and an early return",
    "const T = [3, 1, 2];\nexport function ask(n: number, s: string) { if (!n) return s; const t = T.slice(0); t.sort(); return t.join() + T.join(); }",
  ],
  ["a constant behind the function", "export function ask(n: number, s: string) { return T + n + s; }\nconst T = `t`;"],
];

for (const [name, text] of MODULES) {
  test(`@onDemand, the same is printed: ${name}`, async () => {
    const [plain, built] = await bothWays({ "src/main.ts": ASKS, "src/part.ts": `/** @onDemand */\n${text}\n` });
    assert.doesNotMatch(plain.join(), /threw/);
    assert.deepEqual(built, plain);
  });
}

test("templates become sums", async () => {
  const text =
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the text of a module
    "const a = 1;\nconst f = (x: string) => `${x}${a ? `in${a}` : ''}`;\nprint(`${a}${a}`, `a${a + 1}b${f('c')}`, ``, `x\\ny\"'`, `${[1, 2]}`);\n";
  const [plain, built, firmware] = await bothWays({ "src/main.ts": text });
  assert.deepEqual(built, plain);
  assert.doesNotMatch(firmware, /concat/);
});

for (const [name, part, line, what, main = 'import { make } from "./part";\nprint(make);\n'] of REFUSED) {
  test(`refused: ${name}`, async () => {
    const files = { "src/main.ts": main, "src/part.ts": part, "src/other.ts": "export const start = 1;\n" };
    const error = await buildFirmware({ boardId: "tiny", root: project(files), write: false }).catch((e: unknown) => e);
    assert.ok(error instanceof BuildError, String(error));
    const found = error.findings.find((finding) => what.test(finding.what));
    assert.ok(found, error.message);
    const isCall = /called|handed/.test(name);
    assert.deepEqual([found.file, found.line], [isCall ? "src/main.ts" : "src/part.ts", line]);
    assert.ok(found.remedy.length > 10);
  });
}
