/** How virtual time keeps up with the wall clock: speeds, pauses, steps, and what happens where it can't. The wall is the test's. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { SimClock } from "../../sim/clock.ts";
import { HOST, SlicedPace, WallPace } from "../../sim/pace.ts";
import { VirtualSite } from "../../sim/site.ts";
import { SpeedMeter } from "../../sim/speed-meter.ts";
import { boardFile, bundle } from "../bundle/rig.ts";
import { FakeHost } from "./fake-host.ts";

/** Of the wall: more than one slice may be on its way. */
const REST_MS = 10;

interface Bench {
  readonly clock: SimClock;
  readonly host: FakeHost;
  readonly pace: SlicedPace;
  /** How much of its own time passes in so much of the wall's. */
  passes(wallMs: number): number;
}

/** Something happens every `everyMs`, and each time costs so much of the wall's time. */
function bench(speed: number, { everyMs = 100, costMs = 0 } = {}): Bench {
  const clock = new SimClock();
  const host = new FakeHost();
  const pace = new SlicedPace(clock, speed, host);
  const tick = (): void => {
    host.spend(costMs);
    clock.after(everyMs, tick);
  };
  clock.after(everyMs, tick);
  const passes = (wallMs: number): number => {
    const fromMs = clock.nowMs;
    host.run(wallMs);
    return clock.nowMs - fromMs;
  };
  return { clock, host, pace, passes };
}

function near(value: number, expected: number, slack: number): void {
  assert.ok(Math.abs(value - expected) <= slack, `${value}, not ${expected} ± ${slack}`);
}

describe("speeds", () => {
  for (const speed of [0.1, 0.5, 1, 10, 333, 10_000]) {
    test(`${speed}: so many times the wall's time, and so it says`, () => {
      const { pace, passes, clock } = bench(speed);
      assert.equal(pace.actual, 0, "not begun");
      pace.start();
      near(passes(5000), 5000 * speed, REST_MS * speed);
      near(pace.actual, speed, speed * 0.02);
      pace.setSpeed(2);
      near(passes(1000), 2000, 2 * REST_MS);
      assert.deepEqual([pace.speed, pace.isPaused], [2, false]);
      near(pace.actual, 2, 0.04);
      pace.stop();
      assert.equal(passes(1000), 0);
      assert.ok(clock.nowMs > 0);
    });
  }

  for (const speed of [0, 0.09, 10_001, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
    test(`${speed} is none`, () => {
      const { pace } = bench(1);
      assert.throws(() => pace.setSpeed(speed), /must be a number from 0.1 to 10000/);
      assert.throws(() => bench(speed), /must be a number from 0.1 to 10000/);
      assert.equal(pace.speed, 1);
    });
  }
});

describe("a machine that can't keep up", () => {
  for (const [what, speed, costMs, actual] of [
    // 100 ms of its time cost 1 ms of the wall's.
    ["asked for ten times as much", 1000, 1, 100],
    ["just not", 110, 1, 100],
    ["each event longer than a slice", 1000, 40, 2.5],
  ] as const) {
    test(`${what}: the process is never held for longer than a slice and one event, and the lag is dropped`, () => {
      const { pace, passes, host } = bench(speed, { costMs });
      pace.start();
      near(passes(10_000), actual * 10_000, actual * 800);
      near(pace.actual, actual, actual * 0.1);
      assert.ok(Math.max(...host.heldMs) <= 15 + costMs + 1, `held for ${Math.max(...host.heldMs)} ms`);
      pace.setSpeed(1);
      near(passes(1000), 1000, 110);
    });
  }

  test("a process that stood still for a minute does not make up for it", () => {
    const { pace, passes, host } = bench(1);
    pace.start();
    passes(1000);
    host.spend(60_000);
    near(passes(1000), 1000, 110);
  });
});

describe("pause and steps", () => {
  test("nothing passes while it is paused; it goes on from there", () => {
    const { pace, passes, host } = bench(10);
    pace.start();
    passes(1000);
    pace.pause();
    assert.deepEqual([passes(10_000), pace.actual, pace.isPaused, host.waiting], [0, 0, true, 0]);
    pace.resume();
    near(passes(1000), 10_000, 100);
  });

  for (const ms of [0.5, 1, 99.9, 1000, 86_400_000]) {
    test(`a step of ${ms} ms is exactly that`, () => {
      const { pace, clock, host } = bench(0.1, { costMs: 0.01 });
      pace.start();
      const fromMs = clock.nowMs;
      pace.step(ms);
      assert.equal(clock.nowMs, fromMs, "not in the caller's time");
      host.run(20_000);
      near(clock.nowMs - fromMs, ms, 1 / 65_536);
      assert.ok(pace.isPaused);
      assert.ok(Math.max(...host.heldMs) <= 16);
    });
  }

  test("steps on top of each other add up; going on ends them", () => {
    const { pace, clock, host } = bench(1, { costMs: 1 });
    pace.start();
    pace.pause();
    pace.step(1000);
    pace.step(500);
    host.run(1000);
    assert.equal(clock.nowMs, 1500);
    pace.step(1_000_000);
    host.run(20);
    pace.resume();
    const atMs = clock.nowMs;
    assert.ok(atMs < 100_000, "not the whole of it");
    host.run(1000);
    near(clock.nowMs - atMs, 1000, 110);
  });

  for (const ms of [0, -5, Number.NaN, 86_400_001]) {
    test(`a step of ${ms} ms is none`, () => {
      const { pace } = bench(1);
      pace.start();
      assert.throws(() => pace.step(ms), /more than 0 and at most 24 hours/);
      assert.equal(pace.isPaused, false);
    });
  }

  test("before its beginning and after its end there are no steps", () => {
    const { pace, host } = bench(1);
    assert.throws(() => pace.step(1), /has not begun/);
    pace.start();
    pace.stop();
    assert.throws(() => pace.step(1), /is over/);
    assert.equal(host.waiting, 0);
  });

  test("an event that ends all, or pauses, is the last one", () => {
    for (const end of ["stop", "pause"] as const) {
      const { clock, host, pace } = bench(10_000);
      clock.after(1234, () => pace[end]());
      pace.start();
      host.run(1000);
      assert.equal(clock.nowMs, 1234, end);
      assert.equal(host.waiting, 0);
    }
  });

  test("paused before its beginning it begins paused", () => {
    const { pace, passes } = bench(1);
    pace.pause();
    pace.start();
    assert.equal(passes(1000), 0);
    pace.resume();
    near(passes(1000), 1000, REST_MS);
  });
});

describe("with the clock's own real time", () => {
  test("speeds, pause, no steps", () => {
    const clock = new SimClock();
    const pace = new WallPace(clock, 10);
    assert.throws(() => pace.setSpeed(101), /must be a number from 0.1 to 100/);
    assert.throws(() => pace.step(), /no steps where real sockets/);
    pace.start();
    assert.equal(clock.isRealTime, true);
    pace.pause();
    assert.deepEqual([clock.isRealTime, pace.actual], [false, 0]);
    pace.setSpeed(50);
    assert.equal(clock.isRealTime, false, "a change of speed is no reason to go on");
    pace.resume();
    assert.equal(clock.isRealTime, true);
    pace.stop();
    assert.equal(clock.isRealTime, false);
  });

  test("what it comes to", async () => {
    const clock = new SimClock();
    const pace = new WallPace(clock, 20);
    pace.start();
    assert.equal(pace.actual, 20, "as asked for, until there is more to tell");
    await new Promise<void>((done) => void clock.after(8000, done));
    near(pace.actual, 20, 2);
    pace.stop();
  });
});

test("the meter: of the last second, whatever was before", () => {
  const meter = new SpeedMeter();
  assert.equal(meter.speed, undefined);
  for (let ms = 0; ms <= 3000; ms += 5) meter.sample(ms, ms * 10);
  for (let ms = 3005; ms <= 5000; ms += 5) meter.sample(ms, 30_000 + (ms - 3000) * 2);
  near(meter.speed ?? 0, 2, 0.001);
  meter.clear();
  meter.sample(6000, 1);
  meter.sample(6100, 1);
  assert.equal(meter.speed, undefined, "too little to tell");
});

test("a whole node on the real host: the loop has its turn again and again", async () => {
  const site = new VirtualSite({ bundle, boardFile });
  const pace = new SlicedPace(site.clock, 10_000);
  let longestMs = 0;
  let lastMs = performance.now();
  let turns = 0;
  const watch = setInterval(() => {
    const nowMs = performance.now();
    longestMs = Math.max(longestMs, nowMs - lastMs);
    lastMs = nowMs;
    turns++;
  }, 1);
  site.node.powerOn();
  lastMs = performance.now();
  pace.start();
  const over = HOST.nowMs() + 10_000;
  while (site.clock.nowMs < 600_000 && HOST.nowMs() < over) await new Promise((done) => setImmediate(done));
  pace.stop();
  clearInterval(watch);
  assert.ok(site.clock.nowMs >= 600_000, `${site.clock.nowMs} ms`);
  assert.equal(site.node.state, "ONLINE");
  assert.ok(turns > 3, `${turns} turns`);
  assert.ok(longestMs < 250, `${longestMs} ms`);
});
