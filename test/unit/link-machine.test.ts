/** The link's states, one by one: success leads on, failure and deadline lead to a rung. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { State } from "../../src/link/states.ts";
import { rowOf } from "../../src/link/states.ts";
import { SILENT, type Step, WAIT } from "../../src/modem/modem.ts";
import { LinkBench, SILENCE_MS } from "./link-bench.ts";

const UP: readonly Step[] = [
  "OFF",
  "AT",
  "MQTTSTATU",
  "CPIN",
  "CSQ",
  "CREG",
  "CGATT",
  "CSTT",
  "CIICR",
  "CIFSR",
  "MCONFIG",
  "MIPSTART",
  "MCONNECT",
  "MSUB",
];
const DOWN: readonly Step[] = ["MDISCONNECT", "MIPCLOSE", "CIPSHUT", "CFUN", "RESET"];

/** Into a state on the way down. */
const ROAD: { readonly [step: string]: (bench: LinkBench) => void } = {
  MDISCONNECT: ({ link }) => link.lost("session", "CLOSED"),
  MIPCLOSE: ({ link }) => link.lost("session", "CLOSED"),
  CIPSHUT: ({ link }) => link.lost("bearer", "+PDP: DEACT"),
  RESET: ({ link }) => link.lost("reset", "^boot.rom"),
};

test("from power-on to ONLINE, each step once and in the design's order", () => {
  const bench = new LinkBench().goOnline();
  assert.deepEqual(bench.states, [...UP, "ONLINE"]);
  assert.deepEqual(bench.steps, UP);
  assert.equal(bench.onlines, 1);
  assert.equal(bench.logins, 1, "the login is signed once");
  assert.equal(bench.link.status.failed, 0);
});

/** Whether the step is said again before anything is torn down: a broker does not wait for a login said twice. */
const isRepeated = (state: State) => state !== "MCONNECT" && state !== "MSUB";
const RUNG_STATES: readonly State[] = ["OFF", "MDISCONNECT", "CIPSHUT", "CFUN", "RESET"];

for (const state of UP) {
  test(`${state}: a failure leads ${isRepeated(state) ? "back to it" : "to its rung"}, after a back-off`, () => {
    const bench = new LinkBench();
    bench.outcomes[state] = { afterMs: 20, result: "ERROR" };
    bench.link.start("OFF", true);
    assert.ok(bench.reach("BACKOFF", 30_000), bench.states.join(", "));
    assert.equal(bench.states.at(-1), `BACKOFF ${state}: ERROR`);
    bench.outcomes[state] = { afterMs: 20, result: "" };
    assert.equal(bench.afterBackoff(), isRepeated(state) ? state : RUNG_STATES[rowOf(state).rung]);
    assert.ok(bench.reach("ONLINE", 30_000), bench.states.join(", "));
  });

  test(`${state}: a third failure leads to the rung of its row`, () => {
    const bench = new LinkBench();
    bench.outcomes[state] = { afterMs: 20, result: "ERROR" };
    bench.link.start("OFF", true);
    const into: State[] = [];
    for (let i = 0; i < 3; i++) {
      bench.reach("BACKOFF", 30_000);
      into.push(bench.afterBackoff());
    }
    const rung = RUNG_STATES[rowOf(state).rung] as State;
    assert.deepEqual(into, isRepeated(state) ? [state, state, rung] : [rung, rung, RUNG_STATES[rowOf(state).rung + 1]]);
  });

  test(`${state}: a step without an end is left at its deadline`, () => {
    const bench = new LinkBench();
    bench.outcomes[state] = null;
    bench.link.start("OFF", true);
    assert.ok(bench.reach(state, 10_000));
    const sinceMs = bench.clock.ms;
    assert.ok(bench.reach("BACKOFF", 200_000), `${state} was never left`);
    assert.equal(bench.clock.ms - sinceMs, rowOf(state).deadlineS * 1000);
    assert.ok(bench.link.isAlive());
  });

  test(`${state}: "not yet" is asked again until the deadline`, () => {
    const bench = new LinkBench();
    // The AT of a modem that is off has its own time-out in it.
    bench.outcomes[state] = { afterMs: state === "AT" ? 600 : 20, result: WAIT };
    bench.link.start("OFF", true);
    bench.reach(state, 10_000);
    bench.clock.advance(5000);
    const asked = bench.steps.filter((step) => step === state).length;
    assert.ok(asked >= 8 && asked <= 60, `${state} was asked ${asked} times in 5 s`);
    assert.ok(bench.reach("BACKOFF", 200_000), `${state} waits for ever`);
  });

  test(`${state}: a silent modem is reset, without repeats`, () => {
    const bench = new LinkBench();
    bench.outcomes[state] = { afterMs: 20, result: SILENT };
    bench.link.start("OFF", true);
    assert.ok(bench.reach("BACKOFF", 30_000));
    assert.equal(bench.afterBackoff(), "RESET");
  });
}

for (const state of DOWN) {
  for (const outcome of [{ afterMs: 20, result: "ERROR" }, null]) {
    test(`${state}: ${outcome ? "a failure" : "no end"} is no dead end`, () => {
      const bench = new LinkBench().goOnline();
      bench.random = 0;
      bench.outcomes[state] = outcome;
      (ROAD[state] ?? (({ link }) => link.lost("bearer", "+PDP: DEACT")))(bench);
      if (state === "CFUN") bench.outcomes["CIPSHUT"] = { afterMs: 20, result: "ERROR" };
      assert.ok(bench.reach(state, 900_000), bench.states.join(", "));
      const sinceMs = bench.clock.ms;
      bench.clock.advance(900_000, () => bench.state() !== state);
      assert.notEqual(bench.state(), state);
      assert.ok(
        bench.clock.ms - sinceMs <= rowOf(state).deadlineS * 1000,
        `${state} for ${bench.clock.ms - sinceMs} ms`,
      );
    });
  }
}

const LOSSES: readonly (readonly [rung: "session" | "bearer" | "reset" | "reboot", from: State, to: State])[] = [
  ["session", "ONLINE", "MDISCONNECT"],
  ["bearer", "ONLINE", "CIPSHUT"],
  ["reset", "ONLINE", "RESET"],
  ["reboot", "ONLINE", "AT"],
  ["bearer", "MCONNECT", "CIPSHUT"],
  ["reset", "MCONNECT", "RESET"],
  ["reboot", "MCONNECT", "AT"],
  ["reset", "CREG", "RESET"],
  ["reboot", "CREG", "AT"],
  ["reboot", "CFUN", "AT"],
];
for (const [rung, from, to] of LOSSES) {
  test(`${rung} lost in ${from} leads to ${to}`, () => {
    const bench = new LinkBench();
    if (from === "ONLINE") bench.goOnline();
    else {
      if (from === "CFUN") bench.outcomes["CREG"] = { afterMs: 20, result: "ERROR" };
      bench.outcomes[from] = { afterMs: 60_000, result: "RDY" };
      bench.random = 0;
      bench.link.start("OFF", true);
      assert.ok(bench.reach(from, 30_000), bench.states.join(", "));
    }
    bench.link.lost(rung, "URC");
    assert.equal(bench.states.at(-1), `BACKOFF ${from}: URC`);
    assert.equal(bench.afterBackoff(), to);
  });
}

const LEFT_ALONE: readonly (readonly [rung: "session" | "bearer" | "reset", states: readonly State[]])[] = [
  ["session", ["CPIN", "CREG", "CSTT", "MIPSTART"]],
  ["bearer", ["CPIN", "CREG", "CSTT"]],
  ["reset", ["CPIN", "CSQ"]],
];
for (const [rung, states] of LEFT_ALONE) {
  test(`${rung} lost before it was had is left to the step that waits for it`, () => {
    for (const state of states) {
      const bench = new LinkBench();
      bench.outcomes[state] = null;
      bench.link.start("OFF", true);
      bench.reach(state, 10_000);
      bench.link.lost(rung, "URC");
      assert.equal(bench.state(), state, `${rung} lost in ${state}`);
    }
  });

  test(`${rung} lost during a back-off changes nothing`, () => {
    const bench = new LinkBench().goOnline();
    bench.link.lost("session", "CLOSED");
    bench.link.lost(rung, "URC");
    assert.equal(bench.states.at(-1), "BACKOFF ONLINE: CLOSED");
    assert.equal(bench.afterBackoff(), "MDISCONNECT");
  });
}

test("a modem that reboots while booting is not torn down", () => {
  for (const state of ["OFF", "AT", "RESET"] as const) {
    const bench = new LinkBench().goOnline();
    bench.outcomes[state] = { afterMs: 5000, result: "" };
    bench.link.lost("reset", "^boot.rom");
    assert.ok(bench.reach(state, 60_000));
    bench.link.lost("reboot", "RDY");
    assert.equal(bench.state(), state, `RDY in ${state}`);
  }
});

test("a reboot during the back-off makes the tearing down needless", () => {
  const bench = new LinkBench().goOnline();
  bench.link.lost("bearer", "+PDP: DEACT");
  bench.link.lost("reboot", "RDY");
  assert.equal(bench.afterBackoff(), "AT");
});

test("ONLINE: its time is what the interval of reports is at the last word", () => {
  const bench = new LinkBench().goOnline();
  bench.pace.reportMs = 10_000;
  bench.clock.advance(SILENCE_MS - 1);
  assert.equal(bench.state(), "ONLINE", "the time before the change was another");
  bench.link.heard();
  bench.clock.advance(69_999);
  assert.equal(bench.state(), "ONLINE");
  bench.clock.advance(1);
  assert.equal(bench.states.at(-1), "BACKOFF ONLINE: no downlink");
});

test("ONLINE: no word from the cloud for its time ends it; a word renews it", () => {
  const bench = new LinkBench().goOnline();
  bench.clock.advance(SILENCE_MS - 1);
  bench.link.heard();
  bench.clock.advance(SILENCE_MS - 1);
  assert.equal(bench.state(), "ONLINE");
  bench.clock.advance(1);
  assert.equal(bench.states.at(-1), "BACKOFF ONLINE: no downlink");
  assert.equal(bench.afterBackoff(), "MDISCONNECT");
});
