/** `canary run --devices`: a fleet with gas at each node in the first minute, and again and again. */
import { availableParallelism } from "node:os";
import { FLEET_RANGE } from "../../sim/fleet/pace.ts";
import type { FamilyName } from "../../sim/modem/family.ts";
import { defaultBoard } from "../default-board.ts";
import { EXIT, Fault } from "../fault.ts";
import { ROOT } from "../root.ts";
import { isPlain } from "../terminal.ts";
import { checkBrokers } from "./check.ts";
import { runFleet } from "./session.ts";

export interface DemoFlags {
  readonly devices: number;
  readonly board?: string;
  readonly modem: FamilyName;
  readonly broker?: string;
  readonly port?: number;
  readonly seed: number;
  readonly speed: number | "max";
  readonly json?: boolean;
  readonly timeout?: number;
  readonly cloud?: string;
  readonly config?: string;
  readonly scenario?: string;
  readonly demo: boolean;
  readonly web?: number | boolean;
  readonly host?: string;
}

const PLAN = { alarmsPerHour: 12, troubleShare: 0.2, firstWithinMs: 60_000 };
/** Without a terminal nobody ends it: the first alarm of each and its end. */
const MINUTES = 4;
const LOST_AFTER_MS = 600_000;
const ONE_ALONE = "--devices is for many at once, each with an identity and a plan of its own";

export async function runDemoFleet(flags: DemoFlags): Promise<number> {
  const { devices, board, modem, broker, port, seed, speed, timeout } = flags;
  const isAlone = flags.cloud ?? flags.config ?? flags.scenario;
  if (isAlone !== undefined || !flags.demo)
    throw new Fault(EXIT.usage, `${ONE_ALONE}: leave out --cloud, --config, --scenario and --no-demo.`);
  const { least, most } = FLEET_RANGE;
  if (speed === "max" || speed < least || speed > most)
    throw new Fault(EXIT.usage, `${ONE_ALONE}, in real time: --speed is a number from ${least} to ${most} with it.`);
  const isWatched = process.stdout.isTTY === true && !process.env["CI"] && flags.json !== true;
  return runFleet({
    root: ROOT,
    boardId: board ?? (await defaultBoard()),
    family: modem,
    devices,
    workers: Math.min(availableParallelism(), devices),
    seed,
    speed,
    port: port ?? 0,
    brokers: checkBrokers(broker === undefined ? [] : [broker], port),
    plan: PLAN,
    lostAfterMs: LOST_AFTER_MS,
    json: flags.json === true,
    color: !isPlain(flags.json),
    web: flags.web ?? (isWatched || flags.host !== undefined),
    ...(flags.host !== undefined && { host: flags.host }),
    ...(!isWatched && (flags.web ?? false) === false && { minutes: MINUTES }),
    ...(timeout !== undefined && { timeoutS: timeout }),
  });
}
