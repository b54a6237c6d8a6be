/** What befalls the nodes of a fleet, who they are, and what time it is. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { configOf, identitiesOf, identityOf } from "../../sim/fleet/identity.ts";
import { Follower, Pace } from "../../sim/fleet/pace.ts";
import { type Incident, incidentsOf, type PlanOptions, WARM_MS } from "../../sim/fleet/plan.ts";

const HOUR_MS = 3_600_000;
const PLAN: PlanOptions = { alarmsPerHour: 6, troubleShare: 0.2 };

function take(seed: number, count: number, plan = PLAN): Incident[] {
  const incidents = incidentsOf(seed, plan);
  return Array.from({ length: count }, () => incidents.next().value);
}

describe("the plan of a node", () => {
  it("is the same for the same seed, and another for another", () => {
    assert.deepEqual(take(7, 50), take(7, 50));
    assert.notDeepEqual(take(7, 50), take(8, 50));
  });

  it("leaves each incident time to be decided, and to end, before the next", () => {
    for (const plan of [PLAN, { alarmsPerHour: 15, troubleShare: 1 }]) {
      const list = take(3, 500, plan);
      assert.ok((list[0]?.atMs ?? 0) >= WARM_MS, "not before the sensor is warm");
      for (const [i, { atMs, endMs, lelPercent, trouble }] of list.entries()) {
        // An alarm takes 20 s of gas, its end a minute without.
        assert.ok(endMs - atMs >= 45_000, `gas of ${endMs - atMs} ms`);
        const next = list[i + 1]?.atMs ?? Number.POSITIVE_INFINITY;
        assert.ok(next - endMs >= 120_000, `clean air of ${next - endMs} ms`);
        assert.ok(lelPercent >= 25 && lelPercent <= 80, `${lelPercent} %LEL`);
        const troubleEndMs = trouble?.kind === "cut" ? trouble.endMs : atMs;
        assert.ok(troubleEndMs < next, "a cut is over before the next gas");
      }
    }
  });

  for (const alarmsPerHour of [0.5, 6, 15]) {
    it(`has ${alarmsPerHour} alarms an hour`, () => {
      const list = take(11, 2000, { ...PLAN, alarmsPerHour });
      const hours = ((list.at(-1)?.endMs ?? 0) - WARM_MS) / HOUR_MS;
      const rate = list.length / hours;
      assert.ok(Math.abs(rate / alarmsPerHour - 1) < 0.1, `${rate.toFixed(2)} an hour`);
    });
  }

  for (const troubleShare of [0, 0.2, 1]) {
    it(`has trouble with ${troubleShare * 100} % of the alarms, of both kinds`, () => {
      const list = take(5, 1000, { ...PLAN, troubleShare }).flatMap(({ trouble }) => trouble ?? []);
      assert.ok(Math.abs(list.length / 1000 - troubleShare) < 0.05, `${list.length} of 1000`);
      for (const kind of ["cut", "modem-reset"])
        assert.ok(troubleShare === 0 || list.filter((one) => one.kind === kind).length > list.length / 3, kind);
    });
  }

  it("begins within the time that is asked for", () => {
    const plan = { ...PLAN, firstWithinMs: 60_000 };
    for (let seed = 0; seed < 100; seed++) assert.ok((take(seed, 1, plan)[0]?.atMs ?? 0) <= WARM_MS + 60_000);
  });
});

describe("identities", () => {
  it("are the seed's, and no two are alike", () => {
    const fleet = identitiesOf({ devices: 1000, seed: 1 });
    assert.deepEqual(identityOf(999, 1), fleet[999]);
    assert.deepEqual([fleet[0]?.device.deviceName, fleet[999]?.device.deviceName], ["D0001", "D1000"]);
    for (const value of [
      fleet.map(({ device }) => device.deviceName),
      fleet.map(({ device }) => device.deviceSecret),
      fleet.map(({ seed }) => seed),
      fleet.map(({ imei }) => imei),
    ])
      assert.equal(new Set<string | number>(value).size, 1000);
    assert.ok(fleet.every(({ imei }) => /^\d{15}$/.test(imei)));
    assert.deepEqual(identitiesOf({ devices: 2, seed: 1, first: 999 }), fleet.slice(998));
    assert.notEqual(identityOf(0, 2).device.deviceSecret, fleet[0]?.device.deviceSecret);
  });

  it("stand in the settings of the node", () => {
    const identity = identityOf(4, 1);
    const { cloud } = configOf(identity);
    assert.equal(cloud?.["deviceName"], "D0005");
    assert.equal(cloud?.["deviceSecret"], identity.device.deviceSecret);
  });
});

describe("the time of a fleet", () => {
  function bench(workers: number) {
    let hostMs = 5000;
    const pace = new Pace(workers, () => hostMs);
    const followers = Array.from({ length: workers }, (_, i) => new Follower(pace.memory, i));
    /** So many ticks of 2 ms; `lazy` workers stay where they are. */
    const pass = (ticks: number, lazy: readonly number[] = []) => {
      for (let i = 0; i < ticks; i++) {
        hostMs += 2;
        pace.tick();
        for (const [worker, follower] of followers.entries())
          if (!lazy.includes(worker)) follower.reached(follower.goalMs);
      }
      return [pace.nowMs, pace.reachedMs];
    };
    const stall = (ms: number) => {
      hostMs += ms;
    };
    return { pace, pass, stall };
  }

  it("goes so many times faster, from where it is, and stands still at 0", () => {
    const { pace, pass } = bench(2);
    assert.deepEqual(pass(500), [0, 0], "not begun");
    pace.speed = 10;
    assert.deepEqual(pass(50), [1000, 1000]);
    pace.speed = 0;
    assert.deepEqual(pass(2500), [1000, 1000]);
    pace.speed = 2;
    assert.deepEqual(pass(25), [1100, 1100]);
  });

  it("waits for the slowest worker", () => {
    const { pace, pass } = bench(2);
    pace.speed = 10;
    assert.deepEqual(pass(50), [1000, 1000]);
    const [nowMs, reachedMs] = pass(50, [1]);
    assert.deepEqual([nowMs, reachedMs], [1200, 1000], "so far ahead, and no further");
    assert.deepEqual(pass(50), [2180, 2180], "goes on where it was, when the worker has come");
  });

  it("leaves out what the main thread was held up", () => {
    const { pace, pass, stall } = bench(1);
    pace.speed = 10;
    pass(50);
    stall(3000);
    assert.deepEqual(pass(50), [1000 + 200 + 980, 1000 + 200 + 980]);
  });
});
