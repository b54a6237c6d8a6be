/** Texts as the bundler might have made them, most of them to lead a pass astray: names, aliases and constants. */
import { PART, type Row } from "./build-passes-fixture.ts";

export const NAME_ROWS: readonly Row[] = [
  {
    name: "a part by its functions' names",
    code: `${PART}var part = make(say, tag); part.put(2); part.put(3); print(part.get());`,
    pass: "callDirectly",
    has: /;\s*put\(2\)/,
  },
  {
    name: "its aliases go",
    code: `${PART}var part = make(say, tag); part.put(2); print(part.get());`,
    pass: "dropAliases",
    lacks: /seen = seen_1|out = out_1/,
  },
  {
    name: "a factory called twice",
    code: `${PART}var a = make(say, tag); a.put(1); var other = "other"; var b = make(say, other); b.put(5); a.put(7); print(a.get(), b.get());`,
    pass: "dropAliases",
    has: /seen = seen_1/,
  },
  {
    name: "a factory that keeps its own functions, called twice",
    code: "function make(n) { function up() { return ++n; } return { up: up }; } var a = make(1); var b = make(10); print(a.up(), b.up(), a.up());",
    pass: "callDirectly",
    has: /a\.up\(\)/,
  },
  {
    name: "a factory with functions of its own, called once",
    code: "function make(n) { function up() { return ++n; } return { up: up }; } var a = make(1); print(a.up(), a.up());",
    pass: "callDirectly",
    has: /a\.up\(\)/,
  },
  {
    name: "a factory called in a loop",
    code: "var kept; function show() { print(kept); } function make(x) { kept = x; return { show: show }; } var v = 4; for (var i = 0; i < 2; i++) { make(v).show(); }",
  },
  {
    name: "a factory handed on",
    code: `${PART}[1, 2].forEach(function () { make(say, tag).put(1); }); var part = make(say, tag); part.put(4);`,
    pass: "dropAliases",
    has: /seen = seen_1/,
  },
  {
    name: "what only the factory looks at",
    code: `var n; var kept; var size; function get() { return n; } function make(size_1, n_1) { kept = size_1; n = n_1; size = kept.length; n += kept.charAt(0); return { get: get, size: size }; } var part = make(say(), "n"); print(part.get(), part.size); function say() { return "tag"; }`,
    pass: "dropAliases",
    has: /size = size_1\.length/,
    lacks: /kept = size_1/,
  },
  {
    name: "a function that is written where it is given",
    code: "var n; var tell; function up() { tell(++n); } function make(n_1, tell_1) { n = n_1; tell = tell_1; tell(n); return { up: up }; } var part = make([1].length, function (x) { print('n', x); }); part.up(); part.up();",
    pass: "dropAliases",
    has: /make\(\[1\]\.length, tell = function/,
    lacks: /tell = tell_1/,
  },
  {
    name: "a function that the part offers as it got it",
    code: "var tell; function up() { tell(2); } function make(tell_1) { tell = tell_1; return { up: up, tell: tell }; } var part = make(function (x) { print('n', x); }); part.up(); part.tell(3);",
    pass: "dropAliases",
    has: /tell = tell_1/,
  },
  {
    name: "a function that is given, and given anew",
    code: "var tell; function up() { tell(2); tell = print; } function make(tell_1) { tell = tell_1; return { up: up }; } var part = make(function (x) { print('n', x); }); part.up(); part.up();",
    pass: "dropAliases",
    has: /tell = tell_1/,
  },
  {
    name: "what a function of the part looks at as well",
    code: "var kept; function get() { return kept; } function make(x) { kept = x; print(kept); return { get: get }; } var part = make('a' + 1); print(part.get());",
    pass: "dropAliases",
    has: /kept = x/,
  },
  {
    name: "what a function made in the factory looks at",
    code: "var kept; function make(x) { kept = x; return { get: function () { return kept; } }; } var part = make('a' + 1); print(part.get());",
    pass: "dropAliases",
    has: /kept = x/,
  },
  {
    name: "what the factory gives back as it got it",
    code: "var kept; function make(x) { kept = x; return { kept: kept }; } var part = make('a' + 1); print(part.kept);",
    pass: "dropAliases",
    has: /kept = x/,
  },
  {
    name: "what the factory looks at, and is looked at behind it",
    code: "var kept; function make(x) { kept = x; print(kept); return {}; } make('a' + 1); print(kept);",
    pass: "dropAliases",
    has: /kept = x/,
  },
  {
    name: "an alias that changes",
    code: "var kept; function show() { kept += 1; print(kept); } function make(x) { kept = x; return { show: show }; } var v = 4; var part = make(v); part.show(); part.show(); print(v);",
    pass: "dropAliases",
    has: /kept = x/,
  },
  {
    name: "an alias changed by for-in",
    code: "var kept; function show() { for (kept in { 'a': 1 }) print(kept); } function make(x) { kept = x; return { show: show }; } var v = 4; var part = make(v); part.show(); print(v, kept);",
    pass: "dropAliases",
    has: /kept = x/,
  },
  {
    name: "a value that changes later",
    code: "var v; function set(x) { v = x; } var kept; function show() { print(kept); } function make(x) { kept = x; return { show: show }; } set(1); var part = make(v); set(2); part.show();",
    pass: "dropAliases",
    has: /kept = x/,
  },
  {
    name: "a value that is not there yet",
    code: "var kept; function show() { print(kept); } function make(x) { kept = x; return { show: show }; } var part = make(v); var v = { toString: function () { return 'v'; } }; part.show();",
    pass: "dropAliases",
    has: /kept = x/,
  },
  {
    name: "an alias handed on",
    code: "var a; var b; function one(x) { a = x; return 1; } function two(x) { b = x; return { show: show }; } function show() { print(a, b); } var v = { toString: function () { return 'v'; } }; var r = one(v); var part = two(a); part.show(); print(r);",
  },
  {
    name: "a parameter named like the value",
    code: "var kept; function show(v) { print(kept, v); } function make(x) { kept = x; return { show: show }; } var v = 'v' + 1; var part = make(v); part.show(3);",
    pass: "dropAliases",
    has: /kept = x/,
  },
  {
    name: "a catch named like the value",
    code: "var kept; function show() { try { throw 'caught'; } catch (v) { print(kept, v); } } function make(x) { kept = x; return { show: show }; } var v = 'v' + 1; var part = make(v); part.show();",
    pass: "dropAliases",
    has: /kept = x/,
  },
  {
    name: "a variable and a function named like an alias",
    code: "var kept; function show(x) { var kept = 'own'; print(kept); function seen() { print(kept); } seen(); } function all() { show(1); print(kept); } function make(x) { kept = x; return { all: all }; } var v = 'v' + 1; var part = make(v); part.all();",
  },
  {
    name: "a factory's own variable named like one outside",
    code: "var kept = 'top' + 1; function show() { print(kept); } function make(x) { kept = x; var kept; return { show: show }; } var v = 'v' + 1; var part = make(v); part.show();",
  },
  {
    name: "a constant in its places",
    code: "var MAX = 5; function f() { return MAX + 1; } print(f(), MAX);",
    pass: "dropAliases",
    has: /return 5 \+ 1/,
  },
  {
    name: "a literal given twice",
    code: "var word = 'a'; function f() { return word; } print(f()); word = 'b'; print(f());",
    pass: "dropAliases",
    has: /return word/,
  },
  {
    name: "a literal declared twice",
    code: "var word = 'a'; var word = 'b'; function f() { return word; } print(f());",
  },
  { name: "a literal that counts", code: "var n = 0; function f() { return n++; } print(f(), f(), n);" },
  {
    name: "a literal that for-in changes",
    code: "var k = ''; for (k in { 'a': 1, 'b': 2 }) print(k); function f() { return k; } print(f());",
  },
  {
    name: "a number with a method",
    code: "var N = 5; var T = 'text'; function f() { return N.toFixed(1) + T.length + N['toFixed'](2); } print(f());",
  },
  { name: "a pattern remembers", code: "var RE = /a/g; function f() { return RE.test('aa'); } print(f(), f(), f());" },
  {
    name: "a constant shadowed",
    code: "var MAX = 5; function f(MAX) { return MAX; } function g() { try { throw 1; } catch (MAX) { return MAX; } } var h = function MAX() { return typeof MAX; }; print(f(1), g(), h(), MAX);",
  },
  {
    name: "properties and labels are no names",
    code: "var MAX = 5; var o = { MAX: 1, 'MAX2': 2 }; MAX: for (;;) { break MAX; } o.MAX = 3; print(o.MAX, MAX);",
  },
];
