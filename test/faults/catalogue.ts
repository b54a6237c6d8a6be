/** Every fault there is, under one name, to be started on a site; and what each one excuses and promises. */
import { CLOUD_FAULTS, type CloudFaultName, type CloudInside } from "../../sim/cloud/faults.ts";
import type { FaultOf, FaultOptions } from "../../sim/modem/fault.ts";
import { FAULTS, type FaultName } from "../../sim/modem/faults.ts";
import { INPUT_FAULTS, type InputFaultName } from "../../sim/modem/faults-input.ts";
import { hostOf } from "../../sim/profile.ts";
import type { VirtualSite } from "../../sim/site.ts";
import type { CheckName } from "./check.ts";
import { SITE_FAULTS, type SiteFaultName } from "./site-faults.ts";

export type AnyFaultName = FaultName | InputFaultName | CloudFaultName | SiteFaultName;

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

export interface SiteFault extends FaultOf<VirtualSite>, Strain {}

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

function onModem(name: FaultName | InputFaultName, fault: FaultOf<never>): SiteFault {
  return { ...fault, ...STRAINS[name], start: ({ node }, options) => node.modem.fault(name, options) };
}

function onCloud(name: CloudFaultName, fault: FaultOf<CloudInside>): SiteFault {
  const start = ({ clock, network, platform, device, node }: VirtualSite, options: FaultOptions) => {
    const broker = network.brokerAt(hostOf(node.config));
    if (!broker) throw new Error("no broker stands where the device looks for it");
    return fault.start({ clock, network, platform, device, broker }, options);
  };
  return { ...fault, ...STRAINS[name], start };
}

function entriesOf<Name extends string, Target>(
  faults: Readonly<Record<Name, FaultOf<Target>>>,
  make: (name: Name, fault: FaultOf<Target>) => SiteFault,
): [Name, SiteFault][] {
  return (Object.keys(faults) as Name[]).map((name) => [name, make(name, faults[name])]);
}

export const CATALOGUE: Readonly<Record<AnyFaultName, SiteFault>> = Object.fromEntries([
  ...entriesOf(FAULTS, onModem as (name: FaultName, fault: FaultOf<never>) => SiteFault),
  ...entriesOf(INPUT_FAULTS, onModem as (name: InputFaultName, fault: FaultOf<never>) => SiteFault),
  ...entriesOf(CLOUD_FAULTS, onCloud),
  ...entriesOf(SITE_FAULTS, (name: SiteFaultName, fault) => ({ ...fault, ...STRAINS[name] })),
]) as Record<AnyFaultName, SiteFault>;

export const isFaultName = (name: string): name is AnyFaultName => Object.hasOwn(CATALOGUE, name);

/** `cmeForOk:30` -> its options; `split:at7` names a byte where the catalogue has no kinds. */
export function optionsOf(name: AnyFaultName, variant: string | undefined): FaultOptions {
  if (variant === undefined) return {};
  const known = CATALOGUE[name].variants?.[variant];
  const byte = /^at(\d+)$/.exec(variant)?.[1];
  if (known) return known;
  if (byte !== undefined) return { at: Number(byte) };
  throw new Error(`${name} has no kind ${variant}: ${Object.keys(CATALOGUE[name].variants ?? {}).join(", ") || "atN"}`);
}
