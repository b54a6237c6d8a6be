/** After a restart of the board the modem may still be up: what it says of its session decides where to go on. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { State } from "../../src/link/states.ts";
import { LINK_UP, LOGIN_REFUSED, SESSION_UP, SILENT, WAIT } from "../../src/modem/modem.ts";
import { LinkBench } from "./link-bench.ts";

const UP = ["CPIN", "CSQ", "CREG", "CGATT", "CSTT", "CIICR", "CIFSR", "MCONFIG", "MIPSTART", "MCONNECT", "MSUB"];
const DOWN_AND_UP = ["MDISCONNECT", "MIPCLOSE", "MCONFIG", "MIPSTART", "MCONNECT", "MSUB"];

/** What MQTTSTATU comes to, whether the settings have been online before, and the way from there. */
const ROWS: readonly (readonly [result: string, mayResume: boolean, way: readonly string[]])[] = [
  ["", true, UP],
  ["", false, UP],
  [SESSION_UP, true, ["MSUB"]],
  [LINK_UP, true, ["MCONNECT", "MSUB"]],
  [SESSION_UP, false, DOWN_AND_UP],
  [LINK_UP, false, DOWN_AND_UP],
];
for (const [result, mayResume, way] of ROWS) {
  test(`MQTTSTATU "${result}", settings ${mayResume ? "proven" : "new"}: ${way[0]} comes next`, () => {
    const bench = new LinkBench();
    bench.outcomes["MQTTSTATU"] = { afterMs: 20, result };
    bench.link.start("OFF", mayResume);
    assert.ok(bench.reach("ONLINE", 60_000), bench.states.join(", "));
    assert.deepEqual(bench.steps, ["OFF", "AT", "MQTTSTATU", ...way]);
    assert.equal(bench.link.status.failed, 0);
    assert.equal(bench.logins, 1, "one login serves the whole way");
  });
}

test("once online, a session that the modem kept is gone on with, whatever the settings were at the start", () => {
  const bench = new LinkBench();
  bench.link.start("OFF", false);
  bench.reach("ONLINE", 60_000);
  bench.outcomes["MQTTSTATU"] = { afterMs: 20, result: SESSION_UP };
  bench.steps.length = 0;
  bench.link.lost("reboot", "echo is back");
  assert.ok(bench.reach("ONLINE", 60_000));
  assert.deepEqual(bench.steps, ["AT", "MQTTSTATU", "MSUB"]);
});

/** A session that was only believed in: the step that takes it up fails, and the link is built anew from there. */
const FAILING: readonly (readonly [result: string, step: "MSUB" | "MCONNECT", error: string, to: State])[] = [
  [SESSION_UP, "MSUB", "ERROR", "MDISCONNECT"],
  [SESSION_UP, "MSUB", SILENT, "RESET"],
  [LINK_UP, "MCONNECT", "ERROR", "MDISCONNECT"],
  [LINK_UP, "MCONNECT", LOGIN_REFUSED, "MDISCONNECT"],
];
for (const [result, step, error, to] of FAILING) {
  test(`kept "${result}", but ${step} comes to "${error}": ${to}, and then ONLINE`, () => {
    const bench = new LinkBench();
    bench.outcomes["MQTTSTATU"] = { afterMs: 20, result };
    bench.outcomes[step] = { afterMs: 20, result: error };
    bench.link.start("OFF", true);
    assert.ok(bench.reach("BACKOFF", 60_000));
    assert.equal(bench.afterBackoff(), to);
    bench.outcomes[step] = { afterMs: 20, result: "" };
    bench.outcomes["MQTTSTATU"] = { afterMs: 20, result: "" };
    assert.ok(bench.reach("ONLINE", 60_000), bench.states.join(", "));
  });
}

test("a modem that does not know MQTTSTATU, or says nothing to it, is no dead end", () => {
  for (const outcome of [{ afterMs: 20, result: WAIT }, { afterMs: 9000, result: "timeout" }, null]) {
    const bench = new LinkBench();
    bench.outcomes["MQTTSTATU"] = outcome;
    bench.link.start("OFF", true);
    assert.ok(bench.reach("BACKOFF", 60_000), bench.states.join(", "));
    assert.notEqual(bench.afterBackoff(), "BACKOFF");
  }
});
