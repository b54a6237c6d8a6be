/** Why the link was left: counted by cause, told when it is a refusal, and how long that is backed off. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Urgency } from "../../src/cloud/outbox.ts";
import { BEARER, RADIO, REPEAT, RESET, SESSION } from "../../src/link/ladder.ts";
import { LOGIN_REFUSED, SIM_REFUSED } from "../../src/modem/modem.ts";
import { LinkBench, SHORT_UNHEARD_MS, SILENCE_MS, SOON } from "./link-bench.ts";

/** Leaves ONLINE once for each cause, and comes back. */
function lose(bench: LinkBench, causes: readonly string[]): LinkBench {
  for (const why of causes) {
    bench.link.lost("session", why);
    bench.reach("ONLINE");
    bench.link.heard();
  }
  return bench;
}

test("causes are counted by name", () => {
  const bench = lose(new LinkBench().goOnline(), ["CLOSED", "TCP ERROR:14", "CLOSED"]);
  assert.deepEqual(bench.link.status.reasons, { CLOSED: 2, "TCP ERROR:14": 1 });
  assert.equal(bench.link.status.failed, 3);
});

test("twelve causes have names of their own, the others are counted together", () => {
  const causes = Array.from({ length: 20 }, (_, i) => `TCP ERROR:${i}`);
  const bench = lose(new LinkBench().goOnline(), [...causes, "TCP ERROR:3"]);
  const { reasons } = bench.link.status;
  assert.equal(Object.keys(reasons).length, 13);
  assert.deepEqual([reasons["other"], reasons["TCP ERROR:3"], reasons["TCP ERROR:11"]], [8, 2, 1]);
  assert.equal(reasons["TCP ERROR:12"], undefined);
});

test("the status tells the rung taken last, how often, and when the stay ends; a word of the cloud clears it", () => {
  const bench = new LinkBench();
  const { status } = bench.link;
  assert.deepEqual([status.rung, status.times, status.endsAtMs], [REPEAT, 0, Infinity], "nothing has begun");
  bench.outcomes["MCONNECT"] = { afterMs: 20, result: "ERROR" };
  bench.link.start("OFF", true);
  const rungs: number[][] = [];
  for (let i = 0; i < 6; i++) {
    bench.reach("BACKOFF");
    rungs.push([status.rung, status.times]);
    const { endsAtMs } = status;
    bench.afterBackoff();
    assert.equal(bench.clock.ms, endsAtMs, `back-off ${i} ends when it was told to`);
  }
  assert.deepEqual(rungs, [
    [SESSION, 1],
    [SESSION, 2],
    [BEARER, 1],
    [BEARER, 2],
    [RADIO, 1],
    [RESET, 1],
  ]);
  bench.outcomes["MCONNECT"] = SOON;
  bench.reach("ONLINE");
  assert.equal(status.rung, RESET, "as long as nothing was heard");
  assert.equal(status.endsAtMs, bench.clock.ms + SILENCE_MS);
  bench.link.heard();
  assert.deepEqual([status.rung, status.times], [REPEAT, 0]);
});

const MAX_STAY_MS: { readonly [urgency: number]: number } = { 0: 300_000, 1: 60_000, 2: 200_000, 3: 200_000 };
for (const urgency of [0, 1, 2, 3] as const) {
  test(`urgency ${urgency}: the longest back-off is ${MAX_STAY_MS[urgency]} ms`, () => {
    const bench = new LinkBench();
    bench.random = 0.999999;
    bench.urgency = urgency;
    bench.outcomes["MIPSTART"] = { afterMs: 20, result: "CONNECT FAIL" };
    assert.equal(longestBackoff(bench), MAX_STAY_MS[urgency]);
  });
}

const SLOW_MS: readonly (readonly [why: string, step: "CPIN" | "MCONNECT", urgency: Urgency, ms: number])[] = [
  [SIM_REFUSED, "CPIN", 0, 3_600_000],
  [SIM_REFUSED, "CPIN", 1, 60_000],
  [SIM_REFUSED, "CPIN", 2, 200_000],
  [SIM_REFUSED, "CPIN", 3, 3_600_000],
  [LOGIN_REFUSED, "MCONNECT", 0, 3_600_000],
  [LOGIN_REFUSED, "MCONNECT", 1, 60_000],
];
for (const [why, step, urgency, ms] of SLOW_MS) {
  test(`${why}, urgency ${urgency}: knocks every ${ms} ms at the latest, and no reboot comes of it`, () => {
    const bench = new LinkBench();
    bench.random = 0.999999;
    bench.urgency = urgency;
    bench.outcomes[step] = { afterMs: 20, result: why };
    assert.equal(longestBackoff(bench), ms);
    assert.equal(bench.reboots.length, 0);
    assert.deepEqual([...new Set(bench.refusals)], [why]);
  });
}

/** Of the back-offs of a day; to 10 ms, since the random number is just below 1. */
function longestBackoff(bench: LinkBench): number {
  bench.link.start("OFF", true);
  bench.clock.advance(24 * 3_600_000, () => bench.states.length > 3000);
  const stays = bench.states.map((state, i) =>
    state.startsWith("BACKOFF") ? (bench.enteredMs[i + 1] ?? 0) - (bench.enteredMs[i] as number) : 0,
  );
  return Math.round(Math.max(...stays) / 10) * 10;
}

test("a refused SIM is told at once, a refused login when it was refused three times in a row", () => {
  for (const [step, why, times] of [
    ["CPIN", SIM_REFUSED, 1],
    ["MCONNECT", LOGIN_REFUSED, 3],
  ] as const) {
    const bench = new LinkBench();
    bench.outcomes[step] = { afterMs: 20, result: why };
    bench.link.start("OFF", true);
    for (let n = 1; n <= times; n++) {
      bench.reach("BACKOFF", 600_000);
      assert.equal(bench.refusals.length, n === times ? 1 : 0, `${why}, ${n}`);
      bench.afterBackoff();
    }
  }
});

test("a SIM that is not ready until the deadline is as good as refused", () => {
  const bench = new LinkBench();
  bench.outcomes["CPIN"] = { afterMs: 20, result: "wait" };
  bench.link.start("OFF", true);
  bench.reach("BACKOFF", 60_000);
  assert.equal(bench.states.at(-1), `BACKOFF CPIN: ${SIM_REFUSED}`);
  assert.deepEqual(bench.refusals, [SIM_REFUSED]);
});

test("no back-off goes beyond the moment from which on the board is started anew", () => {
  const bench = new LinkBench(SHORT_UNHEARD_MS).goOnline();
  bench.link.heard();
  const heardMs = bench.clock.ms;
  bench.random = 0.999999;
  bench.outcomes["MIPSTART"] = { afterMs: 20, result: "CONNECT FAIL" };
  bench.link.lost("session", "CLOSED");
  assert.ok(bench.clock.advance(900_000, () => bench.reboots.length > 0));
  const s = (bench.clock.ms - heardMs) / 1000;
  assert.ok(s < SHORT_UNHEARD_MS / 1000 + 5, `rebooted after ${s} s`);
});
