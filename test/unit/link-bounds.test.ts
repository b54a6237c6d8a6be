/** The promise of the link: a mute modem costs a reboot within 15 minutes; one that talks is torn down rung by rung. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { SILENT, SIM_REFUSED, type Step, WAIT } from "../../src/modem/modem.ts";
import { LinkBench, type Outcome, SHORT_UNHEARD_MS, UNHEARD_MS } from "./link-bench.ts";

const BOUND_MS = 15 * 60_000;
/** A modem that talks, while the cloud is not heard: where a reboot costs the sensor its warm-up, it mends only a bug. */
const TALKING_BOUND_MS = UNHEARD_MS + BOUND_MS;
/** By then every rung short of the reboot has been tried, whatever the back-offs were. */
const RESET_BOUND_S = 1800;
const RANDOMS = [0.05, 0.3, 0.6, 0.9, 0.999999];

/** Seconds until the last of a step's commands has had all of its time. */
const LONGEST_S: { readonly [step: string]: number } = {
  CSQ: 11,
  CREG: 9,
  CGATT: 9,
  CSTT: 60,
  CIICR: 90,
  CIFSR: 9,
  MCONFIG: 13,
  MIPSTART: 54,
  MCONNECT: 29,
  MSUB: 89,
};
const STEPS = Object.keys(LONGEST_S) as Step[];

type Bad = { readonly [step: string]: Outcome };

/** From a start, or from the last word of the cloud. */
function failing(
  random: number,
  bad: Bad,
  wasOnline: boolean,
  unheardMs = UNHEARD_MS,
): { bench: LinkBench; sinceMs: number } {
  const bench = new LinkBench(unheardMs);
  bench.random = random;
  if (wasOnline) {
    bench.goOnline();
    bench.link.heard();
    bench.steps.length = 0;
  }
  Object.assign(bench.outcomes, bad);
  if (wasOnline) bench.link.lost("reboot", "RDY");
  else bench.link.start("OFF", true);
  return { bench, sinceMs: bench.clock.ms };
}

const MUTE: { [step: string]: Outcome } = { OFF: { afterMs: 2300, result: "" }, RESET: { afterMs: 8600, result: "" } };
for (const step of STEPS) MUTE[step] = { afterMs: 6000, result: SILENT };
for (const step of ["CPIN", "MDISCONNECT", "MIPCLOSE", "CIPSHUT", "CFUN"])
  MUTE[step] = { afterMs: 8000, result: SILENT };
MUTE["AT"] = { afterMs: 300, result: WAIT };

const FROM = [
  [false, "from the start"],
  [true, "after the cloud's last word"],
] as const;

for (const [wasOnline, from] of FROM) {
  test(`15 minutes: a mute modem, ${from}: the board reboots`, () => {
    for (const random of RANDOMS) {
      const { bench, sinceMs } = failing(random, MUTE, wasOnline);
      bench.clock.advance(7_200_000, () => bench.reboots.length > 0);
      const s = Math.round((bench.clock.ms - sinceMs) / 1000);
      assert.ok(s <= 900, `rebooted after ${s} s where random gives ${random}`);
    }
  });

  for (const step of STEPS) {
    const slowMs = (LONGEST_S[step] as number) * 1000;
    const outcomes = [
      ["refused at once", { afterMs: 20, result: "ERROR" }],
      ["timed out after all of its time", { afterMs: slowMs, result: "timeout" }],
      ["not yet, for ever", { afterMs: 20, result: WAIT }],
    ] as const;
    for (const [how, outcome] of outcomes) {
      test(`${step} ${how}, ${from}: the modem is reset, and within 6 hours the board`, () => {
        for (const random of RANDOMS) {
          const { bench, sinceMs } = failing(random, { [step]: outcome }, wasOnline);
          bench.clock.advance(7_200_000, () => bench.steps.includes("RESET"));
          const s = Math.round((bench.clock.ms - sinceMs) / 1000);
          assert.ok(s <= RESET_BOUND_S, `the modem was reset after ${s} s where random gives ${random}`);
          bench.clock.advance(2 * TALKING_BOUND_MS, () => bench.reboots.length > 0);
          const bootMs = bench.clock.ms - sinceMs;
          assert.ok(bootMs <= TALKING_BOUND_MS, `rebooted after ${bootMs / 1000} s where random gives ${random}`);
        }
      });

      test(`${step} ${how}, ${from}: where a reboot costs no warm-up, it comes within 15 minutes`, () => {
        for (const random of RANDOMS) {
          const { bench, sinceMs } = failing(random, { [step]: outcome }, wasOnline, SHORT_UNHEARD_MS);
          bench.clock.advance(7_200_000, () => bench.reboots.length > 0);
          const s = Math.round((bench.clock.ms - sinceMs) / 1000);
          assert.ok(s <= 900, `rebooted after ${s} s where random gives ${random}`);
        }
      });
    }
  }
}

test("15 minutes: a step that the driver never ends: nothing but a reboot helps, and it comes", () => {
  for (const step of STEPS) {
    const { bench, sinceMs } = failing(0.5, { [step]: null }, false);
    bench.clock.advance(7_200_000, () => bench.reboots.length > 0);
    const s = Math.round((bench.clock.ms - sinceMs) / 1000);
    assert.ok(s <= 900, `${step} never ended; after ${s} s no reboot, in ${bench.state()}: ${bench.states.at(-1)}`);
  }
});

test("a reboot that does not come is asked for again, and the modem is reset meanwhile", () => {
  const { bench } = failing(0.5, MUTE, false);
  bench.clock.advance(BOUND_MS, () => bench.reboots.length > 0);
  const resets = bench.steps.filter((step) => step === "RESET").length;
  bench.clock.advance(2 * BOUND_MS);
  assert.ok(bench.reboots.length > 1, "asked for once only");
  assert.ok(bench.steps.filter((step) => step === "RESET").length > resets, "no reset after it");
});

test("an alarm waits: never longer than a minute between two tries", () => {
  const bench = new LinkBench();
  bench.random = 0.999999;
  bench.urgency = 1;
  bench.outcomes["MIPSTART"] = { afterMs: 20, result: "CONNECT FAIL" };
  bench.link.start("OFF", true);
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
  bench.urgency = 1;
  bench.outcomes["CPIN"] = { afterMs: 20, result: SIM_REFUSED };
  bench.link.start("OFF", true);
  bench.clock.advance(3_600_000);
  const times = bench.steps.filter((step) => step === "CPIN").length;
  assert.ok(times >= 55, `${times} times in an hour`);
});

test("the back-off starts anew once the cloud was heard in a session that lasts, and not on ONLINE alone", () => {
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
  assert.equal(lose(), 8000, "heard, and gone again at once");
  bench.clock.advance(30_001);
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
  bench.link.start("OFF", true);
  bench.reach("CREG");
  assert.ok(bench.link.isAlive());
  bench.clock.ms += 400_000; // and no timer fires
  assert.equal(bench.link.isAlive(), false);
});
