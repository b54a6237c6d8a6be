/** Ladder, back-off, and the table of states. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { backoffMs, longestMs, URGENT_MAX_MS } from "../../src/link/backoff.ts";
import { BEARER, climb, RADIO, REPEAT, RESET, SESSION } from "../../src/link/ladder.ts";
import { rowOf, type State } from "../../src/link/states.ts";

const NAMES = ["REPEAT", "SESSION", "BEARER", "RADIO", "RESET", "REBOOT"];

function climbs(lowest: number, canRepeat: boolean): string[] {
  const ladder = { rung: REPEAT, times: 0 };
  return Array.from({ length: 12 }, () => NAMES[climb(ladder, lowest, canRepeat)] as string);
}

const RUNGS: readonly (readonly [lowest: number, canRepeat: boolean, rungs: string])[] = [
  [SESSION, true, "REPEAT REPEAT SESSION SESSION BEARER BEARER RADIO RESET RESET REBOOT REBOOT REBOOT"],
  [SESSION, false, "SESSION SESSION BEARER BEARER RADIO RESET RESET REBOOT REBOOT REBOOT REBOOT REBOOT"],
  [BEARER, true, "REPEAT REPEAT BEARER BEARER RADIO RESET RESET REBOOT REBOOT REBOOT REBOOT REBOOT"],
  [BEARER, false, "BEARER BEARER RADIO RESET RESET REBOOT REBOOT REBOOT REBOOT REBOOT REBOOT REBOOT"],
  [RADIO, true, "REPEAT REPEAT RADIO RESET RESET REBOOT REBOOT REBOOT REBOOT REBOOT REBOOT REBOOT"],
  [RESET, true, "REPEAT REPEAT RESET RESET REBOOT REBOOT REBOOT REBOOT REBOOT REBOOT REBOOT REBOOT"],
  [RESET, false, "RESET RESET REBOOT REBOOT REBOOT REBOOT REBOOT REBOOT REBOOT REBOOT REBOOT REBOOT"],
];
for (const [lowest, canRepeat, rungs] of RUNGS) {
  test(`ladder from ${NAMES[lowest]}, ${canRepeat ? "with" : "without"} repeats`, () =>
    assert.equal(climbs(lowest, canRepeat).join(" "), rungs));
}

test("a rung once left behind is not taken again, whatever fails next", () => {
  const ladder = { rung: REPEAT, times: 0 };
  const rungs = [SESSION, RADIO, SESSION, BEARER, RESET, SESSION, SESSION].map((lowest) =>
    climb(ladder, lowest, false),
  );
  for (let i = 1; i < rungs.length; i++) assert.ok((rungs[i] as number) >= (rungs[i - 1] as number), rungs.join(" "));
});

const MAX_MS = longestMs(0, false);
const SLOW_MAX_MS = longestMs(0, true);

const WAITS: readonly (readonly [failures: number, maxMs: number, random: number, ms: number])[] = [
  [0, MAX_MS, 0, 0],
  [0, MAX_MS, 0.5, 1000],
  [1, MAX_MS, 0.5, 2000],
  [2, MAX_MS, 0.5, 4000],
  [7, MAX_MS, 0.5, 128000],
  [8, MAX_MS, 0.5, 150000],
  [1000, MAX_MS, 0.5, 150000],
  [1000, URGENT_MAX_MS, 0.5, 30000],
  [4, URGENT_MAX_MS, 0.5, 16000],
  [1000, SLOW_MAX_MS, 0.5, 1800000],
  [0, SLOW_MAX_MS, 0.5, 1000],
];
for (const [failures, maxMs, random, ms] of WAITS) {
  test(`back-off after ${failures} failures, at most ${maxMs}: ${ms}`, () =>
    assert.equal(backoffMs(failures, maxMs, random), ms));
}

/** 0 nothing waits, 1 an alarm, 2 an alarm that has waited for long, 3 faults only. */
const LONGEST: readonly (readonly [urgency: number, isSlow: boolean, ms: number])[] = [
  [0, false, 300_000],
  [1, false, 60_000],
  [2, false, 200_000],
  [3, false, 200_000],
  [0, true, 3_600_000],
  [1, true, 60_000],
  [2, true, 200_000],
  [3, true, 3_600_000],
];
for (const [urgency, isSlow, ms] of LONGEST) {
  test(`longest back-off, urgency ${urgency}${isSlow ? ", refused" : ""}: ${ms}`, () =>
    assert.equal(longestMs(urgency, isSlow), ms));
}

test("full jitter stays below its span", () => {
  for (let failures = 0; failures < 40; failures++) assert.ok(backoffMs(failures, MAX_MS, 0.999999) < MAX_MS);
});

const NEXT: readonly (readonly [State, State, number])[] = [
  ["OFF", "AT", RESET],
  ["AT", "MQTTSTATU", RESET],
  ["MQTTSTATU", "CPIN", RESET],
  ["CPIN", "CSQ", RESET],
  ["CSQ", "CREG", RESET],
  ["CREG", "CGATT", RADIO],
  ["CGATT", "CSTT", RADIO],
  ["CSTT", "CIICR", BEARER],
  ["CIICR", "CIFSR", BEARER],
  ["CIFSR", "MCONFIG", BEARER],
  ["MCONFIG", "MIPSTART", SESSION],
  ["MIPSTART", "MCONNECT", SESSION],
  ["MCONNECT", "MSUB", SESSION],
  ["MSUB", "ONLINE", SESSION],
  ["MDISCONNECT", "MIPCLOSE", BEARER],
  ["MIPCLOSE", "MCONFIG", BEARER],
  ["CIPSHUT", "CSTT", RADIO],
  ["CFUN", "CPIN", RESET],
  ["RESET", "OFF", RESET],
];
for (const [state, next, rung] of NEXT) {
  test(`state ${state} leads to ${next}, mended by ${NAMES[rung]}`, () => {
    const row = rowOf(state);
    assert.equal(row.next, next);
    assert.equal(row.rung, rung);
    assert.ok(row.deadlineS > 0 && row.deadlineS <= 180, `deadline of ${state}: ${row.deadlineS} s`);
  });
}
