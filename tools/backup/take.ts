/** A backup taken from a device: with the firmware running beside, or without it. */
import { createBank } from "../../src/store/bank.ts";
import { CONFIG_FILE } from "../../src/store/settings.ts";
import { createShelf } from "../../src/store/shelf.ts";
import { CONFIG_KIND } from "../../src/store/slot.ts";
import { hushed } from "../device/hushed.ts";
import { boardOf, identify } from "../device/identity.ts";
import type { Repl } from "../device/repl.ts";
import { type Progress, readFile } from "../device/storage.ts";
import { crc32, type LogImage } from "../log-image/image.ts";
import { logAreasOf, pullImage } from "../log-image/pull.ts";
import { flatten, isSecret, KEPT, treeOf } from "../provision/settings.ts";
import { type Backup, saved } from "./file.ts";

export async function takeBackup(
  repl: Repl,
  asked: string | undefined,
  hasSecrets: boolean,
  progress?: Progress,
): Promise<Backup> {
  const identity = await identify(repl);
  const { board } = await boardOf(identity, asked);
  const areas = await logAreasOf(repl, board);
  const bundle = identity.isRunning ? await repl.ask<string | undefined>("canary.status().bundle") : undefined;
  const image = areas.length > 0 ? await hushed(() => pullImage(repl, areas, progress)) : undefined;
  const file = (await hushed(() => readFile(repl, CONFIG_FILE))) ?? null;
  const settings = parsed((image && settingsIn(image)) ?? file);
  return {
    takenAt: new Date().toISOString(),
    board: board.id,
    espruino: identity.version,
    serial: identity.serial,
    bundle: bundle ?? "",
    hasSecrets,
    settings: hasSecrets ? settings : masked(settings),
    file: hasSecrets ? file : null,
    log: hasSecrets && image ? saved(image) : null,
  };
}

/** The text of the newest version: that in force, or at the next start. */
export function settingsIn(image: LogImage): string | undefined {
  const bank = createBank(image.clone(), image.areas, crc32);
  const slot = createShelf(bank, crc32).slotsOf(CONFIG_KIND).pop();
  return slot === undefined ? undefined : bank.text(slot);
}

/** What is no JSON is in no force either. */
function parsed(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

function masked(settings: unknown): unknown {
  if (settings === null) return null;
  const flat = Object.entries(flatten(settings)).map(([key, value]) => [key, isSecret(key) && value ? KEPT : value]);
  return treeOf(Object.fromEntries(flat));
}
