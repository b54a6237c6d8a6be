/**
 * Files in the Storage of a device, over its REPL: in pieces, each held against its CRC on the other side and sent again where
 * the line has changed it. A piece that stands there already is left, so that an interrupted transfer goes on where it ended.
 */
import { crc32 } from "node:zlib";
import { type BoardFile, filesBytes } from "../../build/boards.ts";
import { EXIT, Fault } from "../fault.ts";
import type { Repl } from "./repl.ts";

/** Round trips are what a transfer waits for; a line of this and its escapes is taken while it comes in. */
const PIECE_CHARS = 768;
const READ_CHARS = 1024;
const ATTEMPTS = 5;
const ASK_TIMEOUT_MS = 5000;
const PIECE_TIMEOUT_MS = 3000;
/** A page may have to be erased, or all of Storage be compacted. */
const WRITE_TIMEOUT_MS = 20_000;

const STORAGE = 'require("Storage")';
const HEAD_BYTES = 32;

export interface StorageFile {
  readonly name: string;
  readonly bytes: number;
}

/** `done` and `total` in bytes. */
export type Progress = (done: number, total: number) => void;

export function listFiles(repl: Repl): Promise<StorageFile[]> {
  const all = `${STORAGE}.list().map(function(n){return {name:n,bytes:${STORAGE}.read(n).length}})`;
  return repl.ask(all, WRITE_TIMEOUT_MS, "the list of files");
}

export interface StorageStats {
  readonly totalBytes: number;
  /** With their heads. */
  readonly fileBytes: number;
  /** Of files that are gone; compaction gives it back. */
  readonly trashBytes: number;
}

/** Builds older than 2v19 have no such figures. */
export async function storageStats(repl: Repl): Promise<StorageStats> {
  const stats = await repl.ask<StorageStats | undefined>(
    `(function(s){return s.getStats?s.getStats():undefined})(${STORAGE})`,
    ASK_TIMEOUT_MS,
    "the figures of Storage",
  );
  if (stats) return stats;
  throw new Fault(
    EXIT.failed,
    `Espruino on ${repl.line.name} is too old: it tells nothing of its Storage. Put 2v19 or newer on the board.`,
  );
}

/** What files may take on this board, and what of it is free once what is gone has been cleared away. */
export async function roomIn(repl: Repl, boardFile: BoardFile): Promise<{ areaBytes: number; freeBytes: number }> {
  const { totalBytes, fileBytes } = await storageStats(repl);
  const areaBytes = Math.min(totalBytes, filesBytes(boardFile));
  return { areaBytes, freeBytes: areaBytes - fileBytes };
}

/** Moves the files together. A power cut meanwhile can lose one. */
export async function compact(repl: Repl): Promise<void> {
  await repl.run(`E.kickWatchdog();${STORAGE}.compact();`, WRITE_TIMEOUT_MS, "compacting Storage");
}

/** What a file takes, with its head. */
export const inFlash = (bytes: number): number => HEAD_BYTES + Math.ceil(bytes / 4) * 4;

/**
 * Before `name` is written anew: the next `bytes` go into the `areaBytes` that files may take. Espruino appends until its bank
 * is full, and where the log shares the bank it would write right into it. Nothing is moved unless what is gone is in the way.
 */
export async function makeRoomFor(repl: Repl, name: string, bytes: number, areaBytes: number): Promise<void> {
  const stats = await storageStats(repl);
  const ends = Math.min(areaBytes, stats.totalBytes);
  const isFull = ({ fileBytes, trashBytes }: StorageStats) => fileBytes + trashBytes + bytes > ends;
  if (!isFull(stats)) return;
  const old = await sizeOf(repl, name);
  const others = stats.fileBytes - (old > 0 ? inFlash(old) : 0);
  if (others + bytes > ends)
    throw new Fault(
      EXIT.failed,
      `${name} needs ${bytes} bytes of flash on ${repl.line.name}, and beside the other files there are ${Math.max(0, ends - others)}. What nobody needs can be erased: require("Storage").list() in \`canary monitor\` shows it.`,
    );
  if (stats.fileBytes + bytes > ends) await eraseFile(repl, name);
  await compact(repl);
  if (isFull(await storageStats(repl)))
    throw new Fault(
      EXIT.failed,
      `${repl.line.name} can't move its files together to make room for ${name}: it has too little memory for that. Restart it, and try again.`,
    );
}

/** One character a byte; undefined when there is no such file. */
export async function readFile(repl: Repl, name: string, progress?: Progress): Promise<string | undefined> {
  const file = `${STORAGE}.read(${literal(name)})`;
  const found = await repl.ask<[bytes: number, crc: number] | null>(
    `(function(f){return f===undefined?null:[f.length,E.CRC32(f)>>>0]})(${file})`,
    WRITE_TIMEOUT_MS,
    `${name} of Storage`,
  );
  if (!found) return undefined;
  const [bytes, crc] = found;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    let text = "";
    while (text.length < bytes) {
      const piece = await repl.ask<string>(
        `${STORAGE}.read(${literal(name)},${text.length},${READ_CHARS})`,
        WRITE_TIMEOUT_MS,
        `reading ${name}`,
      );
      text += piece.slice(0, bytes - text.length);
      progress?.(text.length, bytes);
    }
    if (crcOf(text) === crc) return text;
  }
  throw noisy(repl, `read ${name}`);
}

/** Replaces the file. While it is written there is no old one: what must not be lost is written under another name first. */
export async function writeFile(repl: Repl, name: string, text: string, progress?: Progress): Promise<void> {
  if (text === "") throw new Fault(EXIT.usage, `${name} would be empty, and Storage has no empty files.`);
  const rest = await sizeOf(repl, name);
  if (rest === text.length) {
    try {
      return await writePieces(repl, name, text, progress);
    } catch (error) {
      // Another text of the same size, and flash is not written twice.
      if (!(error instanceof Fault) || error.exitCode !== EXIT.failed) throw error;
    }
  }
  if (rest > 0) await eraseFile(repl, name);
  await writePieces(repl, name, text, progress);
}

export async function eraseFile(repl: Repl, name: string): Promise<void> {
  await repl.run(`${STORAGE}.erase(${literal(name)});`, WRITE_TIMEOUT_MS, `erasing ${name}`);
}

/** 0: there is none. */
function sizeOf(repl: Repl, name: string): Promise<number> {
  return repl.ask<number>(
    `(function(f){return f===undefined?0:f.length})(${STORAGE}.read(${literal(name)}))`,
    ASK_TIMEOUT_MS,
    `the size of ${name}`,
  );
}

async function writePieces(repl: Repl, name: string, text: string, progress?: Progress): Promise<void> {
  for (let at = 0; at < text.length; at += PIECE_CHARS) {
    const take = `function(c){var s=${STORAGE},n=${literal(name)};return s.read(n,${at},c.length)===c||s.write(n,c,${at},${text.length})}`;
    await sendPiece(repl, text.slice(at, at + PIECE_CHARS), take, name);
    progress?.(Math.min(at + PIECE_CHARS, text.length), text.length);
  }
}

export const crcOf = (text: string): number => crc32(Buffer.from(text, "latin1"));

/**
 * Hands a piece to a function of the device's, which tells by true that it has taken it. Both must be there as they were sent: a
 * digit turned in the function would put a sound piece in a wrong place.
 */
export async function sendPiece(repl: Repl, piece: string, take: string, what: string): Promise<void> {
  const taker = `(${take})`;
  const isSound = `E.CRC32(t)>>>0==${crcOf(taker)}&&E.CRC32(c)>>>0==${crcOf(piece)}`;
  const sent = `${literal(taker)},${literal(piece)}`;
  let seen = "";
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    try {
      const code = `(function(t,c){return ${isSound}?eval(t)(c):"crc"})(${sent})`;
      const answer = await repl.ask<unknown>(code, PIECE_TIMEOUT_MS, `writing ${what}`);
      if (answer === true) return;
      seen = answer === "crc" ? "" : `the device did not take it (${JSON.stringify(answer)})`;
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      seen = error.exitCode === EXIT.failed ? error.message : "";
      // A byte that was changed can swallow the whole line, or the answer; and a busy board answers when it is done.
      if (error.exitCode !== EXIT.failed) await repl.wakeUp(WRITE_TIMEOUT_MS);
    }
  }
  throw seen === "" ? noisy(repl, `write ${what}`) : new Fault(EXIT.failed, `Can't write ${what}: ${seen}`);
}

function noisy(repl: Repl, what: string): Fault {
  return new Fault(
    EXIT.mismatch,
    `Could not ${what} on ${repl.line.name}: in ${ATTEMPTS} attempts the line changed bytes each time. Try another cable, or a lower baud rate.`,
  );
}

/** A text of bytes as a literal of Espruino's, in printable ASCII. */
export function literal(text: string): string {
  return `"${text.replace(/["\\]|[^ -~]/g, (char) =>
    char === '"' || char === "\\" ? `\\${char}` : `\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}`,
  )}"`;
}
