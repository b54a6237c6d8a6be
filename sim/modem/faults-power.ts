/** Faults of the modem as a whole: it restarts, hangs, falls silent (facts 1, 3, 12). */
import { done, type FaultOf } from "./fault.ts";
import * as act from "./fault-actions.ts";
import type { Inside } from "./inside.ts";

export const POWER_FAULTS = {
  mute: {
    what: "hears nothing, says nothing; MQTT goes on behind",
    facts: "12.8",
    lasts: "held",
    acts: "now",
    start: act.mute,
  },
  rebooting: {
    what: "restarts by itself: boot lines, echo on again, everything forgotten",
    facts: "1.8",
    lasts: "once",
    acts: "now",
    start: (inside) => done(() => inside.power.reboot("exception")),
  },
  silentReset: {
    what: "restarts by itself and says nothing of it: neither RDY nor a word of SIM and radio",
    facts: "1.8, 13",
    lasts: "once",
    acts: "now",
    start: act.silentReset,
  },
  brownOut: {
    what: "restarts again and again, ROM text in front",
    facts: "3, 10",
    lasts: "held",
    acts: "now",
    start: (inside, { delayMs = 6000 }) => act.brownOut(inside, delayMs),
  },
  rdyDoubled: {
    what: "the next boot prints RDY twice, 0.7 s apart",
    facts: "3",
    lasts: "once",
    acts: "next",
    start: (inside, { times }) => act.onFrame(inside, times, "RDY", (frame) => act.again(inside, frame, 700)),
  },
  hung: {
    what: "hangs, its link dead, until its RESET pin, its power key or its supply is used",
    facts: "12.7, 12.8",
    lasts: "once",
    acts: "now",
    start: (inside) => done(() => inside.power.hang("reset")),
  },
  hungToTheKey: {
    what: "hangs until it is switched off and on: by the power key, and by RESET where that is a power-off",
    facts: "3, 12.7",
    lasts: "once",
    acts: "now",
    start: (inside) => done(() => inside.power.hang("power")),
  },
  hungToTheSupply: {
    what: "hangs until its supply is cut, which the end of the fault does",
    facts: "3, 12.7",
    lasts: "held",
    acts: "now",
    start: act.hangToTheSupply,
  },
  upgradeNotice: {
    what: "+UPGRADEIND",
    facts: "10",
    lasts: "once",
    acts: "now",
    start: (inside, { line = "+UPGRADEIND: 10" }) => done(() => inside.out.urc(line)),
  },
  selfUpgrade: {
    what: 'downloads new firmware and restarts twice, unless UPGRADE="AUTO",0 was sent',
    facts: "1.10",
    lasts: "once",
    acts: "now",
    start: act.selfUpgrade,
  },
} as const satisfies Record<string, FaultOf<Inside>>;
