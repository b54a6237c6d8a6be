/** The promise of the link: from any state and any silence, online again or rebooted within 15 minutes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { SILENT, SIM_REFUSED, type Step } from "../../src/modem/modem.ts";
import { LinkBench, type Outcome } from "./link-bench.ts";

const BOUND_MS = 15 * 60_000;
const RANDOMS = [0, 0.3, 0.6, 0.9, 0.999999];
const STEPS: readonly Step[] = [
  "AT",
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

/** From a start, or from the last word of the cloud, to the first reboot. */
function msToReboot(random: number, bad: { readonly [step: string]: Outcome }, wasOnline: boolean): number {
  const bench = new LinkBench();
  bench.random = random;
  if (wasOnline) bench.goOnline();
  else bench.link.start("OFF");
  const heardMs = bench.clock.ms;
  if (wasOnline) bench.link.heard();
  Object.assign(bench.outcomes, bad);
  bench.clock.advance(2 * 3_600_000, () => bench.reboots.length > 0);
  return (bench.reboots[0] ?? Number.POSITIVE_INFINITY) - heardMs;
}

function checkBound(name: string, bad: { readonly [step: string]: Outcome }): void {
  for (const wasOnline of [false, true]) {
    test(`15 minutes: ${name}, ${wasOnline ? "after the cloud's last word" : "from the start"}`, () => {
      for (const random of RANDOMS) {
        const ms = msToReboot(random, bad, wasOnline);
        assert.ok(ms <= BOUND_MS, `rebooted after ${Math.round(ms / 1000)} s, not 900 s, where random gives ${random}`);
      }
    });
  }
}

const MUTE: { [step: string]: Outcome } = { OFF: { afterMs: 2300, result: "" }, RESET: { afterMs: 2600, result: "" } };
for (const step of STEPS) MUTE[step] = { afterMs: 2000, result: SILENT };
for (const step of ["MDISCONNECT", "MIPCLOSE", "CIPSHUT", "CFUN"]) MUTE[step] = { afterMs: 8000, result: SILENT };
MUTE["CPIN"] = { afterMs: 8000, result: SILENT };
MUTE["AT"] = { afterMs: 300, result: "wait" };
checkBound("a mute modem", MUTE);

/** Seconds until the last of a step's commands has had all of its time. */
const LONGEST_S: { readonly [step: string]: number } = {
  AT: 9,
  CSQ: 9,
  CREG: 9,
  CGATT: 11,
  CSTT: 60,
  CIICR: 90,
  CIFSR: 9,
  MCONFIG: 13,
  MIPSTART: 54,
  MCONNECT: 29,
  MSUB: 87,
};

for (const step of STEPS) {
  const slowMs = (LONGEST_S[step] as number) * 1000;
  checkBound(`${step} refused at once`, { [step]: { afterMs: 20, result: "ERROR" } });
  checkBound(`${step} without an end`, { [step]: null });
  checkBound(`${step} timed out after all of its time`, { [step]: { afterMs: slowMs, result: "timeout" } });
}

test("the reboot that is put off comes again with every failure, and the modem is reset meanwhile", () => {
  const bench = new LinkBench();
  bench.outcomes["CREG"] = { afterMs: 20, result: "ERROR" };
  bench.link.start("OFF");
  bench.clock.advance(BOUND_MS, () => bench.reboots.length > 0);
  const resets = bench.steps.filter((step) => step === "RESET").length;
  bench.clock.advance(BOUND_MS);
  assert.ok(bench.reboots.length > 1, "asked for once only");
  assert.ok(bench.steps.filter((step) => step === "RESET").length > resets, "no reset after it was put off");
});

test("an alarm waits: never longer than a minute between two tries", () => {
  const bench = new LinkBench();
  bench.random = 0.999999;
  bench.isUrgent = true;
  bench.outcomes["MIPSTART"] = { afterMs: 20, result: "CONNECT FAIL" };
  bench.link.start("OFF");
  bench.clock.advance(3_600_000);
  bench.states.forEach((state, i) => {
    const stayMs = (bench.enteredMs[i + 1] ?? bench.clock.ms) - (bench.enteredMs[i] as number);
    if (state.startsWith("BACKOFF")) assert.ok(stayMs <= 60_000, `${state} for ${stayMs} ms`);
  });
  assert.ok(bench.steps.length > 50);
});

test("an alarm waits: even a refused SIM is asked every minute", () => {
  const bench = new LinkBench();
  bench.random = 0.999999;
  bench.isUrgent = true;
  bench.outcomes["CPIN"] = { afterMs: 20, result: SIM_REFUSED };
  bench.link.start("OFF");
  bench.clock.advance(3_600_000);
  const times = bench.steps.filter((step) => step === "CPIN").length;
  assert.ok(times >= 55, `${times} times in an hour`);
});

test("the back-off starts anew once the cloud was heard, and not on ONLINE alone", () => {
  const bench = new LinkBench().goOnline();
  const lose = () => {
    bench.link.lost("session", "CLOSED");
    const sinceMs = bench.clock.ms;
    bench.clock.advance(600_000, () => bench.state() !== "BACKOFF");
    const waitedMs = bench.clock.ms - sinceMs;
    bench.reach("ONLINE");
    return waitedMs;
  };
  assert.deepEqual([lose(), lose(), lose()], [1000, 2000, 4000]);
  bench.link.heard();
  assert.equal(lose(), 1000);
});

test("a link that was never started is no reason for the watchdog to bite", () => {
  const bench = new LinkBench();
  bench.clock.advance(10 * 60_000);
  assert.ok(
    bench.link.isAlive(),
    "without a configuration link.start() is never called, and the board reboots for ever",
  );
});

test("a state that outstays its deadline is told to the watchdog", () => {
  const bench = new LinkBench();
  bench.outcomes["CREG"] = null;
  bench.link.start("OFF");
  bench.reach("CREG");
  assert.ok(bench.link.isAlive());
  bench.clock.ms += 400_000; // and no timer fires
  assert.equal(bench.link.isAlive(), false);
});
