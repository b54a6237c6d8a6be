/** A device that is to be provisioned: what it is, what it has, and how settings get into it. */
import { setTimeout as later } from "node:timers/promises";
import { type BoardFile, budgetBytes, filesBytes } from "../../build/boards.ts";
import type { Abilities } from "../../src/store/abilities.ts";
import { CONFIG_FILE, MAX_CONFIG_CHARS } from "../../src/store/settings.ts";
import { canOf } from "../abilities.ts";
import { hushed } from "../device/hushed.ts";
import { boardOf, type Identity, identify } from "../device/identity.ts";
import type { Repl } from "../device/repl.ts";
import { eraseFile, inFlash, makeRoomFor, readFile, sendPiece, storageStats, writeFile } from "../device/storage.ts";
import { EXIT, Fault } from "../fault.ts";
import {
  CONSOLE_PASSWORD,
  defaultsOf,
  type Flat,
  flatten,
  hasKept,
  identityOf,
  problemsOf,
  textOf,
} from "./settings.ts";

/** Of a file in Storage, rounded up. */
const HEAD_BYTES = 64;
const PIECE_CHARS = 512;
/** Keeping a version may move all of the log. */
const KEEP_TIMEOUT_MS = 20_000;
/** `GasState` of the thing model. */
const ALARM = 3;
const NO_ROOM = "flash is full";
const NO_MEMORY = "no memory";

export interface Device {
  readonly identity: Identity;
  readonly boardFile: BoardFile;
  readonly can: Abilities;
  readonly state: "running" | "safe mode" | "bare";
  /** Hash of the bundle that runs, and starts so far. */
  readonly bundle: string;
  readonly boots: number;
  readonly isInAlarm: boolean;
  /** In force, complete and without secrets; without the firmware, those of `canary.json`. */
  readonly settings: Flat;
  /** `canary.json` in Storage, secrets and all. */
  readonly file: Flat | undefined;
  readonly fileChars: number;
}

/** `config`: a version of the firmware's own. `file`: `canary.json`, which the next start takes over as one. */
export type Way = "config" | "file";

interface Told {
  readonly safeMode: boolean;
  readonly board?: string;
  readonly bundle?: string;
  readonly boots: number;
  readonly gasState?: number;
  readonly hasConfig: boolean;
}

export async function lookAt(repl: Repl, askedBoard: string | undefined): Promise<Device> {
  const identity = await identify(repl);
  const told = identity.isRunning ? await toldBy(repl) : undefined;
  const boardFile = await boardOf(identity, askedBoard ?? told?.board);
  const text = await hushed(() => readFile(repl, CONFIG_FILE));
  const file = text === undefined ? undefined : filed(text);
  const state = !told ? "bare" : told.safeMode ? "safe mode" : "running";
  if (state === "running" && !told?.hasConfig)
    throw new Fault(
      EXIT.failed,
      `The firmware on ${repl.line.name} is older than this desk: it has no canary.config(). Put the present one on it first: canary flash.`,
    );
  return {
    identity,
    boardFile,
    can: canOf(boardFile),
    state,
    bundle: told?.bundle ?? "",
    boots: told?.boots ?? 0,
    isInAlarm: told?.gasState === ALARM,
    settings: state === "running" ? await settingsIn(repl, boardFile) : (file ?? {}),
    file,
    fileChars: text?.length ?? 0,
  };
}

export function toldBy(repl: Repl): Promise<Told> {
  return repl.ask<Told>(
    "(function(s){return{safeMode:!!s.safeMode,board:s.board,bundle:s.bundle,boots:s.boots,gasState:s.gasState,hasConfig:!!canary.config}})(canary.status())",
    undefined,
    "canary.status()",
  );
}

/** In force; secrets are `***`, or empty. A board that has no memory for the question is read its flash. */
export async function settingsIn(repl: Repl, boardFile: BoardFile): Promise<Flat> {
  const told = await repl.ask<unknown>("canary.config()");
  if (!Array.isArray(told)) return known(flatten(told));
  const { takeBackup } = await import("../backup/take.ts");
  const { settings } = await takeBackup(repl, boardFile.board.id, false);
  return { ...defaultsOf(canOf(boardFile)), ...flatten(settings ?? {}) };
}

/** Nothing of what is no JSON, or was cut off. */
function filed(text: string): Flat {
  try {
    return known(flatten(JSON.parse(text)));
  } catch {
    return {};
  }
}

const known = (flat: Flat): Flat => Object.fromEntries(Object.entries(flat).filter(([, value]) => value !== null));

/** Writes nothing: which way `wanted` would take, or why there is none. */
export async function wayFor(repl: Repl, device: Device, wanted: Flat): Promise<Way> {
  const text = textOf(wanted, device.can);
  if (text.length > MAX_CONFIG_CHARS)
    throw new Fault(
      EXIT.usage,
      `The settings take ${text.length} characters; the firmware takes ${MAX_CONFIG_CHARS}. Leave out what is as the defaults are.`,
    );
  if (device.state === "running") return "config";
  const room = await roomFor(repl, device);
  if (text.length > room)
    throw new Fault(
      EXIT.failed,
      `${CONFIG_FILE} would have ${text.length} characters, and beside the bundle there is room for ${room}. Put the bundle on the board first (canary flash): the running firmware takes up to ${MAX_CONFIG_CHARS}.`,
    );
  return "file";
}

/** Keeps the settings for the next start; returns the way they took. Whole or not at all. */
export async function put(repl: Repl, device: Device, wanted: Flat, way: Way): Promise<Way> {
  const text = textOf(wanted, device.can);
  if (way === "file") {
    await putFile(repl, device, text);
    return "file";
  }
  const problems = await hushed(() => configure(repl, text));
  // A board without a log has its settings in the file only, and one without memory takes them over at its next start.
  if ((problems.join() === NO_ROOM || isShort(problems)) && !hasKept(wanted)) {
    await putFile(repl, device, text);
    return "file";
  }
  if (problems.length > 0)
    throw new Fault(
      EXIT.failed,
      `The device does not keep the settings, and goes on with those it has: ${problems.join("; ")}. ${cureOf(problems)}`,
    );
  await renewFile(repl, device, wanted, text);
  return "config";
}

const isShort = (problems: readonly string[]): boolean => problems[0]?.startsWith(NO_MEMORY) === true;

function cureOf(problems: readonly string[]): string {
  if (isShort(problems)) return "Give all secrets anew: its memory is too small to add to the settings it has.";
  if (problems.join() === NO_ROOM) return "Let it come online, so that what waits gets sent, and try again.";
  return "Is its firmware as new as this desk? canary flash puts the present one on it.";
}

/** In pieces, each held against its CRC: a bit that a bad line turns in a secret would be seen by nobody. */
async function configure(repl: Repl, text: string): Promise<string[]> {
  for (let at = 0; at < text.length; at += PIECE_CHARS) {
    const take = `function(c){global.given=${at === 0 ? '""' : `global.given.substr(0,${at})`}+c;return true}`;
    await sendPiece(repl, text.slice(at, at + PIECE_CHARS), take, "the settings");
  }
  const keep = "(function(t){delete global.given;return canary.config(JSON.parse(t))})(global.given)";
  return repl.ask<string[]>(keep, KEEP_TIMEOUT_MS, "canary.config({...})");
}

async function putFile(repl: Repl, { boardFile }: Device, text: string): Promise<void> {
  await makeRoomFor(repl, CONFIG_FILE, inFlash(text.length), filesBytes(boardFile));
  try {
    await hushed(() => writeFile(repl, CONFIG_FILE, text));
  } catch (error) {
    // Half of it is of no use, and the start would complain of it; over a lost line it stays.
    await eraseFile(repl, CONFIG_FILE).catch(() => {});
    throw error;
  }
}

/**
 * `canary.json` is what is left of a device's settings when its log is lost: it follows, where there is room without moving
 * other files under a firmware that runs from them. What names another device, or is unsound, must not come back.
 */
async function renewFile(repl: Repl, device: Device, wanted: Flat, text: string): Promise<void> {
  const { file, can, boardFile } = device;
  const { totalBytes, fileBytes, trashBytes } = await storageStats(repl);
  const free = Math.min(totalBytes, filesBytes(boardFile)) - fileBytes - trashBytes;
  if (!hasKept(wanted) && HEAD_BYTES + text.length <= free) {
    // The version counts: without the file the device is as sound as before, and no half of it was left.
    await putFile(repl, device, text).catch(() => {});
    return;
  }
  if (!file) return;
  if (identityOf(file) !== identityOf(wanted) || problemsOf(file, can).length > 0) await eraseFile(repl, CONFIG_FILE);
}

/** For the text of a new `canary.json` in the old one's place, beside the bundle that is there or will be. */
async function roomFor(repl: Repl, { boardFile, state, fileChars }: Device): Promise<number> {
  const { totalBytes, fileBytes } = await storageStats(repl);
  const others = fileBytes - (fileChars > 0 ? fileChars + HEAD_BYTES : 0);
  const taken = state === "bare" ? Math.max(others, budgetBytes(boardFile)) : others;
  return Math.max(0, Math.min(totalBytes, filesBytes(boardFile)) - taken - HEAD_BYTES);
}

/** The password that the console has after the next start, where it is known. */
export function passwordOf(wanted: Flat): string | undefined {
  const password = wanted[CONSOLE_PASSWORD];
  return typeof password === "string" && password !== "" && !hasKept({ [CONSOLE_PASSWORD]: password })
    ? password
    : process.env["CANARY_CONSOLE_PASSWORD"];
}

/** Ends early, with its reason, when somebody has had enough. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await later(ms, undefined, { signal }).catch(() => {});
  signal.throwIfAborted();
}
