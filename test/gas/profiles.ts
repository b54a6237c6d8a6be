/**
 * Courses of gas and of trouble, played on the bundle in the virtual board with the virtual sensor; what the device told in
 * time, and what it has to tell. All times in seconds from the moment that the course begins.
 */
import type { NodeConfig } from "../../sim/profile.ts";
import type { GasProfile } from "../../sim/sensor/gas-profiles.ts";
import type { VirtualSite } from "../../sim/site.ts";

export type What = "warning" | "alarm" | "normal" | `fault ${number}` | `sound ${number}`;

/** Told once, within these; `what` in this order. */
export interface Expected {
  readonly what: What;
  readonly fromS: number;
  readonly toS: number;
}

export interface Profile {
  readonly name: string;
  readonly gas?: NonNullable<NodeConfig["gas"]>;
  /** Begins with the power, not with a warm sensor. */
  readonly isCold?: true;
  readonly begin: (site: VirtualSite) => void;
  readonly seconds: number;
  readonly expected: readonly Expected[];
}

const HOUR = 3600;
const DAY = 24 * HOUR;

const lel =
  (...points: readonly (readonly [atS: number, lelPercent: number])[]) =>
  ({ node }: VirtualSite) =>
    node.sensor.follow({ lelPercent: points } as GasProfile);
const co = (ppm: number) => (site: VirtualSite) =>
  site.node.sensor.follow({
    ppm: [
      [0, 0],
      [0, ppm],
    ],
  } as GasProfile);
const told = (what: What, fromS: number, toS: number): Expected => ({ what, fromS, toS });
const step = (lelPercent: number) => lel([0, 0], [0, lelPercent]);

/** A sensor with all that can be wired to it. */
const WIRED = { supplySense: true, heaterSense: true };
const CLIMATE = { ntcOhm: 10000 };
const ZE07 = { sensor: "ZE07-CO" };
const MQ7 = { sensor: "MQ-7", loadOhm: 10000 };
const MQ9 = { sensor: "MQ-9", loadOhm: 10000 };
const MH441D = { sensor: "MH-441D" };

/** EN 50291's windows, in minutes; both ends wider by what a dose is late for the cycle of an MQ-7. */
const coRows = (name: string, gas: NonNullable<NodeConfig["gas"]>): Profile[] =>
  (
    [
      [30, 240, undefined],
      [50, 95, [60, 90]],
      [70, 245, [60, 240]],
      [100, 45, [10, 40]],
      [150, 60, [10, 50]],
      [300, 10, [0.25, 3]],
      [400, 10, [0.25, 3]],
    ] as const
  ).map(([ppm, minutes, window]) => ({
    name: `${ppm} ppm of CO, ${name}`,
    gas,
    begin: co(ppm),
    seconds: minutes * 60,
    expected: window
      ? // A module takes some seconds to see all of a step.
        [
          ...(ppm >= 300 && gas !== ZE07 ? [] : [told("warning", 15, 200)]),
          told("alarm", window[0] * 60, window[1] * 60),
        ]
      : [],
  }));

export const PROFILES: readonly Profile[] = [
  {
    name: "slow leak: 1 %LEL a minute up to 30, then the same way back",
    begin: lel([0, 0], [1800, 30], [3600, 0]),
    seconds: HOUR + 300,
    gas: { latch: false },
    expected: [
      told("warning", 540, 720),
      told("alarm", 1140, 1290),
      // 16 %LEL are reached again after 44 min, 8 after 52.
      told("warning", 2640, 2850),
      told("normal", 3120, 3330),
    ],
  },
  { name: "step to 32 %LEL", begin: step(32), seconds: 300, expected: [told("alarm", 15, 60)] },
  { name: "step to 12 %LEL", begin: step(12), seconds: 300, expected: [told("warning", 15, 60)] },
  {
    name: "step to 25 %LEL and clean air after 10 min, latched",
    begin: lel([0, 0], [0, 25], [600, 25], [600, 0]),
    seconds: HOUR,
    expected: [told("alarm", 15, 60)],
  },
  {
    name: "the same, acknowledged by the button after 5 min",
    begin: (site) => {
      lel([0, 0], [0, 25], [600, 25], [600, 0])(site);
      site.clock.after(300_000, () => site.node.panel.button("press"));
    },
    seconds: HOUR,
    expected: [told("alarm", 15, 60), told("normal", 660, 720)],
  },
  {
    name: "18 %LEL, just below the alarm's set point, for a day",
    begin: step(18),
    seconds: DAY,
    expected: [told("warning", 15, 60)],
  },
  { name: "9 %LEL, just below the warning's, for a day", begin: step(9), seconds: DAY, expected: [] },
  {
    name: "25 %LEL there at power-up",
    isCold: true,
    begin: step(25),
    seconds: 400,
    expected: [told("alarm", 180, 200)],
  },
  { name: "clean air at power-up", isCold: true, begin: step(0), seconds: 400, expected: [told("normal", 180, 200)] },
  {
    name: "kitchen fumes: three puffs of 6 to 8 s",
    begin: ({ node }) => node.sensor.follow("fumes"),
    seconds: 600,
    expected: [],
  },
  {
    name: "wire cut in alarm, joined after 10 min, the gas gone by then",
    gas: { latch: false },
    begin: (site) => {
      lel([0, 0], [0, 25], [300, 25], [300, 0])(site);
      site.clock.after(120_000, () => site.node.sensor.setFault("open"));
      site.clock.after(720_000, () => site.node.sensor.setFault(null));
    },
    seconds: 900,
    expected: [told("alarm", 15, 60), told("fault 1", 120, 180), told("sound 1", 740, 760), told("normal", 770, 810)],
  },
  {
    name: "supply sags to 4.0 V, measured",
    gas: WIRED,
    begin: ({ node }) => node.sensor.setFault("supply", 4),
    seconds: 300,
    expected: [told("fault 6", 5, 60)],
  },
  {
    name: "supply sags to 4.8 V, measured: the ratio is right, no fault",
    gas: WIRED,
    begin: ({ node }) => node.sensor.setFault("supply", 4.8),
    seconds: 300,
    expected: [],
  },
  {
    name: "heater dies, measured",
    gas: WIRED,
    begin: ({ node }) => node.sensor.setFault("heater"),
    seconds: 300,
    expected: [told("fault 5", 5, 60)],
  },
  {
    name: "heater dies, not measured: the element is too cold for any air",
    begin: ({ node }) => node.sensor.setFault("heater"),
    seconds: 300,
    expected: [told("fault 1", 5, 60)],
  },
  ...coRows("ZE07-CO", ZE07),
  ...coRows("MQ-7", MQ7),
  {
    name: "thermal swing of a day, -5 to 45 °C, with a thermistor",
    gas: CLIMATE,
    begin: ({ node }) => node.sensor.follow("thermal-swing"),
    seconds: DAY,
    expected: [],
  },
  {
    name: "the same without",
    begin: ({ node }) => node.sensor.follow("thermal-swing"),
    seconds: DAY,
    expected: [],
  },
  {
    name: "8 %LEL in that swing, with a thermistor",
    gas: CLIMATE,
    begin: (site) => {
      site.node.sensor.follow("thermal-swing");
      step(8)(site);
    },
    seconds: DAY,
    expected: [],
  },
  {
    name: "5 years of drift within a day: R0 falls to half, then 32 %LEL",
    begin: ({ node, clock }) => {
      node.sensor.driftPerYear = 0.5 ** 365.25;
      clock.after(DAY * 1000, () => node.sensor.setLelPercent(32));
    },
    seconds: DAY + 300,
    expected: [told("alarm", DAY + 15, DAY + 60)],
  },
  {
    name: "5 years of drift within a day: R0 grows to four times: a fault, no clean air",
    begin: ({ node }) => {
      node.sensor.driftPerYear = 4 ** 365.25;
    },
    seconds: DAY,
    expected: [told("fault 10", HOUR, DAY)],
  },
  {
    name: "poisoned by silicone to 30 %: 32 %LEL is not seen, which only a test gas would show",
    begin: (site) => {
      site.node.sensor.poisoned = 0.3;
      step(32)(site);
    },
    seconds: 300,
    expected: [],
  },
];

interface FaultRow {
  readonly name: Parameters<VirtualSite["node"]["sensor"]["setFault"]>[0];
  readonly value?: number;
  readonly gas?: NonNullable<NodeConfig["gas"]>;
  readonly code: number;
  /** From the moment that the board gets power. */
  readonly isCold?: true;
  /** Seconds that it lasts, and within which it is told, over, and the state normal. */
  readonly holdS?: number;
  readonly toldS?: number;
  readonly overS?: number;
  readonly normalS?: number;
  /** It is as good as gas, and alarms. */
  readonly alarms?: true;
}

const LOOP = { sensor: "4-20mA", loadOhm: 150, dividerRatio: 1 };
const FAULTS: readonly FaultRow[] = [
  { name: "open", code: 1 },
  { name: "short", code: 4 },
  { name: "element-short", code: 2, alarms: true },
  { name: "heater", code: 5, gas: WIRED },
  { name: "supply", value: 4, code: 6, gas: WIRED },
  { name: "supply", value: 5.5, code: 6, gas: WIRED },
  { name: "frozen", code: 8 },
  { name: "nan", code: 3 },
  { name: "infinity", code: 3 },
  { name: "negative", code: 3 },
  { name: "full-scale", code: 4 },
  { name: "open", code: 1, gas: LOOP },
  { name: "current", value: 3.5, code: 1, gas: LOOP },
  { name: "current", value: 3.7, code: 10, gas: LOOP },
  { name: "current", value: 21.5, code: 4, gas: LOOP },
  { name: "nan", code: 3, gas: LOOP },
  { name: "silent", code: 7, gas: ZE07 },
  { name: "checksum", code: 9, gas: ZE07 },
  { name: "range", value: 6000, code: 10, gas: ZE07, alarms: true },
  { name: "silent", code: 7, gas: MH441D },
  { name: "checksum", code: 9, gas: MH441D },
  { name: "open", code: 1, isCold: true },
  { name: "short", code: 4, isCold: true },
  { name: "nan", code: 3, isCold: true },
  { name: "open", code: 1, gas: LOOP, isCold: true },
  { name: "silent", code: 7, gas: ZE07, isCold: true },
  // A heater in turns: number and saturation are the cycle end's; its heater can be seen while it is hot, for 60 s of 150.
  { name: "open", code: 1, gas: MQ7, normalS: 420 },
  { name: "short", code: 4, gas: MQ7, normalS: 420 },
  { name: "nan", code: 3, gas: MQ7, normalS: 420 },
  { name: "heater", code: 5, gas: { ...MQ7, heaterSense: true }, holdS: 400, toldS: 105, overS: 220, normalS: 320 },
  { name: "element-short", code: 2, gas: MQ7, alarms: true, holdS: 400, toldS: 170, overS: 200, normalS: 320 },
  { name: "heater", code: 5, gas: { ...MQ9, heaterSense: true }, holdS: 400, toldS: 105, overS: 220, normalS: 320 },
];

/** Each fault for 3 min where nothing else is said, then sound again. */
export const FAULT_PROFILES: readonly Profile[] = FAULTS.map(
  ({ name, value, gas, code, alarms, isCold, holdS = 180, toldS = 60, overS = 60, normalS = 90 }) => ({
    name: `${name}${value === undefined ? "" : ` ${value}`}, ${gas?.["sensor"] ?? "MQ-4"}${isCold ? ", from power-up on" : ""}`,
    gas: { ...gas, latch: false },
    ...(isCold && { isCold }),
    begin: ({ node, clock }) => {
      node.sensor.setFault(name, value);
      clock.after(holdS * 1000, () => node.sensor.setFault(null));
    },
    seconds: holdS + Math.max(120, normalS),
    expected: [
      told(`fault ${code}`, 0, toldS),
      ...(alarms ? [told("alarm", 15, toldS === 60 ? 60 : toldS + 20)] : []),
      told(`sound ${code}`, holdS + 25, holdS + overS),
      told("normal", holdS + 25, holdS + normalS),
    ],
  }),
);
