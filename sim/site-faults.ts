/** Faults of the sensor and of the board itself, in the shape of the modem's and the cloud's. */
import { done, type FaultOf } from "./modem/fault.ts";
import type { Stage } from "./stage.ts";

type Target = Pick<Stage, "node" | "clock">;

/** The load has all of its supply, or more than that. */
const SATURATED_V = 2.97;
const RAIL_V = 3.2;
/** Less than in the cleanest air. */
const WORN_V = 0.2;
const STALL_MS = 4000;
const PLUG_MS = 5000;
/** More timers than a quiet device has. */
const TIMERS = 12;

/** What the ADC sees instead of the sensor, until the end; the gas may change meanwhile, and another fault come and go. */
const sensorShows =
  (volts: number) =>
  ({ node }: Target) =>
    node.holdAdcVolts(volts);

export const SITE_FAULTS = {
  sensorOpen: {
    what: "the sensor's wire is broken: no volts",
    facts: "C.3",
    lasts: "held",
    acts: "now",
    start: sensorShows(0),
  },
  sensorSaturated: {
    what: "no resistance left in the element, or more gas than can be measured",
    facts: "C.3",
    lasts: "held",
    acts: "now",
    start: sensorShows(SATURATED_V),
  },
  sensorShort: {
    what: "the sensor's wire touches the rail",
    facts: "C.3",
    lasts: "held",
    acts: "now",
    start: sensorShows(RAIL_V),
  },
  sensorWorn: {
    what: "the element's resistance is far above that in clean air",
    facts: "C.3",
    lasts: "held",
    acts: "now",
    start: sensorShows(WORN_V),
  },
  sensorNaN: {
    what: "the ADC gives no number",
    facts: "C.3",
    lasts: "held",
    acts: "now",
    start: sensorShows(Number.NaN),
  },
  boardReset: {
    what: "the board's reset button; the modem goes on",
    facts: "D.2",
    lasts: "once",
    acts: "now",
    start: ({ node }) => done(() => node.board.pressReset()),
  },
  boardPower: {
    what: "the board loses its supply for some seconds; the modem goes on",
    facts: "D.2",
    lasts: "held",
    acts: "now",
    start: ({ node }) => {
      node.board.powerOff();
      return () => node.board.boot();
    },
  },
  plugPulled: {
    what: "board and modem lose their supply for some seconds",
    facts: "D.2",
    lasts: "once",
    acts: "now",
    start: ({ node, clock }, { delayMs = PLUG_MS }) =>
      done(() => {
        node.powerOff();
        clock.after(delayMs, () => node.powerOn());
      }),
  },
  boardStalled: {
    what: "the interpreter is busy for seconds",
    facts: "D.2",
    lasts: "once",
    acts: "now",
    start: ({ node }, { delayMs = STALL_MS }) => done(() => node.board.stall(delayMs)),
  },
  timerLost: {
    what: "timer `at` of the firmware is gone",
    facts: "D.3 (11)",
    lasts: "once",
    acts: "now",
    variants: Object.fromEntries(Array.from({ length: TIMERS }, (_, i) => [String(i + 1), { at: i + 1 }])),
    start: ({ node }, { at = 1 }) => done(() => void node.ask(`clearTimeout(${at})`)),
  },
} as const satisfies Record<string, FaultOf<Target>>;

export type SiteFaultName = keyof typeof SITE_FAULTS;
