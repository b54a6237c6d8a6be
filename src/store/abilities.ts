/** What a board, and a build for it, can do of what settings may ask for. */
import { DOSE_PROFILES } from "../gas/exposure";
import { sensorRows } from "../gas/sensors";
import type { Board } from "../hal";

export interface Abilities {
  /** Names of sensors and of profiles, the default first. */
  readonly sensors: readonly string[];
  readonly doseProfiles: readonly string[];
  /** Inputs of the sensor's circuit that there are. */
  readonly supply: boolean;
  readonly heater: boolean;
  readonly ntc: boolean;
}

export function abilitiesOf(board: Board): Abilities {
  return {
    sensors: Object.keys(sensorRows(!!board.gasUart)),
    doseProfiles: DOSE_PROFILES,
    supply: !!board.supplyAdc,
    heater: !!board.heaterAdc,
    ntc: !!board.ntcAdc,
  };
}
