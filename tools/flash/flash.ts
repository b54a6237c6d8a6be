/** `canary flash` from the build to the line in which the board says which bundle runs. */
import { type BoardFile, type Dialect, filesBytes } from "../../build/boards.ts";
import type { Manifest } from "../../build/firmware.ts";
import { writeOutput } from "../../build/output.ts";
import { firmwareFor } from "../../sim/firmware.ts";
import { BUNDLE_FILE } from "../../src/system/bundle.ts";
import { boardOf, type Identity, identify } from "../device/identity.ts";
import { choosePort } from "../device/line.ts";
import type { Repl } from "../device/repl.ts";
import { restart } from "../device/restart.ts";
import { openRepl, type PortFlags } from "../device/session.ts";
import { crcOf, inFlash, listFiles, roomIn, storageStats } from "../device/storage.ts";
import { distFolder } from "../dist.ts";
import { EXIT, Fault } from "../fault.ts";
import { ROOT } from "../root.ts";
import { WAYS, type Way, wayFor } from "./plan.ts";
import { cleanUp, hex, LEFT_FILES, placed, send } from "./ways.ts";

export interface FlashFlags extends PortFlags {
  readonly dryRun?: boolean;
  readonly force?: boolean;
  readonly dialect?: Dialect;
}

/** What happens, for whoever shows it. */
export interface FlashWatcher {
  step(text: string): void;
  progress(done: number, total: number): void;
}

export interface FlashResult {
  readonly port: string;
  readonly board: string;
  readonly espruino: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly way: Way;
  /** As the running firmware tells it; undefined of a dry run. */
  readonly running?: string;
  readonly freeFlashBytes: number;
  readonly jsVarsUsed?: number;
  readonly jsVarsTotal: number;
  readonly seconds: number;
}

interface Status {
  readonly bundle?: string;
  readonly jsVars?: number;
  readonly gasState?: number;
  readonly waiting?: number;
  readonly safeMode?: boolean;
}

/** `GasState` of the thing model. */
const ALARM = 3;

export async function flash(flags: FlashFlags, watcher: FlashWatcher): Promise<FlashResult> {
  const startedMs = performance.now();
  const port = await choosePort(flags.port);
  let repl = await openRepl(port, flags);
  try {
    const identity = await identify(repl);
    const boardFile = await boardOf(identity, flags.board);
    watcher.step(`board   ${boardFile.profile.name} (${boardFile.board.id}) on ${port}, Espruino ${identity.version}`);
    const built = await firmwareFor(boardFile.board.id, ROOT, flags.dialect);
    const { text: bundle, manifest } = built;
    // What runs on the board can be looked up there by whoever reads a stack trace.
    if (!flags.dryRun) writeOutput({ ...built, outDir: distFolder(boardFile.board.id) });
    watcher.step(`bundle  ${manifest.bytes} bytes, sha256 ${manifest.sha256}`);
    const way = await chooseWay(repl, identity, boardFile, bundle);
    watcher.step(`way     ${WAYS[way]}`);
    let running: Status = {};
    if (!flags.dryRun) {
      const before = await statusOf(repl, identity);
      refuseInAlarm(before, flags);
      await transfer(repl, way, bundle, boardFile, flags, watcher);
      if (way !== "none" || !identity.isRunning || before.safeMode) {
        watcher.step("restart");
        repl = await restarted(repl, flags);
      }
      running = await verify(repl, manifest, bundle);
      if (way === "beside") await cleanUp(repl);
    }
    return {
      port,
      board: boardFile.board.id,
      espruino: identity.version,
      bytes: manifest.bytes,
      sha256: manifest.sha256,
      way,
      ...(running.bundle !== undefined && { running: running.bundle }),
      freeFlashBytes: (await roomIn(repl, boardFile)).freeBytes,
      ...(running.jsVars !== undefined && { jsVarsUsed: running.jsVars }),
      jsVarsTotal: identity.jsVars.total,
      seconds: Math.round((performance.now() - startedMs) / 100) / 10,
    };
  } finally {
    await repl.close();
  }
}

async function restarted(repl: Repl, flags: FlashFlags): Promise<Repl> {
  try {
    const again = await restart(repl, flags);
    // Starts that went wrong were those of the bundle before, and a program that was stopped could not say so.
    return (await again.ask<Status>("canary.status()")).safeMode ? await restart(again, flags) : again;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    throw new Fault(
      error.exitCode,
      `The bundle is on the board, which was told to start anew; what runs there now could not be asked. ${error.message}`,
    );
  }
}

async function statusOf(repl: Repl, { isRunning }: Identity): Promise<Status> {
  return isRunning ? repl.ask<Status>("canary.status()") : {};
}

async function chooseWay(repl: Repl, identity: Identity, boardFile: BoardFile, bundle: string): Promise<Way> {
  const old = await placed(repl);
  if (old?.bytes === bundle.length && old.crc === crcOf(bundle)) return "none";
  const { areaBytes } = await roomIn(repl, boardFile);
  const stats = await storageStats(repl);
  const goes = (await listFiles(repl)).filter(({ name }) => LEFT_FILES.includes(name));
  const room = {
    bundleBytes: bundle.length,
    areaBytes,
    stats: { ...stats, fileBytes: goes.reduce((bytes, one) => bytes - inFlash(one.bytes), stats.fileBytes) },
    oldBytes: old?.bytes ?? 0,
    jsVars: identity.jsVars,
  };
  const way = wayFor(room);
  if (way) return way;
  const others = (await listFiles(repl)).filter(({ name }) => name !== BUNDLE_FILE);
  const list = others.map(({ name, bytes }) => `  ${name}  ${bytes} bytes`).join("\n");
  throw new Fault(
    EXIT.failed,
    `The bundle for ${boardFile.board.id} has ${bundle.length} bytes, and of the ${areaBytes} that files may take on ${repl.line.name} too many are in use. ` +
      (others.length > 0
        ? `Beside the bundle there are:\n${list}\nWhat of these nobody needs can be erased: require("Storage").erase("name") in \`canary monitor\`.`
        : `This build of Espruino is not the one that boards/${boardFile.board.id}.ts is for.`),
  );
}

function refuseInAlarm({ gasState, waiting = 0 }: Status, { force }: FlashFlags): void {
  if (gasState !== ALARM || force) return;
  throw new Fault(
    EXIT.failed,
    `The device is in alarm, with ${waiting} records that wait for the cloud: it is not restarted now. See to the alarm first; --force restarts it all the same (its records are in flash and go out afterwards).`,
  );
}

/** A way over the old bundle is taken only by who knows that there is none in between. */
async function transfer(
  repl: Repl,
  way: Way,
  bundle: string,
  boardFile: BoardFile,
  { force }: FlashFlags,
  watcher: FlashWatcher,
): Promise<void> {
  if (way === "over" && (await placed(repl)) && !force)
    throw new Fault(
      EXIT.failed,
      `${boardFile.board.id} can hold the new bundle neither beside the old one nor in memory. With --force it is written over the old one: if the line is lost meanwhile there is none until the next flash. The journal is not touched by that.`,
    );
  await send(repl, way, bundle, filesBytes(boardFile), watcher.progress);
}

async function verify(repl: Repl, manifest: Manifest, bundle: string): Promise<Status> {
  const there = await placed(repl);
  const status = await repl.ask<Status>("canary.status()");
  // A board without SHA-256 tells less.
  const told = status.bundle ?? "";
  const isSame = told === manifest.sha256 || /^crc32:/.test(told);
  if (there?.bytes === bundle.length && there.crc === crcOf(bundle) && isSame) return status;
  throw new Fault(
    EXIT.mismatch,
    `What runs on ${repl.line.name} is not what was built: flash holds ${there ? `${there.bytes} bytes with CRC-32 ${hex(there.crc)}` : "no bundle"}, the firmware says ${told || "nothing"}; built were ${bundle.length} bytes with CRC-32 ${manifest.crc32}, sha256 ${manifest.sha256}. Flash again.`,
  );
}
