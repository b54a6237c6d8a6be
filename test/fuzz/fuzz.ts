/**
 * Bad input by the million: `node --import tsx test/fuzz/fuzz.ts --uart 1000000 --downlink 100000 [--seed S] [--workers 2]`.
 * A finding is printed as small as it gets, with what replays it. 0: all held; 1: a finding; 2: bad arguments.
 */
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { DownlinkBench, type DownlinkFigures, type DownlinkFinding, fuzzDownlinks } from "./downlink.ts";
import { OPEN } from "./open.ts";
import { PARTS } from "./parts.ts";
import { downlinkReport, uartReport } from "./report.ts";
import { type Figures, type Finding, fuzzUart, noFigures, playChosen, playDrawn, simplest } from "./uart.ts";

const USAGE = `node --import tsx test/fuzz/fuzz.ts [--uart N] [--downlink N] [--seed S] [--workers W]
  --uart 1000000       streams of bytes into the AT layer and the driver
  --downlink 100000    messages from the cloud into the app
  --only N             stream N of the seed alone, with its trace
  --choices TEXT       the stream that a finding names, with its trace
  --path TEXT          the message that a finding names
  --also ROW[,ROW]     asks for rows of test/fuzz/open.ts, too: ${Object.keys(OPEN).join(", ") || "none is left"}`;

interface Flags {
  readonly uart: number;
  readonly downlink: number;
  readonly seed: number;
  readonly workers: number;
  readonly only?: number;
  readonly choices?: string;
  readonly path?: string;
  /** Which part of the campaign this process has, when it was started for one. */
  readonly share?: number;
}

/** What a process of the campaign hands back. */
interface Share {
  readonly uart: Figures;
  readonly downlink: DownlinkFigures;
  readonly finding?: Finding | undefined;
  readonly message?: DownlinkFinding | undefined;
}

function readFlags(): Flags | undefined {
  const text = { type: "string" } as const;
  const options = {
    also: text,
    uart: text,
    downlink: text,
    seed: text,
    workers: text,
    only: text,
    choices: text,
    path: text,
    share: text,
  };
  const { values } = parseArgs({ options: { ...options, help: { type: "boolean" } } });
  const number = (name: keyof typeof options, otherwise: number) => {
    const value = Number(values[name] ?? otherwise);
    if (!Number.isInteger(value) || value < 0) throw new Error(`--${name} ${values[name]} is no count`);
    return value;
  };
  if (values.help) return undefined;
  for (const row of values.also?.split(",") ?? []) {
    if (!(row in OPEN)) throw new Error(`--also ${row}: there is no such row`);
    (OPEN as Record<string, boolean>)[row] = false;
  }
  return {
    uart: number("uart", 0),
    downlink: number("downlink", 0),
    seed: number("seed", Math.floor(Date.now() / 1000) % 1_000_000),
    workers: Math.max(1, number("workers", 1)),
    ...(values.only === undefined ? {} : { only: number("only", 0) }),
    ...(values.choices === undefined ? {} : { choices: values.choices }),
    ...(values.path === undefined ? {} : { path: values.path }),
    ...(values.share === undefined ? {} : { share: number("share", 0) }),
  };
}

function runShare({ uart, downlink, seed, workers, path }: Flags, share: number): Share {
  const figures = noFigures();
  const bench = new DownlinkBench(PARTS);
  const campaign = { parts: PARTS, seed, from: share, to: uart, stride: workers };
  const found = fuzzUart(campaign, figures);
  const count = Math.ceil(downlink / workers);
  // Each share draws messages of its own; the first one's can be replayed by the seed.
  const message = downlink ? fuzzDownlinks(bench, seed + share, count, path) : undefined;
  return { uart: figures, downlink: bench.figures, finding: found && simplest(PARTS, found), message };
}

function runElsewhere(share: number): Promise<Share> {
  const child = fork(fileURLToPath(import.meta.url), [...process.argv.slice(2), "--share", String(share)]);
  return new Promise((resolve, reject) => {
    child.once("message", (result) => resolve(result as Share));
    child.once("exit", (code) =>
      reject(new Error(`the process of share ${share} ended with ${code} and said nothing`)),
    );
  });
}

function showStream({ trace, message, property }: Finding): number {
  console.log([...trace, message].join("\n"));
  return property ? 1 : 0;
}

async function campaign(flags: Flags): Promise<number> {
  const started = performance.now();
  console.log(`seed ${flags.seed}`);
  const others = Array.from({ length: flags.workers - 1 }, (_, i) => runElsewhere(i + 1));
  const shares = [runShare(flags, 0), ...(await Promise.all(others))];
  const seconds = (performance.now() - started) / 1000;
  for (const [share, result] of shares.entries()) {
    if (result.finding) console.log(uartReport(result.finding, flags.seed));
    if (result.message) console.log(downlinkReport(result.message, flags.seed + share));
  }
  const total = noFigures();
  for (const { uart } of shares) for (const name of Object.keys(total) as (keyof Figures)[]) total[name] += uart[name];
  const messages = shares.reduce((sum, { downlink }) => sum + downlink.messages, 0);
  console.log(`${total.streams} streams, ${messages} messages in ${seconds.toFixed(0)} s`, total);
  for (const { downlink } of shares) console.log(downlink.kinds);
  return shares.some(({ finding, message }) => finding || message) ? 1 : 0;
}

async function main(): Promise<number> {
  let flags: Flags | undefined;
  try {
    flags = readFlags();
  } catch (error) {
    console.error((error as Error).message);
  }
  if (!flags) {
    console.log(USAGE);
    return 2;
  }
  if (flags.choices !== undefined) return showStream(playChosen(PARTS, flags.choices));
  if (flags.only !== undefined) return showStream(playDrawn(PARTS, flags.seed, flags.only));
  if (flags.share === undefined) return campaign(flags);
  process.send?.(runShare(flags, flags.share));
  process.disconnect?.();
  return 0;
}

process.exitCode = await main();
