/** What each fault of the catalogue excuses and promises, for the checks of this folder. */

import type { AnyFaultName as EveryFaultName } from "../../sim/faults.ts";
import { ALL_FAULTS, type CataloguedFault, isServiceFault, type ServiceFaultName } from "../../sim/faults.ts";
import type { CheckName } from "./check.ts";

export { optionsOf } from "../../sim/faults.ts";

export type AnyFaultName = Exclude<EveryFaultName, ServiceFaultName>;

export interface Strain {
  /** Checks that make no sense with it. */
  readonly excuses?: readonly CheckName[];
  /** The platform refuses because it was told to. */
  readonly refuses?: true;
  /** Struck while online, it is online again within so long. */
  readonly onlineWithinS?: number;
  /** It ends by itself, when the modem starts anew. */
  readonly untilBoot?: true;
}

export interface SiteFault extends CataloguedFault, Strain {}

/** A line without an end is one for whoever looks on when the next one comes, and for the device when it is tired of waiting. */
const NO_END: Strain = { excuses: ["answer-to-its-command"] };
/** Bytes that become others can make any line out of a line. */
const OTHER_BYTES: Strain = { excuses: ["event-time", "answer-to-its-command"] };
const OTHER_COMMANDS: Strain = { excuses: ["platform-rules", "alarm-invented", "answer-to-its-command"] };
// A time in the future is refused; the device can't know.
const OTHER_TIME: Strain = { excuses: ["event-time", "platform-rules"] };
// A reply that names the next record is as good as one to it, where that is on its way to the modem already.
const OTHER_IDS: Strain = { excuses: ["kept-until-reply"] };
const BROKER_RESET: Strain = { onlineWithinS: 30 };
const MODULE_RESET: Strain = { onlineWithinS: 60 };

const STRAINS: Readonly<Partial<Record<AnyFaultName, Strain>>> = {
  garbage: OTHER_BYTES,
  byteLost: OTHER_BYTES,
  byteFlipped: OTHER_BYTES,
  noiseInserted: OTHER_BYTES,
  baudChanged: OTHER_BYTES,
  tailMissing: NO_END,
  commandByteLost: OTHER_COMMANDS,
  commandByteFlipped: OTHER_COMMANDS,
  commandNoise: OTHER_COMMANDS,
  clockJumps: OTHER_TIME,
  clockUnset: OTHER_TIME,
  closed: BROKER_RESET,
  brokerResets: BROKER_RESET,
  kicked: BROKER_RESET,
  rebooting: MODULE_RESET,
  hung: { untilBoot: true },
  hungToTheKey: { untilBoot: true },
  replyToAnother: OTHER_IDS,
  refused: { refuses: true },
  refusedOnce: { refuses: true },
  boardStalled: { excuses: ["answer-to-its-command", "event-time"] },
  timerLost: { excuses: ["watchdog"] },
};

/** Those that the walk of `run-case.ts` meets: who has no business with files or updates never meets theirs. */
export const CATALOGUE: Readonly<Record<AnyFaultName, SiteFault>> = Object.fromEntries(
  Object.entries(ALL_FAULTS)
    .filter(([name]) => !isServiceFault(name))
    .map(([name, fault]) => [name, { ...fault, ...STRAINS[name as AnyFaultName] }]),
) as Record<AnyFaultName, SiteFault>;

export const isFaultName = (name: string): name is AnyFaultName => Object.hasOwn(CATALOGUE, name);
