/** Settings as a flat table: what is given on top of what there is, the text that is kept, and what is shown of it. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { checkConfig } from "../../src/store/config.ts";
import { Mask } from "../../tools/mask.ts";
import { wantedOf } from "../../tools/provision/apply.ts";
import {
  changesOf,
  choicesOf,
  defaultsOf,
  differences,
  type Flat,
  flatten,
  hasKept,
  identityKeys,
  identityOf,
  merged,
  needsSecret,
  problemsOf,
  secretKey,
  shownAll,
  textOf,
  treeOf,
  typed,
  unknownKeys,
} from "../../tools/provision/settings.ts";
import { learnSecrets } from "../../tools/provision/sources.ts";
import { ABLE } from "./store-bench.ts";

const IDENTITY: Flat = { "cloud.productKey": "a1", "cloud.deviceName": "D1", "cloud.deviceSecret": "s3cr3t" };

test("a tree and its flat table", () => {
  const tree = { cloud: { host: "", port: 1883, tls: false }, modem: { apn: { name: "x" } } };
  const flat = { "cloud.host": "", "cloud.port": 1883, "cloud.tls": false, "modem.apn.name": "x" };
  assert.deepEqual(flatten(tree), flat);
  assert.deepEqual(treeOf(flat), tree);
  assert.deepEqual(flatten({ gas: [1], cloud: null }), { gas: [1], cloud: null }, "what is no object is a value");
});

describe("whose it is", () => {
  const plain: Flat = { "cloud.dialect": "mqtt", "cloud.deviceName": "D1", "cloud.host": "broker.example" };
  const rows: readonly (readonly [what: string, flat: Flat, identity: string | undefined, secret: string])[] = [
    ["at the platform", IDENTITY, "a1/D1", "cloud.deviceSecret"],
    ["without a product key", { "cloud.deviceName": "D1" }, undefined, "cloud.deviceSecret"],
    ["at a plain broker", plain, "broker.example/D1", "mqtt.password"],
    ["at none", { ...plain, "cloud.host": "" }, undefined, "mqtt.password"],
  ];
  for (const [what, flat, identity, secret] of rows) {
    test(what, () => assert.deepEqual([identityOf(flat), secretKey(flat)], [identity, secret]));
  }

  test("a broker may take everybody, the platform nobody without a secret", () => {
    assert.deepEqual([needsSecret(IDENTITY), needsSecret(plain)], [true, false]);
    assert.ok(!identityKeys(plain).includes("cloud.productKey"));
  });

  test("what is kept of a plain broker's settings is sound, and short", () => {
    const text = textOf({ ...defaultsOf(ABLE), ...plain, "mqtt.password": "t0ken" }, ABLE);
    assert.deepEqual(JSON.parse(text), {
      cloud: { dialect: "mqtt", deviceName: "D1", host: "broker.example" },
      mqtt: { password: "t0ken" },
    });
  });

  test("a device with them says nothing else of itself", () => {
    const { config } = checkConfig(JSON.stringify(treeOf({ ...plain, "mqtt.password": "t0ken" })), ABLE);
    const seen = { ...flatten(JSON.parse(JSON.stringify(config))), "mqtt.password": "***" };
    assert.deepEqual(differences({ ...plain, "mqtt.password": "t0ken" }, seen, ABLE), []);
  });
});

describe("given on top of what there is", () => {
  const rows: readonly (readonly [what: string, base: Flat, given: Flat, wanted: Flat])[] = [
    ["only what is given", { a: 1, b: 2 }, { b: 3 }, { a: 1, b: 3 }],
    [
      "*** keeps a secret",
      { "cloud.deviceSecret": "***" },
      { "cloud.deviceSecret": "***" },
      { "cloud.deviceSecret": "***" },
    ],
    [
      "*** keeps one that is known",
      { "console.password": "abc" },
      { "console.password": "***" },
      { "console.password": "abc" },
    ],
    ["*** is a value of what is no secret", { "cloud.host": "h" }, { "cloud.host": "***" }, { "cloud.host": "***" }],
    [
      "an empty text takes a secret away",
      { "console.password": "abc" },
      { "console.password": "" },
      { "console.password": "" },
    ],
  ];
  for (const [what, base, given, wanted] of rows) {
    test(what, () => assert.deepEqual(merged(base, given), wanted));
  }
});

describe("another device has another secret", () => {
  const base = { ...IDENTITY, "cloud.deviceSecret": "***" };
  const rows: readonly (readonly [what: string, words: Record<string, string>, secret: unknown])[] = [
    ["the same device", { "cloud.deviceName": "D1" }, "***"],
    ["another name", { "cloud.deviceName": "D2" }, undefined],
    ["another product", { "cloud.productKey": "a2" }, undefined],
    ["another name and its secret", { "cloud.deviceName": "D2", "cloud.deviceSecret": "n3w" }, "n3w"],
  ];
  for (const [what, words, secret] of rows) {
    test(what, () => {
      assert.equal(wantedOf({ settings: base, can: ABLE }, { flat: {}, words })["cloud.deviceSecret"], secret);
    });
  }
});

describe("words of flags and tables", () => {
  const rows: readonly (readonly [path: string, word: string, value: unknown])[] = [
    ["report.intervalS", "60", 60],
    ["gas.dividerRatio", "0.5", 0.5],
    ["gas.latch", "false", false],
    ["gas.latch", "no", "no"],
    ["cloud.port", "", ""],
    ["cloud.productKey", "12345", "12345"],
    ["cloud.host", "true", "true"],
    ["no.such", "1", "1"],
  ];
  for (const [path, word, value] of rows) {
    test(`${path} = "${word}"`, () => assert.deepEqual(typed(path, word, ABLE), value));
  }
});

describe("the text that is kept", () => {
  test("what is as the default is, is left out", () => {
    const whole = { ...defaultsOf(ABLE), ...IDENTITY, "gas.latch": false };
    assert.equal(
      textOf(whole, ABLE),
      '{"cloud":{"productKey":"a1","deviceName":"D1","deviceSecret":"s3cr3t"},"gas":{"latch":false}}',
    );
  });
  test("unless the firmware wants it to be given", () => {
    const loop = {
      ...defaultsOf(ABLE),
      ...IDENTITY,
      "gas.sensor": "4-20mA/CH4",
      "gas.loadOhm": 100,
      "gas.dividerRatio": 0.6,
    };
    assert.equal(JSON.parse(textOf(loop, ABLE)).gas.dividerRatio, 0.6);
  });
});

test("what is shown: no secret, and an empty one as empty", () => {
  const flat = { ...IDENTITY, "modem.apn.password": "", "gas.latch": true };
  assert.deepEqual(Object.fromEntries(shownAll(flat)), {
    ...IDENTITY,
    "cloud.deviceSecret": "***",
    "modem.apn.password": "",
    "gas.latch": "true",
  });
  assert.deepEqual(changesOf({ "cloud.deviceSecret": "***" }, { "cloud.deviceSecret": "n3w" }), [
    { key: "cloud.deviceSecret", from: "***", to: "*** (new)" },
  ]);
  assert.deepEqual(changesOf({}, { "cloud.deviceSecret": "***" }), [], "one that stays is no change");
  assert.deepEqual([hasKept({ "cloud.deviceSecret": "***" }), hasKept({ "cloud.host": "***" })], [true, false]);
});

describe("what the device says of itself", () => {
  const seen = { ...defaultsOf(ABLE), ...IDENTITY, "cloud.deviceSecret": "***" };
  const rows: readonly (readonly [what: string, wanted: Flat, seen: Flat, keys: string[]])[] = [
    ["all as wanted", IDENTITY, seen, []],
    ["a secret is one or none", IDENTITY, { ...seen, "cloud.deviceSecret": "" }, ["cloud.deviceSecret"]],
    ["another value", { ...IDENTITY, "gas.latch": false }, seen, ["gas.latch"]],
    [
      "a number of fewer digits",
      { ...IDENTITY, "gas.dividerRatio": 0.123456789 },
      { ...seen, "gas.dividerRatio": 0.12345679 },
      [],
    ],
    ["another number", { ...IDENTITY, "cloud.port": 1884 }, seen, ["cloud.port"]],
    ["what was to become the default", IDENTITY, { ...seen, "report.intervalS": 60 }, ["report.intervalS"]],
    ["a key that an older firmware lacks", IDENTITY, without(seen, "output.atStart"), []],
    [
      "and would need",
      { ...IDENTITY, "output.atStart": "closed" },
      without(seen, "output.atStart"),
      ["output.atStart"],
    ],
  ];
  for (const [what, wanted, told, keys] of rows) {
    test(what, () =>
      assert.deepEqual(
        differences(wanted, told, ABLE).map(({ key }) => key),
        keys,
      ),
    );
  }
});

function without(flat: Flat, key: string): Flat {
  const { [key]: _, ...rest } = flat;
  return rest;
}

test("choices are the board's own", () => {
  assert.deepEqual(choicesOf("output.onAlarm", ABLE), ["nothing", "close", "open"]);
  assert.deepEqual(choicesOf("gas.latch", ABLE), ["true", "false"]);
  assert.ok(choicesOf("gas.sensor", ABLE)?.includes("MQ-5"));
  const withoutPort = choicesOf("gas.sensor", { ...ABLE, module: false, cycle: false }) ?? [];
  assert.ok(withoutPort.length > 0 && withoutPort.length < (choicesOf("gas.sensor", ABLE)?.length ?? 0));
  assert.equal(choicesOf("cloud.port", ABLE), undefined);
});

test("what only a larger board takes is told as that", () => {
  const flat: Flat = { ...IDENTITY, "cloud.tls": true };
  assert.deepEqual(problemsOf(flat, { ...ABLE, platform: true }), []);
  const [first, ...others] = problemsOf(flat, { ...ABLE, platform: false });
  assert.match(first ?? "", /^cloud\.tls is for boards with room for the whole platform, and this one has none/);
  assert.deepEqual(others, []);
  assert.deepEqual(
    problemsOf({ ...flat, "cloud.port": 0 }, { ...ABLE, platform: true }).length,
    1,
    "its own words else",
  );
});

test("what no schema knows", () => {
  assert.deepEqual(unknownKeys({ "cloud.port": 1, "cloud.ports": 1, gas: 5, constructor: 1 }, ABLE), [
    "cloud.ports is no setting",
    "gas is no setting",
    "constructor is no setting",
  ]);
});

test("no message shows a secret of a flat table, nor one of a row's words", () => {
  const mask = new Mask();
  learnSecrets(mask, {
    flat: { "modem.apn.password": "apnpw" },
    words: { "cloud.deviceSecret": "s3cr3t", "cloud.region": "here" },
  });
  assert.equal(mask.words("seen: apnpw, s3cr3t here"), "seen: ***, *** here");
});
