/** `canary config`: the schema as a table, a file held against it, and what else is said of a file with secrets. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { loadBoard } from "../../build/boards.ts";
import { checkConfig } from "../../src/store/config.ts";
import { canOf } from "../../tools/abilities.ts";
import { findingsOf } from "../../tools/config/check.ts";
import { settingsOf } from "../../tools/config/schema.ts";
import { R1, readRoot } from "../../tools/provision/root.ts";
import { treeOf } from "../../tools/provision/settings.ts";
import { canary, ROOT } from "./canary.ts";
import { secretIn, TEST_APN_PASSWORD, TEST_DEVICE } from "./secrets.ts";

const FOLDER = mkdtempSync(join(tmpdir(), "canary-config-"));
after(() => rmSync(FOLDER, { recursive: true }));

function file(name: string, content: unknown, folder = FOLDER): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

const SOUND = { cloud: TEST_DEVICE, modem: { apn: { name: "CMIOT", user: "me", password: TEST_APN_PASSWORD } } };
const can = canOf(await loadBoard(ROOT, "pico"));

describe("the schema as data is the firmware's own", () => {
  const settings = settingsOf(can);
  const withDefaults = (changes: Record<string, unknown>) =>
    checkConfig(
      JSON.stringify(
        treeOf({ "cloud.productKey": "k", "cloud.deviceName": "n", "cloud.deviceSecret": "s", ...changes }),
      ),
      can,
    ).problems;

  test("all defaults together are sound, and what is required is what has none", () => {
    const given = settings.filter(({ default: value }) => value !== null);
    assert.deepEqual(withDefaults(Object.fromEntries(given.map(({ key, default: value }) => [key, value]))), []);
    assert.deepEqual(
      settings.filter(({ default: value }) => value === null).map(({ key }) => key),
      ["cloud.productKey", "cloud.deviceName", "cloud.deviceSecret"],
    );
  });

  const ends = settings.flatMap(({ key, takes }) => {
    const [, low, high] = /number from (\S+) to (\S+)$/.exec(takes) ?? [];
    return low === undefined || low === high ? [] : [{ key, low: Number(low), high: Number(high) }];
  });
  test("numbers: both ends are taken, and nothing beyond them", () => {
    assert.ok(ends.length > 12);
    for (const { key, low, high } of ends) {
      const own = (value: number) =>
        withDefaults({ [key]: value }).filter((said) => said.startsWith(`${key} must be a `));
      assert.deepEqual([own(low), own(high)], [[], []], key);
      assert.deepEqual([own(low - 1).length, own(high + 1).length], [1, 1], key);
    }
  });

  test("choices: each is taken", () => {
    const choices = settings.filter(({ takes }) => takes.startsWith("one of "));
    assert.ok(choices.length > 8);
    for (const { key, takes, default: value } of choices) {
      const words = takes.slice(7).split(", ");
      for (const word of words) {
        const typed = typeof value === "boolean" ? word === "true" : word;
        assert.deepEqual(
          withDefaults({ [key]: typed }).filter((said) => said.startsWith(`${key} must be one of`)),
          [],
          word,
        );
      }
    }
  });

  test("secrets are those that the device masks", () => {
    const secrets = settings.filter(({ isSecret }) => isSecret).map(({ key }) => key);
    assert.ok(secrets.includes("cloud.deviceSecret") && secrets.includes("modem.apn.password"));
    for (const { key, isSecret } of settings) assert.equal(isSecret, /(secret|password)$/i.test(key), key);
  });

  test("another board can do something else", () => {
    const sensors = settingsOf({ ...can, module: false }).find(({ key }) => key === "gas.sensor")?.takes;
    assert.doesNotMatch(sensors ?? "", /ZE07/);
  });
});

describe("check", () => {
  const change = (changes: object) => ({ ...SOUND, ...changes });
  const rows: readonly (readonly [what: string, content: unknown, says: RegExp, problems: number])[] = [
    ["a sound one", SOUND, /^$/, 0],
    ["no JSON", '{"cloud":', /is no JSON object/, 1],
    ["a list", [], /is no JSON object/, 1],
    [
      "nothing in it",
      {},
      /^problem cloud.productKey is missing\n.*deviceName is missing\n.*deviceSecret is missing$/,
      3,
    ],
    ["a key there is not", change({ gas: { sensr: "MQ-4" } }), /^problem gas.sensr is no setting$/m, 1],
    [
      "a sensor there is not",
      change({ gas: { sensor: "MQ-99" } }),
      /^problem gas.sensor must be one of MQ-4.*; given: "MQ-99"$/m,
      1,
    ],
    [
      "a number out of range",
      change({ report: { intervalS: 5 } }),
      /^problem report.intervalS must be a number from 10 to 300; given: 5$/m,
      1,
    ],
    [
      "a secret of the wrong form",
      { cloud: { ...TEST_DEVICE, deviceSecret: `${TEST_DEVICE.deviceSecret}"` } },
      /^problem cloud.deviceSecret must be text.*; given: 33 characters, not shown$/m,
      1,
    ],
    [
      "limits that do not go together",
      change({ gas: { warningLelPercent: 9, alarmLelPercent: 8 } }),
      /^problem gas.warningLelPercent must be less than gas.alarmLelPercent; given: 9$/m,
      1,
    ],
    [
      "one that is too long",
      change({ cloud: { ...TEST_DEVICE, extra: "x".repeat(1500) } }),
      /characters without spaces; the device takes 1500/,
      2,
    ],
    [
      "the example's identity",
      { cloud: { productKey: "a1EXAMPLE00", deviceName: "D001", deviceSecret: "secret" } },
      /^warning cloud.productKey is the example's.*\nwarning cloud.deviceSecret looks like[^\n]*$/,
      0,
    ],
    [
      "a masked secret",
      { cloud: { ...TEST_DEVICE, deviceSecret: "***" } },
      /^warning cloud.deviceSecret is masked: the device keeps/,
      0,
    ],
    [
      "what a larger board takes",
      { cloud: { ...TEST_DEVICE, tls: true, instanceId: "iot-1" }, report: { logLevel: "info" } },
      /^problem cloud.tls is for boards with room.*\nproblem cloud.instanceId is for.*\nproblem report.logLevel is for[^\n]*$/,
      3,
    ],
    [
      "what no board takes",
      { cloud: { ...TEST_DEVICE, tls: "yes" } },
      /^problem cloud.tls must be one of .*; given: "yes"$/,
      1,
    ],
    [
      "the dialect that is not in its bundle by itself",
      { cloud: { dialect: "mqtt", deviceName: "D1", host: "broker.example" } },
      /^warning cloud.dialect is in a bundle of this board only where .*: canary build and canary flash with --dialect mqtt$/,
      0,
    ],
  ];
  rows.forEach(([what, content, says, problems], i) => {
    test(what, () => {
      const text = typeof content === "string" ? content : JSON.stringify(content);
      const said = saidOf(join(FOLDER, `${i}.json`), text);
      assert.match(said, says);
      assert.equal(said.match(/^problem /gm)?.length ?? 0, problems);
      assert.equal(secretIn(said), undefined);
    });
  });

  test("as lines, each with its key", async () => {
    const run = await canary(["config", "check", file("lines.json", { ...SOUND, gas: { sensr: 1 } })]);
    assert.match(run.out, /^gas.sensr is no setting\n.*lines.json: 1 problems\n$/);
    assert.equal(run.exitCode, 1);
  });

  test("as JSON, for a board without the port", async () => {
    const path = file("module.json", change({ gas: { sensor: "ZE07-CO" } }));
    const { exitCode, out } = await canary(["config", "check", path, "--board", "mdbt42q", "--json"]);
    const [problem, result] = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.deepEqual([problem?.["kind"], problem?.["path"]], ["problem", "gas.sensor"]);
    assert.deepEqual(result, { kind: "result", file: path, problems: 1, warnings: 0 });
    assert.equal(exitCode, 1);
  });

  test("a certificate without TLS, and TLS without a certificate", async () => {
    const esp32 = canOf(await loadBoard(ROOT, "esp32"));
    const told = (tls: boolean, root: boolean) =>
      findingsOf(
        join(FOLDER, "tls.json"),
        JSON.stringify({ cloud: { ...TEST_DEVICE, tls } }),
        esp32,
        root ? readRoot(R1) : undefined,
      )
        .map(({ what }) => what)
        .join("\n");
    assert.match(told(true, false), /^TLS without a root certificate/);
    assert.match(told(false, true), /cloud\.tls is off: the certificate is used once it is on/);
    assert.doesNotMatch(told(true, true), /is off|without/);
    assert.equal(told(false, false), "");
  });

  for (const [args, says] of [
    [["check", join(FOLDER, "none.json")], /can't read the configuration .*ENOENT/],
    [["check", file("b.json", SOUND), "--board", "toaster"], /There is no board "toaster"/],
    [["check"], /missing required argument 'file'/],
    [["chek", "x"], /unknown command 'chek'/],
  ] as const) {
    test(`refused: ${says}`, async () => {
      const { exitCode, err } = await canary(["config", ...args]);
      assert.match(err, says);
      assert.equal(exitCode, 2);
    });
  }
});

describe("a real secret and git", () => {
  const repository = join(FOLDER, "repository");
  mkdirSync(repository);
  const git = (...args: string[]) => execFileSync("git", args, { cwd: repository, stdio: "pipe" });
  git("init", "-q");
  file(".gitignore", "canary.local.json\n", repository);
  const example = { cloud: { ...TEST_DEVICE, deviceSecret: "your secret" } };
  const rows: readonly (readonly [name: string, content: unknown, isAdded: boolean, says: RegExp])[] = [
    ["canary.json", SOUND, true, /^problem cloud.deviceSecret is a real one, .* tracked by git.*git rm --cached/],
    ["canary.example.json", example, true, /^warning cloud.deviceSecret looks like an example's[^\n]*$/],
    ["other.json", SOUND, false, /^warning cloud.deviceSecret is a real one, and git does not ignore the file[^\n]*$/],
    ["canary.local.json", SOUND, false, /^$/],
  ];
  for (const [name, content, isAdded, says] of rows) {
    test(name, () => {
      const path = file(name, content, repository);
      if (isAdded) git("add", name);
      assert.match(saidOf(path, JSON.stringify(content)), says);
    });
  }
});

/** Findings as lines. */
function saidOf(path: string, text: string): string {
  return findingsOf(path, text, can)
    .map((finding) => `${finding.kind} ${finding.path} ${finding.what}`)
    .join("\n");
}

describe("show, schema, example", { concurrency: 3 }, () => {
  test("what is in force, masked", async () => {
    const { exitCode, out } = await canary(["config", "show", file("show.json", SOUND), "--json"]);
    const shown = JSON.parse(out) as { cloud: object; modem: { apn: object } };
    assert.deepEqual(
      { ...shown.cloud, ...shown.modem.apn },
      {
        ...checkConfig(JSON.stringify(SOUND), can).config.cloud,
        deviceSecret: "***",
        name: "CMIOT",
        user: "me",
        password: "***",
      },
    );
    assert.equal(exitCode, 0);
  });

  test("of a broken file nothing is shown", async () => {
    const { exitCode, out, err } = await canary(["config", "show", file("broken.json", {})]);
    assert.match(err, /has problems; canary config check .*broken.json names them/);
    assert.deepEqual([exitCode, out], [1, ""]);
  });

  test("the table of all settings", async () => {
    const { exitCode, out } = await canary(["config", "schema", "--board", "pico"]);
    assert.equal(out.trimEnd().split("\n").length, settingsOf(can).length + 1);
    assert.match(out, /^cloud.deviceSecret +required +text of 1 to 64 characters; secret$/m);
    assert.match(out, /^modem.path +"" +nothing, or text of 1 to 100 characters$/m);
    assert.match(out, /^report.intervalS +300 +a number from 10 to 300$/m);
    assert.equal(exitCode, 0);
    const json = await canary(["config", "schema", "--json"]);
    const [first] = json.out.split("\n");
    assert.deepEqual(JSON.parse(first ?? ""), {
      kind: "setting",
      key: "cloud.dialect",
      default: "aliyun",
      takes: "one of aliyun, mqtt",
      isSecret: false,
    });
  });

  test("the example is sound but for its secret", async () => {
    const { out } = await canary(["config", "example"]);
    const checked = await canary(["config", "check", file("canary.example.json", out)]);
    assert.match(checked.out, /sound, 2 warnings$/m);
    assert.equal(checked.exitCode, 0);
  });
});
