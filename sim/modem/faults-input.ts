/**
 * Faults of the bytes on their way to the modem. They stand apart: what arrives of a command is then another command, and
 * no driver can be blamed for what it does.
 */
import type { FaultOf } from "./fault.ts";
import * as act from "./fault-actions.ts";
import type { Inside } from "./inside.ts";

export const INPUT_FAULTS = {
  commandByteLost: {
    what: "a byte on its way to the modem is lost",
    facts: "2.1",
    lasts: "once",
    acts: "next",
    start: act.spoilInput(act.loseByte),
  },
  commandByteFlipped: {
    what: "a bit on its way to the modem is another",
    facts: "2.1",
    lasts: "once",
    acts: "next",
    start: act.spoilInput(act.flipBit),
  },
  commandNoise: {
    what: "random bytes in the middle of what goes to the modem",
    facts: "2.1",
    lasts: "once",
    acts: "next",
    start: act.spoilInput(act.insertNoise),
  },
} as const satisfies Record<string, FaultOf<Inside>>;

export type InputFaultName = keyof typeof INPUT_FAULTS;
