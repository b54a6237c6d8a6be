/** Texts as the bundler might have made them, most of them to lead a pass astray: parts, calls and objects. */
import { PART, type Row } from "./build-passes-fixture.ts";

export const PART_ROWS: readonly Row[] = [
  {
    name: "a part as a value",
    code: `${PART}var part = make(say, tag); var other = part; other.put(1); part.put(2); print(part === other, Object.keys(part).length);`,
  },
  {
    name: "a part by a computed name",
    code: `${PART}var part = make(say, tag); var word = 'pu' + 't'; part[word](4); part['put'](1); print(part.get());`,
  },
  {
    name: "a part that is changed",
    code: `${PART}var part = make(say, tag); part.put(1); part.put = function () { print('new'); }; part.put(2);`,
    pass: "callDirectly",
    has: /part\.put\(2\)/,
  },
  {
    name: "a part that is changed under another name",
    code: `${PART}var part = make(say, tag); function alter(p) { p['put'] = function () { print('new'); }; } alter(part); part.put(2);`,
    pass: "callDirectly",
    has: /part\.put\(2\)/,
  },
  {
    name: "a part's snapshot of a number",
    code: `${PART}var part = make(say, tag); part.put(2); print(part.n);`,
    pass: "callDirectly",
    has: /part\.n/,
  },
  {
    name: "a part given anew",
    code: `${PART}var part = make(say, tag); part.put(2); part = { put: function () { print('other'); } }; part.put(3);`,
    pass: "callDirectly",
    has: /part\.put\(3\)/,
  },
  {
    name: "a part's object, given once",
    code: "var status; function up() { status.n++; } function make() { status = { n: 1 }; return { up: up, status: status }; } var part = make(); part.up(); function look() { return part.status.n; } print(look());",
    pass: "callDirectly",
    has: /return status\.n/,
  },
  {
    name: "properties named like other functions",
    code: "function one() { print(1); } function two() { print(2); } function make() { return { one: two, two: one }; } var part = make(); part.one(); part.two();",
  },
  {
    name: "a method's name shadowed where it is called",
    code: `${PART}var part = make(say, tag); function use(put) { part.put(put); } use(3);`,
    pass: "callDirectly",
    has: /part\.put\(put\)/,
  },
  {
    name: "an early return",
    code: "function a() { print('a'); } function b() { print('b'); } function make(x) { if (x) return { go: b }; return { go: a }; } var part = make(1); part.go();",
    pass: "callDirectly",
    has: /part\.go/,
  },
  {
    name: "a method with this",
    code: "function go() { print(this.x); } function make() { return { go: go, x: 5 }; } var part = make(); part.go();",
    pass: "callDirectly",
    has: /part\.go/,
  },
  {
    name: "a factory inside another",
    code: "var inner; var log; function put(x) { log(x); } function innerMake(f) { log = f; return { put: put }; } function go(x) { inner.put(x + 1); } function make(f) { inner = innerMake(f); return { go: go }; } var say = function (x) { print(x); }; var part = make(say); part.go(1);",
  },
  {
    name: "called once, at the start",
    code: "function init(a, b) { print(a, b, arguments.length); return a; } var r = init(1, 2); print(r);",
    pass: "inlineOnce",
    has: /r = \(function init/,
  },
  {
    name: "called once, in a function",
    code: "function init() { return {}; } function f() { return init(); } print(f() === f());",
    pass: "inlineOnce",
    has: /^function init/,
  },
  {
    name: "recursion",
    code: "function down(n) { return n ? down(n - 1) : 'end'; } print(down(3));",
    pass: "inlineOnce",
    has: /^function down/,
  },
  {
    name: "a function given anew",
    code: "function f() { return 1; } f = function () { return 2; }; print(f());",
    pass: "inlineOnce",
    has: /^function f/,
  },
  {
    name: "a catch named like a function",
    code: "function f() { return 1; } try { throw function () { return 2; }; } catch (f) { print(f()); }",
    pass: "inlineOnce",
    has: /^function f/,
  },
  { name: "a function called by new", code: "function F() { this.x = 1; } print(new F().x);" },
  {
    name: "an object only the start looks at",
    code: "var row = { a: 1 }; print(row.a); var kept = row; calls.push(function () { print(kept.a); });",
    pass: "releaseAfterStart",
    has: /row = void 0/,
  },
  {
    name: "an object that is looked at later",
    code: "var row = { a: 1 }; print(row.a); calls.push(function () { print(row.a); });",
    pass: "releaseAfterStart",
    lacks: /void 0/,
  },
  {
    name: "a shadow of an object",
    code: "var row = { a: 1 }; print(row.a); calls.push(function (row) { print(row); });",
    pass: "releaseAfterStart",
    has: /row = void 0/,
  },
  { name: "no semicolon at the end", code: "var row = { a: 1 }; var f = function () { return 1; }; print(row.a, f())" },
  {
    name: "a catch beside the name it hides",
    code: "var e = 'top' + 1; function f() { try { throw 'caught'; } catch (e) { print(e); } return e; } print(f());",
    pass: "prefix",
    has: /return \$/,
  },
  {
    name: "inner names that begin with $",
    code: "var a = 1; var b = 2; function f($a) { var $b = 3; return a + b + $a + $b; } print(f(10));",
  },
  {
    name: "hot calls",
    code: "// src/at/lines.ts\nfunction feed(x) { return x; }\n// src/app.ts\nfunction feed2(feed) { return feed(1); }\nprint(feed(2), feed2(feed));",
    pass: "keepHot",
    has: /NOINLINE__\*\/feed\(2\)/,
  },
];
