/** What Espruino's built-ins take for bytes: texts, numbers, lists of them, buffers, `{data, count}`. */
import { types } from "node:util";
import { DeviceError } from "./errors.ts";
import { inspect, printed } from "./text.ts";

/** On the device a character is a byte; one above 0xFF can only come from V8, and is a bug of the program. */
export function textBytes(text: string): Uint8Array {
  const wide = /[\u0100-\uffff]/.exec(text);
  if (wide) {
    const code = wide[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
    throw new DeviceError(`U+${code} at ${wide.index} is no byte: the device's texts have one byte a character`);
  }
  return Buffer.from(text, "latin1");
}

export const latin1 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");

export function bytesOf(value: unknown): Uint8Array {
  if (typeof value === "string") return textBytes(value);
  if (typeof value === "number" || typeof value === "boolean") return Uint8Array.of(Number(value) & 0xff);
  if (types.isAnyArrayBuffer(value)) return new Uint8Array(value);
  // A view's elements, each cut to a byte: a Uint16Array of two gives two bytes.
  if (types.isTypedArray(value)) return new Uint8Array(value as Uint8Array);
  if (Array.isArray(value)) return Buffer.concat(value.map(bytesOf));
  if (typeof value === "object" && value !== null) return repeated(value as { data?: unknown; count?: unknown });
  throw new DeviceError(`Expecting Number or iterable, got ${inspect(value)}`, "TypeError");
}

function repeated(object: { data?: unknown; count?: unknown }): Uint8Array {
  if (object.data !== undefined && typeof object.count === "number") {
    return Buffer.concat(Array.from({ length: object.count }, () => bytesOf(object.data)));
  }
  throw new DeviceError(
    "If specifying an object, it must be of the form {data : ..., count : N} or " +
      `{callback : fn} - got ${printed([object])}`,
    "TypeError",
  );
}

/** What Espruino makes of a parameter that is to be a whole number. */
export const int = (value: unknown): number => Math.trunc(Number(value)) || 0;

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
  return c;
});

export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ (CRC_TABLE[(crc ^ byte) & 0xff] ?? 0);
  return (crc ^ 0xffffffff) >>> 0;
}
