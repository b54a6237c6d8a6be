/** Changes to a log's flash done on the device itself, each piece read back. The program must have been stopped. */
import type { Repl } from "../device/repl.ts";
import { crcOf, type Progress, sendPiece } from "../device/storage.ts";
import type { Change } from "./image.ts";

const PIECE_BYTES = 512;
const FLASH = 'require("Flash")';

/** In their order; writes side by side go as one. Cut off anywhere, what was done is the beginning of `changes`. */
export async function putChanges(repl: Repl, changes: readonly Change[], progress?: Progress): Promise<void> {
  const steps = joined(changes);
  for (const [i, step] of steps.entries()) {
    if (step.kind === "erase") {
      // The watchdog of the program that was stopped runs on.
      const take = `function(){E.kickWatchdog();${FLASH}.erasePage(${step.address});E.kickWatchdog();return true}`;
      await sendPiece(repl, "", take, "the log");
    } else await putPiece(repl, step.bytes.toString("latin1"), step.address);
    progress?.(i + 1, steps.length);
  }
}

/** One that stands there already, since only its answer was lost, is not written again. */
function putPiece(repl: Repl, piece: string, address: number): Promise<void> {
  const isThere = `E.CRC32(f.read(${piece.length},${address}))>>>0==${crcOf(piece)}`;
  const take = `function(c){var f=${FLASH};E.kickWatchdog();if(!(${isThere}))f.write(c,${address});return ${isThere}}`;
  return sendPiece(repl, piece, take, "the log");
}

export function joined(changes: readonly Change[]): Change[] {
  const steps: Change[] = [];
  for (const change of changes) {
    const last = steps.at(-1);
    const isNext =
      last?.kind === "write" &&
      change.kind === "write" &&
      change.address === last.address + last.bytes.length &&
      last.bytes.length + change.bytes.length <= PIECE_BYTES;
    if (isNext) steps[steps.length - 1] = { ...last, bytes: Buffer.concat([last.bytes, change.bytes]) };
    else steps.push(change);
  }
  return steps;
}
