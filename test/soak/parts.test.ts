/** The parts of a soak: its schedule, what it finds lost or wrong, and which findings it lets count. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULT_EPOCH_MS } from "../../sim/modem/options.ts";
import { Ledger } from "../faults/check.ts";
import type { Seen } from "../faults/observation.ts";
import { Deliveries, spreadOf } from "./deliveries.ts";
import { Dice, YEAR_MS } from "./dice.ts";
import { RATES } from "./rates.ts";
import { scheduleOf } from "./schedule.ts";
import { dateText } from "./story.ts";
import { Strains } from "./strains.ts";

const AT_MS = 1_000_000;

function publish(id: string, gasState: number, atMs: number | undefined): Seen {
  const time = atMs === undefined ? {} : { time: DEFAULT_EPOCH_MS + atMs };
  const body = { id, params: { value: { GasState: gasState }, ...time } };
  const text = JSON.stringify(body).replaceAll('"', "\\22");
  return { kind: "sent", text: `AT+MPUB="/sys/p/d/thing/event/GasCheck_Event/post",1,0,"${text}"` };
}

const decided: Seen = { kind: "console", text: "12.3 gas 1 -> 3" };
const cleared: Seen = { kind: "console", text: "12.3 gas 3 -> 1" };
const taken = (id: string): Seen => ({ kind: "accepted", id });

/** Seconds behind the first moment, and what was seen then; at the end nothing waits. */
function findingsOf(seen: readonly (readonly [number, Seen])[], strain = false): string[] {
  const ledger = new Ledger();
  const strains = new Strains(ledger);
  const deliveries = new Deliveries(ledger, strains, { isOnline: () => true, epochMs: () => DEFAULT_EPOCH_MS });
  if (strain) strains.add(["event-time"]);
  for (const [atS, one] of seen) deliveries.see({ ...one, atMs: AT_MS + 1000 * atS });
  deliveries.atRest(AT_MS + 1_000_000);
  return ledger.findings.map(({ check }) => check);
}

for (const [what, seen, expected] of [
  [
    "decided, sent, taken",
    [
      [0, decided],
      [1, publish("1", 3, AT_MS)],
      [2, taken("1")],
    ],
    [],
  ],
  [
    "sent again before and behind its taking",
    [
      [0, decided],
      [1, publish("1", 3, AT_MS)],
      [2, publish("1", 3, AT_MS)],
      [3, taken("1")],
      [4, publish("1", 3, AT_MS)],
    ],
    [],
  ],
  ["decided, and nothing more", [[0, decided]], ["alarm-lost"]],
  [
    "sent and not taken",
    [
      [0, decided],
      [1, publish("1", 3, AT_MS)],
    ],
    ["alarm-lost"],
  ],
  [
    "one of two is lost",
    [
      [0, decided],
      [1, cleared],
      [2, publish("2", 1, AT_MS + 1000)],
      [3, taken("2")],
    ],
    ["alarm-lost"],
  ],
  [
    "the time of another moment",
    [
      [0, decided],
      [1, publish("1", 3, AT_MS - 60_000)],
      [2, taken("1")],
    ],
    ["event-time", "alarm-lost"],
  ],
  [
    "refused for its time, and told anew",
    [
      [0, decided],
      [1, publish("1", 3, AT_MS)],
      [
        2,
        {
          kind: "heard",
          text: '+MSUB: "/sys/p/d/thing/event/GasCheck_Event/post_reply",9 byte,{"id":"0001","code":460}',
        },
      ],
      [3, publish("2", 3, undefined)],
      [4, taken("2")],
    ],
    [],
  ],
  [
    "torn while it was written",
    [
      [0, decided],
      [0, { kind: "stop", cause: "power-cut" }],
    ],
    [],
  ],
  [
    "torn, and whole all the same",
    [
      [0, decided],
      [0, { kind: "stop", cause: "power-cut" }],
      [9, publish("1", 3, AT_MS)],
      [10, taken("1")],
    ],
    [],
  ],
  [
    "a power cut later tears nothing",
    [
      [0, decided],
      [1, { kind: "stop", cause: "power-cut" }],
    ],
    ["alarm-lost"],
  ],
] as const satisfies readonly (readonly [string, readonly (readonly [number, Seen])[], readonly string[]])[]) {
  test(`deliveries: ${what}`, () => assert.deepEqual(findingsOf(seen), expected));
}

test("deliveries: while the network's clock is wrong, an event without a fitting time is the oldest that waits", () => {
  const seen = [
    [0, decided],
    [1, publish("1", 3, AT_MS - 3_600_000)],
    [2, taken("1")],
  ] as const;
  assert.deepEqual(findingsOf(seen, true), []);
});

test("strains: a finding counts again once the world was at rest, an ignored one never", () => {
  const ledger = new Ledger();
  const strains = new Strains(ledger, ["bounds"]);
  strains.add(["no-secret"]);
  ledger.report("no-secret", 1, "strained");
  ledger.report("bounds", 2, "ignored");
  ledger.report("watchdog", 3, "counts");
  strains.clear();
  ledger.report("no-secret", 4, "counts again");
  ledger.report("bounds", 5, "still ignored");
  assert.deepEqual(
    ledger.findings.map(({ atMs }) => atMs),
    [3, 4],
  );
});

test("the schedule: by the seed, in the order of time, each incident about as often as its rate says", () => {
  const seeds = Array.from({ length: 20 }, (_, i) => i + 1);
  const years = seeds.map((seed) => scheduleOf(seed));
  assert.deepEqual(scheduleOf(7), years[6]);
  assert.notDeepEqual(years[0], years[1]);
  for (const year of years) {
    assert.ok(year.every(({ atMs }, i) => atMs >= (year[i - 1]?.atMs ?? 0) && atMs < YEAR_MS));
    assert.deepEqual(
      year.map(({ number }) => number),
      year.map((_, i) => i + 1),
    );
  }
  const perYear = (what: string): number => years.flat().filter((one) => one.what === what).length / years.length;
  for (const what of new Set(RATES.map((rate) => rate.what))) {
    const wanted = RATES.filter((rate) => rate.what === what).reduce((sum, rate) => sum + rate.perYear, 0);
    const off = Math.abs(perYear(what) - wanted);
    assert.ok(off <= 5 * Math.sqrt(wanted / years.length), `${what}: ${perYear(what)} a year, ${wanted} wanted`);
  }
});

test("dice: spans stay within their bounds, waits have the mean of their rate", () => {
  const dice = new Dice(1);
  const spans = Array.from({ length: 1000 }, () => dice.spanMs(2, 900));
  assert.ok(Math.min(...spans) >= 2000 && Math.max(...spans) <= 900_000);
  const waits = Array.from({ length: 4000 }, () => dice.waitMs(52));
  const mean = waits.reduce((sum, wait) => sum + wait, 0) / waits.length;
  assert.ok(Math.abs(mean / (YEAR_MS / 52) - 1) < 0.1);
});

test("figures: shares of a list, and of an empty one", () => {
  assert.deepEqual(spreadOf([30, 10, 20]), { count: 3, p50Ms: 20, p95Ms: 30, maxMs: 30 });
  assert.deepEqual(spreadOf([]), { count: 0, p50Ms: 0, p95Ms: 0, maxMs: 0 });
  assert.equal(dateText(86_400_000 * 12 + 3 * 3_600_000 + 4 * 60_000 + 5678), "d12 03:04:05");
});
