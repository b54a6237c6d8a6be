/** The thing model: sound, all that the firmware sends and takes is in it, and what `canary model` says of a file that is not. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { problemsOf } from "../../build/thing-model-check.ts";
import { GAS_MODEL } from "../../sim/cloud/thing-model.ts";
import type { TslMember } from "../../sim/cloud/tsl.ts";
import { membersText } from "../../src/cloud/aliyun/encode.ts";
import { lacksOf, OWN, wholeModel } from "../../tools/model/own.ts";
import { ALARM, configWith, Rig, rigBoard } from "../bundle/rig.ts";
import { canary } from "./canary.ts";

const FOLDER = mkdtempSync(join(tmpdir(), "canary-model-"));
after(() => rmSync(FOLDER, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(FOLDER, name);
  writeFileSync(path, text);
  return path;
}

test("the product's own is sound, as it is and as the console has it", () => {
  assert.deepEqual(problemsOf(OWN), []);
  assert.deepEqual(problemsOf(wholeModel("a1OTHER")), []);
  assert.deepEqual(lacksOf(OWN), []);
  assert.equal(wholeModel("a1OTHER").profile.productKey, "a1OTHER");
});

test("it has what the bundle sends and takes in a life with gas, faults and all orders, and no more", async () => {
  const board = await rigBoard("esp32");
  const rig = new Rig({ ...board, config: configWith({ report: { intervalS: 10 } }) }).warm();
  for (const [name, value] of Object.entries({
    PowerSwitch: 1,
    ReportInterval: 20,
    WarningLevel: 9.5,
    AlarmLevel: 19,
  })) {
    const set = rig.platform.propertySet(rig.device, { [name]: value });
    rig.waitFor(`the answer to ${name}`, () => set.reply !== undefined, 60);
    assert.equal(set.reply?.code, 200, `${name}: ${JSON.stringify(set.reply)}`);
  }
  // A calibration wants calm air first.
  rig.clock.runFor(600_000);
  for (const name of Object.keys(GAS_MODEL.services)) {
    const call = rig.platform.service(rig.device, name, {});
    rig.waitFor(`the answer of ${name}`, () => call.reply !== undefined, 60);
    assert.equal(call.reply?.code, 200, `${name}: ${JSON.stringify(call.reply)}`);
  }
  // The order to restart is among them.
  rig.clock.runFor(5000);
  rig.warm().node.setLelPercent(25);
  rig.waitFor("the alarm", () => rig.eventsOf(ALARM).length > 0, 120);
  rig.node.sensor.setFault("open");
  const seen = () => new Set(rig.events.map(({ name }) => name));
  rig.waitFor("each kind of event", () => seen().size === OWN.events.length, 600);
  // The second life tells of the first one's end.
  rig.node.board.evaluate("canary.reboot()");
  rig.clock.runFor(5000);
  rig.online(300);
  const posted = () =>
    new Set(rig.platform.properties.get(`${rig.device.deviceName}&${rig.device.productKey}`)?.keys());
  rig.waitFor("a report", () => posted().has("LastCrash"), 60);
  assert.deepEqual(rig.platform.violations, [], "what the stand-in has no place for");
  assert.deepEqual([...seen()].sort(), OWN.events.map(({ identifier }) => identifier).sort());
  assert.deepEqual([...posted()].sort(), OWN.properties.map(({ identifier }) => identifier).sort());
});

test("a number's step is what the firmware writes of it", () => {
  const members: TslMember[] = [
    ...OWN.properties,
    ...OWN.events.flatMap(({ outputData }) => outputData),
    ...OWN.services.flatMap(({ outputData }) => outputData),
  ];
  const numbers = members.filter(({ dataType }) => ["int", "float"].includes(dataType.type));
  assert.ok(numbers.length > 10);
  for (const { identifier, dataType } of numbers) {
    const [, written = ""] = /:(.*)/.exec(membersText({ [identifier]: 0 })) ?? [];
    const decimals = written.split(".")[1]?.length ?? 0;
    assert.equal(dataType.type, decimals ? "float" : "int", `${identifier} is written as ${written}`);
    assert.equal(Number(dataType.specs["step"]), 10 ** -decimals, identifier);
  }
});

type Mutable = ReturnType<typeof structuredClone<Record<string, never>>>;

/** The own model with one place changed, by its path. */
function changed(path: string, value: unknown): unknown {
  const model = structuredClone(OWN) as unknown as Mutable;
  const keys = path.split(/[.[\]]+/).filter(Boolean);
  const last = keys.pop() ?? "";
  const place = keys.reduce<Record<string, unknown>>((at, key) => at[key] as Record<string, unknown>, model);
  if (value === undefined) delete place[last];
  else place[last] = value;
  return model;
}

const int = (specs: object) => ({ type: "int", specs });

describe("what is wrong is named by its path", () => {
  const rows: readonly (readonly [path: string, value: unknown, at: string, what: RegExp])[] = [
    ["profile", undefined, "profile", /is missing, not an object/],
    ["properties", {}, "properties", /not a list/],
    ["properties[0]", "PowerSwitch", "properties[0]", /not an object/],
    ["properties[1].identifier", "Gas-ppm", "properties[1].identifier", /is "Gas-ppm", not 1 to 50 letters/],
    ["properties[1].identifier", "value", "properties[1].identifier", /the platform's own/],
    ["properties[2].identifier", "GasConcentration", "properties[2].identifier", /stands twice/],
    ["properties[0].name", "", "properties[0].name", /1 to 30 characters/],
    ["properties[0].accessMode", "w", "properties[0].accessMode", /is "w", not r or rw/],
    ["properties[0].dataType", undefined, "properties[0].dataType", /is missing/],
    ["properties[0].dataType.type", "boolean", "properties[0].dataType.type", /not one of int, float/],
    ["properties[0].dataType.specs", { 0: "off" }, "properties[0].dataType.specs", /not 0 and 1 with their meanings/],
    ["properties[3].dataType.specs", {}, "properties[3].dataType.specs", /not numbers with their meanings/],
    ["properties[1].dataType.specs.max", "much", "properties[1].dataType.specs.max", /is "much", not a number/],
    ["properties[4].dataType.specs.min", "0.5", "properties[4].dataType.specs.min", /whole number of 32 bits/],
    ["properties[4].dataType.specs.max", "2147483648", "properties[4].dataType.specs.max", /whole number of 32 bits/],
    ["properties[4].dataType.specs.max", "-151", "properties[4].dataType.specs", /min -150 is above max -151/],
    ["properties[4].dataType.specs.step", "0", "properties[4].dataType.specs.step", /not above 0/],
    ["properties[9].dataType.specs.length", "10241", "properties[9].dataType.specs.length", /not 1 to 10240/],
    [
      "properties[0].dataType",
      { type: "array", specs: { size: 8, item: int({ min: "0" }) } },
      "properties[0].dataType.specs.item.specs.max",
      /is missing/,
    ],
    [
      "properties[0].dataType",
      { type: "struct", specs: [{ identifier: "a", name: "a", dataType: int({}) }] },
      "properties[0].dataType.specs[0].dataType.specs.min",
      /is missing/,
    ],
    ["events[0].type", "alarm", "events[0].type", /is "alarm", not info or alert or error/],
    ["events[0].method", "thing.event.Gas.post", "events[0].method", /not "thing.event.GasCheck_Event.post"/],
    ["events[0].outputData[1].name", undefined, "events[0].outputData[1].name", /is missing/],
    ["services[0].callType", undefined, "services[0].callType", /not async or sync/],
    ["services[0].inputData[0].identifier", "", "services[0].inputData[0].identifier", /not 1 to 50/],
  ];
  for (const [path, value, at, what] of rows) {
    test(`${path} is ${JSON.stringify(value)}`, () => {
      const problems = problemsOf(changed(path, value));
      const found = problems.find((problem) => problem.path === at);
      assert.ok(found, `at ${at}; found ${JSON.stringify(problems)}`);
      assert.match(found.what, what);
    });
  }
  for (const given of [null, [], 7, {}]) {
    test(`${JSON.stringify(given)} is no model`, () =>
      assert.equal(problemsOf(given)[0]?.path === "(all)" || problemsOf(given).length > 0, true));
  }
});

describe("what a sound file lacks of the firmware's", () => {
  const rows: readonly (readonly [path: string, value: unknown, at: string, what: RegExp])[] = [
    ["properties[1].identifier", "Gas", "properties", /has no GasConcentration/],
    ["properties[0].accessMode", "r", "properties[0].accessMode", /the cloud sets PowerSwitch/],
    [
      "properties[1].dataType.type",
      "int",
      "properties[1].dataType.type",
      /is int; the firmware's GasConcentration is float/,
    ],
    [
      "properties[1].dataType.specs.max",
      "10000",
      "properties[1].dataType.specs",
      /is 0 to 10000; the firmware's is 0 to 1000000/,
    ],
    ["properties[3].dataType.specs.4", undefined, "properties[3].dataType.specs", /has no 4, fault/],
    ["events[0].type", "info", "events[0].type", /is info; ours is alert/],
    ["events[0].outputData", [], "events[0].outputData", /has no GasState/],
    ["services", [], "services", /has no Calibrate/],
    ["services[0].inputData", [], "services[0].inputData", /has no Ppm/],
  ];
  for (const [path, value, at, what] of rows) {
    test(`${path} is ${JSON.stringify(value)}`, () => {
      const model = changed(path, value);
      assert.deepEqual(problemsOf(model), [], "sound by itself");
      const lacks = lacksOf(model as typeof OWN);
      assert.equal(lacks[0]?.path, at);
      assert.match(lacks[0]?.what ?? "", what);
    });
  }
});

describe("the command", { concurrency: 3 }, () => {
  test("a table of all", async () => {
    const { exitCode, out } = await canary(["model"]);
    assert.match(out, /^GasConcentration +float +0 to 1000000 by 0.1 +ppm +r$/m);
    assert.match(out, /^GasFault_Event +error$/m);
    assert.match(out, /^ {2}> Ppm +float/m);
    for (const { identifier } of [...OWN.properties, ...OWN.events, ...OWN.services])
      assert.ok(out.includes(identifier));
    assert.equal(exitCode, 0);
  });

  test("the file for the console, and the check of it", async () => {
    const { exitCode, out } = await canary(["model", "--json", "--product-key", "a1OTHER"]);
    assert.equal(exitCode, 0);
    assert.deepEqual(JSON.parse(out), wholeModel("a1OTHER"));
    const checked = await canary(["model", "--check", file("whole.json", out)]);
    assert.match(checked.out, /sound, and all of the firmware's is in it/);
    assert.equal(checked.exitCode, 0);
  });

  const wrong = file("wrong.json", JSON.stringify(changed("properties[0].accessMode", "w")));
  test("a wrong one: each line begins with the path; exit 1", async () => {
    const { exitCode, out } = await canary(["model", "--check", wrong]);
    assert.match(out, /^properties\[0\]\.accessMode: is "w", not r or rw\n.*wrong.json: 1 problems\n$/);
    assert.equal(exitCode, 1);
  });

  test("the same as JSON", async () => {
    const { exitCode, out } = await canary(["model", "--check", wrong, "--json"]);
    const records = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as object);
    assert.deepEqual(records, [
      { kind: "problem", path: "properties[0].accessMode", what: 'is "w", not r or rw' },
      { kind: "result", file: wrong, problems: 1 },
    ]);
    assert.equal(exitCode, 1);
  });

  test("no such file: 2; no JSON: 1", async () => {
    const none = await canary(["model", "--check", join(FOLDER, "none.json")]);
    assert.match(none.err, /can't read the thing model .*ENOENT/);
    assert.equal(none.exitCode, 2);
    const cut = await canary(["model", "--check", file("cut.json", '{"properties":')]);
    assert.match(cut.err, /cut.json is no JSON/);
    assert.equal(cut.exitCode, 1);
  });
});
