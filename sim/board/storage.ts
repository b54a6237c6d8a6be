/** `require("Storage")`, on the board's files. `open` (StorageFile) is left out: it creates files behind one's back. */
import { bytesOf, crc32, int, latin1, textBytes } from "./bytes.ts";
import { DeviceError } from "./errors.ts";
import { NAME_BYTES } from "./file-headers.ts";
import type { FileStore } from "./files.ts";
import { parseJson } from "./json.ts";
import type { Loop } from "./loop.ts";
import { jsonText, storedJsonText } from "./text.ts";

const HASH_START = 0xabcddcba;

/** Offsets and lengths that point outside are pulled in; no length means all of it. */
function slice(file: Uint8Array | undefined, offset: unknown, length: unknown): string | undefined {
  if (!file) return undefined;
  const from = Math.min(file.length, Math.max(0, int(offset)));
  const wanted = int(length);
  return latin1(file.subarray(from, wanted > 0 ? from + wanted : file.length));
}

/** Objects are written as JSON, whole; lists and buffers as bytes. */
function write(files: FileStore, name: unknown, data: unknown, offset: unknown, size: unknown): boolean {
  if (data === undefined || data === null) throw new DeviceError("Can't get pointer to data to write");
  const isPlain =
    typeof data === "object" && !Array.isArray(data) && !ArrayBuffer.isView(data) && !("byteLength" in data);
  if (isPlain) return files.write(fileName(name), textBytes(jsonText(data)));
  return files.write(fileName(name), bytesOf(data), int(offset), int(size));
}

const fileName = (name: unknown): string => String(name).slice(0, NAME_BYTES);

function matching(files: FileStore, pattern: unknown): { name: string; address: number }[] {
  const all = files.list();
  if (pattern === undefined) return all;
  const { test } = pattern as RegExp;
  return all.filter(({ name }) => (typeof pattern === "string" ? name.includes(pattern) : test.call(pattern, name)));
}

function hash(files: FileStore, pattern: unknown): number {
  let value = HASH_START;
  for (const { name, address } of matching(files, pattern)) {
    value = ((value << 1) | (value >>> 31)) ^ address ^ crc32(textBytes(name));
  }
  return value >>> 0;
}

export function createStorage(loop: Loop, files: FileStore): object {
  const { realm } = loop;
  const parse = (text: string): unknown =>
    parseJson(
      text,
      () => realm.object({}),
      () => realm.array([]) as unknown[],
    );
  const readJson = (name: unknown, isQuiet: unknown): unknown => {
    const file = files.read(fileName(name));
    if (!file) return undefined;
    try {
      return parse(quoteKeys(latin1(file)));
    } catch (error) {
      if (error instanceof DeviceError && isQuiet) return undefined;
      throw error;
    }
  };
  const storage = realm.object({});
  loop.exposeAll(storage, {
    read: (name: unknown, offset: unknown, length: unknown) => slice(files.read(fileName(name)), offset, length),
    readJSON: readJson,
    readArrayBuffer: (name: unknown) => {
      const file = files.read(fileName(name));
      return file && realm.arrayBuffer(file);
    },
    write: (name: unknown, data: unknown, offset: unknown, size: unknown) => write(files, name, data, offset, size),
    writeJSON: (name: unknown, data: unknown) => files.write(fileName(name), textBytes(storedJsonText(data))),
    erase: (name: unknown) => files.erase(fileName(name)),
    eraseAll: () => files.eraseAll(),
    list: (pattern: unknown) => realm.array(matching(files, pattern).map(({ name }) => name)),
    hash: (pattern: unknown) => hash(files, pattern),
    compact: () => void files.compact(),
    getFree: () => files.stats().free,
    getStats: () => {
      const { total, free, fileBytes, fileCount, trashBytes, trashCount } = files.stats();
      return realm.object({ totalBytes: total, freeBytes: free, fileBytes, fileCount, trashBytes, trashCount });
    },
    optimise: () => undefined,
  });
  return storage;
}

/** `writeJSON` leaves out the quotes of keys; only `readJSON` and packets read that. Texts are passed over as they are. */
export function quoteKeys(text: string): string {
  return text.replace(/"(?:[^"\\]|\\[\s\S])*"|([{,]\s*)([A-Za-z_$][\w$]*)(?=\s*:)/g, (all, before, key) =>
    key === undefined ? all : `${before}"${key}"`,
  );
}
