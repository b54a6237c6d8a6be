/** Forms from the thing model: which there are, what is typed in them, and how values are written. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type DataSpec, GAS_MODEL } from "../../sim/cloud/thing-model.ts";
import {
  meaningOf,
  paramsOf,
  parsed,
  serviceForms,
  settableFields,
  valueText,
} from "../../sim/web/page/panels/cloud/fields.ts";

const BOOL: DataSpec = { type: "bool", values: { 0: "open", 1: "closed" } };
const ENUM: DataSpec = { type: "enum", values: { 0: "warming", 3: "alarm" } };
const INT: DataSpec = { type: "int", min: 10, max: 300 };
const FLOAT: DataSpec = { type: "float", min: -1, max: 20 };
const TEXT: DataSpec = { type: "text", maxChars: 5 };

describe("from the product's own model", () => {
  test("what may be set, and nothing else", () => {
    const fields = settableFields(GAS_MODEL).map(({ name, spec }) => `${name} ${spec.type} ${spec.unit ?? ""}`.trim());
    assert.deepEqual(fields, [
      "PowerSwitch bool",
      "ReportInterval int s",
      "WarningLevel float %LEL",
      "AlarmLevel float %LEL",
    ]);
  });

  test("services with their inputs", () => {
    const forms = serviceForms(GAS_MODEL).map(({ name, inputs }) => [name, ...inputs.map((one) => one.name)].join(" "));
    assert.deepEqual(forms, ["Calibrate Ppm", "SelfTest", "Silence", "Acknowledge", "Reboot", "GetDiagnostics"]);
  });

  test("ranges, meanings and the console's names come with it", () => {
    const [power, interval] = settableFields(GAS_MODEL);
    assert.deepEqual(power?.spec.values, { 0: "open", 1: "closed" });
    assert.deepEqual(
      [interval?.spec.min, interval?.spec.max, interval?.spec.step, interval?.spec.title],
      [10, 300, 1, "上报间隔"],
    );
  });
});

describe("what is typed", () => {
  const rows: readonly (readonly [spec: DataSpec, typed: string, gives: number | string | { problem: string }])[] = [
    [BOOL, "1", 1],
    [BOOL, "2", { problem: "choice" }],
    [BOOL, "", { problem: "missing" }],
    [ENUM, "3", 3],
    [ENUM, "2", { problem: "choice" }],
    [INT, "10", 10],
    [INT, " 300 ", 300],
    [INT, "9", { problem: "low 10" }],
    [INT, "301", { problem: "high 300" }],
    [INT, "12.5", { problem: "integer" }],
    [INT, "1e2", { problem: "number" }],
    [INT, "0x1f", { problem: "number" }],
    [FLOAT, "5", 5],
    [FLOAT, "5.25", 5.25],
    [FLOAT, "5,25", 5.25],
    [FLOAT, ".5", 0.5],
    [FLOAT, "-1", -1],
    [FLOAT, "-1.1", { problem: "low -1" }],
    [FLOAT, "Infinity", { problem: "number" }],
    [FLOAT, "much", { problem: "number" }],
    [TEXT, "", ""],
    [TEXT, " a ", " a "],
    [TEXT, "123456", { problem: "long 5" }],
  ];
  for (const [spec, typed, gives] of rows) {
    test(`${spec.type} ${JSON.stringify(typed)}`, () => {
      const one = parsed(spec, typed);
      const seen =
        "value" in one
          ? one.value
          : { problem: [one.problem.what, one.problem.limit].filter((x) => x !== undefined).join(" ") };
      assert.deepEqual(seen, gives);
    });
  }

  test("of a service what is empty is left out, and the first problem counts", () => {
    const fields = [
      { name: "Ppm", spec: FLOAT },
      { name: "Note", spec: TEXT },
      { name: "Times", spec: INT },
    ];
    assert.deepEqual(paramsOf(fields, { Ppm: "5", Note: "" }), { params: { Ppm: 5 } });
    assert.deepEqual(paramsOf(fields, {}), { params: {} });
    assert.deepEqual(paramsOf(fields, { Ppm: "99", Times: "x" }), {
      field: "Ppm",
      problem: { what: "high", limit: 20 },
    });
  });
});

describe("how values are written", () => {
  const rows: readonly (readonly [spec: DataSpec | undefined, value: unknown, text: string])[] = [
    [FLOAT, 5, "5.0"],
    [FLOAT, -1, "-1.0"],
    [FLOAT, 0.03, "0.03"],
    [FLOAT, 1e21, "1e+21"],
    [INT, 5, "5"],
    [TEXT, "power-on", "power-on"],
    [undefined, { a: 1 }, '{"a":1}'],
    [undefined, null, "null"],
    [undefined, undefined, ""],
  ];
  for (const [spec, value, text] of rows)
    test(`${spec?.type ?? "unknown"} ${JSON.stringify(value)}`, () => assert.equal(valueText(spec, value), text));

  test("meanings of enum and bool", () => {
    assert.deepEqual(
      [meaningOf(ENUM, 3), meaningOf(BOOL, 0), meaningOf(ENUM, 9), meaningOf(FLOAT, 3)],
      ["alarm", "open", undefined, undefined],
    );
  });
});
