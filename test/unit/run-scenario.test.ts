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
  ['[{"gasPpm": -1}]', /step 1: gasPpm must be a number from 0 to 1000000/],
  ['[{"gasProfile": "storm"}]', /gasProfile must be one of slow-leak, step, .*, or a list of points \[s, value\]/],
  ['[{"gasProfile": [[5, 1], [0, 2]]}]', /gasProfile must be one of .* in order of time/],
  ['[{"gasProfile": [[0, 9999]]}]', /values from 0 to 2000/],
  ['[{"gasProfile": []}]', /a list of points/],
  ['[{"temperatureC": "hot"}]', /temperatureC must be a number from -60 to 120, or a list of points/],
  ['[{"humidityPercent": 101}]', /humidityPercent must be a number from 0 to 100/],
  ['[{"sensorFault": "tired"}]', /sensorFault must be one of open, short, .*, or null for none/],
  ['[{"sensorFault": "current", "value": "much"}]', /value must be a number/],
  ['[{"gasLelPercent": 5, "value": 1}]', /value goes with sensorFault, not with gasLelPercent/],
  ['[{"button": "kick"}]', /button must be one of press, hold/],
  ['[{"console": ""}]', /console must be a text/],
  ['[{"service": {}}]', /service must be an object of name and params/],
  ['[{"service": {"params": {}}}]', /service lacks name/],
  ['[{"service": {"name": "SelfTest", "params": 3}}]', /service params must be an object/],
  ['[{"service": {"name": "SelfTest", "how": "soon"}}]', /service has no "how"/],
  ['[{"expect": {"lamps": {"blue": true}}}]', /expect lamps has no "blue"; it is an object of red, yellow and green/],
  ['[{"expect": {"lamps": {"red": 1}}}]', /expect lamps red must be true or false/],
  ['[{"expect": {"serviceReply": "yes"}}]', /expect serviceReply must be a number/],
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

test("a scenario of everything there is", () => {
  const steps = [
    { gasPpm: 5000 },
    { gasProfile: "slow-leak" },
    {
      gasProfile: [
        [0, 0],
        [60, 30],
        [60, 0],
      ],
    },
    { temperatureC: -10 },
    {
      humidityPercent: [
        [0, 30],
        [3600, 85],
      ],
    },
    { sensorFault: "current", value: 3.5 },
    { sensorFault: null },
    { button: "hold" },
    { console: "canary.calibrate()" },
    { service: { name: "Calibrate", params: {} } },
    { service: { name: "SelfTest" } },
    { expect: { serviceReply: 200, lamps: { red: false, green: true } } },
  ];
  assert.deepEqual(parseScenario(JSON.stringify(steps)), steps);
});

for (const file of readdirSync(FOLDER)) {
  test(`${file} is sound`, () => {
    assert.ok(parseScenario(readFileSync(new URL(file, FOLDER), "utf8")).length > 0);
  });
}
