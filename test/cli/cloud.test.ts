/** `canary cloud`: a device's MQTT client at it, what it shows, what is typed at it, and how it ends. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, describe, test } from "node:test";
import mqtt, { type MqttClient } from "mqtt";
import { signature, signedContent } from "../../sim/cloud/login.ts";
import { canary, type Running, startCanary } from "./canary.ts";
import { learnDevice, TEST_DEVICE, type TestDevice } from "./secrets.ts";

const FOLDER = mkdtempSync(join(tmpdir(), "canary-cloud-"));
after(() => rmSync(FOLDER, { recursive: true }));

const OTHER: TestDevice = { ...TEST_DEVICE, deviceName: "bench-08", deviceSecret: "w3Rk8ZtYp5NvXc2HqLm9Js6DgBf4Ta7U" };
learnDevice(OTHER);

function file(name: string, text: string): string {
  const path = join(FOLDER, name);
  writeFileSync(path, text);
  return path;
}

const CONFIG = file("canary.local.json", JSON.stringify({ cloud: TEST_DEVICE }));
const COLUMNS = ["productKey", "deviceName", "deviceSecret"] as const;
const TABLE = file(
  "devices.csv",
  [COLUMNS.join(), ...[TEST_DEVICE, OTHER].map((device) => COLUMNS.map((name) => device[name]).join())].join("\n"),
);
const SYS = `/sys/${TEST_DEVICE.productKey}/${TEST_DEVICE.deviceName}`;

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

async function startCloud(args: readonly string[] = []): Promise<{ cloud: Running; port: number }> {
  const cloud = startCanary(["cloud", "--port", "0", ...args], { cwd: FOLDER });
  endings.push(() => cloud.signal("SIGKILL"));
  const [, port] = await cloud.waitFor(/mqtt:\/\/[^:]+:(\d+)/);
  return { cloud, port: Number(port) };
}

const passwordOf = ({ deviceName, productKey, deviceSecret }: TestDevice) =>
  signature("hmacsha256", deviceSecret, signedContent(deviceName, deviceName, productKey));

async function logIn(port: number, device = TEST_DEVICE, password = passwordOf(device)): Promise<MqttClient> {
  const client = mqtt.connect(`mqtt://127.0.0.1:${port}`, {
    clientId: `${device.deviceName}|securemode=3,signmethod=hmacsha256|`,
    username: `${device.deviceName}&${device.productKey}`,
    password,
    keepalive: 300,
    clean: false,
    reconnectPeriod: 0,
  });
  endings.push(() => client.endAsync(true));
  await new Promise<void>((done, failed) => {
    client.once("connect", () => done());
    client.once("error", failed);
  });
  return client;
}

/** The next message on a topic; subscribed by now. */
async function listen(client: MqttClient, topic: string): Promise<() => Promise<Record<string, unknown>>> {
  await client.subscribeAsync(topic, { qos: 1 });
  const arrived: string[] = [];
  let wake = () => {};
  client.on("message", (name, payload) => {
    if (name === topic) arrived.push(payload.toString());
    wake();
  });
  return async () => {
    while (arrived.length === 0) await new Promise<void>((done) => (wake = done));
    return JSON.parse(arrived.shift() as string);
  };
}

const post = (client: MqttClient, rest: string, id: string, params: string) =>
  client.publishAsync(`${SYS}/thing/event/${rest}/post`, `{"id":"${id}","version":"1.0","params":${params}}`, {
    qos: 1,
  });

describe("what it shows", () => {
  test("login, properties, a rule that was broken, the end of the connection", async () => {
    const { cloud, port } = await startCloud(["--config", CONFIG]);
    await cloud.waitFor(/Known: bench-07 of a1TESTcli07\./);
    const client = await logIn(port);
    await post(client, "property", "1", '{"GasLel":12.5,"PowerSwitch":{"value":1,"time":1700000000000}}');
    await post(client, "property", "3", '{"GasLel":12}');
    await client.endAsync();
    await cloud.waitFor(/bench-07 offline: /);
    for (const line of [
      /^\d\d:\d\d:\d\d = bench-07 login accepted, keep-alive 300 s$/m,
      /bench-07 GasLel 12\.5 %LEL$/m,
      /bench-07 PowerSwitch 1$/m,
      /!! bench-07 violation value 6307: GasLel is 12, not a number written with a decimal point/,
    ])
      assert.match(cloud.out, line);
    assert.doesNotMatch(cloud.out, /event\/property\/post_reply/, "messages are shown by --trace alone");
    cloud.signal("SIGINT");
    assert.deepEqual([(await cloud.ended).exitCode, cloud.err], [0, ""]);
  });

  test("an event with its outputs and its own time; with --trace each message", async () => {
    const { cloud, port } = await startCloud(["--trace"]);
    const client = await logIn(port);
    await post(client, "SelfTest_Event", "7", '{"value":{"Result":0},"time":1700000000000}');
    await cloud.waitFor(/EVENT bench-07 SelfTest_Event \{"Result":0\} id 7, of 2023-11-14T22:13:20\.000Z/);
    await cloud.waitFor(/cloud < bench-07 thing\/event\/SelfTest_Event\/post id 7/);
    await cloud.waitFor(/cloud > bench-07 thing\/event\/SelfTest_Event\/post_reply id 7 code 200/);
  });

  test("--json: records alone", async () => {
    const { cloud, port } = await startCloud(["--json", "--devices", TABLE]);
    const client = await logIn(port, OTHER);
    await client.publishAsync(`${SYS}/thing/event/property/post`, "foreign", { qos: 1 });
    await cloud.waitFor(/foreign-topic/);
    cloud.signal("SIGTERM");
    const { exitCode, out } = await cloud.ended;
    const records = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { kind: string; what?: string; device?: string });
    assert.equal(records[0]?.kind, "ready");
    assert.deepEqual(
      records.filter(({ what }) => what === "login" || what === "violation").map(({ what, device }) => [what, device]),
      [
        ["login", "bench-08&a1TESTcli07"],
        ["violation", "bench-08&a1TESTcli07"],
      ],
    );
    assert.equal(exitCode, 0);
  });

  test("what a stranger calls itself does not steer the terminal", async () => {
    const { cloud, port } = await startCloud();
    await assert.rejects(logIn(port, { ...TEST_DEVICE, deviceName: "\x1b[2J" }, "none"));
    await cloud.waitFor(/\\1B\[2J login CONNACK 4/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what must not be there
    assert.doesNotMatch(cloud.out, /\x1b/);
  });
});

describe("who is let in", () => {
  test("any device, and it is said that nothing was checked", async () => {
    const { cloud, port } = await startCloud();
    await cloud.waitFor(/Any device is let in, and its signature is not checked/);
    await logIn(port, TEST_DEVICE, "0".repeat(64));
    await cloud.waitFor(/bench-07 new here: product a1TESTcli07; its signature is not checked/);
    await assert.rejects(logIn(port, { ...TEST_DEVICE, deviceName: "x".repeat(33) }), { code: 4 });
  });

  for (const [what, args] of [
    ["a configuration", ["--config", CONFIG]],
    ["a table", ["--devices", TABLE]],
  ] as const) {
    test(`with ${what}: those in it, by their signature`, async () => {
      const { cloud, port } = await startCloud(args);
      await logIn(port);
      await assert.rejects(logIn(port, TEST_DEVICE, "0".repeat(64)), { code: 5 });
      await cloud.waitFor(/bench-07 violation login 5: wrong signature/);
      await assert.rejects(logIn(port, { ...TEST_DEVICE, deviceName: "bench-09" }), { code: 5 });
    });
  }

  test("a name by flags, the secret by a file", async () => {
    const secret = file("secret.txt", `${TEST_DEVICE.deviceSecret}\n`);
    const { productKey, deviceName } = TEST_DEVICE;
    const { port } = await startCloud([
      "--product-key",
      productKey,
      "--device-name",
      deviceName,
      "--secret-file",
      secret,
    ]);
    await logIn(port);
  });
});

describe("what is typed at it", () => {
  test("properties and services go down; the answer is shown", async () => {
    const { cloud, port } = await startCloud(["--config", CONFIG]);
    const client = await logIn(port);
    const set = await listen(client, `${SYS}/thing/service/property/set`);
    const selfTest = await listen(client, `${SYS}/thing/service/SelfTest`);
    cloud.type("set PowerSwitch 1\n");
    const { id, params } = await set();
    assert.deepEqual(params, { PowerSwitch: 1 });
    await client.publishAsync(`${SYS}/thing/service/property/set_reply`, `{"id":"${id}","code":200,"data":{}}`);
    await cloud.waitFor(new RegExp(`cloud < bench-07 thing/service/property/set_reply id ${id} code 200`));
    cloud.type('set {"PowerSwitch":0}\n\nservice SelfTest {}\nservice SelfTest\n');
    assert.deepEqual((await set())["params"], { PowerSwitch: 0 });
    assert.deepEqual([(await selfTest())["params"], (await selfTest())["params"]], [{}, {}]);
    cloud.type("rrpc SelfTest\n");
    await cloud.waitFor(/RRPC SelfTest, id (\d+), to bench-07/);
    await cloud.waitFor(/cloud > bench-07 rrpc\/request\/\d+ id \d+/);
    cloud.type("quit\n");
    assert.equal((await cloud.ended).exitCode, 0);
  });

  test("an image: pushed, fetched by its link, and through with the version", async () => {
    const { cloud, port } = await startCloud();
    const image = file("app.js", "x".repeat(3000));
    const client = await logIn(port);
    const upgrade = await listen(client, `/ota/device/upgrade/${TEST_DEVICE.productKey}/${TEST_DEVICE.deviceName}`);
    cloud.type(`ota "${image}" 1.1.0\n`);
    const { data } = await upgrade();
    const { url, sign, size } = data as { url: string; sign: string; size: number };
    const got = await fetch(url, { headers: { Range: "bytes=0-2999" } });
    const bytes = Buffer.from(await got.arrayBuffer());
    assert.deepEqual([got.status, bytes.length, createHash("md5").update(bytes).digest("hex")], [206, size, sign]);
    const ota = (what: string) => `/ota/device/${what}/${TEST_DEVICE.productKey}/${TEST_DEVICE.deviceName}`;
    await client.publishAsync(ota("progress"), '{"id":"1","params":{"step":"100","desc":""}}');
    await client.publishAsync(ota("inform"), '{"id":"2","params":{"version":"1.1.0"}}');
    await cloud.waitFor(/bench-07 upgraded to 1\.1\.0, module default/);
    file("manifest.json", '{"version":"1.2.0"}');
    cloud.type(`ota ${image} mqtt\ndevices\n`);
    const next = (await upgrade())["data"] as { version: string; dProtocol: string };
    assert.deepEqual([next.version, next.dProtocol], ["1.2.0", "mqtt"]);
    await cloud.waitFor(/bench-07 of a1TESTcli07: online, default 1\.1\.0/);
  });

  test("a remote configuration: pushed, and behind its link", async () => {
    const { cloud, port } = await startCloud();
    const client = await logIn(port);
    const push = await listen(client, `${SYS}/thing/config/push`);
    const text = '{"report":{"intervalS":60}}';
    cloud.type(`config ${file("remote.json", text)}\n`);
    const { url, configSize } = (await push())["params"] as { url: string; configSize: number };
    assert.deepEqual([await (await fetch(url)).text(), configSize], [text, text.length]);
  });

  test("where a device looks for its host: this one", async () => {
    const { cloud, port } = await startCloud();
    const [, files] = await cloud.waitFor(/bootstrap at (http:\S+)/);
    const answer = await (await fetch(`${files}/auth/bootstrap/regionId/cn-shanghai`)).json();
    assert.deepEqual(answer, { code: 200, data: { resources: { mqtt: { host: "127.0.0.1", port } } } });
  });

  test("one of several has to be named", async () => {
    const { cloud, port } = await startCloud(["--devices", TABLE]);
    cloud.type("set PowerSwitch 1\n");
    await cloud.waitFor(/Which device\? use <name>; there are bench-07, bench-08/);
    const client = await logIn(port, OTHER);
    const set = await listen(client, `/sys/${OTHER.productKey}/${OTHER.deviceName}/thing/service/property/set`);
    cloud.type("set PowerSwitch 1\n");
    assert.deepEqual((await set())["params"], { PowerSwitch: 1 }, "the one that is online");
    cloud.type("use bench-07\nset PowerSwitch 0\n");
    await cloud.waitFor(/set \{"PowerSwitch":0\}, id \d+, to bench-07, which is offline/);
  });

  test("what can't be done is said in words, and it goes on", async () => {
    const { cloud, port } = await startCloud();
    const notJson = file("no.json", "{");
    const image = file("only.js", "x");
    const rows: readonly (readonly [line: string, says: RegExp])[] = [
      ["jump", /There is no command "jump"/],
      ["set PowerSwitch 1", /No device has logged in yet/],
    ];
    const withDevice: typeof rows = [
      ["set", /set takes a property and its value/],
      ["set Nothing 1", /The thing model has no property Nothing\. It has PowerSwitch,/],
      ["set {}", /set takes a property/],
      ["service Dance {}", /no service "Dance"\. It has Calibrate,/],
      ["service SelfTest [1]", /SelfTest takes an object/],
      ["ota", /ota takes a file/],
      ["ota none.js 1.0.0", /can't read none\.js \(ENOENT\)/],
      [`ota ${image} 1.0.0 pigeon`, /"pigeon" is no way to fetch an image/],
      [`ota ${file("empty.js", "")} 1.0.0`, /is no image: .* has 0 bytes/],
      ["ota /nowhere/app.js", /Which version is it\?/],
      [`config ${notJson}`, /can't be pushed: a remote configuration is one JSON object/],
      ["config", /config takes a JSON file/],
      ["use nobody", /There is no device "nobody"/],
      ["help", /set PowerSwitch 1 \| \{\.\.\.\}/],
    ];
    const check = async ([line, says]: (typeof rows)[number]) => {
      cloud.type(`${line}\n`);
      await cloud.waitFor(says);
    };
    for (const row of rows) await check(row);
    await logIn(port);
    for (const row of withDevice) await check(row);
    cloud.closeInput();
    await logIn(port, OTHER);
    await cloud.waitFor(/bench-08 login accepted/);
    assert.equal(cloud.err, "");
  });
});

describe("where it listens", () => {
  test("on this machine alone, and that is said; on all of its networks when asked, and that too", async () => {
    const own = await startCloud();
    await own.cloud.waitFor(/Only this machine reaches it; hardware needs --host 0\.0\.0\.0/);
    const all = await startCloud(["--host", "0.0.0.0", "--address", "desk.example"]);
    await all.cloud.waitFor(/mqtt:\/\/desk\.example:\d+[\s\S]*Everybody in the network reaches it, without TLS/);
    await all.cloud.waitFor(new RegExp(`--set cloud\\.host=desk\\.example --set cloud\\.port=${all.port}`));
  });

  for (const option of ["--port", "--file-port"]) {
    test(`${option} in use: exit 3, with advice, and nothing is left behind`, async () => {
      const taken = createServer();
      endings.push(() => new Promise((done) => taken.close(done)));
      await new Promise<void>((done) => void taken.listen(0, "127.0.0.1", done));
      const { port } = taken.address() as { port: number };
      const { exitCode, err } = await canary(["cloud", "--port", "0", option, String(port)]);
      assert.match(
        err,
        new RegExp(`cannot open an? \\w+ \\w+ on 127\\.0\\.0\\.1 port ${port} \\(EADDRINUSE\\).*Stop it`),
      );
      assert.equal(exitCode, 3);
    });
  }
});

test("an address that nobody has: exit 3, with advice", async () => {
  const { exitCode, err } = await canary(["cloud", "--port", "0", "--host", "no.such.host.invalid"]);
  assert.match(err, /no\.such\.host\.invalid port 0 \((ENOTFOUND|EAI_AGAIN)\): ./);
  assert.equal(exitCode, 3);
});

describe("refused before anything starts, exit 2", { concurrency: 2 }, () => {
  const twice = file(
    "twice.csv",
    `productKey,deviceName,deviceSecret\na,b,${OTHER.deviceSecret}\na,b,${TEST_DEVICE.deviceSecret}`,
  );
  const rows: readonly (readonly [what: string, args: readonly string[], says: RegExp])[] = [
    ["a port that is none", ["--port", "99999"], /whole number from 0 to 65535/],
    ["an address with a port", ["--address", "desk.example:1883"], /without a port/],
    ["half an identity", ["--product-key", "a1"], /give --product-key and --device-name/],
    ["a table and a device", ["--devices", TABLE, "--config", CONFIG], /leave out --config/],
    ["no such table", ["--devices", "none.csv"], /can't read the table of devices from none\.csv \(ENOENT\)/],
    ["a device twice", ["--devices", twice], /line 3: the same device as in line 2/],
    ["no such configuration", ["--config", "none.json"], /can't read the settings from none\.json \(ENOENT\)/],
    [
      "a name that is too long",
      ["--product-key", "a1", "--device-name", "x".repeat(33), "--config", CONFIG],
      /deviceName/,
    ],
    ["no secret", ["--product-key", "a1", "--device-name", "b"], /No device secret was given/],
    ["a secret as a flag", ["--secret", TEST_DEVICE.deviceSecret], /--secret takes no secret/],
  ];
  for (const [what, args, says] of rows) {
    test(what, async () => {
      const { exitCode, err } = await canary(["cloud", "--port", "0", ...args], { cwd: FOLDER });
      assert.match(err, says);
      assert.equal(exitCode, 2);
      assert.doesNotMatch(err, /^\s+at /m, "words, no stack");
    });
  }
});
