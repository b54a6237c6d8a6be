/** The machine that the page draws is the firmware's: each of its edges and deadlines, as the machine itself takes them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { RUNGS } from "../../sim/web/live.ts";
import { BEARER, RADIO, REBOOT, REPEAT, RESET, SESSION } from "../../src/link/ladder.ts";
import { rowOf, type State } from "../../src/link/states.ts";
import { MACHINE } from "../../tools/web/machine-table.ts";
import { LinkBench } from "../unit/link-bench.ts";

const rowFor = (state: string) => MACHINE.find(({ name }) => name === state);

test("the rungs have the names of the firmware's numbers", () => {
  const names = [REPEAT, SESSION, BEARER, RADIO, RESET, REBOOT].map((rung) => RUNGS[rung]);
  assert.deepEqual(names, ["repeat", "session", "bearer", "radio", "reset", "reboot"]);
  assert.equal(RUNGS.length, REBOOT + 1);
});

for (const { name, next, deadlineS, rung } of MACHINE.filter((row) => row.next !== null)) {
  test(`${name}: drawn as its row is`, () => {
    const row = rowOf(name as State);
    assert.deepEqual([next, deadlineS, rung], [row.next, row.deadlineS, RUNGS[row.rung]]);
    assert.ok(next === "ONLINE" || rowFor(next ?? ""), `${next} is drawn too`);
  });

  test(`${name}: on its way the machine takes no edge that is not drawn, whatever fails`, () => {
    const bench = new LinkBench();
    bench.outcomes[name] = { afterMs: 20, result: "ERROR" };
    bench.link.start("OFF", true);
    bench.clock.advance(600_000, () => bench.reboots.length > 0);
    const states = bench.states.map((text) => text.split(" ")[0] as string);
    const unknown = states.flatMap((state, i) => (isDrawn(states, i) ? [] : [`${states[i - 1]} > ${state}`]));
    assert.deepEqual([...new Set(unknown)], []);
  });
}

/** A repeat leads back to where it failed; all other ways are in the table. */
function isDrawn(states: readonly string[], i: number): boolean {
  const [state = "", before, beforeThat] = [states[i], states[i - 1], states[i - 2]];
  if (before === undefined || state === "BACKOFF") return true;
  if (before !== "BACKOFF") return rowFor(before)?.next === state;
  return state === beforeThat || (rowFor(state)?.begins.length ?? 0) > 0;
}

const LOSSES: readonly (readonly [rung: "session" | "bearer" | "reset", name: string])[] = [
  ["session", "session"],
  ["bearer", "bearer"],
  ["reset", "reset"],
];
for (const [rung, name] of LOSSES) {
  test(`${name} begins where the machine goes when it is lost`, () => {
    const bench = new LinkBench().goOnline();
    bench.link.lost(rung, "URC");
    const begins = MACHINE.filter((row) => row.begins.some((one) => one === name)).map((row) => row.name);
    assert.deepEqual(begins, [bench.afterBackoff()]);
  });
}

test("radio begins where the machine goes when the network is not found", () => {
  const bench = new LinkBench();
  bench.outcomes["CREG"] = { afterMs: 20, result: "ERROR" };
  bench.link.start("OFF", true);
  const into = Array.from({ length: 3 }, () => {
    bench.reach("BACKOFF");
    return bench.afterBackoff();
  });
  assert.deepEqual(into, ["CREG", "CREG", rowOfRung("radio")]);
});

const rowOfRung = (rung: string): string | undefined =>
  MACHINE.find(({ begins }) => begins.some((one) => one === rung))?.name;
