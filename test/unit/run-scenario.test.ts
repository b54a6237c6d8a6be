/** Scenario files: what is wrong with one is said before anything runs, and every example is sound. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { parseScenario, ScenarioError, stepProblems } from "../../sim/scenario.ts";

const FOLDER = new URL("../../scenarios/", import.meta.url);

const WRONG: readonly [source: string, says: RegExp][] = [
  ["", /^line 1, column 1: the scenario is no JSON: a value is missing here: the text ends$/],
  ["[", /^line 1, column 2: the scenario is no JSON/],
  ['[\n  {"sleepS": 1}\n  {"sleepS": 2}\n]', /^line 3, column 3: the scenario is no JSON: "," or "]" is missing here/],
  [`[${"[".repeat(100_000)}`, /the scenario is no JSON/],
  ["{}", /^line 1, column 1: a scenario is a list of steps/],
  ["\n []", /^line 2, column 2: a scenario is a list of steps/],
  ['["g"]', /^line 1, column 2: step 1: must be an object/],
  ['[{"note": "x"},\n\n   {}]', /^line 3, column 4: step 2: names none of wait, expect/],
  [
    '[\n  {\n    "modem": "mute",\n    "forS": "long"\n  }\n]',
    /^line 4, column 5: step 1: forS must be a number from 0 to 604800$/,
  ],
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
  ['[{"sleepS": 1, "forS": 5}]', /^line 1, column 16: step 1: forS goes with modem or fault, not with sleepS/],
  ['[{"toString": 1}]', /unknown step "toString"/],
  ['[{"expect": {"constructor": 1}}]', /expect speaks of "constructor"/],
  ['[{"fault": "tired"}]', /fault can't be that: there is no fault "tired"; there are mute, rebooting, .*fileFull/],
  ['[{"fault": 7}]', /fault must be the name of a fault, or "name:kind"/],
  ['[{"fault": "pdpLost:99"}]', /fault can't be that: pdpLost has no kind 99: 0, 1/],
  ['[{"fault": "mute:loud"}]', /mute has no kind loud: atN/],
  ['[{"fault": "commandLost", "forS": 5}]', /forS goes with a fault that is held: commandLost is over by itself/],
  ['[{"faultEnds": "commandLost"}]', /faultEnds is for a fault that is held: commandLost is over by itself/],
  ['[{"faultEnds": "tired"}]', /faultEnds can't be that: there is no fault "tired"/],
  ['[{"powerCut": "now"}]', /powerCut must be one of next-write, before-next-write, or null for none/],
  ['[{"powerCut": null, "backAfterS": 0}]', /backAfterS must be a number from 0.1 to/],
  ['[{"board": "off", "backAfterS": 3}]', /backAfterS goes with powerCut, not with board/],
  ['[{"desired": 3}]', /desired must be an object/],
  ['[{"type": ""}]', /type must be a text/],
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
    (error: ScenarioError) => {
      assert.deepEqual(
        error.problems.map((problem) => problem.split(";")[0]),
        ['line 1, column 3: step 1: unknown step "a"', 'line 1, column 31: step 3: unknown step "b"'],
      );
      return true;
    },
  );
});

test("of very many wrong steps the first fifty are told, and it takes no time", () => {
  const startedMs = performance.now();
  const many = Array.from({ length: 50_000 }, () => '{"a": 1}').join(",\n");
  assert.throws(
    () => parseScenario(`[${many}]`),
    ({ problems }: ScenarioError) => {
      assert.equal(problems.length, 51);
      assert.match(problems[49] ?? "", /^line 50, column 2: step 50: /);
      assert.equal(problems[50], "and 49950 more");
      return true;
    },
  );
  assert.ok(performance.now() - startedMs < 2000);
});

test("nested beyond measure, and JSON all the same: told without a place", () => {
  const deep = `${"[".repeat(300)}${"]".repeat(300)}`;
  assert.throws(() => parseScenario(`[{"jump": ${deep}}]`), /^Error: step 1: unknown step "jump"/);
});

test("one step by itself", () => {
  assert.deepEqual(stepProblems({ fault: "mute", forS: 3 }), []);
  assert.deepEqual(stepProblems({ gasPpm: "much" }), ["gasPpm must be a number from 0 to 1000000"]);
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
    { desired: { PowerSwitch: 1 } },
    { type: "canary.gas()\r" },
    { fault: "mute" },
    { fault: "split:at7", forS: 60 },
    { fault: "pdpLost:2" },
    { faultEnds: "mute" },
    { faultEnds: "split:at7" },
    { powerCut: "next-write", backAfterS: 30 },
    { powerCut: "before-next-write" },
    { powerCut: null },
  ];
  assert.deepEqual(parseScenario(JSON.stringify(steps)), steps);
});

for (const file of readdirSync(FOLDER)) {
  test(`${file} is sound`, () => {
    assert.ok(parseScenario(readFileSync(new URL(file, FOLDER), "utf8")).length > 0);
  });
}
