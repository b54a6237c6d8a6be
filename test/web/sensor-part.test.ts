/** What the server tells of gas, power and cloud: on the real bundle, in virtual time. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Deeds } from "../../sim/deeds.ts";
import type { Tell } from "../../sim/web/hub.ts";
import type { Happening, Point } from "../../sim/web/news.ts";
import { followHappenings } from "../../sim/web/node/happenings-part.ts";
import { together } from "../../sim/web/node/part.ts";
import { SensorPart } from "../../sim/web/node/sensor-part.ts";
import { bandsOf } from "../../sim/web/page/panels/sensor/course.ts";
import { configWith, Rig, rigBoard } from "../bundle/rig.ts";

class Watched extends Rig {
  readonly points: Point[] = [];
  readonly happenings: Happening[] = [];
  readonly deeds = new Deeds(this);
  readonly part = new SensorPart(this.deeds);
  readonly stop: () => void;

  constructor(options: ConstructorParameters<typeof Rig>[0] = {}) {
    super(options);
    const tell: Tell = (kind, item) => {
      if (kind === "points") this.points.push(item as Point);
      if (kind === "happenings") this.happenings.push(item as Happening);
    };
    this.stop = together(this.part.follow(this, tell), followHappenings(this, tell));
  }

  happened(what: string): string[] {
    return this.happenings.filter((one) => one.what === what).map(({ text }) => text);
  }

  sensor() {
    return this.part.live({ stage: this, status: {} });
  }
}

/** Seconds at which the console told of a change, and to what. */
const changesOn = (site: Rig): [number, number][] =>
  site.node.console.flatMap(({ atMs, text }) => {
    const to = /^\d+\.\d gas \d -> (\d)$/.exec(text)?.[1];
    return to === undefined ? [] : [[atMs, Number(to)] as [number, number]];
  });

describe("the sensor as the page sees it", () => {
  it("has each change of the state at its very time, when nobody looks for hours between", (t) => {
    const site = new Watched();
    t.after(() => site.stop());
    site.warm();
    site.node.setLelPercent(25);
    // One step of the clock, in which a real second never passes: as at x10000.
    site.clock.runFor(600_000);
    site.node.setLelPercent(0);
    site.clock.runFor(600_000);
    const changes = changesOn(site);
    assert.deepEqual(
      changes.map(([, state]) => state),
      [1, 3, 1],
    );
    const bands = bandsOf(site.points, site.clock.nowMs);
    assert.deepEqual(
      bands.map(({ fromMs, state }) => [fromMs, state]),
      [[site.points[0]?.atMs, 0], ...changes],
      `points: ${JSON.stringify(site.points.slice(0, 5))}`,
    );
    assert.ok(
      site.points.some(({ trueLelPercent, lelPercent }) => trueLelPercent === 25 && lelPercent === 20),
      "gas and what the device makes of it, which ends at 10000 ppm, are points",
    );
    const times = site.points.map(({ atMs }) => atMs);
    assert.deepEqual(
      times,
      [...times].sort((a, b) => a - b),
    );
    assert.deepEqual(site.happened("gas"), ["1", "3", "1"]);
    assert.match(site.happened("event").join("\n"), /GasCheck_Event.*GasState 3/);
  });

  it("says of what it can't measure that it is more than the end of its range", (t) => {
    const site = new Watched();
    t.after(() => site.stop());
    site.warm();
    const read = (lelPercent: number) => {
      site.node.setLelPercent(lelPercent);
      site.clock.runFor(20_000);
      const { isOver, ppm } = site.sensor();
      return [isOver, ppm === 10_000];
    };
    assert.deepEqual(
      [read(15), read(30), read(15)],
      [
        [false, false],
        [true, true],
        [false, false],
      ],
    );
  });

  it("tells a board that is off as unknown, not as nothing", (t) => {
    const site = new Watched();
    t.after(() => site.stop());
    site.warm();
    const before = site.sensor();
    assert.equal(before.alarmLelPercent, 20);
    site.node.powerOff();
    const off = site.sensor();
    assert.deepEqual(
      [off.tag, off.ppm, off.lelPercent, off.isOver, off.gasState, off.alarmLelPercent],
      [null, null, null, null, null, 20],
      "what the set points were stands; all else is unknown",
    );
    assert.equal(site.points.at(-1)?.gasState, null);
    site.node.powerOn();
    site.clock.runFor(10_000);
    assert.equal(site.sensor().gasState, 0);
    assert.deepEqual(site.happened("power"), ["off", "on"]);
    site.node.board.pressReset();
    site.clock.runFor(1000);
    assert.deepEqual(site.happened("power"), ["off", "on", "pin", "on"]);
  });

  it("looks on and changes nothing: the same run without anybody looking", (t) => {
    const alone = new Rig();
    const site = new Watched();
    t.after(() => site.stop());
    const gas: readonly [untilS: number, lelPercent: number][] = [
      [250, 25],
      [400, 0],
      [600, 0],
    ];
    for (const [untilS, lelPercent] of gas) {
      alone.clock.runFor(untilS * 1000 - alone.clock.nowMs);
      while (site.clock.nowMs < untilS * 1000) {
        site.clock.runFor(100);
        site.sensor();
      }
      for (const one of [alone, site]) one.node.setLelPercent(lelPercent);
    }
    assert.ok(site.points.length >= 5, `${site.points.length} points`);
    assert.deepEqual(site.node.at, alone.node.at);
    assert.deepEqual(site.node.console, alone.node.console);
  });

  const heads: readonly [sensor: string, warning: number, alarm: number][] = [
    ["MQ-4", 5000, 10_000],
    ["MQ-2", 2100, 4200],
    ["MQ-135", 1000, 5000],
    ["MQ-135/alcohol", 100, 300],
    ["MQ-135/CO", 40, 250],
  ];
  for (const [sensor, warning, alarm] of heads) {
    it(`has the set points in force of ${sensor}, in its own gas`, (t) => {
      const site = new Watched({ config: configWith({ gas: { sensor } }) });
      t.after(() => site.stop());
      site.clock.runFor(1000);
      const { warningLelPercent, alarmLelPercent } = site.sensor();
      const ppm = (percent: number | null) =>
        Math.round(((percent ?? Number.NaN) * site.node.sensor.head.lelPpm) / 100);
      assert.deepEqual([ppm(warningLelPercent), ppm(alarmLelPercent)], [warning, alarm]);
    });
  }

  it("has the set points that the cloud has set", async (t) => {
    const site = new Watched(await rigBoard("esp32"));
    t.after(() => site.stop());
    site.warm();
    site.platform.propertySet(site.device, { WarningLevel: 4, AlarmLevel: 8 });
    site.waitFor("lower set points", () => site.sensor().alarmLelPercent === 8, 30);
    assert.equal(site.sensor().warningLelPercent, 4);
  });
});
