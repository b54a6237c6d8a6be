/** `canary run` from the outside: what it prints, what it exits with, and that it always ends. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { startBroker } from "../../sim/cloud/broker.ts";
import { Platform } from "../../sim/cloud/platform.ts";
import { ALL_FAULTS } from "../../sim/faults.ts";
import { startFor } from "../cloud/mosquitto.ts";
import { canaryRun } from "./run-fixture.ts";

/** Each test is a process that mostly waits to be loaded. */
const AT_ONCE = { concurrency: 3 };
const FOLDER = mkdtempSync(join(tmpdir(), "canary-run-"));
after(() => rmSync(FOLDER, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(FOLDER, name);
  writeFileSync(path, text);
  return path;
}

const LOGIN = { username: "canary", password: "t0ken-of-D001" };
const PLAIN = { cloud: { dialect: "mqtt", deviceName: "D001", host: "broker.example" }, mqtt: LOGIN };

describe("refused before anything starts, exit 2", AT_ONCE, () => {
  const half = file("half.json", '{"cloud":{"productKey":"a1EXAMPLE00","deviceName":7}}');
  const plain = file("plain.json", JSON.stringify(PLAIN));
  const cut = file("cut.json", '{"cloud":');
  const noStep = file("steps.json", '[{"jump": 1}]');
  const rows: readonly [what: string, args: string[], says: RegExp][] = [
    ["an option there is not", ["--sped", "3"], /unknown option '--sped'/],
    ["a speed that is none", ["--speed", "fast"], /must be a number from 0.1 to 10000, or "max"/],
    ["a speed beyond all", ["--speed", "10001"], /must be a number from 0.1 to 10000, or "max"/],
    ["a speed that no socket has", ["--speed", "500", "--port", "0"], /--speed 500: .* 100 at most.*leave out --port/],
    ["a modem there is not", ["--modem", "air999"], /air202, air724, air780e/],
    ["a board there is not", ["--board", "toaster"], /no board "toaster".*pico/s],
    ["a port that is none", ["--port", "99999"], /whole number from 0 to 65535/],
    ["a broker address that is none", ["--broker", "somewhere"], /mqtt:\/\/\[user:password@\]host:port/],
    ["a broker in virtual time", ["--broker", "mqtt://127.0.0.1:1", "--speed", "max"], /leave out --broker/],
    ["a configuration there is not", ["--config", join(FOLDER, "none.json")], /can't read the configuration.*ENOENT/],
    ["half a configuration", ["--config", half], /cloud.deviceName must be.*cloud.deviceSecret is missing/s],
    ["a configuration cut off", ["--config", cut], /no JSON/],
    ["a plain dialect without a broker", ["--config", plain], /dialect mqtt.*--broker mqtt:\/\/host:port/],
    ["a plain dialect in virtual time", ["--config", plain, "--speed", "max"], /dialect mqtt.*in real time/],
    ["a scenario there is not", ["--scenario", join(FOLDER, "none.json")], /can't read the scenario.*ENOENT/],
    [
      "a scenario with an unknown step",
      ["--scenario", noStep],
      /steps.json can't be.*\n {2}line 1, column 3: step 1: unknown step "jump"/,
    ],
  ];
  for (const [what, args, says] of rows) {
    test(what, async () => {
      const { exitCode, out, err } = await canaryRun(args);
      assert.match(out + err, says);
      assert.equal(exitCode, 2, err);
      assert.doesNotMatch(err, /^\s+at /m, "words, no stack");
    });
  }
});

describe("scenarios in virtual time", AT_ONCE, () => {
  for (const name of ["alarm", "network-outage", "power-cut", "sensor-fault", "slow-leak", "switch"]) {
    test(`${name}.json passes`, async () => {
      const { exitCode, out } = await canaryRun(["--speed", "max", "--scenario", `scenarios/${name}.json`]);
      assert.match(out, new RegExp(`== scenario ${name}.json: passed`));
      assert.equal(exitCode, 0);
    });
  }

  test("one that fails says which step and what was seen, exit 1", async () => {
    const path = file(
      "never.json",
      '[{"wait": {"state": "ONLINE"}}, {"expect": {"event": "GasCheck_Event"}, "withinS": 5}]',
    );
    const { exitCode, out } = await canaryRun(["--speed", "max", "--scenario", path]);
    assert.match(
      out,
      /step 2 of 2 failed: \{"event":"GasCheck_Event"\} did not come true within 5 s\. Seen: state ONLINE/,
    );
    assert.equal(exitCode, 1);
  });

  test("the same seed gives the same run, another seed another", async () => {
    const args = ["--speed", "max", "--scenario", "scenarios/switch.json", "--seed"];
    const [one, same, other] = await Promise.all(["5", "5", "6"].map((seed) => canaryRun([...args, seed])));
    assert.equal(one?.out, same?.out);
    assert.notEqual(one?.out.replaceAll("seed 5", ""), other?.out.replaceAll("seed 6", ""));
  });
});

test("faster than any socket: the cloud is in this process, at a speed that is kept", AT_ONCE, async () => {
  const { exitCode, out } = await canaryRun(["--speed", "2000"]);
  assert.match(out, /in this process, in virtual time/);
  assert.match(out, /2000 x: one second here is 2000 s there/);
  assert.match(out, /demonstration: passed/);
  assert.equal(exitCode, 0);
});

describe("what it shows", AT_ONCE, () => {
  test("one JSON object a line, and no secret in any of them", async () => {
    const { exitCode, out } = await canaryRun(["--speed", "max", "--json"]);
    const records = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { kind: string; t: number });
    for (const kind of ["at", "state", "cloud", "event", "result"]) {
      assert.ok(
        records.some((record) => record.kind === kind),
        `a record of kind ${kind}`,
      );
    }
    assert.ok(records.some(({ t }) => t > 180));
    assert.doesNotMatch(out, /43eb60cfc371/);
    assert.equal(exitCode, 0);
  });

  test("no colour without a terminal, no secret, each direction marked", async () => {
    const { out } = await canaryRun(["--speed", "max"], { env: { CI: "1", FORCE_COLOR: "1" } });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what colour is made of
    assert.doesNotMatch(out, /\x1b/);
    assert.doesNotMatch(out, /43eb60cfc371/);
    assert.match(out, /> AT\+MCONFIG="D001\|securemode=3,signmethod=hmacsha1\|","D001&a1EXAMPLE00","\*\*\*"/);
    assert.match(out, /< CONNACK OK/);
    assert.match(out, /= ONLINE/);
    assert.match(out, /EVENT GasCheck_Event \{"GasState":3/);
  });

  test("--faults lists them all, and starts nothing", async () => {
    const [plain, json] = await Promise.all([canaryRun(["--faults"]), canaryRun(["--faults", "--json"])]);
    assert.match(plain.out, /^mute +modem +held +hears nothing/m);
    assert.match(plain.out, /^pdpLost +modem +once .* \(0 1 /m);
    const names = json.out
      .trim()
      .split("\n")
      .map((line) => (JSON.parse(line) as { name: string }).name);
    assert.deepEqual(names, Object.keys(ALL_FAULTS));
    assert.deepEqual([plain.exitCode, json.exitCode, plain.err], [0, 0, ""]);
  });

  test("--help tells keys and exit codes", async () => {
    const { exitCode, out } = await canaryRun(["--help"]);
    assert.match(out, /--scenario <file>[\s\S]*Exit codes:[\s\S]*42 /);
    assert.equal(exitCode, 0);
  });
});

describe("with real sockets", AT_ONCE, () => {
  let taken: Server;
  let port = 0;
  before(async () => {
    // Takes connections and never says a word.
    taken = createServer(() => {});
    await new Promise<void>((done) => void taken.listen(0, "127.0.0.1", done));
    port = (taken.address() as { port: number }).port;
  });
  after(() => taken.close());

  test("a port in use: exit 3, with advice", async () => {
    const { exitCode, err } = await canaryRun(["--port", String(port)]);
    assert.match(err, new RegExp(`port ${port} \\(EADDRINUSE\\)`));
    assert.equal(exitCode, 3);
  });

  test("no broker there: tried, seen, to do; exit 4; the password is not shown", async () => {
    const { exitCode, out, err } = await canaryRun(["--broker", "mqtt://me:MyPassword@127.0.0.1:1"]);
    assert.match(err, /mqtt:\/\/127\.0\.0\.1:1 as user "me"\. Seen: .*ECONNREFUSED.*To do: start the broker/);
    assert.doesNotMatch(out + err, /MyPassword/);
    assert.equal(exitCode, 4);
  });

  test("Ctrl-C in the middle: clean end, exit 0", async () => {
    const { exitCode, out, err } = await canaryRun([], { signal: { when: /= CPIN/, name: "SIGINT" } });
    assert.match(out, /-- quit/);
    assert.deepEqual([exitCode, err], [0, ""]);
  });

  test("--timeout is kept: exit 42", async () => {
    const { exitCode, out } = await canaryRun(["--timeout", "2"]);
    assert.match(out, /time-out: not over after 2 s\. Seen: state /);
    assert.equal(exitCode, 42);
  });

  test("the demonstration at the embedded broker: alarm and its end, exit 0", async () => {
    const { exitCode, out } = await canaryRun(["--speed", "40"]);
    assert.match(out, /mqtt:\/\/127\.0\.0\.1:\d+ \(embedded\)/);
    assert.match(out, /demonstration: passed/);
    assert.equal(exitCode, 0);
  });

  test("the plain dialect at a broker of one's own, with a bundle that has it", async () => {
    const broker = await startFor({ ...LOGIN, rights: ["readwrite #"] });
    const config = file("own.json", JSON.stringify(PLAIN));
    const { exitCode, out } = await canaryRun([
      "--speed",
      "40",
      "--broker",
      broker.url,
      "--config",
      config,
      "--timeout",
      "10",
    ]);
    await broker.close();
    assert.match(out, /as the settings log in, device D001\n/);
    assert.match(out, /= ONLINE/);
    assert.match(out, /AT\+MPUB="gas-canary\/D001\/state",1,1,/);
    assert.doesNotMatch(out, /t0ken/);
    assert.equal(exitCode, 42, "nobody ends it");
  });

  test("the demonstration at another broker, with another device's configuration", async () => {
    const device = { productKey: "a1OTHER", deviceName: "kitchen", deviceSecret: "fedcba9876543210" };
    const operator = { username: "operator", password: "watches" };
    // Knows the device and answers nothing: that is for the stand-in that `run` brings.
    const broker = await startBroker({ platform: new Platform({ devices: [device] }), operator, answers: false });
    const config = file("kitchen.json", JSON.stringify({ cloud: { ...device, signMethod: "hmacsha256" } }));
    const url = `mqtt://operator:watches@127.0.0.1:${broker.port}`;
    const { exitCode, out, err } = await canaryRun(["--speed", "40", "--broker", url, "--config", config]);
    await broker.close();
    assert.match(out, /demonstration: passed/, err);
    assert.match(out, /device kitchen of a1OTHER/);
    assert.doesNotMatch(out, /fedcba9876543210|watches/);
    assert.equal(exitCode, 0);
  });
});
