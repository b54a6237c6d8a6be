/** The link while it is up: publishes, the signal, silence; and how it knocks where it is refused. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { State } from "../../src/link/states.ts";
import { LOGIN_REFUSED, SILENT, SIM_REFUSED, WAIT } from "../../src/modem/modem.ts";
import { LinkBench } from "./link-bench.ts";

test("the signal is measured beside the session, and only ONLINE", () => {
  const bench = new LinkBench();
  bench.link.measureSignal();
  assert.deepEqual(bench.steps, []);
  bench.goOnline();
  bench.steps.length = 0;
  for (const result of ["", "timeout", SILENT, WAIT]) {
    bench.outcomes["CSQ"] = { afterMs: 500, result };
    bench.link.measureSignal();
    bench.link.measureSignal();
    assert.equal(bench.publish(), "ok");
    bench.clock.advance(1000);
    assert.equal(bench.state(), "ONLINE", `a measurement that ends with "${result}"`);
  }
  assert.deepEqual(bench.steps, ["CSQ", "CSQ", "CSQ", "CSQ"], "one at a time");
});

test("a session that is lost during a measurement is mended after it", () => {
  const bench = new LinkBench().goOnline();
  bench.outcomes["CSQ"] = { afterMs: 9000, result: "timeout" };
  bench.link.measureSignal();
  bench.link.lost("session", "CLOSED");
  bench.outcomes["CSQ"] = { afterMs: 20, result: "" };
  assert.ok(bench.reach("ONLINE", 60_000), bench.states.join(", "));
});

test("a publish offline is refused at once", () => {
  const bench = new LinkBench();
  assert.equal(bench.publish(), "offline");
  bench.outcomes["CREG"] = null;
  bench.link.start("OFF");
  assert.equal(bench.publish(), "offline");
});

const PUBLISHES: readonly (readonly [result: string, to: State | "ONLINE"])[] = [
  ["", "ONLINE"],
  ["busy", "ONLINE"],
  ["timeout", "MDISCONNECT"],
  ["ERROR", "MDISCONNECT"],
  ["+CME ERROR: 767", "MDISCONNECT"],
  [SILENT, "RESET"],
];
for (const [result, to] of PUBLISHES) {
  test(`trap: PUBACK lost with the link: a publish that ends with "${result}" leads to ${to}`, () => {
    const bench = new LinkBench().goOnline();
    bench.publishOutcome = { afterMs: 40_000, result };
    assert.equal(bench.publish(), result || "ok");
    if (to === "ONLINE") assert.equal(bench.state(), to);
    else assert.equal(bench.afterBackoff(), to);
  });
}

test("refusals: those of SIM and login are told apart from failures", () => {
  const bench = new LinkBench();
  bench.random = 0.999;
  bench.outcomes["MCONNECT"] = { afterMs: 20, result: LOGIN_REFUSED };
  bench.link.start("OFF");
  bench.clock.advance(48 * 3_600_000);
  assert.deepEqual(bench.reboots.length <= 1, true, `${bench.reboots.length} reboots in two days`);
  const logins = bench.steps.filter((step) => step === "MCONNECT").length;
  assert.ok(logins < 120, `${logins} logins in two days knock too often`);
  assert.ok(logins > 40, `only ${logins} logins in two days`);
  assert.equal(bench.states.includes(`BACKOFF MCONNECT: ${LOGIN_REFUSED}`), true);
});

test("a SIM that is refused is asked for ever more slowly, up to an hour", () => {
  const bench = new LinkBench();
  bench.random = 0.999;
  bench.outcomes["CPIN"] = { afterMs: 20, result: SIM_REFUSED };
  bench.link.start("OFF");
  bench.clock.advance(48 * 3_600_000);
  const times = bench.steps.filter((step) => step === "CPIN").length;
  assert.ok(times > 40 && times < 120, `${times} times in two days`);
});
