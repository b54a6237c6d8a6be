/** What the faults panel finds and shows: by words, by places, in both languages. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ALL_FAULTS } from "../../sim/faults.ts";
import { parseScenario, ScenarioError } from "../../sim/scenario.ts";
import { SENSOR_FAULTS } from "../../sim/sensor/faults.ts";
import { GAS_PROFILES } from "../../sim/sensor/gas-profiles.ts";
import { faultInfos } from "../../sim/web/node/faults-part.ts";
import { baseName, fits, offsetOf, placeIn, withFieldsLineEnds } from "../../sim/web/page/panels/faults/find.ts";
import { WHAT_ZH } from "../../sim/web/page/panels/what-zh-table.ts";

describe("the catalogue on the page", () => {
  it("has every fault where network and cloud are in this process, and else those that can strike", () => {
    assert.deepEqual(
      faultInfos(true).map(({ name }) => name),
      Object.keys(ALL_FAULTS),
    );
    const groups = new Set(faultInfos(false).map(({ group }) => group));
    assert.deepEqual([...groups].sort(), ["input", "modem", "site"]);
  });
  it("is told in Chinese, too, with nothing left over", () => {
    const names = [ALL_FAULTS, SENSOR_FAULTS, GAS_PROFILES].flatMap((table) => Object.keys(table));
    assert.deepEqual(Object.keys(WHAT_ZH).sort(), names.sort());
  });

  const rows: readonly [typed: string, first: string | undefined][] = [
    ["", "mute"],
    ["PUBACK late", "pubackLate"],
    ["swallowed suback", "subackSwallowed"],
    ["cloud dns", "dnsFails"],
    ["5160", "refusedOnce"],
    ["断线", "sensorOpen"],
    ["nothing of the kind", undefined],
  ];
  for (const [typed, first] of rows) {
    it(`finds ${first ?? "none"} by "${typed}"`, () => {
      const found = faultInfos(true).find((fault) => fits(fault, typed, WHAT_ZH[fault.name]));
      assert.equal(found?.name, first);
    });
  }
  it("knows a fault by its name without the kind", () => {
    assert.deepEqual(["mute", "cmeForOk:30", ""].map(baseName), ["mute", "cmeForOk", ""]);
  });
});

describe("the place of a problem", () => {
  const rows: readonly [what: string, script: string, at: string][] = [
    ["a word too many", '[\n  { "note": "x" },\n  { "gasLel": 3 }\n]', '"gasLel"'],
    ["no JSON", '[\n  { "note": }\n]', "}"],
    ["a value", '[{"note":"x"},\r\n {"gasLelPercent":-1}]', '"gasLelPercent"'],
  ];
  for (const [what, script, at] of rows) {
    it(`is where the problem is: ${what}`, () => {
      const problem = problemOf(script);
      const place = placeIn(problem);
      assert.ok(place, problem);
      assert.equal(script.slice(offsetOf(script, place)).slice(0, at.length), at, problem);
    });
  }
  for (const end of ["\r\n", "\r"]) {
    it(`is the same with line ends ${JSON.stringify(end)}, of which a text field makes its own`, () => {
      const shown = '[\n{"note":"x"},\n{"note":"x"},\n{"note":"x"},\n {"gasLel":3}\n]';
      assert.equal(withFieldsLineEnds(shown.replaceAll("\n", end)), shown);
    });
  }
  it("is none where none is named", () => assert.equal(placeIn("and 3 more"), undefined));
});

function problemOf(script: string): string {
  try {
    parseScenario(script);
  } catch (error) {
    if (error instanceof ScenarioError) return error.problems[0] ?? "";
  }
  return "no problem";
}
