/** The link while it is up: publishes, the signal, silence; and how it knocks where it is refused. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { longestMs, URGENT_MAX_MS } from "../../src/link/backoff.ts";
import { KICKED } from "../../src/link/machine.ts";
import type { State } from "../../src/link/states.ts";
import { LOGIN_REFUSED, SILENT, SIM_REFUSED, WAIT } from "../../src/modem/modem.ts";
import { LinkBench, SOON } from "./link-bench.ts";

const MAX_MS = longestMs(0, false);

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

test("a further topic is subscribed beside the session, one at a time, and only ONLINE", () => {
  const bench = new LinkBench();
  const results: string[] = [];
  const subscribe = () => bench.link.subscribe("t", (error) => results.push(error));
  subscribe();
  bench.goOnline();
  bench.steps.length = 0;
  for (const result of ["", "timeout", SILENT]) {
    bench.outcomes["MSUB"] = { afterMs: 500, result };
    subscribe();
    subscribe();
    assert.equal(bench.publish(), "ok", "an alarm goes in between");
    bench.clock.advance(1000);
    assert.equal(bench.state(), "ONLINE", `a subscription that ends with "${result}"`);
  }
  assert.deepEqual(bench.steps, ["MSUB", "MSUB", "MSUB"]);
  assert.deepEqual(results, ["busy", "busy", "", "busy", "timeout", "busy", SILENT]);
});

test("a session that is lost during a further subscription is mended after it", () => {
  const bench = new LinkBench().goOnline();
  bench.outcomes["MSUB"] = { afterMs: 9000, result: "timeout" };
  bench.link.subscribe("t", () => undefined);
  bench.link.lost("session", "CLOSED");
  bench.outcomes["MSUB"] = SOON;
  assert.ok(bench.reach("ONLINE", 60_000), bench.states.join(", "));
});

test("a publish offline is refused at once", () => {
  const bench = new LinkBench();
  assert.equal(bench.publish(), "offline");
  bench.outcomes["CREG"] = null;
  bench.link.start("OFF", true);
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

test("a publish that ends with the session's loss is no second failure", () => {
  const bench = new LinkBench().goOnline();
  bench.publishOutcome = { afterMs: 500, result: "CLOSED" };
  bench.link.publish("t", "x", () => {});
  bench.link.lost("session", "CLOSED");
  bench.clock.advance(600);
  assert.equal(bench.link.status.failed, 1);
});

test("refusals: those of SIM and login are told apart from failures", () => {
  const bench = new LinkBench();
  bench.random = 0.999;
  bench.outcomes["MCONNECT"] = { afterMs: 20, result: LOGIN_REFUSED };
  bench.link.start("OFF", true);
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
  bench.link.start("OFF", true);
  bench.clock.advance(48 * 3_600_000);
  const times = bench.steps.filter((step) => step === "CPIN").length;
  assert.ok(times > 40 && times < 120, `${times} times in two days`);
});

/** The longest back-off of a day in which MCONNECT comes to these results, over and over. */
function longestBackoff(results: readonly string[]): number {
  const bench = new LinkBench();
  bench.random = 0.999;
  bench.link.start("OFF", true);
  let longestMs = 0;
  for (let i = 0; bench.clock.ms < 24 * 3_600_000; i++) {
    bench.outcomes["MCONNECT"] = { afterMs: 20, result: results[i % results.length] as string };
    bench.reach("BACKOFF", 600_000);
    const sinceMs = bench.clock.ms;
    bench.afterBackoff();
    longestMs = Math.max(longestMs, bench.clock.ms - sinceMs);
  }
  return longestMs;
}

test("a login that is refused, and not in a row, is not believed: no slow knocking", () => {
  assert.ok(longestBackoff([LOGIN_REFUSED, LOGIN_REFUSED, LOGIN_REFUSED]) > MAX_MS, "three in a row are believed");
  const longestMs = longestBackoff([LOGIN_REFUSED, LOGIN_REFUSED, "timeout"]);
  assert.ok(longestMs <= MAX_MS, `backed off for ${longestMs} ms`);
});

test("the first refused logins are asked again soon, whatever failed before them", () => {
  const bench = new LinkBench();
  bench.random = 0.999;
  bench.outcomes["MIPSTART"] = { afterMs: 20, result: "CONNECT FAIL" };
  bench.link.start("OFF", true);
  bench.clock.advance(2 * 3_600_000);
  bench.outcomes["MIPSTART"] = SOON;
  bench.outcomes["MCONNECT"] = { afterMs: 20, result: LOGIN_REFUSED };
  bench.reach("MCONNECT", 600_000);
  const fromMs = bench.clock.ms;
  bench.clock.advance(3_600_000, () => bench.refusals.length >= 2);
  assert.ok(bench.clock.ms - fromMs < 300_000, `four refusals took ${(bench.clock.ms - fromMs) / 1000} s`);
});

/** In a back-off of `random` times an hour, after many failures. */
function backedOff(random: number): LinkBench {
  const bench = new LinkBench();
  bench.random = random;
  bench.outcomes["CPIN"] = { afterMs: 20, result: SIM_REFUSED };
  bench.link.start("OFF", true);
  for (let i = 0; i < 14; i++) {
    bench.reach("BACKOFF", 600_000);
    if (i < 13) bench.afterBackoff();
  }
  return bench;
}

test("hurry: a back-off under way is cut to what one may cost an alarm", () => {
  const bench = backedOff(0.9);
  bench.link.hurry();
  assert.equal(bench.states.at(-1), "BACKOFF alarm");
  const sinceMs = bench.clock.ms;
  const failed = bench.link.status.failed;
  assert.equal(bench.afterBackoff(), "RESET", "it leads where it led");
  assert.equal(bench.clock.ms - sinceMs, 0.9 * URGENT_MAX_MS);
  assert.equal(bench.link.status.failed, failed, "it is no failure");
});

test("hurry: a back-off with less left than that goes on as it was, and no other state is touched", () => {
  const bench = backedOff(0.9);
  const endMs = bench.clock.ms + 0.9 * 3_600_000;
  bench.clock.advance(endMs - bench.clock.ms - 1000);
  bench.link.hurry();
  bench.clock.advance(999);
  assert.equal(bench.state(), "BACKOFF");
  bench.clock.advance(1);
  assert.notEqual(bench.state(), "BACKOFF");
  const online = new LinkBench();
  online.link.hurry();
  assert.equal(online.state(), "OFF");
  online.goOnline().link.hurry();
  assert.equal(online.state(), "ONLINE");
});

/** Kicked out of a session that lasted so long; the back-off that follows, at the middle of its span. */
function kick(bench: LinkBench, lastedMs: number): number {
  assert.ok(bench.reach("ONLINE", 4_000_000), bench.states.join(", "));
  bench.clock.advance(lastedMs);
  bench.link.heard();
  bench.link.lost("session", KICKED);
  assert.equal(bench.state(), "ONLINE", "the word of it is no loss yet");
  bench.clock.advance(500);
  bench.link.lost("session", "CLOSED");
  const sinceMs = bench.clock.ms;
  bench.clock.advance(4_000_000, () => bench.state() !== "BACKOFF");
  return bench.clock.ms - sinceMs;
}

test("kicked by a second login: three in a row are as good as a refused one, knocked at ever less often", () => {
  const bench = new LinkBench().goOnline();
  const waits = Array.from({ length: 6 }, () => kick(bench, 60_000));
  assert.deepEqual(bench.link.status.reasons, { [KICKED]: 2, [LOGIN_REFUSED]: 4 });
  assert.deepEqual(bench.refusals, Array(4).fill(LOGIN_REFUSED));
  assert.deepEqual(waits.slice(2), [8000, 16_000, 32_000, 64_000]);
  for (let i = 0; i < 8; i++) kick(bench, 60_000);
  assert.equal(kick(bench, 60_000), longestMs(0, true) / 2, "an hour at most");
});

test("kicked with an alarm waiting: no slower than an alarm allows", () => {
  for (const urgency of [1, 2] as const) {
    const bench = new LinkBench().goOnline();
    bench.urgency = urgency;
    for (let i = 0; i < 12; i++) assert.ok(kick(bench, 60_000) <= longestMs(urgency, false));
  }
});

test("kicks out of sessions that had lasted are none in a row, nor is a loss long after the word of one", () => {
  const bench = new LinkBench().goOnline();
  for (let i = 0; i < 4; i++) kick(bench, 240_000);
  assert.deepEqual(bench.link.status.reasons, { [KICKED]: 4 });
  bench.reach("ONLINE");
  bench.link.lost("session", KICKED);
  bench.clock.advance(31_000);
  bench.link.lost("session", "CLOSED");
  assert.deepEqual(Object.entries(bench.link.status.reasons).slice(1), [["CLOSED", 1]]);
});

test("a further topic is subscribed beside the session: one at a time, and a refusal costs nothing", () => {
  const bench = new LinkBench();
  const results: string[] = [];
  const subscribe = () => bench.link.subscribe("t", (error) => results.push(error || "ok"));
  subscribe();
  bench.goOnline();
  bench.steps.length = 0;
  for (const result of ["", "ERROR", "timeout"]) {
    bench.outcomes["MSUB"] = { afterMs: 500, result };
    subscribe();
    subscribe();
    bench.link.measureSignal();
    bench.clock.advance(1000);
  }
  assert.deepEqual(results, ["busy", "busy", "ok", "busy", "ERROR", "busy", "timeout"]);
  assert.deepEqual([bench.steps, bench.state()], [["MSUB", "MSUB", "MSUB"], "ONLINE"]);
});
