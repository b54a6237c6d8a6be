/** What a board, and a build for it, can do of what settings may ask for. */
import type { Board } from "../hal";

export interface Abilities {
  /** A port for a gas module, a switch for a heater, and inputs of the sensor's circuit that there are. */
  readonly module: boolean;
  readonly cycle: boolean;
  readonly supply: boolean;
  readonly heater: boolean;
  readonly ntc: boolean;
  /** All that clouds offer beside the alarm (`featuresOf` in build/boards.ts). */
  readonly platform: boolean;
  /** At the end of the gas sensor's ADC. */
  readonly referenceV: number;
}

/** Of the board's row only what is looked at, each by itself: the build then leaves out the row (`fold-objects.ts`). */
export function abilitiesOf(
  gasUart: Board["gasUart"],
  heaterPwm: Board["heaterPwm"],
  supplyAdc: Board["supplyAdc"],
  heaterAdc: Board["heaterAdc"],
  ntcAdc: Board["ntcAdc"],
  referenceV: number,
  hasPlatform: boolean,
): Abilities {
  return {
    module: !!gasUart,
    cycle: !!heaterPwm,
    supply: !!supplyAdc,
    heater: !!heaterAdc,
    ntc: !!ntcAdc,
    platform: hasPlatform,
    referenceV,
  };
}
