import assert from "node:assert/strict";
import { test } from "node:test";
import { closeReturns, openReturns } from "../../build/close-returns.ts";
import { checkSubset } from "../../build/subset.ts";

/** Every line maps to the same line of src/x.ts. */
function lineMap(text: string): string {
  const mappings = text
    .split("\n")
    .map((_line, index) => (index === 0 ? "AAAA" : "AACA"))
    .join(";");
  return JSON.stringify({ version: 3, sources: ["src/x.ts"], names: [], mappings });
}

const REFUSED: readonly (readonly [text: string, what: RegExp])[] = [
  // Not hoisted
  ["f();\nfunction f(){}", /f used before its declaration/],
  ["(function(){g();\nfunction g(){}})()", /g used before its declaration/],
  ["function f(){return g();function g(){return 1}}", /g used before/],
  ["var a=1;function f(){a=2;var a;}", /a used before/],
  ["function f(c){if(c){var a=1}return a}", /a is declared in a block that may be skipped/],
  ["function f(c){switch(c){case 1:var a=1;break;case 2:return a}}", /may be skipped/],
  ["if(E){function f(){}}", /declared inside a block/],
  // Syntax
  ["o:for(;;){break o}", /label/],
  ["switch(E){default:print(1);break;case 2:print(2)}", /`default` is not the last/],
  ["function f(a){if(a)return}", /`return` without a semicolon/],
  ["var a=[1];a[0,0]", /comma inside an index/],
  ["if(E)/a/.test('a')", /regular expression right after/],
  ["while(E)/a/.test('a')", /regular expression right after/],
  ["var o={f:1};(o.f)()", /loses `this`/],
  ["var o={f:1};(0,o.f)()", /loses `this`/],
  ["with(E)print(1)", /with/],
  ["var o={get a(){return 1;}}", /getter/],
  ["var f=()=>1", /not ES5/],
  ["let a=1", /not ES5/],
  ["var o={[E]:1}", /not ES5/],
  ["var s='\u00e9'", /outside ASCII/],
  ["function f(){'use strict';print(1)}", /use strict/],
  // Library
  ["Array.prototype.slice.call([])", /Array\.prototype\.slice is undefined/],
  ["Object.prototype.toString.call(1)", /Object\.prototype\.toString is undefined/],
  ...["Promise", "Map", "Set", "WeakMap", "Symbol"].map(
    (name) => [`new ${name}()`, new RegExp(`${name} is missing`)] as const,
  ),
  ["Array.from('a')", /Array\.from is missing/],
  ["Object.freeze({})", /Object\.freeze is missing/],
  ["Object.is(1,1)", /Object\.is is missing/],
  ["Math.trunc(1.5)", /Math\.trunc is missing/],
  ["Math.log10(5)", /Math\.log10 is missing/],
  ["Math.imul(5,5)", /Math\.imul is missing/],
  ["Math.clz32(5)", /Math\.clz32 is missing/],
  ["escape('a')", /escape is missing/],
  ["throw RangeError('a')", /RangeError is missing/],
  ["'a'.search('b')", /\.search\(\) is missing/],
  ["'a'.localeCompare('b')", /\.localeCompare\(\) is missing/],
  ["console.table([])", /console\.table is missing/],
  ["process.nextTick(print)", /process\.nextTick is missing/],
  ["require('net')", /require of "net"/],
  ["require(E)", /computed name/],
  ["nosuch(1)", /unknown global nosuch/],
  ["leak=1", /leak is assigned but never declared/],
  ["var a=[1];a.length=0", /assignment to \.length/],
  ["try{print(1)}catch(e){print(e instanceof Error)}", /instanceof Error/],
  ["JSON.stringify({},['a'])", /ignores its replacer/],
  ["__spreadArray([],[1])", /unknown global __spreadArray/],
  // Regular expressions
  ["/ab?/.test('a')", /neither optional/],
  ["/a+?/.test('a')", /neither optional/],
  ["/a{2}/.test('aa')", /counted repeat/],
  ["/(ab)+/.test('ab')", /quantifier on a group/],
  ["/(a)\\1/.test('aa')", /backreference/],
  ["/(?:a)/.test('a')", /starts with \(\?/],
  ["/\\ba/.test('a')", /word boundary/],
  ["/(OK|ERROR)$/.test('OK')", /alternation inside a group/],
  ["/a/m.test('a')", /flag m/],
  ["new RegExp('a?')", /neither optional/],
];

for (const [text, what] of REFUSED) {
  test(`refused: ${text}`, () => {
    const padded = `print(0);\n${text}`;
    const findings = checkSubset(padded, lineMap(padded));
    const found = findings.find((finding) => what.test(finding.what));
    assert.ok(found, `findings: ${JSON.stringify(findings)}`);
    assert.equal(found.file, "src/x.ts");
    assert.ok(found.line >= 2);
    assert.ok(found.remedy.length > 5);
  });
}

const ALLOWED = [
  "function f(){return g();}function g(){return 1;}f()",
  "function f(){for(var i=0;i<3;i++);return i;}",
  "function f(o){for(var k in o);return k;}",
  "var a;(function(b){b.x=1})(a||(a={}))",
  "function f(a){var a=a||2;return a;}",
  "function f(n){return n?f(n-1):arguments.length;}",
  "var f=function g(n){return n?g(n-1):0;}",
  "do{var a=1}while(a>2);print(a)",
  "try{print(1)}catch(e){print(e.message)}",
  "switch(E){case 1:print(1);break;default:print(2)}",
  "print(1?/a/.test('a'):/b/i.exec('b'))",
  "/^\\+CSQ: (\\d+),(\\d+)$/.exec('')",
  "/OK|ERROR/.test('OK')",
  "/[?{}|]\\?\\{/.test('a')",
  "[].slice.call([1],1)",
  "Object.keys({}).concat(Object.assign({},{}))",
  "'a'.startsWith('a')&&'a'.includes('a')&&'a'.padStart(3)",
  "[1].includes(1);[1].find(print)",
  "var o={search:print};o.search(1)",
  "JSON.stringify({},null,2);JSON.stringify({},void 0,2)",
  "require('Storage').read('a');require('crypto');require('Flash')",
  "Serial2.setup(115200,{tx:A2,rx:A3});setTimeout(print,1);E.enableWatchdog(5)",
  "print(process.memory().usage,getTime(),LED1,D17,typeof USB)",
  "var a=[];a[a.length]=1",
  "global['anything']=1;print(global.anything)",
  "(function(){print(1)})();!function(){print(2)}()",
];

for (const text of ALLOWED) {
  test(`allowed: ${text}`, () => assert.deepEqual(checkSubset(text, lineMap(text)), []));
}

const RETURNS: readonly (readonly [before: string, after: string])[] = [
  ["function f(a){if(a)return}", "function f(a){if(a)return;}"],
  ["function f(a){if(a){return}print(1)}", "function f(a){if(a){return;}print(1)}"],
  ["function f(a){switch(a){case 2:return}}", "function f(a){switch(a){case 2:return;}}"],
  ["function f(){return\n}", "function f(){return;\n}"],
  ["function f(){return;}", "function f(){return;}"],
  ["function f(){return 1}", "function f(){return 1}"],
  ["function f(a){if(a)return;print(1)}", "function f(a){if(a)return;print(1)}"],
  ["print('return}')", "print('return}')"],
  ["print(/return}/)", "print(/return}/)"],
  ["var o={return:1};print({a:o.return})", "var o={return:1};print({a:o.return})"],
];

for (const [before, after] of RETURNS) {
  test(`return: ${before}`, () => {
    const result = closeReturns({ code: before, maps: [lineMap(before)] });
    assert.equal(result.code, after);
    assert.deepEqual(openReturns(result.code), []);
  });
}
