/** What Espruino 2v29 has and lacks, asked of the interpreter itself rather than of a manual. */

const GLOBALS = new Set(
  [
    "Array Object Function String Number Boolean Math Date JSON RegExp Error TypeError SyntaxError ReferenceError",
    "InternalError ArrayBuffer DataView Uint8Array Int8Array Uint8ClampedArray Uint16Array Int16Array Uint24Array",
    "Uint32Array Int32Array Float32Array Float64Array",
    "parseInt parseFloat isNaN isFinite NaN Infinity undefined encodeURIComponent decodeURIComponent atob btoa eval",
    "setTimeout clearTimeout setInterval clearInterval changeInterval setWatch clearWatch",
    "global globalThis console process E Pin require print dump trace load save reset edit echo Modules",
    "getTime setTime getSerial setBusyIndicator setSleepIndicator setDeepSleep",
    "pinMode getPinMode digitalRead digitalWrite digitalPulse analogRead analogWrite shiftOut HIGH LOW",
    "peek8 poke8 peek16 poke16 peek32 poke32",
    "USB Bluetooth NRF ESP32 Telnet LoopbackA LoopbackB Serial I2C SPI OneWire Waveform Graphics",
  ].flatMap((line) => line.split(" ")),
);

/** Serial1, I2C2, LED1, A0, D17: which of them a board has is the board file's matter. */
const NUMBERED = /^(Serial[1-6]|(I2C|SPI)[1-3]|(LED|BTN)\d?|[A-KV]\d{1,3})$/;

export function isGlobal(name: string): boolean {
  return GLOBALS.has(name) || NUMBERED.test(name) || Object.hasOwn(MISSING_GLOBALS, name);
}

const CALLBACK = "pass a callback";
const OBJECT = "use an object with string keys";

/** Said with a remedy of their own. Promise is there on big boards; the design keeps it off all of them. */
export const MISSING_GLOBALS: Readonly<Record<string, string>> = {
  Promise: CALLBACK,
  Map: OBJECT,
  Set: OBJECT,
  WeakMap: "keep the value in the object",
  WeakSet: "keep a flag in the object",
  Symbol: "use a string key",
  Proxy: "call a method",
  Reflect: "call the function itself",
  BigInt: "use a number or a string of digits",
  RangeError: "throw an Error",
  EvalError: "throw an Error",
  URIError: "throw an Error",
  Intl: "format by hand",
  escape: "use encodeURIComponent on ASCII text",
  unescape: "use decodeURIComponent",
  encodeURI: "use encodeURIComponent on its parts",
  decodeURI: "use decodeURIComponent",
  setImmediate: "use setTimeout with 0",
  queueMicrotask: "use setTimeout with 0",
  TextEncoder: "strings are bytes already",
  TextDecoder: "strings are bytes already",
  Buffer: "strings are bytes already",
  performance: "use getTime",
  fetch: "the way out is the modem",
};

export const MISSING_STATICS: Readonly<Record<string, string>> = {
  "Object.freeze": "leave it out; `readonly` holds at compile time",
  "Object.seal": "leave it out",
  "Object.is": "use ===, and isNaN",
  "Array.from": "use map, or a loop",
  "Array.of": "write the array",
  "Math.trunc": "use x | 0, or Math.floor for large values",
  "Math.log10": "use Math.log(x) / Math.LN10",
  "Math.log2": "use Math.log(x) / Math.LN2",
  "Math.imul": "multiply by halves",
  "Math.clz32": "use a loop",
  "Math.hypot": "use Math.sqrt",
  "Math.cbrt": "use Math.pow(x, 1 / 3)",
  "Math.fround": "leave it out",
  "Math.expm1": "use Math.exp",
  "Math.log1p": "use Math.log",
  "Math.sinh": "use Math.exp",
  "Math.cosh": "use Math.exp",
  "Math.tanh": "use Math.exp",
  "Number.isInteger": "compare with Math.floor",
  "Number.isFinite": "use isFinite",
  "Number.isNaN": "use isNaN",
  "Number.parseInt": "use parseInt",
  "Number.parseFloat": "use parseFloat",
  "Number.MAX_SAFE_INTEGER": "write the number",
  "Number.EPSILON": "write the number",
  "String.raw": "write the escapes",
  "String.fromCodePoint": "use String.fromCharCode",
  "Date.UTC": "compute the milliseconds",
  "console.table": "use print",
  "console.time": "use getTime",
  "process.nextTick": "use setTimeout with 0",
  "process.exit": "there is nothing to return to; use E.reboot",
  "process.argv": "read the configuration",
};

/** Methods of built-in objects that are not there, whatever the object: so a call can only go wrong. */
export const MISSING_METHODS: Readonly<Record<string, string>> = {
  search: "use indexOf",
  localeCompare: "use < and >",
  codePointAt: "use charCodeAt",
  trimStart: "use trim",
  trimEnd: "use trim",
  normalize: "leave it out",
  matchAll: "use exec in a loop",
  toLocaleLowerCase: "use toLowerCase",
  toLocaleUpperCase: "use toUpperCase",
  reduceRight: "use reduce on a reversed copy",
  findLast: "use a loop from the end",
  flat: "use concat",
  flatMap: "use map and concat",
  copyWithin: "use a loop",
  toPrecision: "use toFixed",
  toExponential: "use toFixed and an exponent",
  toLocaleString: "use toString",
  isPrototypeOf: "compare the prototypes",
  propertyIsEnumerable: "use hasOwnProperty",
};

/** Modules every official build has; `net`, `http` and `fs` need libraries that boards leave out. */
export const MODULES = new Set(["Storage", "crypto", "Flash"]);
