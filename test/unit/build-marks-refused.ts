/** Modules whose marks ask for what cannot be. */

/** A module whose factory has this inside. */
export const singleton = (body: string, before = ""): string =>
  `/** A part. @singleton */\n${before}export function make(start: number, say: (x: string) => void) {\n${body}\n}\n`;

const MADE = "/** @singleton */\nexport function make(n: number) {\n  let x = n;\n  return { up: () => ++x };\n}\n";
/** part.ts (or main.ts too), the line that is refused and what of it. */
export const REFUSED: readonly (readonly [name: string, part: string, line: number, what: RegExp, main?: string])[] = [
  [
    "an early return",
    singleton(
      "let total = 0;\nif (start) return undefined as never;\nfunction go() { return; }\nreturn { go, sum: () => total, say };",
    ),
    4,
    /returns before its end/,
  ],
  ["this", singleton("return { go() { return this.sum(); }, sum() { return start; }, say };"), 3, /`this`/],
  [
    "arguments",
    singleton("const total = arguments.length;\nreturn { go: say, sum: () => total + start };"),
    3,
    /"arguments"/,
  ],
  [
    "a parameter taken apart",
    "/** @singleton */\nexport function make({ a }: { a: number }) {\n  return { a };\n}\n",
    2,
    /more than a name/,
  ],
  ["a default", "/** @singleton */\nexport function make(a = 1) {\n  return { a };\n}\n", 2, /more than a name/],
  ["a rest", "/** @singleton */\nexport function make(...a: number[]) {\n  return { a };\n}\n", 2, /more than a name/],
  [
    "a pattern in the factory",
    singleton("const { length } = [start];\nreturn { go: say, sum: () => length };"),
    3,
    /takes something apart/,
  ],
  ["a class in the factory", singleton("class A {}\nreturn { go: say, sum: () => new A() };"), 3, /a class or enum/],
  [
    "var in a block",
    singleton("if (start) { var total = 1; }\nreturn { go: say, sum: () => total };"),
    3,
    /declared in a block/,
  ],
  [
    "one name twice",
    singleton("let total = start;\nreturn { go: say, sum: () => total };", "const total = 1;\n"),
    4,
    /"total" is declared in the module and/,
  ],
  [
    "a parameter named like an import",
    `/** @singleton */\nimport { start } from "./other";\n${MADE.slice(18).replace("(n", "(start").replace("= n", "= start")}`,
    3,
    /"start" is declared/,
  ],
  [
    "a helper that means the global",
    "/** @singleton */\nfunction show(x: number) {\n  print(x);\n}\nexport function make(print: number) {\n  return { a: () => show(print) };\n}\n",
    3,
    /"print" means something else/,
  ],
  ["two factories", `${MADE}export function other() {}\n`, 6, /more than one function/],
  ["no factory", "/** @singleton */\nexport const make = (n: number) => n;\n", 2, /no function by name/],
  ["a mark too late", `export const a = 1;\n${MADE}`, 2, /behind the first statement/],
  ["both marks", MADE.replace("@singleton", "@singleton @onDemand"), 1, /both/],
  [
    "called twice",
    MADE,
    3,
    /called 2 times/,
    'import { make } from "./part";\nconst a = make(1);\nconst b = make(2);\nprint(a.up(), b.up());\n',
  ],
  [
    "called in a function",
    MADE,
    2,
    /may run more than once/,
    'import { make } from "./part";\nconst f = () => make(1);\nprint(f().up());\n',
  ],
  [
    "called in a loop",
    MADE,
    2,
    /may run more than once/,
    'import { make } from "./part";\nfor (let i = 0; i < 2; i++) print(make(i).up());\n',
  ],
  ["handed on", MADE, 2, /handed on as a value/, 'import { make } from "./part";\nprint([1, 2].map(make).length);\n'],
  ["on demand: a default", "/** @onDemand */\nexport function make(a = 1) {\n  return a;\n}\n", 2, /more than a name/],
  [
    "on demand: a pattern",
    "/** @onDemand */\nexport function make([a]: number[]) {\n  return a;\n}\n",
    2,
    /more than a name/,
  ],
  [
    "on demand: arguments",
    "/** @onDemand */\nexport function make(a: number) {\n  return [a].map(() => arguments.length);\n}\n",
    3,
    /"arguments"/,
  ],
  ["on demand: this", "/** @onDemand */\nexport function make(a: number) {\n  return [this, a];\n}\n", 3, /"this"/],
  [
    "on demand: a variable",
    "/** @onDemand */\nlet n = 0;\nexport function make() {\n  return n++;\n}\n",
    2,
    /has a variable/,
  ],
  [
    "on demand: a list that grows",
    "/** @onDemand */\nconst all: number[] = [];\nexport function make(a: number) {\n  all.push(a);\n  return all.length;\n}\n",
    4,
    /changes its constant "all"/,
  ],
  [
    "on demand: a member that changes",
    "/** @onDemand */\nconst o = { n: 0 };\nexport function make() {\n  return ++o.n;\n}\n",
    4,
    /changes its constant "o"/,
  ],
  [
    "on demand: a constant made by a call",
    "/** @onDemand */\nconst at = Date.now();\nexport function make() {\n  return at;\n}\n",
    2,
    /a call makes a constant/,
  ],
  ["on demand: a statement", "/** @onDemand */\nexport function make() {}\nprint(1);\n", 3, /when it is loaded/],
  [
    "on demand: a constant exported",
    "/** @onDemand */\nexport const A = 1;\nexport function make() {\n  return A;\n}\n",
    2,
    /more than its function/,
  ],
  [
    "on demand: exports by a list",
    "/** @onDemand */\nfunction make() {}\nexport { make };\n",
    2,
    /no function by name/,
  ],
];
