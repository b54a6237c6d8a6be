/** The first minute without anybody's doing: sensor warm -> gas -> alarm at the cloud -> clean air -> its end at the cloud. */
import type { Step } from "../../sim/scenario.ts";

export const DEMO: readonly Step[] = [
  { note: "demonstration: power-on; the sensor warms up for three minutes" },
  { wait: { state: "ONLINE" }, withinS: 900 },
  { wait: { gasState: 1 }, withinS: 900 },
  { note: "demonstration: gas rises to 25 %LEL" },
  { gasLelPercent: 25 },
  { expect: { event: "GasCheck_Event", GasState: 3 }, withinS: 600 },
  { note: "demonstration: the alarm is at the cloud; clean air again" },
  { sleepS: 5 },
  { gasLelPercent: 0 },
  { expect: { event: "GasCheck_Event", GasState: 1 }, withinS: 600 },
];
