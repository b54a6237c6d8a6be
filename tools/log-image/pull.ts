/**
 * The log read out of a device while the firmware runs on and writes to it. Each piece is read once, and after all of them
 * their CRCs are asked for again: what has not changed by then stood there at one moment, all of it.
 */
import type { Board, FlashArea } from "../../src/hal.ts";
import type { Repl } from "../device/repl.ts";
import type { Progress } from "../device/storage.ts";
import { EXIT, Fault } from "../fault.ts";
import { crc32, LogImage, usedBytes } from "./image.ts";

/** A page of any board is a multiple of it; a text of its base64 still fits beside a running program. */
const PIECE_BYTES = 512;
/** CRCs for one question: a few ms of the device's time. */
const PIECES_AT_ONCE = 8;
const ATTEMPTS = 8;
const ASK_TIMEOUT_MS = 10_000;
const FLASH = 'require("Flash")';
const ERASED_CRC = crc32(Buffer.alloc(PIECE_BYTES, 0xff).toString("latin1"));

/** Where this device keeps its log: none where its build of Espruino may want that flash itself. */
export async function logAreasOf(repl: Repl, board: Board): Promise<readonly FlashArea[]> {
  if (!board.logFlash.some(({ isContested }) => isContested)) return board.logFlash;
  const free = await repl.ask<{ addr: number; length: number }[]>(`${FLASH}.getFree()`);
  const isFree = (from: number, end: number) => free.some(({ addr, length }) => addr <= from && end <= addr + length);
  return board.logFlash.filter(
    ({ address, pageBytes, pages, isContested }) => !isContested || isFree(address, address + pageBytes * pages),
  );
}

export async function pullImage(repl: Repl, areas: readonly FlashArea[], progress?: Progress): Promise<LogImage> {
  const image = new LogImage(areas);
  const pieces = piecesOf(areas);
  const held = new Map(pieces.map((address) => [address, ERASED_CRC]));
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const crcs = await crcsOf(repl, pieces);
    const stale = pieces.filter((address, i) => held.get(address) !== crcs[i]);
    if (attempt > 0 && stale.length === 0) return image;
    for (const [i, address] of stale.entries()) {
      const piece = await readPiece(repl, address);
      image.put(address, piece);
      held.set(address, crc32(piece.toString("latin1")));
      progress?.(i + 1, stale.length);
    }
  }
  throw new Fault(
    EXIT.mismatch,
    `The log of ${repl.line.name} was read ${ATTEMPTS} times, and no two times alike: it is written to all the time, or the line changes bytes. Try another cable, a lower baud rate (--baud), or when nothing alarms.`,
  );
}

function piecesOf(areas: readonly FlashArea[]): number[] {
  const bytes = usedBytes(areas);
  return areas.flatMap(({ address, pageBytes, pages }) => {
    const count = Math.ceil(Math.min(bytes, pageBytes * pages) / PIECE_BYTES);
    return Array.from({ length: count }, (_, i) => address + i * PIECE_BYTES);
  });
}

async function crcsOf(repl: Repl, pieces: readonly number[]): Promise<number[]> {
  const crcs: number[] = [];
  for (let at = 0; at < pieces.length; at += PIECES_AT_ONCE) {
    const list = pieces.slice(at, at + PIECES_AT_ONCE).join();
    const ask = `[${list}].map(function(a){return E.CRC32(${FLASH}.read(${PIECE_BYTES},a))>>>0})`;
    crcs.push(...(await repl.ask<number[]>(ask, ASK_TIMEOUT_MS, "the log's digest")));
  }
  return crcs;
}

/** What the line has changed is seen when the CRCs are asked for again. */
async function readPiece(repl: Repl, address: number): Promise<Buffer> {
  const ask = `btoa(E.toString(${FLASH}.read(${PIECE_BYTES},${address})))`;
  const bytes = Buffer.from(await repl.ask<string>(ask, ASK_TIMEOUT_MS, "a piece of the log"), "base64");
  // Of another length it must not run over its neighbour's bytes.
  return Buffer.concat([bytes, Buffer.alloc(PIECE_BYTES)]).subarray(0, PIECE_BYTES);
}
