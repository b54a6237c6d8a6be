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

export function abilitiesOf(board: Board, hasPlatform: boolean): Abilities {
  return {
    module: !!board.gasUart,
    cycle: !!board.heaterPwm,
    supply: !!board.supplyAdc,
    heater: !!board.heaterAdc,
    ntc: !!board.ntcAdc,
    platform: hasPlatform,
    referenceV: board.gasAdc.referenceV,
  };
}
