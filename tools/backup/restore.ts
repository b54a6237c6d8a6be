/**
 * A backup put onto a device. Its settings go through the firmware; its journal only with the firmware stopped, into the area
 * that does not count yet (`log-image/transfer.ts`). Cut off at any moment, the device starts with what it had before, or with
 * all of the backup's; its `canary.json` may be the backup's already.
 */

import { filesBytes } from "../../build/boards.ts";
import { createBank } from "../../src/store/bank.ts";
import { CONFIG_FILE } from "../../src/store/settings.ts";
import { createShelf } from "../../src/store/shelf.ts";
import { hushed } from "../device/hushed.ts";
import type { Repl } from "../device/repl.ts";
import { restart, stopProgram } from "../device/restart.ts";
import type { PortFlags } from "../device/session.ts";
import { eraseFile, inFlash, makeRoomFor, type Progress, readFile, writeFile } from "../device/storage.ts";
import { EXIT, Fault } from "../fault.ts";
import { crc32, type LogImage } from "../log-image/image.ts";
import { logAreasOf, pullImage } from "../log-image/pull.ts";
import { putChanges } from "../log-image/put.ts";
import { contentsOf } from "../log-image/records.ts";
import { planTransfer } from "../log-image/transfer.ts";
import { type Device, lookAt, passwordOf, put, settingsIn, wayFor } from "../provision/device.ts";
import {
  type Change,
  changesOf,
  defaultsOf,
  differences,
  type Flat,
  flatten,
  identityOf,
  isSecret,
  KEPT,
  keepsNothing,
  problemsOf,
} from "../provision/settings.ts";
import { type Backup, imageOf } from "./file.ts";
import { takeBackup } from "./take.ts";

/** `GasState` of the thing model. */
const ALARM = 3;

export interface Plan {
  readonly device: Device;
  readonly wanted: Flat;
  /** Secrets masked. */
  readonly changes: readonly Change[];
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly isOtherSerial: boolean;
  /** Records of the backup's journal that wait; undefined: the journal stays. */
  readonly waiting?: number;
}

/** Writes nothing: what would change, or why it can't be. */
export async function planRestore(
  repl: Repl,
  backup: Backup,
  asked: string | undefined,
  hasJournal: boolean,
): Promise<Plan> {
  const device = await lookAt(repl, asked);
  const { board } = device.boardFile;
  if (backup.board !== board.id)
    throw refused(
      `The backup is of a ${backup.board}, and this is a ${board.id}: pins, flash and settings are others.`,
    );
  if (hasJournal) await checkJournal(repl, backup, device);
  const given = flatten(backup.settings ?? {});
  if (Object.keys(given).length === 0) throw refused("The backup holds no settings: its device had none.");
  // As they stand in flash, secrets too: the firmware itself would not tell whether one is another.
  const before = flatten((await takeBackup(repl, board.id, true)).settings ?? {});
  const missing = keepsNothing(given, before);
  if (missing.length > 0)
    throw refused(
      `The backup was taken without secrets, and this device has none to keep:\n  ${missing.join("\n  ")}\nGive it an identity first (canary provision), or take a backup with secrets.`,
    );
  const wanted = Object.fromEntries(
    Object.entries(given).map(([key, value]) => [key, isSecret(key) && value === KEPT ? before[key] : value]),
  );
  const problems = problemsOf(wanted, device.can);
  if (problems.length > 0)
    throw refused(`The settings of the backup are not sound for this firmware:\n  ${problems.join("\n  ")}`);
  const defaults = defaultsOf(device.can);
  return {
    device,
    wanted,
    changes: changesOf({ ...defaults, ...before }, { ...defaults, ...wanted }),
    from: identityOf(before),
    to: identityOf(wanted),
    isOtherSerial: backup.serial !== device.identity.serial,
    ...(hasJournal && { waiting: contentsOf(imageOf(backup.log ?? [])).counters.depth }),
  };
}

async function checkJournal(repl: Repl, { log, hasSecrets }: Backup, { boardFile, state }: Device): Promise<void> {
  if (!log)
    throw refused(
      hasSecrets
        ? "The backup holds no journal: its board has no flash for one."
        : "The backup was taken without secrets, and so without the journal, in which they stand.",
    );
  const areas = await logAreasOf(repl, boardFile.board);
  const placesOf = (list: readonly { address: number; pageBytes: number; pages: number }[]) =>
    list.map(({ address, pageBytes, pages }) => [address, pageBytes, pages].join()).join(" ");
  if (placesOf(areas) !== placesOf(log))
    throw refused(
      "The journal of the backup stood at other places of the flash: another build of Espruino, or of the board file.",
    );
  if (state !== "running") return;
  const gas = await repl.ask<number>("canary.status().gasState");
  if (gas === ALARM) throw refused("The device is in alarm, and would be stopped for it. See to the alarm first.");
}

/** Settings alone: as if they were provisioned. */
export async function restoreSettings(repl: Repl, flags: PortFlags, plan: Plan): Promise<Repl> {
  const { device, wanted } = plan;
  await put(repl, device, wanted, await wayFor(repl, device, wanted));
  if (device.state === "bare") return repl;
  const again = await started(repl, flags, plan);
  await checkSettings(again, plan);
  return again;
}

/** Settings come with the journal: they stand in it. */
export async function restoreJournal(
  repl: Repl,
  flags: PortFlags,
  backup: Backup,
  plan: Plan,
  progress?: Progress,
): Promise<Repl> {
  await stopProgram(repl);
  const image = await writeJournal(repl, backup, plan.device, progress);
  if (plan.device.state === "bare") return repl;
  const again = await started(repl, flags, plan);
  await checkStarts(again, image);
  await checkSettings(again, plan);
  return again;
}

/** What stands in flash then. */
async function writeJournal(repl: Repl, { file, log }: Backup, device: Device, progress?: Progress): Promise<LogImage> {
  const source = imageOf(log ?? []);
  await putFile(repl, device, file);
  const target = await hushed(() => pullImage(repl, source.areas));
  const changes = planTransfer(source, target);
  await hushed(() => putChanges(repl, changes, progress));
  const wanted = target.apply(changes);
  if (isSame(await hushed(() => pullImage(repl, source.areas)), wanted)) return wanted;
  throw new Fault(
    EXIT.mismatch,
    "Read back, the journal is not what was written: the flash is worn, or something else writes to it. Do it again.",
  );
}

/** Its console may have another password then. */
function started(repl: Repl, flags: PortFlags, { wanted }: Plan): Promise<Repl> {
  const password = passwordOf(wanted);
  return restart(repl, flags, undefined, password === undefined ? {} : { password });
}

/** Before the journal, whose newest settings would else be followed by those of the old file. */
async function putFile(repl: Repl, { boardFile }: Device, file: string | null): Promise<void> {
  if ((await hushed(() => readFile(repl, CONFIG_FILE))) === (file ?? undefined)) return;
  if (file === null) await eraseFile(repl, CONFIG_FILE);
  else {
    await makeRoomFor(repl, CONFIG_FILE, inFlash(file.length), filesBytes(boardFile));
    await hushed(() => writeFile(repl, CONFIG_FILE, file));
  }
}

function isSame(left: LogImage, right: LogImage): boolean {
  return left.areas.every((_, i) => left.bytesOf(i).equals(right.bytesOf(i)));
}

/** The firmware counts on from the starts that stand in the log it has taken. */
async function checkStarts(repl: Repl, image: LogImage): Promise<void> {
  const { starts } = createShelf(createBank(image.clone(), image.areas, crc32), crc32);
  const told = await repl.ask<{ boots?: number; safeMode?: boolean }>("canary.status()");
  if (told.safeMode || told.boots === starts.count + 1) return;
  throw new Fault(
    EXIT.mismatch,
    `The device counts ${told.boots} starts, and with the journal of the backup it would be ${starts.count + 1}: it has not taken it. \`canary logs pull\` shows what it has.`,
  );
}

async function checkSettings(repl: Repl, { wanted, device }: Plan): Promise<void> {
  if (await repl.ask<boolean>("!canary.config")) return;
  const wrong = differences(wanted, await settingsIn(repl, device.boardFile), device.can);
  if (wrong.length === 0) return;
  const list = wrong.map(({ key, from, to }) => `  ${key} is ${from || "empty"}, not ${to || "empty"}`).join("\n");
  throw new Fault(
    EXIT.mismatch,
    `After the restart the device has other settings:\n${list}\nSee what it says at its start: canary monitor.`,
  );
}

const refused = (why: string): Fault => new Fault(EXIT.failed, `${why} Nothing was written.`);
