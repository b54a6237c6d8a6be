/**
 * The link's machine as the firmware has it, for the page to draw: each state with its row of the firmware's own table, and where
 * each rung of the ladder begins, as the machine itself does it when it is run with a login that never succeeds.
 */
import { SimClock, type Timer } from "../../sim/clock.ts";
import { RUNGS, type Rung } from "../../sim/web/live.ts";
import type { StateRow } from "../../sim/web/messages.ts";
import type { Cloud } from "../../src/cloud/cloud.ts";
import { REBOOT, RESET } from "../../src/link/ladder.ts";
import { createLink } from "../../src/link/machine.ts";
import { rowOf, type State } from "../../src/link/states.ts";
import type { Modem } from "../../src/modem/modem.ts";

const STEP_MS = 1;
/** More than all rungs below the reboot take. */
const LIMIT_MS = 3_600_000;

/** The state that each rung leads to; a repeat, to the one that failed. */
function beginnings(): Map<number, State> {
  const clock = new SimClock();
  const timers = new Map<number, Timer>();
  const after = (delayMs: number, fn: () => void): number => timers.set(timers.size + 1, clock.after(delayMs, fn)).size;
  const modem = {
    step: (step: State, _session: unknown, done: (result: string) => void) =>
      after(STEP_MS, () => done(step === "MCONNECT" ? "refused" : "")),
  } as unknown as Modem;
  const found = new Map<number, State>();
  let before: State | undefined;
  const link = createLink(
    modem,
    { login: () => ({}) } as unknown as Pick<Cloud, "login">,
    { nowMs: () => clock.nowMs, after, cancel: (handle) => clock.cancel(timers.get(handle)) },
    { reportMs: LIMIT_MS },
    () => LIMIT_MS,
    () => 0,
    {
      state(state) {
        const { rung } = link.status;
        if (before === "BACKOFF" && !found.has(rung)) found.set(rung, state);
        before = state;
      },
      online: () => {},
      urgency: () => 0,
      refused: () => {},
      reboot: () => {},
    },
  );
  link.start("OFF", false);
  if (!clock.runUntil(() => found.has(RESET), LIMIT_MS))
    throw new Error("the link's ladder does not come to its reset");
  // The board's own restart begins nowhere: it ends the machine.
  found.delete(REBOOT);
  return found;
}

/** All states that can be come to: on the way up from OFF, and from where a rung begins. */
function walk(begins: ReadonlyMap<number, State>): StateRow[] {
  const found = new Map<State, StateRow>();
  for (const start of ["OFF" as State, ...begins.values()]) {
    for (let state = start; state !== "ONLINE" && !found.has(state); ) {
      const { next, deadlineS, rung } = rowOf(state);
      found.set(state, { name: state, next, deadlineS, rung: nameOf(rung), begins: rungsAt(begins, state) });
      state = next;
    }
  }
  return [...found.values()];
}

const nameOf = (rung: number): Rung | null => RUNGS[rung] ?? null;

function rungsAt(begins: ReadonlyMap<number, State>, state: State): Rung[] {
  return [...begins].flatMap(([rung, at]) => (at === state ? (nameOf(rung) ?? []) : []));
}

export const MACHINE: readonly StateRow[] = [
  ...walk(beginnings()),
  // Their stay is settled elsewhere, and so is where they lead.
  { name: "ONLINE", next: null, deadlineS: null, rung: "session", begins: [] },
  { name: "BACKOFF", next: null, deadlineS: null, rung: null, begins: [] },
];
