/** The plot's arithmetic: bands, windows, axes and marks from what came. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Happening, Point } from "../../sim/web/news.ts";
import { GasCourse } from "../../sim/web/node/gas-course.ts";
import {
  bandsOf,
  columnsOf,
  type Follow,
  followed,
  isPpmHead,
  lastUpTo,
  logFloor,
  moved,
  roundMost,
  type Scale,
  valuesRange,
  zoomed,
} from "../../sim/web/page/panels/sensor/course.ts";
import { markAt, marksOf } from "../../sim/web/page/panels/sensor/marks.ts";

const point = (atMs: number, gasState: number | null, trueGas = 0, read: number | null = null): Point => ({
  atMs,
  trueLelPercent: trueGas,
  lelPercent: read,
  gasState,
});

describe("bands of state", () => {
  const rows: readonly [what: string, states: readonly [number, number | null][], nowMs: number, bands: unknown[]][] = [
    ["no point, no band", [], 1000, []],
    ["the last state holds until now", [[0, 0]], 5000, [[0, 5000, 0]]],
    [
      "a state ends where the next begins, however far apart points are",
      [
        [0, 0],
        [1000, 0],
        [2_000_000, 1],
        [2_500_000, 3],
      ],
      3_000_000,
      [
        [0, 2_000_000, 0],
        [2_000_000, 2_500_000, 1],
        [2_500_000, 3_000_000, 3],
      ],
    ],
    [
      "off is a band of its own",
      [
        [0, 1],
        [10, null],
        [20, 0],
      ],
      30,
      [
        [0, 10, 1],
        [10, 20, null],
        [20, 30, 0],
      ],
    ],
    [
      "of two at the same time the later one counts",
      [
        [0, 1],
        [10, 2],
        [10, 3],
      ],
      20,
      [
        [0, 10, 1],
        [10, 20, 3],
      ],
    ],
  ];
  for (const [what, states, nowMs, bands] of rows) {
    it(what, () => {
      const found = bandsOf(
        states.map(([atMs, state]) => point(atMs, state)),
        nowMs,
      );
      assert.deepEqual(
        found.map(({ fromMs, toMs, state }) => [fromMs, toMs, state]),
        bands,
      );
    });
  }
});

describe("columns", () => {
  it("what is not known stays unknown, and what a logarithm can't show stands at its floor", () => {
    const columns = columnsOf([point(1000, 1, 0, null), point(2000, 1, 10, 20)], 500, 0.5);
    assert.deepEqual(columns, { atS: [1, 2], trueGas: [0.5, 5000], readGas: [null, 10_000] });
  });
});

describe("the window of time", () => {
  const rows: readonly [follow: Follow, firstMs: number, nowMs: number, speed: number, fromMs: number, toMs: number][] =
    [
      ["all", 0, 900_000, 1, 0, 900_000],
      ["all", 5000, 5000, 1, 5000, 6000],
      ["pace", 0, 900_000, 1, 600_000, 900_000],
      ["pace", 0, 900_000, 10, 300_000, 900_000],
      ["pace", 0, 900_000, 10_000, 0, 900_000],
      [60_000, 0, 900_000, 10_000, 840_000, 900_000],
      [60_000, 880_000, 900_000, 1, 880_000, 900_000],
    ];
  for (const [follow, firstMs, nowMs, speed, fromMs, toMs] of rows) {
    it(`follows ${follow} from ${firstMs} to ${nowMs} ms at x${speed}`, () => {
      assert.deepEqual(followed(follow, firstMs, nowMs, speed), { fromMs, toMs });
    });
  }
  const all = { fromMs: 0, toMs: 100_000 };
  const moves: readonly [what: string, range: { fromMs: number; toMs: number }, expected: [number, number]][] = [
    ["in about the middle", zoomed({ fromMs: 20_000, toMs: 60_000 }, 0.5, all), [30_000, 50_000]],
    ["out to all there is", zoomed({ fromMs: 20_000, toMs: 60_000 }, 100, all), [0, 100_000]],
    ["in to a second and no nearer", zoomed({ fromMs: 20_000, toMs: 21_000 }, 0.1, all), [20_000, 21_000]],
    ["later, and not past the end", moved({ fromMs: 70_000, toMs: 90_000 }, 1, all), [80_000, 100_000]],
    ["earlier, and not before the beginning", moved({ fromMs: 5000, toMs: 25_000 }, -0.5, all), [0, 20_000]],
  ];
  for (const [what, { fromMs, toMs }, expected] of moves) {
    it(`goes ${what}`, () => assert.deepEqual([fromMs, toMs], expected));
  }
});

describe("the axis of values", () => {
  const rows: readonly [
    what: string,
    scale: Scale,
    values: (number | null)[],
    levels: (number | null)[],
    perLel: number,
    range: [number, number],
  ][] = [
    ["nothing known yet", "auto", [], [null, null], 1, [0, 1]],
    ["the set points are in sight", "auto", [0, 1, null], [10, 20], 1, [0, 23]],
    ["so is the most gas", "auto", [80], [10, 20], 1, [0, 92]],
    ["all of the scale", "full", [12], [10, 20], 1, [0, 100]],
    ["in ppm", "full", [12], [5000, 10_000], 500, [0, 50_000]],
    ["more than all", "full", [200], [10, 20], 1, [0, 230]],
    ["a logarithm begins three decades below the alarm", "log", [0.5], [10, 20], 1, [0.01, 26.45]],
  ];
  for (const [what, scale, values, levels, perLel, range] of rows) {
    it(what, () => {
      const found = valuesRange(scale, values, levels, perLel);
      assert.deepEqual(
        found.map((one) => Number(one.toPrecision(6))),
        range,
      );
    });
  }
  it("a logarithm has a floor without set points, too", () => assert.equal(logFloor([null, null], 1), 0.1));
  it("ppm for what does harm long before it burns", () => {
    assert.deepEqual([20, 2, 0.2, null].map(isPpmHead), [false, false, true, false]);
  });
  it("the slider ends well over the alarm, at a round number", () => {
    assert.deepEqual([250, 50, 5000, 300].map(roundMost), [1000, 200, 20_000, 2000]);
  });
});

describe("marks in time", () => {
  const happening = (atMs: number, what: Happening["what"]): Happening => ({ atMs, what, text: `${what} ${atMs}` });
  const range = { fromMs: 0, toMs: 1000 };
  const list = [
    happening(-5, "event"),
    happening(100, "event"),
    happening(104, "fault"),
    happening(106, "event"),
    happening(400, "gas"),
    happening(500, "power"),
    happening(2000, "order"),
  ];
  it("one for all that are one on the screen; none for what is out of sight or has a band", () => {
    const marks = marksOf(list, range, 500, 20);
    assert.deepEqual(
      marks.map(({ x, letters, happenings }) => [x, letters, happenings.length]),
      [
        [50, "EF", 3],
        [250, "P", 1],
      ],
    );
    assert.equal(markAt(marks, 54, 8)?.letters, "EF");
    assert.equal(markAt(marks, 150, 8), undefined);
  });
});

describe("points worth telling", () => {
  it("a level part is told by its two ends and now and then; a change with the moment before it", () => {
    const told: number[] = [];
    const course = new GasCourse(({ atMs }) => told.push(atMs));
    for (let atMs = 0; atMs < 1500; atMs += 100) course.take(point(atMs, 1, 0, 0));
    assert.deepEqual(told, [0, 1000, 1100]);
    assert.equal(course.lastMs, 1400);
    course.take(point(1500, 1, 25, 0));
    assert.deepEqual(told, [0, 1000, 1100, 1400, 1500]);
  });
});

describe("the place in a row of times", () => {
  const rows: readonly [times: number[], at: number, place: number][] = [
    [[], 1, -1],
    [[1, 2, 3], 0.5, -1],
    [[1, 2, 3], 2, 1],
    [[1, 2, 2, 3], 2.5, 2],
    [[1, 2, 3], 9, 2],
  ];
  for (const [times, at, place] of rows) it(`of ${at} in ${times}`, () => assert.equal(lastUpTo(times, at), place));
});
