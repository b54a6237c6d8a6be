/** A value that the cloud gives, held against the thing model's rule for it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { readValue } from "../../src/cloud/aliyun/values.ts";
import type { Outcome, Outputs, Properties } from "../../src/cloud/cloud.ts";
import { INPUTS, SETTABLE } from "../../src/cloud/model.ts";
import { openAliyun, THING } from "./cloud-bench.ts";

const RULES = "Count|0|-5|10;Level|1|0.5|20;Valve|2|0|1;Mode|3|0|7|-1;Note|4|5";

type Row = readonly [name: string, given: unknown, code: number, value?: number | string];
const ROWS: readonly Row[] = [
  ["Count", 10, 200, 10],
  ["Count", -5, 200, -5],
  ["Count", "7", 200, 7],
  ["Count", "-5", 200, -5],
  ["Count", "7.0", 200, 7],
  ["Count", 11, 6306],
  ["Count", -6, 6306],
  ["Count", 7.5, 6306],
  ["Count", "7.5", 6306],
  ["Count", "07", 6306],
  ["Count", "-07", 6306],
  ["Count", "0x7", 6306],
  ["Count", "7e0", 6306],
  ["Count", "7 ", 6306],
  ["Count", "7-", 6306],
  ["Count", "--7", 6306],
  ["Count", "", 6306],
  ["Count", "-", 6306],
  ["Count", "Infinity", 6306],
  ["Count", Number.NaN, 6306],
  ["Count", true, 6306],
  ["Count", null, 6306],
  ["Count", undefined, 6306],
  ["Count", [7], 6306],
  ["Count", { toString: 1 }, 6306],
  ["Level", 0.5, 200, 0.5],
  ["Level", 20, 200, 20],
  ["Level", "8.25", 200, 8.25],
  ["Level", ".75", 200, 0.75],
  ["Level", "0.75", 200, 0.75],
  ["Level", "00.75", 6307],
  ["Level", "1.2.3", 6307],
  ["Level", ".", 6307],
  ["Level", 0.49, 6307],
  ["Level", 20.01, 6307],
  ["Level", 1 / 0, 6307],
  ["Valve", 1, 200, 1],
  ["Valve", "0", 200, 0],
  ["Valve", 2, 6308],
  ["Valve", "1.0", 6308],
  ["Valve", true, 6308],
  ["Valve", null, 6308],
  ["Mode", 7, 200, 7],
  ["Mode", "-1", 200, -1],
  ["Mode", 1, 6309],
  ["Mode", "7|-1", 6309],
  ["Mode", "fast", 6309],
  ["Note", "", 200, ""],
  ["Note", "12345", 200, "12345"],
  ["Note", "123456", 6310],
  ["Note", 12345, 6310],
  ["Note", null, 6310],
  ["Colour", 1, 6320],
  ["Count|0", 1, 6320],
  ["ount", 1, 6320],
  ["", 1, 6320],
  ["toString", 1, 6320],
];
for (const [name, given, code, value] of ROWS) {
  const shown = Number.isNaN(given) ? "NaN" : JSON.stringify(given);
  test(`${name || "no name"}, given ${shown}: ${code}`, () => {
    const got = readValue(RULES, name, given);
    assert.equal(got.code, code, `value ${String(got.value)}`);
    if (code === 200) assert.equal(got.value, value);
  });
}

type Whole = readonly [name: string, low: number, high: number, code: number];
const OWN: readonly Whole[] = [
  ["ReportInterval", 10, 300, 6306],
  ["WarningLevel", 1, 10, 6307],
  ["AlarmLevel", 2, 20, 6307],
];
for (const [name, low, high, code] of OWN) {
  test(`the product's ${name}: ${low} to ${high}`, () => {
    const codes = [low, high, low - 0.1, high + 0.1, `${low}`].map((given) => readValue(SETTABLE, name, given).code);
    assert.deepEqual(codes, [200, 200, code, code, 200]);
  });
}
test("the product's only input", () => {
  const codes = [0, 1_000_000, -1, 1_000_001, "5000"].map((given) => readValue(INPUTS, "Calibrate.Ppm", given).code);
  assert.deepEqual(codes, [200, 200, 6307, 6307, 200]);
});

const SET = `${THING}service/property/set`;
const set = (params: string) => openAliyun().receive(SET, `{"id":"7","params":${params}}`, 0);
const call = (params: string) => openAliyun().receive(`${THING}service/Calibrate`, `{"id":"7","params":${params}}`, 0);
const SETS: readonly (readonly [params: string, code: number])[] = [
  ['{"PowerSwitch":1}', 200],
  ['{"PowerSwitch":2}', 6308],
  ['{"ReportInterval":60}', 200],
  ['{"PowerSwitch":1,"AlarmLevel":5}', 200],
  ['{"PowerSwitch":1,"AlarmLevel":"x"}', 6307],
  ['{"GasState":1}', 6320],
];
for (const [params, code] of SETS) test(`set ${params}: ${code}`, () => assert.equal(set(params).code, code));

const CALLS: readonly (readonly [params: string, code: number])[] = [
  ['{"Ppm":5000}', 200],
  ['{"Ppm":"much"}', 6307],
  ['{"Ppm":-1}', 6307],
  ['{"ppm":5000}', 460],
  ["[]", 460],
];
for (const [params, code] of CALLS)
  test(`Calibrate with ${params}: ${code}`, () => assert.equal(call(params).code, code));

test("all of a set is taken, or nothing", () => {
  assert.deepEqual(set('{"WarningLevel":"4.5","AlarmLevel":8,"PowerSwitch":"0"}'), {
    kind: "set",
    id: "7",
    code: 200,
    values: { WarningLevel: 4.5, AlarmLevel: 8, PowerSwitch: 0 },
  });
  assert.deepEqual(set('{"WarningLevel":4.5,"AlarmLevel":80}'), { kind: "set", id: "7", code: 6307, values: {} });
  assert.deepEqual(set('{"AlarmLevel":80,"WarningLevel":4.5}'), { kind: "set", id: "7", code: 6307, values: {} });
});

test("settable floats are written with their point", () => {
  const { payload } = openAliyun().properties({ ReportInterval: 60, WarningLevel: 5, AlarmLevel: 12.5 });
  assert.match(payload, /"params":\{"ReportInterval":60,"WarningLevel":5\.0,"AlarmLevel":12\.5\}/);
});

test("a name or a value that the model does not have is none of the firmware's: the types say so", () => {
  // @ts-expect-error GasStat is no property
  const name: Properties = { GasStat: 1 };
  // @ts-expect-error there is no state 5
  const state: Properties = { GasState: 5 };
  // @ts-expect-error a bool is 0 or 1
  const bool: Properties = { PowerSwitch: 2 };
  // @ts-expect-error ResetCause is a text
  const text: Properties = { ResetCause: 1 };
  // @ts-expect-error SelfTest has one output, and this is another's
  const output: Outputs<"SelfTest"> = { R0Ohm: 1 };
  // @ts-expect-error there is no such output at all
  const outcome: Outcome = { code: 200, values: { Resistance: 1 } };
  assert.equal([name, state, bool, text, output, outcome].length, 6);
});
