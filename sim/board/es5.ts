/**
 * Which standard names Espruino has. Made, not written:
 *
 *   npx tsx sim/board/probe-es5.ts <path of the Espruino interpreter> > sim/board/es5.ts
 *
 * Interpreter 2v29.277, names of Node v20.20.2. Promise is on the list of the real thing; the house leaves it out
 * (realm.ts).
 */
type Names = Readonly<Record<string, readonly string[]>>;

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Global names that Espruino has, of those that a bare realm has. */
export const GLOBALS: Names = {
  global: words(`
    Array ArrayBuffer Boolean DataView Date Error Float32Array Float64Array Function Infinity Int16Array
    Int32Array Int8Array JSON Math NaN Number Object Promise ReferenceError RegExp String SyntaxError
    TypeError Uint16Array Uint32Array Uint8Array Uint8ClampedArray console decodeURIComponent
    encodeURIComponent eval globalThis isFinite isNaN parseFloat parseInt undefined`),
};

/** Static members that it has. */
export const STATICS: Names = {
  Math: words(`
    E LN10 LN2 LOG10E LOG2E PI SQRT1_2 SQRT2 abs acos asin atan atan2 ceil cos exp floor log max min pow
    random round sign sin sqrt tan`),
  JSON: words(`
    parse stringify`),
  Object: words(`
    assign create defineProperties defineProperty entries fromEntries getOwnPropertyDescriptor
    getOwnPropertyDescriptors getOwnPropertyNames getPrototypeOf keys setPrototypeOf values`),
  Array: words(`
    isArray`),
  String: words(`
    fromCharCode`),
  Number: words(`
    MAX_VALUE MIN_VALUE NEGATIVE_INFINITY NaN POSITIVE_INFINITY`),
  Date: words(`
    now parse`),
};

/** Members that an instance has. */
export const METHODS: Names = {
  Object: words(`
    hasOwnProperty toString valueOf`),
  Function: words(`
    apply bind call toString`),
  Array: words(`
    concat every fill filter find findIndex forEach includes indexOf join map pop push reduce reverse
    shift slice some sort splice toString unshift`),
  String: words(`
    charAt charCodeAt concat endsWith includes indexOf lastIndexOf match padEnd padStart repeat replace
    replaceAll slice split startsWith substr substring toLowerCase toString toUpperCase trim valueOf`),
  Number: words(`
    toFixed toString valueOf`),
  Boolean: words(`
    toString valueOf`),
  Date: words(`
    getDate getDay getFullYear getHours getMilliseconds getMinutes getMonth getSeconds getTime
    getTimezoneOffset getUTCDate getUTCDay getUTCFullYear getUTCHours getUTCMilliseconds getUTCMinutes
    getUTCMonth getUTCSeconds setDate setFullYear setHours setMilliseconds setMinutes setMonth
    setSeconds setTime toISOString toJSON toString toUTCString valueOf`),
  RegExp: words(`
    exec source test toString`),
  Error: words(`
    message toString`),
  ArrayBuffer: words(`
    byteLength`),
  DataView: words(`
    buffer byteLength byteOffset getFloat32 getFloat64 getInt16 getInt32 getInt8 getUint16 getUint32
    getUint8 setFloat32 setFloat64 setInt16 setInt32 setInt8 setUint16 setUint32 setUint8`),
  Int8Array: words(`
    buffer byteLength byteOffset every fill filter find findIndex forEach includes indexOf join map
    reduce reverse set slice some sort subarray toString`),
  Uint8Array: words(`
    buffer byteLength byteOffset every fill filter find findIndex forEach includes indexOf join map
    reduce reverse set slice some sort subarray toString`),
  Uint8ClampedArray: words(`
    buffer byteLength byteOffset every fill filter find findIndex forEach includes indexOf join map
    reduce reverse set slice some sort subarray toString`),
  Int16Array: words(`
    buffer byteLength byteOffset every fill filter find findIndex forEach includes indexOf join map
    reduce reverse set slice some sort subarray toString`),
  Uint16Array: words(`
    buffer byteLength byteOffset every fill filter find findIndex forEach includes indexOf join map
    reduce reverse set slice some sort subarray toString`),
  Int32Array: words(`
    buffer byteLength byteOffset every fill filter find findIndex forEach includes indexOf join map
    reduce reverse set slice some sort subarray toString`),
  Uint32Array: words(`
    buffer byteLength byteOffset every fill filter find findIndex forEach includes indexOf join map
    reduce reverse set slice some sort subarray toString`),
  Float32Array: words(`
    buffer byteLength byteOffset every fill filter find findIndex forEach includes indexOf join map
    reduce reverse set slice some sort subarray toString`),
  Float64Array: words(`
    buffer byteLength byteOffset every fill filter find findIndex forEach includes indexOf join map
    reduce reverse set slice some sort subarray toString`),
};

/** Those of them that `X.prototype.name` finds too: Espruino's built-in methods are no properties of their prototype. */
export const REACHABLE: Names = {
  Object: words(`
    hasOwnProperty toString valueOf`),
  Function: words(`
    toString`),
  Array: words(`
    toString`),
  String: words(`
    toString valueOf`),
  Number: words(`
    toString valueOf`),
  Boolean: words(`
    toString valueOf`),
  Date: words(`
    toString valueOf`),
  RegExp: words(`
    toString`),
  Error: words(`
    toString`),
  Int8Array: words(`
    toString`),
  Uint8Array: words(`
    toString`),
  Uint8ClampedArray: words(`
    toString`),
  Int16Array: words(`
    toString`),
  Uint16Array: words(`
    toString`),
  Int32Array: words(`
    toString`),
  Uint32Array: words(`
    toString`),
  Float32Array: words(`
    toString`),
  Float64Array: words(`
    toString`),
};
