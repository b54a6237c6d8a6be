/** What goes wrong with updates and remote configurations on the platform's side: the offer, its links' files, its blocks. */
import type { FaultOf, FaultOptions } from "../modem/fault.ts";
import type { FaultPlan } from "./fault-plan.ts";
import type { CloudInside } from "./faults.ts";
import { FILE_FAULTS } from "./file-faults.ts";
import type { Ota } from "./ota.ts";
import { DOWNLOAD_FAULTS } from "./ota-download.ts";
import { MANIFEST_FAULTS } from "./ota-image.ts";

const byName = (names: readonly string[]): Record<string, FaultOptions> =>
  Object.fromEntries(names.map((line) => [line, { line }]));

/** On the next answer, or the next `times`. */
function planned<N extends string>(planOf: (ota: Ota) => FaultPlan<N>, names: readonly N[]) {
  return ({ platform }: CloudInside, { line = names[0], times = 1 }: FaultOptions) =>
    planOf(platform.ota).add(line as N, { times });
}

export const OTA_FAULTS = {
  fileBroken: {
    what: "the next answer of the file server is not what it should be",
    facts: "3",
    lasts: "once",
    acts: "next",
    variants: byName(FILE_FAULTS),
    start: planned((ota) => ota.files.faults, FILE_FAULTS),
  },
  offerBroken: {
    what: "the next offer of an image says what is not so",
    facts: "3",
    lasts: "once",
    acts: "next",
    variants: byName(MANIFEST_FAULTS),
    start: planned((ota) => ota.manifestFaults, MANIFEST_FAULTS),
  },
  blockBroken: {
    what: "the next block of an image is lost, or is another",
    facts: "3.1",
    lasts: "once",
    acts: "next",
    variants: byName(DOWNLOAD_FAULTS),
    start: planned((ota) => ota.downloadFaults, DOWNLOAD_FAULTS),
  },
} as const satisfies Record<string, FaultOf<CloudInside>>;

export type OtaFaultName = keyof typeof OTA_FAULTS;
