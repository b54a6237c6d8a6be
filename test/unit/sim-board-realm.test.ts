/** The bare realm: what Espruino lacks is not there, what it has works and answers as Espruino 2v29 did. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { running } from "../../sim/board/rig.ts";

const MISSING = [
  "Promise",
  "Map",
  "Set",
  "WeakMap",
  "WeakSet",
  "Symbol",
  "Proxy",
  "Reflect",
  "BigInt",
  "RangeError",
  "URIError",
  "EvalError",
  "WebAssembly",
  "Intl",
  "SharedArrayBuffer",
  "Atomics",
  "FinalizationRegistry",
  "WeakRef",
  "escape",
  "unescape",
  "decodeURI",
  "structuredClone",
  "queueMicrotask",
  "setImmediate",
  "Buffer",
  "window",
  "module",
  "exports",
  "BigInt64Array",
  "Iterator",
  "process.nextTick",
  "console.table",
  "Array.from",
  "Array.of",
  "Object.freeze",
  "Object.is",
  "Object.getOwnPropertySymbols",
  "Math.trunc",
  "Math.log10",
  "Math.imul",
  "Math.clz32",
  "Math.hypot",
  "Number.isInteger",
  "Number.parseFloat",
  "Date.UTC",
  "String.raw",
  "String.fromCodePoint",
  "ArrayBuffer.isView",
  "'a'.search",
  "'a'.localeCompare",
  "'a'.codePointAt",
  "'a'.trimEnd",
  "'a'.at",
  "'a'.normalize",
  "[].lastIndexOf",
  "[].flat",
  "[].reduceRight",
  "[].at",
  "[].keys",
  "[].copyWithin",
  "(1).toPrecision",
  "(1).toExponential",
  "({}).propertyIsEnumerable",
  "new Uint8Array(1).at",
  "new ArrayBuffer(1).slice",
  "Array.prototype.slice",
  "String.prototype.indexOf",
  "Function.prototype.call",
  "Number.prototype.toFixed",
  "Error.captureStackTrace",
];

/** Source, and what Espruino showed for it. */
const PRESENT: readonly [string, string][] = [
  ["[1,2,3].slice(1).map(function(x){return x*2})", "[ 4, 6 ]"],
  ["(function(){return [].slice.call(arguments,1)})(1,2,3)", "[ 2, 3 ]"],
  ["'a,b'.split(',').join('+')", '"a+b"'],
  ["'x'.padStart(3,'0')+'abc'.startsWith('ab')+'  q '.trim()", '"00xtrueq"'],
  ["Object.keys({b:1,a:2}).join()", '"b,a"'],
  ["Object.prototype.hasOwnProperty.call({a:1},'a')", "true"],
  ["(function(){return this===global})()", "true"],
  [
    "JSON.stringify({a:'\\xe9\\x01\\x7f\\n\"\\\\\\x80',b:[1/3,1e21,undefined],c:undefined,d:NaN,f:-0,g:1e-7})",
    '"{\\"a\\":\\"\\\\u00E9\\\\u0001\\\\u007F\\\\n\\\\\\"\\\\\\\\\\\\u0080\\",\\"b\\":[0.33333333333,10e+20,null],\\"d\\":null,\\"f\\":0,\\"g\\":1e-7}"',
  ],
  ["JSON.stringify(undefined)", '"null"'],
  [
    "JSON.stringify({t:new Date(1e12),p:A0,u:new Uint8Array(2)})",
    '"{\\"t\\":\\"2001-09-09T01:46:40.000Z\\",\\"p\\":\\"A0\\",\\"u\\":[0,0]}"',
  ],
  ['JSON.parse(\'{"a":1,"b":2,"a":3}\').a', "1"],
  ["JSON.parse('{\"a\":1,}x').a", "1"],
  ["JSON.parse('\"\\\\u4e2d\\\\u00e9\"')", '"-\\xE9"'],
  ["Number(' 5 ')", "NaN"],
  [
    "[Number(''),Number('0x10'),Number(null),Number('1e3'),Number(true),Number.MAX_VALUE>1]",
    "[ 0, 16, 0, 1000, 1, true ]",
  ],
  ["Math.round(-2.5)", "-3"],
  ["String.fromCharCode(300)", '","'],
  ["'\\xff\\xb5a'.toUpperCase()", '"\\xFF\\xB5A"'],
  ["[(1.5).toFixed(0),(1.005).toFixed(2),(1.45).toFixed(1)].join()", '"1,1.00,1.5"'],
  ["typeof ({}).on", '"function"'],
  ["new Uint8Array([1,300]).length+new DataView(new ArrayBuffer(4)).getUint16(0)", "2"],
  ["btoa('a\\xff')+atob('YWI=')", '"Yf8=ab"'],
  ["eval('1+1')", "2"],
  ["E.toString([65,66],'c')", '"ABc"'],
  ["E.CRC32('abc')", "891568578"],
  ["E.CRC32([97,98,99])", "891568578"],
  ["E.CRC32(['ab','cd'])", "1104745215"],
  ["require('crypto').SHA1('abc').byteLength", "20"],
  ["E.getErrorFlags()", "[  ]"],
  ["process.memory().total", "5100"],
  ["A0.getMode()+new Pin('B6')", '"inputB6"'],
];

const THROWS: readonly [string, string][] = [
  ["clearTimeout(undefined)", "clearTimeout(undefined) not allowed. Use clearTimeout() instead"],
  ["clearWatch(undefined)", "clearWatch(undefined) not allowed. Use clearWatch() instead"],
  ["setTimeout(5,1)", "Function or String not supplied!"],
  ["changeInterval(99,1)", "Unknown Interval"],
  ["require('nope')", 'Module "nope" not found'],
  ["require('crypto').SHA256('a')", "require(...).SHA256 is not a function"],
  ["digitalWrite('ZZ',1)", "Invalid pin"],
  ["pinMode(A0,'bogus')", "Unknown pin mode"],
  ["Serial1.setup(50)", "Invalid baud rate 50"],
  ["Serial1.setup(9600,{path:'/dev/x'})", 'Unknown option "path"'],
  ["Serial1.on('data',5)", "Second argument must be a function or a String"],
  ["Serial1.write('a\\u4e2d')", "U+4E2D at 1 is no byte: the device's texts have one byte a character"],
  ["JSON.parse('[1,2')", "Got EOF expected ','"],
  ["JSON.parse('')", "Expecting valid value, got EOF"],
  ["JSON.parse('{a:1}')", "Got ID:a expected STRING"],
];

test("names that Espruino lacks are undefined", () => {
  const { board } = running();
  for (const name of MISSING) {
    const root = name.split(".")[0] ?? name;
    const source = /^\w+$/.test(name)
      ? `typeof ${name}`
      : `typeof ${root} === "undefined" ? "undefined" : typeof (${name})`;
    assert.equal(board.evaluate(source), '"undefined"', name);
  }
});

test("what it has answers as the real one does", () => {
  const { board } = running();
  for (const [source, shown] of PRESENT) assert.equal(board.evaluate(source), shown, source);
});

test("built-ins refuse with the real one's words, in errors of the realm", () => {
  const { board } = running();
  for (const [source, message] of THROWS) {
    const caught = board.evaluate(
      `try { ${source}; "no error" } catch (e) { [e.message, e instanceof Error || e instanceof TypeError].join("|") }`,
    );
    assert.equal(caught, JSON.stringify(`${message}|true`), source);
  }
});

test("a prototype takes a program's own method in place of a hidden one", () => {
  const { board } = running(
    "Array.prototype.slice = function () { return 'mine'; }; String.prototype.twice = function () { return this + this; };",
  );
  assert.equal(board.evaluate("[1].slice() + 'ab'.twice()"), '"mineabab"');
  assert.deepEqual(board.uncaught, []);
});

test("a board is made in less than 300 ms, on a busy machine too", () => {
  running();
  const startMs = performance.now();
  for (let i = 0; i < 10; i++) running("var x = 1;");
  assert.ok((performance.now() - startMs) / 10 < 300);
});
