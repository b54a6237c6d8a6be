/** Faults of the sensor and of the board itself, in the shape of the modem's and the cloud's. */

import { done, type FaultOf } from "../../sim/modem/fault.ts";
import type { VirtualNode } from "../../sim/node.ts";
import { adcVoltsOf, CLEAN_AIR_LEL_PERCENT, circuitOf } from "../../sim/profile.ts";
import type { VirtualSite } from "../../sim/site.ts";

type Stop = () => void;

/** The load has all of its supply, or more than that. */
const SATURATED_V = 2.97;
const RAIL_V = 3.2;
/** Less than in the cleanest air. */
const WORN_V = 0.2;
const STALL_MS = 4000;
const PLUG_MS = 5000;
/** More timers than a quiet device has. */
const TIMERS = 12;

interface Shown {
  readonly real: VirtualNode["setAdcVolts"];
  /** Of the gas that there is. */
  realVolts: number;
  /** What faults show instead, the last of them counts. */
  readonly holds: { readonly volts: number }[];
}

const SHOWN = new WeakMap<VirtualNode, Shown>();

/** The node's, whose volts go to the gas from now on and are seen when no fault shows others. */
function shownBy(node: VirtualNode): Shown {
  const known = SHOWN.get(node);
  if (known) return known;
  const realVolts = adcVoltsOf(CLEAN_AIR_LEL_PERCENT, circuitOf(node.config));
  const shown: Shown = { real: node.setAdcVolts, realVolts, holds: [] };
  node.setAdcVolts = (given) => {
    shown.realVolts = given;
    if (shown.holds.length === 0) shown.real.call(node, given);
  };
  SHOWN.set(node, shown);
  return shown;
}

/** What the ADC sees instead of the sensor, until the end; the gas may change meanwhile, and another fault come and go. */
function sensorShows(volts: number): (site: VirtualSite) => Stop {
  return ({ node }) => {
    const shown = shownBy(node);
    const hold = { volts };
    const see = () => shown.real.call(node, shown.holds.at(-1)?.volts ?? shown.realVolts);
    shown.holds.push(hold);
    see();
    return () => {
      const at = shown.holds.indexOf(hold);
      if (at >= 0) shown.holds.splice(at, 1);
      see();
    };
  };
}

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
} as const satisfies Record<string, FaultOf<VirtualSite>>;

export type SiteFaultName = keyof typeof SITE_FAULTS;
