/**
 * A file sent by the `espruino` package's own packets (Espruino 2v25 and newer): binary, each acknowledged. Of the package only
 * its connection is loaded, over our line: the whole looks for Bluetooth and ports, and prints as it goes.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createContext, runInContext } from "node:vm";
import type { Repl } from "../device/repl.ts";
import { crcOf, eraseFile, literal, type Progress } from "../device/storage.ts";

const FIRST_VERSION = 25;
const PACKET_BYTES = 1024;
const ATTEMPTS = 2;
const PACKET_TIMEOUT_MS = 5000;
/** What the package calls done before the first byte. */
const FIRST_DONE = 100;

/** Of node_modules/espruino/core/serial.js. */
interface Connection {
  isOpen: boolean;
  chunkSize: number;
  writeLowLevel: (bytes: string) => Promise<void>;
  closeLowLevel: () => void;
  rxDataHandler(bytes: ArrayBuffer): void;
  espruinoSendFile(name: string, data: string, options: object): Promise<void>;
}

/** False where it can't be done that way, or was not sound; nothing of it is left then but what compaction takes away. */
export async function sendFile(
  repl: Repl,
  name: string,
  data: string,
  makeRoom: () => Promise<void>,
  progress: Progress,
): Promise<boolean> {
  const version = await repl.ask<string>("process.env.VERSION");
  const [, major = "0", minor = "0"] = /^(\d+)v(\d+)/.exec(version) ?? [];
  if (Number(major) < 2 || (Number(major) === 2 && Number(minor) < FIRST_VERSION)) return false;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    await eraseFile(repl, name);
    await makeRoom();
    try {
      await sendPackets(repl, name, data, progress);
      const crc = await repl.ask<number>(
        `E.CRC32(require("Storage").read(${literal(name)})||"")>>>0`,
        20_000,
        "the file's digest",
      );
      if (crc === crcOf(data)) return true;
    } catch {
      // The line may have been lost: then the next question says so.
      await repl.wakeUp();
    }
  }
  await eraseFile(repl, name);
  return false;
}

async function sendPackets(repl: Repl, name: string, data: string, progress: Progress): Promise<void> {
  const connection = loadConnection();
  const { line } = repl;
  // It waits for ever when what it writes is lost.
  let fail: (error: unknown) => void = () => {};
  const isLost = new Promise<never>((_, failed) => {
    fail = failed;
  });
  isLost.catch(() => {});
  connection.writeLowLevel = (bytes) => line.write(bytes).catch((error: unknown) => fail(error));
  connection.closeLowLevel = () => {};
  connection.chunkSize = PACKET_BYTES;
  connection.isOpen = true;
  const endLoss = line.onClose(fail);
  const endData = line.onData((bytes) => connection.rxDataHandler(new Uint8Array(Buffer.from(bytes, "latin1")).buffer));
  try {
    // On an emptied line: a packet begins where a line does.
    await repl.clearLine();
    const sent = connection.espruinoSendFile(name, data, {
      chunkSize: PACKET_BYTES,
      timeout: PACKET_TIMEOUT_MS,
      progress: (done: number) => progress(Math.min(Math.max(done - FIRST_DONE, 0), data.length), data.length),
    });
    await Promise.race([sent, isLost]);
  } finally {
    endData();
    endLoss();
  }
}

function loadConnection(): Connection {
  const path = createRequire(import.meta.url).resolve("espruino/core/serial.js");
  const silent = { log() {}, warn() {}, error() {} };
  const Espruino = { Core: {} as { Serial?: { connection: Connection } }, Config: {} };
  const context = createContext({ Espruino, console: silent, setTimeout, clearTimeout, ArrayBuffer });
  runInContext(readFileSync(path, "utf8"), context, { filename: path });
  const { Serial } = Espruino.Core;
  if (!Serial) throw new Error(`${path} has no Espruino.Core.Serial: another version of the package?`);
  return Serial.connection;
}
