/** Decisions and deliveries of a fleet: which belongs to which, what is lost, and how long it took. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { EventRecord } from "../../sim/cloud/records.ts";
import { Histogram } from "../../sim/fleet/histogram.ts";
import { arrivalOf, type DecisionKind, Ledger } from "../../sim/fleet/ledger.ts";

const LOST_AFTER_S = 600;

/** `decided 0 alarm 10`: node, kind, second; `came` besides the event's own second, `-` for none; `look`: the time. */
function play(lines: readonly string[]): Ledger {
  const ledger = new Ledger(LOST_AFTER_S * 1000);
  for (const line of lines) {
    const [what, node, kind, at, own = at] = line.split(" ") as [string, string, DecisionKind, string, string?];
    const atMs = Number(at) * 1000;
    if (what === "look") ledger.look(Number(node) * 1000);
    else if (what === "decided") ledger.decided({ node: Number(node), kind, atMs });
    else ledger.arrived({ node: Number(node), kind, atMs, ownMs: own === "-" ? undefined : Number(own) * 1000 });
  }
  return ledger;
}

interface Row {
  readonly what: string;
  readonly lines: readonly string[];
  /** Delivered, waiting, lost, late, invented. */
  readonly comes: readonly [delivered: number, waiting: number, lost: number, late: number, invented: number];
}

const ROWS: readonly Row[] = [
  { what: "one that came", lines: ["decided 0 alarm 10", "came 0 alarm 11 10"], comes: [1, 0, 0, 0, 0] },
  {
    what: "the event before the decision",
    lines: ["came 0 alarm 11 10", "decided 0 alarm 10"],
    comes: [1, 0, 0, 0, 0],
  },
  { what: "another node's", lines: ["decided 0 alarm 10", "came 1 alarm 11 10"], comes: [0, 1, 0, 0, 1] },
  { what: "the end, not the alarm", lines: ["decided 0 alarm 10", "came 0 end 11 10"], comes: [0, 1, 0, 0, 1] },
  { what: "of another time", lines: ["decided 0 alarm 10", "came 0 alarm 300 290"], comes: [0, 1, 0, 0, 1] },
  { what: "without a time of its own", lines: ["decided 0 alarm 10", "came 0 alarm 300 -"], comes: [1, 0, 0, 0, 0] },
  {
    what: "two of one node, the second first",
    lines: ["decided 0 alarm 10", "decided 0 alarm 200", "came 0 alarm 201 200", "came 0 alarm 202 10"],
    comes: [2, 0, 0, 0, 0],
  },
  {
    what: "one of two lost",
    lines: ["decided 0 alarm 10", "decided 0 alarm 200", "came 0 alarm 201 200", "look 611"],
    comes: [1, 0, 1, 0, 0],
  },
  { what: "not yet overdue", lines: ["decided 0 alarm 10", "look 610"], comes: [0, 1, 0, 0, 0] },
  { what: "overdue", lines: ["decided 0 alarm 10", "look 611", "look 700"], comes: [0, 0, 1, 0, 0] },
  {
    what: "come after all",
    lines: ["decided 0 end 10", "look 700", "came 0 end 701 10", "look 2000"],
    comes: [1, 0, 0, 1, 0],
  },
  {
    what: "twice the same",
    lines: ["decided 0 alarm 10", "came 0 alarm 11 10", "came 0 alarm 12 10"],
    comes: [1, 0, 0, 0, 1],
  },
];

describe("the ledger", () => {
  for (const { what, lines, comes } of ROWS) {
    it(what, () => {
      const ledger = play(lines);
      const counts = [ledger.counts("alarm"), ledger.counts("end")];
      const sum = (name: "delivered" | "lost") => counts.reduce((total, one) => total + one[name], 0);
      assert.deepEqual([sum("delivered"), ledger.waiting, sum("lost"), ledger.late, ledger.invented], comes);
      assert.equal(ledger.latency.spread.count, comes[0], "each delivery has its latency");
    });
  }

  it("tells what it gives up, once, and what of that comes after all", () => {
    const ledger = play(["decided 3 alarm 10", "decided 4 alarm 20"]);
    const toldOf = (nowS: number) => ledger.look(nowS * 1000).map(({ node }) => node);
    assert.deepEqual([toldOf(615), toldOf(625), toldOf(635)], [[3], [4], []]);
    assert.equal(ledger.arrived({ node: 3, kind: "alarm", atMs: 640_000, ownMs: 10_000 })?.node, 3);
  });
});

describe("what an event of the platform tells", () => {
  const event = (outputs: EventRecord["outputs"], name = "GasCheck_Event"): EventRecord => {
    return { device: "D0001&a1", name, id: "1", outputs, timeMs: 1000_000, receivedMs: 1000_500, copies: 1 };
  };
  const rows: readonly (readonly [what: string, event: EventRecord, kind: DecisionKind | undefined])[] = [
    ["an alarm", event({ GasState: 3, OverRange: 0 }), "alarm"],
    ["an alarm beyond the range", event({ GasState: 3, OverRange: 1 }), "alarm"],
    ["its end", event({ GasState: 1, OverRange: 0 }), "end"],
    ["its end while there is less gas", event({ GasState: 2, OverRange: 0 }), "end"],
    ["gas beyond the range", event({ GasState: 2, OverRange: 1 }), undefined],
    ["a fault", event({ FaultCode: 1, FaultState: 1 }, "GasFault_Event"), undefined],
  ];
  for (const [what, record, kind] of rows) {
    it(what, () => {
      const arrival = arrivalOf(record, 0, 900_000);
      assert.equal(arrival?.kind, kind);
      if (arrival) assert.deepEqual([arrival.ownMs, arrival.atMs], [100_000, 100_500]);
    });
  }

  it("no time of its own where the platform took its own", () => {
    const record = { ...event({ GasState: 3 }), timeMs: 1000_500 };
    assert.equal(arrivalOf(record, 0, 900_000)?.ownMs, undefined);
  });
});

describe("the histogram", () => {
  it("has the rows between the first and the last that came, and all counts", () => {
    const histogram = new Histogram();
    assert.equal(histogram.rows.length, 0);
    for (const ms of [600, 999, 1000, 7000, 7000]) histogram.add(ms);
    assert.deepEqual(histogram.rows, [
      { belowS: 1, count: 2 },
      { belowS: 2, count: 1 },
      { belowS: 5, count: 0 },
      { belowS: 10, count: 2 },
    ]);
    histogram.add(1e12);
    assert.equal(histogram.rows.at(-1)?.count, 1, "what is longer than all stands in the last");
  });

  it("tells quantiles within 5 %", () => {
    const histogram = new Histogram();
    for (let ms = 1; ms <= 10_000; ms++) histogram.add(ms);
    const { p50Ms, p95Ms, p99Ms, maxMs, count } = histogram.spread;
    for (const [is, wanted] of [
      [p50Ms, 5000],
      [p95Ms, 9500],
      [p99Ms, 9900],
    ] as const)
      assert.ok(is >= wanted && is <= wanted * 1.06, `${is}, not ${wanted}`);
    assert.deepEqual([maxMs, count], [10_000, 10_000]);
  });
});
