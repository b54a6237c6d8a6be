/**
 * What goes wrong, by name. A fault is started on a modem, acts once (or `times` times) or is held until the returned
 * function is called, and combines with any other; chance comes from the modem's seed. Numbers are fact sheet sections.
 */
import { ANSWER_FAULTS } from "./faults-answer.ts";
import { LINE_FAULTS } from "./faults-line.ts";
import { NETWORK_FAULTS } from "./faults-network.ts";
import { POWER_FAULTS } from "./faults-power.ts";

export type { FaultOptions } from "./fault.ts";

export const FAULTS = { ...POWER_FAULTS, ...LINE_FAULTS, ...ANSWER_FAULTS, ...NETWORK_FAULTS } as const;

export type FaultName = keyof typeof FAULTS;
