/** The last four calibrations, in one text of the log; those of another sensor or circuit do not count. @singleton */
import type { Calibrated } from "../gas/sensor";
import type { Bank } from "./bank";
import type { Shelf } from "./shelf";
import { CALIBRATION_KIND } from "./slot";

/** As it is kept: seconds since 1970 UTC (0: not known), hours in use, ohm, the test gas's part, and its number. */
export type Calibration = readonly [epochS: number, hours: number, r0Ohm: number, span: number, count: number];

export interface Calibrations {
  /** Oldest first. */
  list(): Calibration[];
  /** What counts: the newest, or else the R0 of the settings. */
  current(r0Ohm: number): Calibrated;
  /** False when there is no room. */
  add(hours: number, calibrated: Calibrated): boolean;
}

const KEPT = 4;

/** `tag`: a number for the sensor and its circuit. */
export function createCalibrations(bank: Bank, shelf: Shelf, tag: number, epochS: () => number): Calibrations {
  function list(): Calibration[] {
    const slot = shelf.slotsOf(CALIBRATION_KIND).pop();
    return slot && bank.read(slot)[0] === tag ? JSON.parse(bank.text(slot)) : [];
  }

  return {
    list,
    current(r0Ohm) {
      const last = list().pop();
      return last ? { r0Ohm: last[2], span: last[3] } : { r0Ohm, span: 1 };
    },
    add(hours, calibrated) {
      const kept = list();
      const last = kept[kept.length - 1];
      kept.push([epochS(), hours, Math.round(calibrated.r0Ohm), calibrated.span, last ? last[4] + 1 : 1]);
      return shelf.keepText(CALIBRATION_KIND, tag, JSON.stringify(kept.slice(-KEPT)));
    },
  };
}
