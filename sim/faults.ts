/** Every fault there is, under one name, to be started on a stage: of modem, line, cloud, sensor and board. */
import { CLOUD_FAULTS, type CloudFaultName, type CloudInside } from "./cloud/faults.ts";
import { OTA_FAULTS, type OtaFaultName } from "./cloud/faults-ota.ts";
import type { FaultOf, FaultOptions } from "./modem/fault.ts";
import { FAULTS, type FaultName } from "./modem/faults.ts";
import { INPUT_FAULTS, type InputFaultName } from "./modem/faults-input.ts";
import { WEB_FAULTS, type WebFaultName } from "./modem/faults-web.ts";
import { hostOf } from "./profile.ts";
import { SITE_FAULTS, type SiteFaultName } from "./site-faults.ts";
import type { Stage } from "./stage.ts";

/** Those of HTTP, of the modem's files and of updates: who has no such business under way never meets them. */
export type ServiceFaultName = WebFaultName | OtaFaultName;
export type AnyFaultName = FaultName | InputFaultName | CloudFaultName | SiteFaultName | ServiceFaultName;
/** Whom it strikes; "input" are the bytes on their way to the modem, "site" sensor and board. */
export type FaultGroup = "modem" | "input" | "cloud" | "site";

export interface CataloguedFault extends FaultOf<Stage> {
  readonly group: FaultGroup;
}

const NO_SITE =
  "strikes the network and the cloud, and these are behind a real socket here. It needs them in this process, as with --speed max";

type OnModem = FaultName | InputFaultName | WebFaultName;
type Make<Target> = (name: string, fault: FaultOf<Target>) => CataloguedFault;

/** What is struck is inside of the modem, which starts it itself. */
const onModem =
  (group: FaultGroup): Make<never> =>
  (name, fault) => ({
    ...fault,
    group,
    start: ({ node }, options) => node.modem.fault(name as OnModem, options),
  });

const onCloud: Make<CloudInside> = (name, fault) => ({
  ...fault,
  group: "cloud",
  start: ({ site }, options) => {
    if (!site) throw new Error(`fault "${name}" ${NO_SITE}`);
    const { clock, network, platform, device, node } = site;
    const broker = network.brokerAt(hostOf(node.config));
    if (!broker) throw new Error("no broker stands where the device looks for it");
    return fault.start({ clock, network, platform, device, broker }, options);
  },
});

const onSite: Make<Stage> = (_, fault) => ({ ...fault, group: "site" });

const made = <Target>(faults: Readonly<Record<string, FaultOf<Target>>>, make: Make<Target>) =>
  Object.entries(faults).map(([name, fault]) => [name, make(name, fault)] as const);

export const ALL_FAULTS: Readonly<Record<AnyFaultName, CataloguedFault>> = Object.fromEntries([
  ...made(FAULTS, onModem("modem")),
  ...made(INPUT_FAULTS, onModem("input")),
  ...made(CLOUD_FAULTS, onCloud),
  ...made(SITE_FAULTS, onSite),
  ...made(WEB_FAULTS, onModem("modem")),
  ...made(OTA_FAULTS, onCloud),
]) as Record<AnyFaultName, CataloguedFault>;

export const isServiceFault = (name: string): name is ServiceFaultName =>
  Object.hasOwn(WEB_FAULTS, name) || Object.hasOwn(OTA_FAULTS, name);

export const isFaultName = (name: string): name is AnyFaultName => Object.hasOwn(ALL_FAULTS, name);

/** `cmeForOk:30` -> its options; `split:at7` names a byte where the catalogue has no kinds. */
export function optionsOf(name: AnyFaultName, variant: string | undefined): FaultOptions {
  if (variant === undefined) return {};
  const known = ALL_FAULTS[name].variants?.[variant];
  const byte = /^at(\d+)$/.exec(variant)?.[1];
  if (known) return known;
  if (byte !== undefined) return { at: Number(byte) };
  throw new Error(
    `${name} has no kind ${variant}: ${Object.keys(ALL_FAULTS[name].variants ?? {}).join(", ") || "atN"}`,
  );
}

export interface FaultChoice {
  readonly name: AnyFaultName;
  readonly variant: string | undefined;
}

/** "name" or "name:kind"; throws with what there is. */
export function faultChoice(text: string): FaultChoice {
  const [, name = "", variant] = /^([^:]*)(?::(.*))?$/s.exec(text) ?? [];
  if (!isFaultName(name))
    throw new Error(`there is no fault "${name}"; there are ${Object.keys(ALL_FAULTS).join(", ")}`);
  optionsOf(name, variant);
  return { name, variant };
}
