/**
 * A bare realm: ECMAScript cut down to the names that Espruino has (es5.ts), with the built-ins whose answers differ
 * replaced. What stays out of reach: syntax newer than ES5, hoisting, numbers put into text by `+`, and `length` of arrays
 * are V8's; the build's checks and the run on the real interpreter cover those.
 */
import vm from "node:vm";
import { DeviceError } from "./errors.ts";
import { GLOBALS, METHODS, REACHABLE, STATICS } from "./es5.ts";
import { parseJson } from "./json.ts";
import { fixedText } from "./numbers.ts";
import { jsonText } from "./text.ts";

// biome-ignore lint/suspicious/noExplicitAny: objects of another realm
export type Foreign = any;

export interface Realm {
  readonly global: Foreign;
  /** Runs a top-level script, sloppy mode; its first line is said to begin at `column`. */
  run(source: string, filename: string, column?: number): unknown;
  error(cause: DeviceError): unknown;
  array(items: readonly unknown[]): unknown;
  object(members: object): Foreign;
  arrayBuffer(bytes: Uint8Array): ArrayBuffer;
  uint8Array(bytes: Uint8Array): Uint8Array;
}

/** Espruino has it, the house does without. */
const LEFT_OUT = new Set(["Promise"]);

/** What V8 itself needs: without the flags of RegExp, `replace` and `match` break; without these no stack is kept. */
const UNTOUCHED_CLASSES = new Set(["RegExp", "Error", "Date"]);
const KEPT = new Set(["constructor", "length", "name", "prototype", "stackTraceLimit", "__proto__", "message"]);

/** Methods are found on instances but not on the prototype by name: `Array.prototype.slice` is undefined. */
function hide(prototype: Foreign, name: string): void {
  const value: unknown = Object.getOwnPropertyDescriptor(prototype, name)?.value;
  if (typeof value !== "function") return;
  Object.defineProperty(prototype, name, {
    configurable: true,
    enumerable: false,
    get(this: unknown) {
      return this === prototype ? undefined : value;
    },
    set(this: object, replacement: unknown) {
      const enumerable = this !== prototype;
      Object.defineProperty(this, name, { value: replacement, configurable: true, writable: true, enumerable });
    },
  });
}

function keepOnly(object: Foreign, names: readonly string[]): void {
  const wanted = new Set(names);
  for (const name of Object.getOwnPropertyNames(object)) {
    if (!wanted.has(name) && !KEPT.has(name)) Reflect.deleteProperty(object, name);
  }
}

function trimClass(owner: string, built: Foreign): void {
  keepOnly(built, STATICS[owner] ?? []);
  if (UNTOUCHED_CLASSES.has(owner)) return;
  const methods = METHODS[owner] ?? [];
  keepOnly(built.prototype, methods);
  const reachable = new Set(REACHABLE[owner]);
  for (const name of methods) if (!reachable.has(name)) hide(built.prototype, name);
}

function trim(global: Foreign): void {
  const typedArray = Object.getPrototypeOf(global.Uint8Array);
  keepOnly(typedArray, []);
  keepOnly(typedArray.prototype, METHODS.Uint8Array ?? []);
  keepOnly(global.Math, STATICS.Math ?? []);
  keepOnly(global.JSON, STATICS.JSON ?? []);
  for (const owner of Object.keys(METHODS)) {
    if (Object.getPrototypeOf(global[owner]) === typedArray) keepOnly(global[owner], ["BYTES_PER_ELEMENT"]);
    else trimClass(owner, global[owner]);
  }
  const globals = new Set(GLOBALS.global?.filter((name) => !LEFT_OUT.has(name)));
  for (const name of Object.getOwnPropertyNames(global)) if (!globals.has(name)) Reflect.deleteProperty(global, name);
}

/** Answers that differ from V8's; written in the realm so that they are its own functions. */
const PATCHES = `(function (global, host) {
  var OldNumber = Number, round = Math.floor, upper = "".toUpperCase, lower = "".toLowerCase, from = String.fromCharCode;
  function Number_(value) {
    var v = arguments.length ? value : 0;
    if (typeof v === "string" && /^\\s|\\s$/.test(v)) v = NaN;
    return this instanceof Number_ ? new OldNumber(v) : OldNumber(v);
  }
  Number_.prototype = OldNumber.prototype;
  ["MAX_VALUE", "MIN_VALUE", "NEGATIVE_INFINITY", "NaN", "POSITIVE_INFINITY"].forEach(function (name) {
    Object.defineProperty(Number_, name, { value: OldNumber[name] });
  });
  host.define(Number_.prototype, "constructor", Number_);
  host.define(global, "Number", Number_);
  host.define(Number_.prototype, "toFixed", function (decimals) { return host.fixedText(+this, decimals); });
  host.define(Math, "round", function (x) { x = +x; return x < 0 ? -round(-x + 0.5) : round(x + 0.5); });
  host.define(Math, "random", function () { return host.random(); });
  host.define(String, "fromCharCode", function () {
    return from.apply(null, [].map.call(arguments, function (c) { return c & 255; }));
  });
  host.define(String.prototype, "toUpperCase", function () {
    var s = upper.call(this);
    return /[^\\x00-\\x7f]/.test(s) ? ("" + this).replace(/[a-z]+/g, function (m) { return upper.call(m); }) : s;
  });
  host.define(String.prototype, "toLowerCase", function () {
    var s = lower.call(this);
    return /[^\\x00-\\x7f]/.test(s) ? ("" + this).replace(/[A-Z]+/g, function (m) { return lower.call(m); }) : s;
  });
  host.define(JSON, "stringify", function (value, replacer, space) { return host.stringify(value, space); });
  host.define(JSON, "parse", function (text) {
    return host.parse("" + text, function () { return {}; }, function () { return []; });
  });
})`;

export const define = (object: object, name: string, value: unknown): void => {
  Object.defineProperty(object, name, { value, writable: true, configurable: true, enumerable: false });
};

/** Compiled once for all realms: a board boots the same program over and over, and is asked the same. */
const scripts = new Map<string, vm.Script>();
const KEPT_SCRIPTS = 32;

function scriptOf(source: string, filename: string, columnOffset: number): vm.Script {
  const key = `${filename} ${columnOffset} ${source}`;
  const known = scripts.get(key);
  if (known) return known;
  const script = new vm.Script(source, { filename, columnOffset });
  if (scripts.size >= KEPT_SCRIPTS) scripts.clear();
  scripts.set(key, script);
  return script;
}

export function createRealm(random: () => number): Realm {
  const context = vm.createContext(undefined, { name: "board" });
  const run = (source: string, filename: string, columnOffset = 0): unknown =>
    scriptOf(source, filename, columnOffset).runInContext(context);
  const global: Foreign = run("globalThis", "realm");
  // Taken before the realm is trimmed: the device itself has no Array.of.
  const { Array: RealmArray, Object: RealmObject, ArrayBuffer: RealmBuffer, Uint8Array: RealmBytes } = global;
  const arrayOf = RealmArray.of;
  const arrayBuffer = (bytes: Uint8Array): ArrayBuffer => {
    const buffer = new RealmBuffer(bytes.length);
    new Uint8Array(buffer).set(bytes);
    return buffer;
  };
  const realm: Realm = {
    global,
    run,
    error: ({ kind, message }) => new global[kind](message),
    array: (items) => arrayOf.apply(RealmArray, items),
    object: (members) => Object.assign(new RealmObject(), members),
    arrayBuffer,
    uint8Array: (bytes) => new RealmBytes(arrayBuffer(bytes)),
  };
  install(realm, random);
  return realm;
}

function install(realm: Realm, random: () => number): void {
  const parse = (text: string, object: () => Foreign, array: () => unknown[]): unknown => {
    try {
      return parseJson(text, object, array);
    } catch (error) {
      throw error instanceof DeviceError ? realm.error(error) : error;
    }
  };
  const patch = realm.run(PATCHES, "realm") as (global: Foreign, host: object) => void;
  patch(realm.global, { define, fixedText, random, stringify: jsonText, parse });
  trim(realm.global);
  define(realm.global, "global", realm.global);
}
