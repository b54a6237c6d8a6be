/** The root certificate in a device's Storage: what is there, what is to come, and how it gets there. */
import { budgetBytes, filesBytes } from "../../build/boards.ts";
import { CA_FILE } from "../../src/store/settings.ts";
import type { Repl } from "../device/repl.ts";
import { eraseFile, inFlash, makeRoomFor, readFile, storageStats, writeFile } from "../device/storage.ts";
import { EXIT, Fault } from "../fault.ts";
import type { Device } from "./device.ts";
import { type Root, rootIn, rootWarnings, shownRoot, UNCHECKED, UNUSED } from "./root.ts";
import type { Change, Flat } from "./settings.ts";

export interface RootPlan {
  /** To be written; undefined: what is there stays. */
  readonly root: Root | undefined;
  readonly change: Change | undefined;
  /** Sentences. */
  readonly warnings: readonly string[];
}

/** Writes nothing. */
export async function planRoot(repl: Repl, device: Device, wanted: Flat, given: Root | undefined): Promise<RootPlan> {
  const isTls = wanted["cloud.tls"] === true;
  if (!given && !isTls) return { root: undefined, change: undefined, warnings: [] };
  if (!device.can.platform)
    throw new Fault(
      EXIT.usage,
      `The firmware for ${device.boardFile.profile.name} has no TLS, having no room for it: leave out --ca. Nothing was written.`,
    );
  const there = await readFile(repl, CA_FILE);
  const has = there === undefined ? undefined : known(there);
  const root = given && given.pem !== there ? given : undefined;
  if (root) await roomForRoot(repl, device, root, there);
  const used = given ?? has;
  const warnings = used ? rootWarnings(used, wanted["cloud.port"] ?? 1883, Date.now()) : [UNCHECKED];
  if (given && !isTls) warnings.push(UNUSED);
  const from = there === undefined ? "" : has ? shownRoot(has) : "no certificate";
  return { root, change: root && { key: CA_FILE, from, to: shownRoot(root) }, warnings };
}

/** undefined: something else, or what an interrupted run has left of one. */
function known(text: string): Root | undefined {
  try {
    return rootIn(text, CA_FILE);
  } catch (error) {
    if (error instanceof Fault) return undefined;
    throw error;
  }
}

/** Files are not moved under a firmware that runs from them, and a bundle that is still to come has its place. */
async function roomForRoot(repl: Repl, device: Device, { pem }: Root, there: string | undefined): Promise<void> {
  const { totalBytes, fileBytes, trashBytes } = await storageStats(repl);
  const { state, boardFile } = device;
  const ends = Math.min(totalBytes, filesBytes(boardFile));
  const others = fileBytes - (there === undefined ? 0 : inFlash(there.length));
  const taken =
    state === "running" ? fileBytes + trashBytes : Math.max(others, state === "bare" ? budgetBytes(boardFile) : 0);
  if (taken + inFlash(pem.length) > ends)
    throw new Fault(
      EXIT.failed,
      `${CA_FILE} needs ${inFlash(pem.length)} bytes of Storage, and there are ${Math.max(0, ends - taken)}. Nothing was written. canary flash moves the files together; then try again.`,
    );
}

export async function putRoot(repl: Repl, { boardFile }: Device, { pem }: Root): Promise<void> {
  await makeRoomFor(repl, CA_FILE, inFlash(pem.length), filesBytes(boardFile));
  try {
    await writeFile(repl, CA_FILE, pem);
  } catch (error) {
    // Half of it opens no link; over a lost line it stays, and the next run writes it anew.
    await eraseFile(repl, CA_FILE).catch(() => {});
    throw error;
  }
}
