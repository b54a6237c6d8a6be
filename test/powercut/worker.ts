/** Plays the runs it is sent, one batch after the other. */
import { parentPort } from "node:worker_threads";
import { type CutCase, parseId } from "./case-id.ts";
import { loadFirmware } from "./firmware.ts";
import { type Firmware, runCut } from "./run-cut.ts";
import type { Operation } from "./supply.ts";

/** What the main thread keeps of a run. */
export interface Verdict {
  readonly id: string;
  readonly findings: readonly string[];
  readonly operations: readonly Operation["kind"][];
  readonly isUnreached: boolean;
  readonly virtualMs: number;
}

const firmwares = new Map<string, Firmware>();

async function verdictOf(id: string): Promise<Verdict> {
  const cutCase = parseId(id) as CutCase;
  const firmware = firmwares.get(cutCase.board) ?? (await loadFirmware(cutCase.board));
  firmwares.set(cutCase.board, firmware);
  try {
    const outcome = runCut(cutCase, firmware);
    return { ...outcome, operations: outcome.operations.map(({ kind }) => kind) };
  } catch (error) {
    const findings = [`the simulator threw: ${(error as Error).stack ?? error}`];
    return { id, findings, operations: [], isUnreached: false, virtualMs: 0 };
  }
}

parentPort?.on("message", async (ids: readonly string[]) => {
  const verdicts: Verdict[] = [];
  for (const id of ids) verdicts.push(await verdictOf(id));
  parentPort?.postMessage(verdicts);
});
