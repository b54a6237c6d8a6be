/** The first minutes without anybody's doing: sensor warm -> gas -> alarm at the cloud -> acknowledged, clean air -> its end. */
import type { Step } from "../../sim/scenario.ts";

export const DEMO: readonly Step[] = [
  { note: "demonstration: power-on; the sensor warms up for three minutes" },
  { wait: { state: "ONLINE" }, withinS: 900 },
  { wait: { gasState: 1 }, withinS: 900 },
  { note: "demonstration: gas rises to 25 %LEL" },
  { gasLelPercent: 25 },
  { expect: { event: "GasCheck_Event", GasState: 3 }, withinS: 600 },
  { note: "demonstration: the alarm is at the cloud, where somebody acknowledges it; clean air again" },
  { sleepS: 5 },
  { service: { name: "Acknowledge" } },
  { expect: { serviceReply: 200 }, withinS: 600 },
  { gasLelPercent: 0 },
  { note: "demonstration: the alarm ends after a minute of clean air" },
  { expect: { event: "GasCheck_Event", GasState: 1 }, withinS: 600 },
];
