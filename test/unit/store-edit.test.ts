/** The settings at the REPL: shown without secrets, changed one or all at once, and nothing thrown at whoever mistypes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { editSettings } from "../../src/store/edit.ts";
import { showSettings } from "../../src/store/show.ts";
import { FakeFlash } from "./fake-flash.ts";
import { configText, IDENTITY, startSettings } from "./settings-bench.ts";

const SECRETS = {
  cloud: IDENTITY,
  mqtt: { password: "mqtt-pass" },
  modem: { apn: { password: "apn-pass" } },
  console: { password: "repl-pass" },
};

/** Room for two versions of all of it. */
const AREAS = [0x8000, 0x9000].map((address) => ({ address, pageBytes: 4096, pages: 1 }));

function open(file: string | undefined = JSON.stringify(SECRETS)) {
  const store = startSettings(new FakeFlash(AREAS), file);
  const { load, text, change } = store.settings;
  const show = (key?: string) => showSettings(load().config, key);
  const edit = (key: unknown, value?: unknown, isCheck?: boolean) => change(editSettings(text(), key, value), isCheck);
  const given = () => JSON.parse(text() ?? "null");
  return { ...store, show, edit, given };
}

test("all of it is complete, and its secrets are masked", () => {
  const { show } = open();
  const all = show() as { cloud: object; gas: { sensor: string }; modem: { apn: object } };
  assert.equal(all.gas.sensor, "MQ-4", "a default too");
  assert.doesNotMatch(JSON.stringify(all), /s3cr3t|mqtt-pass|apn-pass|repl-pass/);
  assert.deepEqual(all.modem.apn, { name: "CMNET", user: "", password: "***" });
  const { console } = open(configText()).show() as { console: object };
  assert.deepEqual(console, { password: "" }, "none is shown as none");
});

const SHOWN: readonly (readonly [key: string, value: unknown])[] = [
  ["gas.alarmLelPercent", 20],
  ["gas.latch", true],
  ["cloud.host", ""],
  ["cloud.deviceSecret", "***"],
  ["modem.apn.password", "***"],
  ["mqtt.password", "***"],
  ["report", { intervalS: 300, logLevel: "warn" }],
  ["gas.alarm", "gas.alarm is no setting"],
  ["gas.latch.on", "gas.latch.on is no setting"],
  ["nothing.at.all", "nothing.at.all is no setting"],
  ["cloud.constructor", "cloud.constructor is no setting"],
  ["", " is no setting"],
];
for (const [key, value] of SHOWN) {
  test(`config(${JSON.stringify(key)}) is ${JSON.stringify(value)}`, () => {
    assert.deepEqual(open().show(key), value);
  });
}

test("one setting is changed, and the others stay as they were given", () => {
  const { edit, given, settings } = open();
  assert.deepEqual(edit("gas.alarmLelPercent", 15), []);
  assert.deepEqual(given(), { ...SECRETS, gas: { alarmLelPercent: 15 } });
  assert.equal(settings.load().config.gas.alarmLelPercent, 15);
  assert.deepEqual(edit("gas.latch", false), []);
  assert.deepEqual(given().gas, { alarmLelPercent: 15, latch: false });
});

const REFUSED: readonly (readonly [key: string, value: unknown, says: RegExp])[] = [
  ["gas.alarmLelPercent", 60, /^gas\.alarmLelPercent must be a number from 2 to 20$/],
  ["gas.nothing", 1, /^gas\.nothing is no setting$/],
  ["gas", 5, /^gas must be an object$/],
  ["gas.latch.on", 1, /^gas\.latch must be one of true, false$/],
  ["", 1, / is no setting$/],
  ["cloud.deviceSecret", "", /^cloud\.deviceSecret must be text/],
  ["cloud.deviceSecret", null, /^cloud\.deviceSecret must be text/],
  ["console.password", "x".repeat(21), /^console\.password must be text of 1 to 20 characters$/],
];
for (const [key, value, says] of REFUSED) {
  test(`config(${JSON.stringify(key)}, ${JSON.stringify(value)}) is refused, and changes nothing`, () => {
    const { edit, given } = open();
    const problems = edit(key, value);
    assert.ok(problems.length === 1 && says.test(problems[0] as string), problems.join());
    assert.deepEqual(given(), SECRETS);
  });
}

test("a secret given as *** stays what it is, one at a time or with all the others", () => {
  const { edit, show, given } = open();
  assert.deepEqual(edit("cloud.deviceSecret", "***"), []);
  assert.deepEqual(given(), SECRETS);
  const all = show() as { gas: { sensor: string } };
  all.gas.sensor = "MQ-5";
  assert.deepEqual(edit(all), []);
  assert.deepEqual(given().cloud.deviceSecret, "s3cr3t");
  assert.deepEqual([given().modem.apn.password, given().console.password], ["apn-pass", "repl-pass"]);
  assert.equal(given().gas.sensor, "MQ-5");
  assert.deepEqual(edit("cloud.deviceSecret", "another"), []);
  assert.equal(given().cloud.deviceSecret, "another");
});

test("a secret given as *** where there is none is missing, or stays empty", () => {
  const { edit, given } = open(configText({ deviceSecret: undefined }));
  assert.deepEqual(edit({ cloud: { ...IDENTITY, deviceSecret: "***" } }), ["cloud.deviceSecret is missing"]);
  assert.deepEqual(edit({ cloud: IDENTITY, modem: { apn: { password: "***" } } }), []);
  assert.deepEqual(given().modem, { apn: {} });
});

test("all settings at once take the place of the ones before", () => {
  const { edit, given } = open();
  assert.deepEqual(edit({ cloud: IDENTITY, gas: { latch: false } }), []);
  assert.deepEqual(given(), { cloud: IDENTITY, gas: { latch: false } });
});

test("config({...}, false) checks and keeps nothing", () => {
  const { edit, given } = open();
  assert.deepEqual(edit({ cloud: IDENTITY }, false, true), []);
  assert.deepEqual(edit({ cloud: { ...IDENTITY, port: 0 } }, false, true), [
    "cloud.port must be a whole number from 1 to 65535",
  ]);
  assert.deepEqual(given(), SECRETS);
  assert.deepEqual(edit("gas.latch", false), [], "but false is a value of a setting");
  assert.equal(given().gas.latch, false);
});

test("where nothing is set yet, or what is set can't be read, one value is not enough, and an identity is", () => {
  for (const file of [undefined, "{torn", "null"]) {
    const { edit, show } = open(file ?? "");
    assert.equal(show("cloud.port"), 1883);
    assert.match(String(edit("gas.latch", false)), /cloud\.productKey is missing/);
    assert.deepEqual(edit({ cloud: IDENTITY }), []);
    assert.equal(show("cloud.deviceName"), IDENTITY.deviceName);
  }
});

test("*** is a value like others where it hides no secret", () => {
  const { edit, given } = open();
  assert.deepEqual(edit("cloud.host", "***"), []);
  assert.equal(given().cloud.host, "***");
});

const circular: { self?: unknown } = {};
circular.self = circular;
const WRONG: readonly (readonly [name: string, key: unknown, says: RegExp])[] = [
  ["a list", [], /must be an object/],
  ["what is no JSON", circular, /is missing/],
];
for (const [name, key, says] of WRONG) {
  test(`config(${name}): no exception, but how to do it`, () => {
    const { edit, given } = open();
    assert.match(String(edit(key)), says);
    assert.deepEqual(given(), SECRETS);
  });
}
