/** Properties: all of them every interval, between that what is worth a message. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Properties } from "../../src/cloud/cloud.ts";
import { changesOf, newOf } from "../../src/cloud/report.ts";
import { INTERVAL_MS, OutboxBench } from "./cloud-bench.ts";

const TOLD: Properties = { PowerSwitch: 0, GasState: 1, GasConcentration: 100, GasLel: 5, SignalStrength: -67 };
const ROWS: readonly (readonly [name: string, changed: Properties, changes: object | undefined])[] = [
  ["nothing", {}, undefined],
  ["the switch", { PowerSwitch: 1 }, { PowerSwitch: 1 }],
  ["a setting", { ReportInterval: 60 }, { ReportInterval: 60 }],
  ["set points", { WarningLevel: 5, AlarmLevel: 8 }, { WarningLevel: 5, AlarmLevel: 8 }],
  ["the state", { GasState: 2 }, { GasState: 2 }],
  ["the level by less than 2 %LEL", { GasLel: 6.9, GasConcentration: 3450 }, undefined],
  ["the level by 2 %LEL", { GasLel: 7, GasConcentration: 3500 }, { GasLel: 7, GasConcentration: 3500 }],
  ["the level downwards", { GasLel: 3, GasConcentration: 1500 }, { GasLel: 3, GasConcentration: 1500 }],
  ["the signal is not worth one", { SignalStrength: -100 }, undefined],
  ["a fault", { GasState: 4, GasLel: undefined, GasConcentration: undefined }, { GasState: 4 }],
  ["two at once", { PowerSwitch: 1, GasState: 3 }, { PowerSwitch: 1, GasState: 3 }],
];
for (const [name, changed, changes] of ROWS) {
  test(`worth a message: ${name}`, () => {
    const got = changesOf({ ...TOLD, ...changed }, TOLD);
    assert.deepEqual(got, changes, `${JSON.stringify(changed)} gave ${JSON.stringify(got)}`);
  });
}

test("what was never told is told", () => {
  assert.deepEqual(changesOf(TOLD, {}), { PowerSwitch: 0, GasState: 1, GasLel: 5, GasConcentration: 100 });
});

const paramsOf = (payload: string | undefined) => (payload ? JSON.parse(payload).params : undefined);

test("every interval a report, and none between without a change", () => {
  const bench = new OutboxBench().run(1);
  bench.take();
  bench.run(INTERVAL_MS / 1000 - 1);
  assert.deepEqual(bench.take(), [], "nothing changed");
  bench.run(1);
  assert.deepEqual(paramsOf(bench.payloads[0]), { GasState: 1 });
  bench.take();
  assert.deepEqual(bench.run(INTERVAL_MS / 1000 - 1).take(), []);
});

test("another interval counts from the last report on, at once", () => {
  const bench = new OutboxBench().run(60);
  bench.take();
  bench.pace.reportMs = 10_000;
  bench.run(1);
  assert.equal(bench.payloads.length, 1, "it is due since 50 s");
  bench.take();
  bench.run(20);
  assert.equal(bench.payloads.length, 2);
  bench.take();
  bench.pace.reportMs = INTERVAL_MS;
  assert.deepEqual(bench.run(INTERVAL_MS / 1000 - 1).take(), []);
  bench.run(1);
  assert.equal(bench.payloads.length, 1);
});

test("a change is told once, and only when the broker has it", () => {
  const bench = new OutboxBench().run(1);
  bench.take();
  bench.isPrompt = false;
  bench.values = { ...bench.values, PowerSwitch: 1 };
  bench.run(1);
  bench.finish("timeout");
  bench.run(1);
  bench.finish("");
  bench.run(5);
  assert.deepEqual(bench.payloads.map(paramsOf), [{ PowerSwitch: 1 }, { PowerSwitch: 1 }]);
});

test("a change under way when the report is due does not stand for it", () => {
  const bench = new OutboxBench().run(1);
  bench.run(INTERVAL_MS / 1000 - 2);
  bench.take();
  bench.isPrompt = false;
  bench.values = { ...bench.values, PowerSwitch: 1 };
  bench.pump();
  bench.clock.advance(3000);
  bench.finish("");
  bench.isPrompt = true;
  bench.run(2);
  const reports = bench.payloads.map(paramsOf).filter(({ GasState }) => GasState === 1);
  assert.equal(reports.length, 1, `the report of this interval is missing: ${bench.payloads.join("\n")}`);
});

test("a new session starts with a whole report", () => {
  const bench = new OutboxBench().run(1);
  bench.take();
  bench.outbox.online();
  bench.run(1);
  assert.equal(Object.keys(paramsOf(bench.payloads[0])).length, 5);
});

test("a report of what is new: what the cloud has been told is left out, the state never", () => {
  const told: Properties = { GasState: 1, RunHours: 7, SignalStrength: -71 };
  const rows: readonly (readonly [values: Properties, wanted: Properties])[] = [
    [{ ...told }, { GasState: 1 }],
    [
      { ...told, RunHours: 8 },
      { GasState: 1, RunHours: 8 },
    ],
    [
      { ...told, GasLel: 0.2 },
      { GasState: 1, GasLel: 0.2 },
    ],
    [
      { ...told, SignalStrength: undefined },
      { GasState: 1, SignalStrength: undefined },
    ],
  ];
  for (const [values, wanted] of rows) assert.deepEqual(newOf(values, told), wanted);
});
