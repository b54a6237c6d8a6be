/** The link's machine as the firmware has it, for the page to draw: each state with its row of the firmware's own table. */
import type { StateRow } from "../../sim/web/messages.ts";
import { BEARER, RADIO, REBOOT, REPEAT, RESET, SESSION } from "../../src/link/ladder.ts";
import { rowOf, type State } from "../../src/link/states.ts";

const RUNGS: Readonly<Record<number, string>> = {
  [REPEAT]: "repeat",
  [SESSION]: "session",
  [BEARER]: "bearer",
  [RADIO]: "radio",
  [RESET]: "reset",
  [REBOOT]: "reboot",
};

/** Where each rung begins, as `src/link/machine.ts` has it; a repeat, in the state that failed. */
const BEGINS: Readonly<Partial<Record<State, readonly number[]>>> = {
  MDISCONNECT: [SESSION],
  CIPSHUT: [BEARER],
  CFUN: [RADIO],
  RESET: [RESET],
};

/** All states that can be come to: on the way up from OFF, and from where a rung begins. */
function walk(): StateRow[] {
  const found = new Map<State, StateRow>();
  for (const start of ["OFF", ...Object.keys(BEGINS)] as State[]) {
    for (let state = start; state !== "ONLINE" && !found.has(state); ) {
      const { next, deadlineS, rung } = rowOf(state);
      const begins = (BEGINS[state] ?? []).map((one) => RUNGS[one] ?? "");
      found.set(state, { name: state, next, deadlineS, rung: RUNGS[rung] ?? null, begins });
      state = next;
    }
  }
  return [...found.values()];
}

export const MACHINE: readonly StateRow[] = [
  ...walk(),
  // Their stay is settled elsewhere, and so is where they lead.
  { name: "ONLINE", next: null, deadlineS: null, rung: "session", begins: [] },
  { name: "BACKOFF", next: null, deadlineS: null, rung: null, begins: [] },
];
