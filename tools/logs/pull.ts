/** All that a device has written down, as files: read while the firmware runs, or without it. */
import { hushed } from "../device/hushed.ts";
import { boardOf, type Identity, identify } from "../device/identity.ts";
import type { Repl } from "../device/repl.ts";
import type { Progress } from "../device/storage.ts";
import { logAreasOf, pullImage } from "../log-image/pull.ts";
import { contentsOf, type LogContents, type LogRecord } from "../log-image/records.ts";

export interface Pulled {
  readonly device: {
    readonly name: string;
    readonly board: string;
    readonly serial: string;
    readonly espruino: string;
  };
  readonly takenAt: string;
  /** Last words, oldest first. */
  readonly crash: readonly string[];
  readonly counters: Readonly<Record<string, unknown>>;
  readonly journal: readonly LogRecord[];
  /** `canary.status()` and `canary.gas()`; null where no firmware runs, or not this part of it. */
  readonly status: unknown;
  readonly gas: unknown;
}

type Answers = Readonly<Record<"status" | "gas" | "crash" | "journal" | "name", unknown>>;

const STATUS_TIMEOUT_MS = 10_000;

export async function pullLogs(repl: Repl, asked: string | undefined, progress?: Progress): Promise<Pulled> {
  const identity = await identify(repl);
  const { board } = await boardOf(identity, asked);
  const answers = await askFirmware(repl, identity);
  const areas = await logAreasOf(repl, board);
  const contents = areas.length > 0 ? contentsOf(await hushed(() => pullImage(repl, areas, progress))) : undefined;
  const journal = contents?.records ?? waitingIn(answers.journal);
  const told = Array.isArray(answers.crash) ? answers.crash.map(String) : [];
  return {
    device: { name: nameOf(answers, identity), board: board.id, serial: identity.serial, espruino: identity.version },
    takenAt: new Date().toISOString(),
    crash: contents ? contents.records.filter(({ kind }) => kind === "crash").map(({ words }) => words) : told,
    counters: countersOf(contents, answers.status),
    journal,
    status: answers.status ?? null,
    gas: answers.gas ?? null,
  };
}

/** One after the other: each answer has to fit into the device's memory. */
async function askFirmware(repl: Repl, { isRunning }: Identity): Promise<Answers> {
  const ask = async (name: string, call: string) =>
    isRunning ? repl.ask<unknown>(`canary.${name}?${call}:null`, STATUS_TIMEOUT_MS, `canary.${name}`) : null;
  return {
    status: await ask("status", "canary.status()"),
    gas: await ask("gas", "canary.gas()"),
    crash: await ask("crash", "canary.crash()"),
    journal: await ask("journal", "canary.journal()"),
    name: await ask("config", 'canary.config("cloud.deviceName")'),
  };
}

/** For a folder's name too. */
function nameOf({ name }: Answers, { serial, espruinoBoard }: Identity): string {
  const given = typeof name === "string" && name !== "" ? name : serial || espruinoBoard;
  return given.replace(/[^\w.-]/g, "_");
}

/** Those of the firmware's status that count something, and those of the log itself. */
function countersOf(contents: LogContents | undefined, status: unknown): Record<string, unknown> {
  const told = Object.entries((status ?? {}) as Record<string, unknown>).filter(
    ([, value]) => typeof value === "number",
  );
  const { errorFlags } = (status ?? {}) as { errorFlags?: unknown };
  return {
    ...Object.fromEntries(told),
    ...(errorFlags !== undefined && { errorFlags }),
    log: contents?.counters ?? null,
  };
}

interface WaitingRecord {
  readonly id: number;
  readonly kind: unknown;
  readonly value: number;
  readonly timeS: number;
  readonly state: unknown;
}

/** Of a board without flash for a log: what waits in its memory. */
function waitingIn(journal: unknown): LogRecord[] {
  if (!Array.isArray(journal)) return [];
  return (journal as WaitingRecord[]).map(({ id, kind, value, timeS, state }) => ({
    id,
    time: timeS > 0 ? new Date(timeS * 1000).toISOString() : "",
    kind: "other",
    value,
    words: String(kind),
    state: String(state),
    generation: 0,
  }));
}
