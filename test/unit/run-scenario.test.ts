/** Scenario files: what is wrong with one is said before anything runs, and every example is sound. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { parseScenario, ScenarioError } from "../../sim/scenario.ts";

const FOLDER = new URL("../../scenarios/", import.meta.url);

const WRONG: readonly [source: string, says: RegExp][] = [
  ["", /no JSON/],
  ["[", /no JSON/],
  ["{}", /a list of steps/],
  ["[]", /a list of steps/],
  ['["g"]', /step 1: must be an object/],
  ["[{}]", /step 1: names none of wait, expect/],
  ['[{"gasPercent": 5}]', /step 1: unknown step "gasPercent"; there are wait, expect, gasLelPercent/],
  ['[{"sleepS": 1}, {"gasLelPercent": "much"}]', /step 2: gasLelPercent must be a number from 0 to 2000/],
  ['[{"network": "off"}]', /step 1: network must be one of cut, restore, drop/],
  ['[{"modem": "explode"}]', /step 1: modem must be one of reset, mute/],
  ['[{"network": "cut", "modem": "reset"}]', /does two things at once \(network, modem\)/],
  ['[{"expect": {}}]', /expect must say what/],
  ['[{"expect": {"mood": "good"}}]', /expect speaks of "mood"; there are state, gasState/],
  ['[{"expect": {"output": 1}}]', /expect output must be true or false/],
  ['[{"expect": {"state": "ONLINE"}, "withinS": -1}]', /withinS must be a number/],
  ['[{"network": "cut", "withinS": 5}]', /withinS goes with wait or expect, not with network/],
  ['[{"sleepS": 1, "forS": 5}]', /forS goes with modem, not with sleepS/],
];

for (const [source, says] of WRONG) {
  test(`refused: ${source || "an empty file"}`, () => {
    assert.throws(
      () => parseScenario(source),
      (error: Error) => {
        assert.ok(error instanceof ScenarioError);
        assert.match(error.message, says);
        return true;
      },
    );
  });
}

test("all that is wrong is told at once", () => {
  assert.throws(
    () => parseScenario('[{"a": 1}, {"note": "fine"}, {"b": 1}]'),
    (error: ScenarioError) => error.problems.length === 2,
  );
});

for (const file of readdirSync(FOLDER)) {
  test(`${file} is sound`, () => {
    assert.ok(parseScenario(readFileSync(new URL(file, FOLDER), "utf8")).length > 0);
  });
}
