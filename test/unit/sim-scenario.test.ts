/** Steps of a scenario on a node whose program is a handful of lines: what each does, and what is told when one fails. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { loadBoard } from "../../build/boards.ts";
import { Deeds } from "../../sim/deeds.ts";
import { parseScenario } from "../../sim/scenario.ts";
import { type Outcome, ScenarioRun } from "../../sim/scenario-run.ts";
import { VirtualSite } from "../../sim/site.ts";

const boardFile = await loadBoard(fileURLToPath(new URL("../..", import.meta.url)), "pico");

/** Green unless the button is down, red from 2.3 V on, yellow without volts. */
const PROGRAM = `
  pinMode(C13, "input_pulldown");
  setInterval(function () {
    var volts = analogRead(A5) * 3.3;
    digitalWrite(B2, volts > 2.3);
    digitalWrite(B5, volts < 0.05);
    digitalWrite(B12, !digitalRead(C13));
  }, 50);`;

interface Played {
  readonly site: VirtualSite;
  readonly outcome: Outcome;
  /** When its deeds were done. */
  readonly doneMs: readonly number[];
}

function play(steps: readonly object[], { answers = true, bundle = PROGRAM } = {}): Played {
  const site = new VirtualSite({ bundle, boardFile });
  const deeds = new Deeds(site);
  const doneMs: number[] = [];
  deeds.onDone(({ atMs }) => doneMs.push(atMs));
  site.platform.onDownlink(({ device, topic, payload }) => {
    const { id } = JSON.parse(String(payload));
    if (answers) site.platform.onPublish(device, `${topic}_reply`, `{"id":"${id}","code":200,"data":{}}`);
  });
  let outcome: Outcome | undefined;
  const done = (one: Outcome) => {
    outcome = one;
  };
  new ScenarioRun(site, parseScenario(JSON.stringify(steps)), { done }, deeds).start();
  site.node.powerOn();
  assert.ok(site.clock.runUntil(() => outcome !== undefined, 100_000_000));
  return { site, outcome: outcome as unknown as Outcome, doneMs };
}

const WARM = { sleepS: 900 };
const LIT = (lamps: object) => ({ expect: { lamps }, withinS: 1 });

describe("what a step does", () => {
  const rows: readonly (readonly [what: string, steps: readonly object[]])[] = [
    ["gasPpm", [WARM, LIT({ red: false }), { gasPpm: 12_500 }, LIT({ red: true }), { gasPpm: 0 }, LIT({ red: false })]],
    [
      "a course by name",
      [WARM, { gasProfile: "slow-leak" }, { sleepS: 60 }, LIT({ red: false }), { sleepS: 1200 }, LIT({ red: true })],
    ],
    [
      "a course of points",
      [
        WARM,
        {
          gasProfile: [
            [0, 0],
            [10, 30],
            [20, 0],
          ],
        },
        { wait: { lamps: { red: true } }, withinS: 11 },
        { wait: { lamps: { red: false } }, withinS: 18 },
      ],
    ],
    [
      "a fault and its end",
      [WARM, { sensorFault: "open" }, LIT({ yellow: true }), { sensorFault: null }, LIT({ yellow: false })],
    ],
    ["a fault's own value", [WARM, { sensorFault: "supply", value: 0 }, LIT({ yellow: true, red: false })]],
    ["the button", [{ button: "press" }, LIT({ green: false }), LIT({ green: true })]],
    [
      "the button held",
      [{ button: "hold" }, { sleepS: 4 }, LIT({ green: false }), { sleepS: 2 }, LIT({ green: true })],
    ],
    ["the console", [{ console: "clearInterval(); digitalWrite(B2,1)" }, LIT({ red: true })]],
    ["keys at the terminal", [{ type: "clearInterval(); digitalWrite(B2,1)\r" }, LIT({ red: true })]],
    [
      "a fault of the catalogue, and its end",
      [WARM, { fault: "sensorOpen" }, LIT({ yellow: true }), { faultEnds: "sensorOpen" }, LIT({ yellow: false })],
    ],
    [
      "a fault for so long",
      [
        WARM,
        { fault: "sensorOpen", forS: 5 },
        { sleepS: 4 },
        LIT({ yellow: true }),
        { sleepS: 1 },
        LIT({ yellow: false }),
      ],
    ],
    [
      "a power cut at a write",
      [
        { powerCut: "next-write", backAfterS: 3 },
        { sleepS: 5 },
        LIT({ green: true }),
        { console: 'require("Storage").write("x","y")' },
        { sleepS: 2.9 },
        LIT({ green: false }),
        { sleepS: 1 },
        LIT({ green: true }),
      ],
    ],
    ["a service", [{ service: { name: "SelfTest", params: {} } }, { expect: { serviceReply: 200 } }]],
    [
      "a property set beside it",
      [
        { service: { name: "SelfTest" } },
        { cloudSet: { PowerSwitch: 1 } },
        { expect: { serviceReply: 200, setReply: 200 } },
      ],
    ],
  ];
  for (const [what, steps] of rows) {
    it(what, () => {
      const { outcome } = play(steps);
      assert.ok(outcome.ok, `${outcome.why}: ${outcome.seen}`);
    });
  }

  it("temperature and humidity, still and in courses", () => {
    const { site } = play([
      { temperatureC: -10 },
      {
        humidityPercent: [
          [0, 30],
          [100, 80],
        ],
      },
      { sleepS: 50 },
    ]);
    assert.equal(site.node.sensor.temperatureC, -10);
    assert.ok(Math.abs(site.node.sensor.humidityPercent - 55) < 0.01);
  });
});

describe("what is told when it fails", () => {
  const rows: readonly (readonly [what: string, steps: readonly object[], why: RegExp, seen: RegExp])[] = [
    [
      "no answer",
      [{ sleepS: 1 }, { service: { name: "Silence" } }, { expect: { serviceReply: 200 }, withinS: 2 }],
      /step 3 of 3 failed: .*serviceReply.* within 2 s/,
      /lamps .*green;.*last service answered: no/,
    ],
    [
      "a fault that this head can't have",
      [{ sensorFault: "silent" }],
      /step 1 of 1 can't be done: no fault "silent" of this sensor; it has open/,
      /state none/,
    ],
    [
      "a fault that does not stand",
      [{ fault: "mute", forS: 1 }, { sleepS: 2 }, { faultEnds: "mute" }],
      /step 3 of 3 can't be done: fault "mute" does not stand; there is none/,
      /state none/,
    ],
    ["a value out of its range", [{ sensorFault: "supply", value: 60 }], /fault "supply" takes 0 to 6 V/, /state none/],
  ];
  for (const [what, steps, why, seen] of rows) {
    it(what, () => {
      const { outcome } = play(steps, { answers: false });
      assert.equal(outcome.ok, false);
      assert.match(outcome.why, why);
      assert.match(outcome.seen, seen);
    });
  }
});

describe("when it is done", () => {
  /** Something happens every 100 ms, at whole milliseconds. */
  const busy = "setInterval(function () {}, 100);";
  const gas = { gasLelPercent: 1 };
  const rows: readonly (readonly [what: string, steps: readonly object[], doneMs: readonly number[]])[] = [
    ["at a moment that nothing else has", [{ sleepS: 1 }, gas], [1000.5]],
    ["at once, where there is one", [{ sleepS: 1.05 }, gas, { sleepS: 0.001 }, gas], [1050, 1051]],
    ["several at the same one", [{ sleepS: 1 }, gas, { note: "and" }, gas, gas], [1000.5, 1000.5, 1000.5]],
    ["in half milliseconds", [{ sleepS: 1.0501 }, gas, { sleepS: 0.0001 }, gas], [1050.5, 1051]],
    [
      "behind what was waited for",
      [{ wait: { output: false } }, { sleepS: 0.3 }, { expect: { output: false } }, gas],
      [300.5],
    ],
    ["to the half millisecond after long sleeps", [{ sleepS: 20_000 }, { sleepS: 7.0515 }, gas], [20_007_051.5]],
  ];
  for (const [what, steps, doneMs] of rows) {
    it(what, () => assert.deepEqual(play(steps, { bundle: busy }).doneMs, doneMs));
  }

  it("exactly as written, also where seconds times a thousand are a little more", () => {
    for (const ms of [1003.5, 1023.5, 2000.5, 2007, 2019]) {
      assert.ok((ms / 1000) * 1000 > ms);
      assert.deepEqual(play([{ sleepS: ms / 1000 }, gas], { bundle: busy }).doneMs, [ms]);
    }
  });
});
