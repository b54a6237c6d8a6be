/** The ways of `plan.ts`, each from the first byte to the bundle in its place. */
import { BUNDLE_FILE } from "../../src/system/bundle.ts";
import type { Repl } from "../device/repl.ts";
import { stopProgram } from "../device/restart.ts";
import {
  compact,
  crcOf,
  eraseFile,
  inFlash,
  literal,
  makeRoomFor,
  type Progress,
  sendPiece,
  writeFile,
} from "../device/storage.ts";
import { EXIT, Fault } from "../fault.ts";
import { sendFile } from "./package-sender.ts";
import { besideBytes, type Way } from "./plan.ts";

/** The bundle that is to be put in place, and what does so before the boot code is run (Espruino: .boot0 to .boot3). */
const NEW_FILE = "canary.new";
const SWITCH_FILE = ".boot3";
/** What has been laid out for updates over the air (src/ota/layout.ts): of no use with a bundle that came by cable. */
const OTA_FILES: readonly string[] = [".boot2", "canary.ota"];
/** What each flash takes away before it begins. */
export const LEFT_FILES: readonly string[] = [SWITCH_FILE, NEW_FILE, ...OTA_FILES];
const STORAGE = 'require("Storage")';
const SLOW_MS = 30_000;
const PIECE_CHARS = 768;
const COPY_CHARS = 1024;

/** `areaBytes` as in `Room`. */
export async function send(repl: Repl, way: Way, bundle: string, areaBytes: number, progress: Progress): Promise<void> {
  if (way === "beside") await sendBeside(repl, bundle, areaBytes, progress);
  else if (way === "memory") await sendThroughMemory(repl, bundle, progress);
  else if (way === "over") await sendOver(repl, bundle, areaBytes, progress);
}

/** Of a flash before, too, that was not brought to its end. */
export async function cleanUp(repl: Repl): Promise<void> {
  for (const name of LEFT_FILES) await eraseFile(repl, name);
}

/** What stands in its place, as the board itself reads it back. */
export function placed(repl: Repl): Promise<{ bytes: number; crc: number } | null> {
  return repl.ask(
    `(function(f){return f?{bytes:f.length,crc:E.CRC32(f)>>>0}:null})(${STORAGE}.read(${literal(BUNDLE_FILE)}))`,
    SLOW_MS,
    "the bundle's digest",
  );
}

/** The firmware runs on meanwhile, its alarm too. */
async function sendBeside(repl: Repl, bundle: string, areaBytes: number, progress: Progress): Promise<void> {
  await cleanUp(repl);
  const room = () => makeRoomFor(repl, NEW_FILE, besideBytes(bundle.length), areaBytes);
  await write(repl, NEW_FILE, bundle, room, progress);
  await writeFile(repl, SWITCH_FILE, switchCode(bundle, areaBytes));
}

/**
 * Runs at a start, before the boot code: as long as the two differ the new one is copied over the old, so that a power cut in
 * the middle only begins it again, and what it leaves is cleared away before it could grow into the log. Through RAM, since not
 * every chip can write flash from flash.
 */
export function switchCode(bundle: string, areaBytes: number): string {
  const room = areaBytes - inFlash(bundle.length);
  return `(function(s,n,b,i,c){c=s.read(n);if(!c||E.CRC32(c)>>>0!=${crcOf(bundle)}||c===s.read(b))return;s.erase(b);i=s.getStats();if(i.fileBytes+i.trashBytes>${room})s.compact();for(i=0;i<${bundle.length};i+=${COPY_CHARS})s.write(b,atob(btoa(s.read(n,i,${COPY_CHARS}))),i,${bundle.length});})(${STORAGE},${literal(NEW_FILE)},${literal(BUNDLE_FILE)});`;
}

/** Until the whole of it is there and sound, nothing in flash is touched. */
async function sendThroughMemory(repl: Repl, bundle: string, progress: Progress): Promise<void> {
  await stopProgram(repl);
  await repl.run(`$u=new Uint8Array(${bundle.length});`);
  for (let at = 0; at < bundle.length; at += PIECE_CHARS) {
    // Its watchdog runs on without the program that fed it.
    const take = `function(c){E.kickWatchdog();$u.set(E.toUint8Array(c),${at});return true}`;
    await sendPiece(repl, bundle.slice(at, at + PIECE_CHARS), take, "the bundle");
    progress(Math.min(at + PIECE_CHARS, bundle.length), bundle.length);
  }
  const crc = await repl.ask<number>("E.CRC32($u)>>>0", SLOW_MS, "the bundle's digest");
  if (crc !== crcOf(bundle))
    throw new Fault(
      EXIT.mismatch,
      `The bundle stands in the memory of ${repl.line.name} with CRC-32 ${hex(crc)}, and was sent with ${hex(crcOf(bundle))}; the one in flash is untouched. Try again.`,
    );
  // In one word, which the board brings to its end without us; the old one first, so that it need not be moved.
  const erase = [BUNDLE_FILE, ...LEFT_FILES].map((name) => `s.erase(${literal(name)});`).join("");
  await repl.run(
    `(function(s){E.kickWatchdog();${erase}s.compact();E.kickWatchdog();if(!s.write(${literal(BUNDLE_FILE)},$u))throw "Storage is full"})(${STORAGE})`,
    SLOW_MS,
    "writing the bundle",
  );
}

async function sendOver(repl: Repl, bundle: string, areaBytes: number, progress: Progress): Promise<void> {
  await stopProgram(repl);
  await eraseFile(repl, BUNDLE_FILE);
  await cleanUp(repl);
  await compact(repl);
  const room = () => makeRoomFor(repl, BUNDLE_FILE, inFlash(bundle.length), areaBytes);
  await write(repl, BUNDLE_FILE, bundle, room, progress);
}

/** In checked pieces where packets can't be sent, or a line changes them. What an attempt leaves takes room from the next. */
async function write(
  repl: Repl,
  name: string,
  text: string,
  makeRoom: () => Promise<void>,
  progress: Progress,
): Promise<void> {
  if (await sendFile(repl, name, text, makeRoom, progress)) return;
  await makeRoom();
  await writeFile(repl, name, text, progress);
}

export const hex = (crc: number): string => crc.toString(16).padStart(8, "0");
