/** A device's offline store on its way up: batch and history, with the times of then (facts: cloud section 2.2). */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Desk, KEY, START_MS } from "./sim-cloud-desk.ts";
import { DEVICE } from "./sim-cloud-rig.ts";

const BATCH = "/thing/event/property/batch/post";
const HISTORY = "/thing/event/property/history/post";
const OWN = '"identity":{"productKey":"a1EXAMPLE00","deviceName":"D001"}';
const at = (agoMs: number, value: string) => `{"value":${value},"time":${START_MS - agoMs}}`;
const OUTPUTS = '{"GasState":3,"GasConcentration":12.0,"GasLel":0.5,"OverRange":0}';

describe("a batch, and the same as history", () => {
  const rows = [
    [
      BATCH,
      `{"properties":{"GasLel":[${at(9000, "1.5")},${at(5000, "2.5")}]},` +
        `"events":{"GasCheck_Event":[${at(8000, OUTPUTS)},${at(7000, OUTPUTS)}]}}`,
    ],
    [
      HISTORY,
      `[{${OWN},"properties":[{"GasLel":${at(9000, "1.5")}},{"GasLel":${at(5000, "2.5")}}],` +
        `"events":[{"GasCheck_Event":${at(8000, OUTPUTS)}},{"GasCheck_Event":${at(7000, OUTPUTS)}}]}]`,
    ],
  ] as const;
  for (const [rest, params] of rows) {
    it(`${rest}: all of it is kept with its time, and the newest value stands`, () => {
      const desk = new Desk();
      desk.ask("/thing/event/property/post", `{"GasLel":${at(1000, "3.5")}}`);
      assert.equal(desk.code(rest, params), 200);
      const { platform } = desk;
      assert.equal(platform.property(DEVICE, "GasLel")?.value, 3.5, "told before, and newer");
      assert.deepEqual(
        platform.propertyHistory.map(({ value, timeMs }) => [value, START_MS - timeMs]),
        [
          [3.5, 1000],
          [1.5, 9000],
          [2.5, 5000],
        ],
      );
      assert.deepEqual(
        platform.events.map(({ name, timeMs }) => [name, START_MS - timeMs]),
        [
          ["GasCheck_Event", 8000],
          ["GasCheck_Event", 7000],
        ],
      );
      assert.deepEqual(platform.violations, []);
    });

    it(`${rest}: sent again, its events are copies`, () => {
      const desk = new Desk();
      for (let i = 0; i < 3; i++) desk.ask(rest, params, "9");
      assert.deepEqual(
        desk.platform.events.map((one) => one.copies),
        [3, 3],
      );
      assert.equal(desk.platform.propertyHistory.length, 2);
    });
  }
});

describe("what is refused of them", () => {
  const values = (count: number) => `{"properties":{"GasLel":[${Array(count).fill(at(1, "1.5")).join()}]}}`;
  const rows: readonly (readonly [name: string, rest: string, params: string, code: number, rule: string])[] = [
    ["200 values", BATCH, values(200), 200, ""],
    ["201 values", BATCH, values(201), 6106, "payload"],
    ["a value that is no list", BATCH, `{"properties":{"GasLel":${at(1, "1.5")}}}`, 460, "payload"],
    ["properties that are a list", BATCH, '{"properties":[]}', 460, "payload"],
    ["neither properties nor events", BATCH, '{"GasLel":1.5}', 460, "payload"],
    ["a float without a point", BATCH, `{"properties":{"GasLel":[${at(1, "10")}]}}`, 6307, "value"],
    ["an event without an output", BATCH, `{"events":{"GasCheck_Event":[${at(1, '{"GasState":3}')}]}}`, 6302, "value"],
    ["an event that there is not", BATCH, `{"events":{"Nope":[${at(1, "{}")}]}}`, 5160, "unknown-name"],
    ["a time beyond tomorrow", BATCH, `{"properties":{"GasLel":[${at(-86_400_001, "1.5")}]}}`, 460, "time"],
    ["history that is no list", HISTORY, `{${OWN}}`, 460, "payload"],
    [
      "another device's history",
      HISTORY,
      '[{"identity":{"productKey":"a1EXAMPLE00","deviceName":"D002"},"properties":[]}]',
      460,
      "payload",
    ],
    ["nobody's history", HISTORY, '[{"properties":[]}]', 460, "payload"],
    ["history with values in no list", HISTORY, `[{${OWN},"properties":{"GasLel":${at(1, "1.5")}}}]`, 460, "payload"],
    [
      "history with a float without a point",
      HISTORY,
      `[{${OWN},"properties":[{"GasLel":${at(1, "1")}}]}]`,
      6307,
      "value",
    ],
  ];
  for (const [name, rest, params, code, rule] of rows) {
    it(`${code} ${name}`, () => {
      const desk = new Desk();
      assert.equal(desk.code(rest, params), code, desk.platform.violations[0]?.why);
      assert.deepEqual([...new Set(desk.rules)], rule ? [rule] : []);
      if (code !== 200) assert.equal(desk.platform.properties.get(KEY), undefined);
    });
  }
});
