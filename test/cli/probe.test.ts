/** `canary probe` end to end: simulator, TCP, a pseudo-terminal, a real broker; what it refuses, and how it is stopped. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { SimClock } from "../../sim/clock.ts";
import { TcpNetwork } from "../../sim/cloud/tcp-network.ts";
import type { FamilyName } from "../../sim/modem/family.ts";
import { VirtualModem } from "../../sim/modem/modem.ts";
import { Random } from "../../sim/random.ts";
import type { Report } from "../../tools/probe/report.ts";
import { eventually } from "../cloud/eventually.ts";
import { type Mosquitto, program, startMosquitto } from "../cloud/mosquitto.ts";
import { HASTY } from "../espruino/rig.ts";
import { canary, startCanary } from "./canary.ts";
import { TEST_APN_PASSWORD, TEST_DEVICE } from "./secrets.ts";

const AT_ONCE = { concurrency: 3 };
const FOLDER = mkdtempSync(join(tmpdir(), "canary-probe-"));
after(() => rmSync(FOLDER, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(FOLDER, name);
  writeFileSync(path, text);
  return path;
}

function isInstalled(name: string): boolean {
  try {
    return existsSync(program(name, name));
  } catch {
    return false;
  }
}

function reportOf(out: string): Report & { readonly kind: string; readonly port: string } {
  assert.equal(out.trim().split("\n").length, 1, `one object: ${out}`);
  return JSON.parse(out);
}

function troubles({ rows }: Report): string[] {
  return rows.filter(({ verdict }) => verdict !== "ok").map(({ step, verdict, seen }) => `${step} ${verdict}: ${seen}`);
}

/** A virtual modem that is on, in real time, its UART behind a TCP port as a serial server has it. */
class ModemServer {
  readonly modem: VirtualModem;
  readonly #clock = new SimClock();
  readonly #network = new TcpNetwork({ resolve: (host, port) => ({ host, port }) });
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  static async start(family: FamilyName): Promise<ModemServer> {
    const one = new ModemServer(family);
    await new Promise<void>((done) => one.#server.listen(0, "127.0.0.1", () => done()));
    return one;
  }

  private constructor(family: FamilyName) {
    const settings = { ...HASTY, airDelayMs: 1 };
    this.modem = new VirtualModem({
      clock: this.#clock,
      random: new Random(1),
      network: this.#network,
      family,
      settings,
    });
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on("error", () => {});
      socket.on("data", (bytes: Buffer) => this.modem.receive(bytes.toString("latin1")));
      this.modem.onSend = (bytes) => socket.write(bytes, "latin1");
    });
    this.#clock.startRealTime();
    this.modem.supply(true);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get spec(): string {
    return `tcp://127.0.0.1:${this.port}`;
  }

  async stop(): Promise<void> {
    this.#clock.stopRealTime();
    this.modem.dispose();
    this.#network.shutDown();
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((done) => this.#server.close(done));
  }
}

describe("the simulator", AT_ONCE, () => {
  for (const family of ["air202", "air724", "air780e"]) {
    test(`${family}: all works, one JSON object, no warning`, async () => {
      const { exitCode, out, err } = await canary(["probe", "--port", "sim", "--sim-modem", family, "--json"]);
      const report = reportOf(out);
      assert.deepEqual(troubles(report), []);
      assert.deepEqual([exitCode, report.score, report.kind, report.port, err], [0, 100, "probe", "sim", ""]);
    });
  }

  test("a device of a configuration, at its platform, as a table", async () => {
    const apn = { name: "iot.example", user: "gas", password: TEST_APN_PASSWORD };
    const config = file("device.json", JSON.stringify({ cloud: TEST_DEVICE, modem: { apn } }));
    const words = ["probe", "--port", "sim", "--sim-modem", "air202", "--config", config, "--verbose"];
    const { exitCode, out, err } = await canary(words);
    assert.match(out, /^ok +bearer +10\/10 {2}APN iot\.example, address/m);
    assert.match(out, /^ok +login +5\/5 {2}accepted as bench-07&a1TESTcli07/m);
    assert.match(out, /^not tried round trip +- {2}a device's own topics/m);
    assert.match(out, /Score 100 of 100/);
    assert.match(err, /> AT\+CSTT="iot\.example","gas","\*\*\*"\n/);
    assert.match(err, /> AT\+MCONFIG="bench-07\|[^"]+","bench-07&a1TESTcli07","\*\*\*"\n/);
    assert.match(err, /^< CONNACK OK$/m);
    assert.equal(exitCode, 0);
  });

  test("a fault: its row, its advice, exit 1", async () => {
    const { exitCode, out } = await canary(["probe", "--port", "sim", "--sim-fault", "connectFail"]);
    assert.match(out, /^fail +broker +0\/10 .*CONNECT FAIL\n +-> Does broker\.invalid resolve/m);
    assert.match(out, /^not tried login +0\/5 {2}needs broker$/m);
    assert.match(out, /Score 80 of 100.*failed: broker/s);
    assert.equal(exitCode, 1);
  });
});

describe("refused before the port is opened, exit 2", AT_ONCE, () => {
  const cut = file("cut.json", '{"cloud":');
  const rows: readonly [what: string, args: readonly string[], says: RegExp][] = [
    ["an option there is not", ["--bauds", "9600"], /unknown option '--bauds'/],
    ["a rate that is none", ["--baud", "fast"], /--baud .*must be a whole number from 600 to 921600/],
    ["a time that is none", ["--timeout", "0"], /--timeout .*must be a whole number from 1 to/],
    ["a broker that is none", ["--broker", "somewhere"], /mqtt:\/\/\[user:password@\]host:port/],
    ["a user without a password", ["--broker", "mqtt://u@h"], /No broker's password for u.*--broker-password-file/],
    ["an APN user without one", ["--apn", "a", "--apn-user", "u"], /No APN's password for u.*--apn-password-file/],
    ["a password without its user", ["--apn-password-file", "x"], /--apn-password-file is for the user/],
    [
      "a broker's, too",
      ["--broker", "mqtt://h", "--broker-password-file", "x"],
      /--broker-password-file is for a user/,
    ],
    ["an APN with quotes", ["--apn", 'a"b'], /--apn must be printable ASCII without quotes/],
    ["a configuration cut off", ["--config", cut], /no JSON/],
    ["a configuration there is not", ["--config", join(FOLDER, "none.json")], /can't read the configuration.*ENOENT/],
    ["a fault there is not", ["--sim-fault", "flu"], /--sim-fault flu is none of: mute/],
    ["a port that is none", ["--port", "http://x"], /--port http:\/\/x is none/],
  ];
  for (const [what, args, says] of rows) {
    test(what, async () => {
      const { exitCode, out, err } = await canary(["probe", "--port", "sim", ...args]);
      assert.match(out + err, says);
      assert.equal(exitCode, 2);
      assert.doesNotMatch(err, /^\s+at /m, "words, no stack");
    });
  }
});

describe("ports", AT_ONCE, () => {
  test("one there is not: exit 3", async () => {
    const { exitCode, err } = await canary(["probe", "--port", join(FOLDER, "ttyNone")]);
    assert.match(err, /There is no port .*ttyNone/);
    assert.equal(exitCode, 3);
  });

  test("a serial server that is not there: exit 4, in JSON too", async () => {
    const { exitCode, out } = await canary(["probe", "--port", "tcp://127.0.0.1:1", "--json"]);
    assert.match(out, /^\{"kind":"error","text":"Can't connect to tcp:\/\/127\.0\.0\.1:1.*"exitCode":4\}\n$/);
    assert.equal(exitCode, 4);
  });

  test("--timeout and Ctrl-C end it at once, with what was seen so far, and the port is let go", async () => {
    const server = await ModemServer.start("air780e");
    try {
      server.modem.fault("mute");
      const late = await canary(["probe", "--port", server.spec, "--timeout", "1", "--json"]);
      assert.equal(late.exitCode, 42);
      assert.equal(reportOf(late.out).rows[0]?.seen, "not over after 1 s");
      const running = startCanary(["probe", "--port", server.spec, "--verbose"]);
      await running.waitFor(/^> AT$/m);
      running.signal("SIGINT");
      const quit = await running.ended;
      assert.match(quit.out, /^fail +answer +0\/10 {2}quit by hand\n +-> The port is closed/m);
      assert.equal(quit.exitCode, 1);
    } finally {
      await server.stop();
    }
  });
});

const hasMosquitto = isInstalled("mosquitto") && isInstalled("mosquitto_passwd");
describe("a real broker", { skip: hasMosquitto ? false : "mosquitto is not installed" }, () => {
  let broker: Mosquitto;
  before(async () => {
    broker = await startMosquitto(TEST_DEVICE);
  });
  after(() => broker?.close());

  test("over TCP: a message out and back; with a wrong password the login fails", async () => {
    const server = await ModemServer.start("air780e");
    try {
      const url = `mqtt://${broker.operator.username}@127.0.0.1:${broker.port}`;
      const words = ["probe", "--port", server.spec, "--broker", url, "--broker-password-file", "-", "--json"];
      const good = await canary(words, { stdin: `${broker.operator.password}\n` });
      assert.deepEqual(troubles(reportOf(good.out)), []);
      assert.equal(good.exitCode, 0);
      const bad = await canary(words, { stdin: "not-the-password-at-all\n" });
      const [first = "", ...others] = troubles(reportOf(bad.out));
      assert.match(first, /^login fail: refused: /);
      assert.deepEqual(others, ["round trip not tried: needs login"]);
      assert.equal(bad.exitCode, 1);
      assert.equal(server.modem.mqttState, "OFF");
    } finally {
      await server.stop();
    }
  });

  const hasSocat = isInstalled("socat");
  test("over a pseudo-terminal, as the device", { skip: hasSocat ? false : "socat is not installed" }, async () => {
    const server = await ModemServer.start("air202");
    const path = join(FOLDER, "tty");
    const socat = spawn(program("socat", "socat"), [`PTY,raw,echo=0,link=${path}`, `TCP:127.0.0.1:${server.port}`]);
    try {
      await eventually(() => existsSync(path), 5000, "pseudo-terminal");
      const cloud = { ...TEST_DEVICE, host: "127.0.0.1", port: broker.port };
      const config = file("mosquitto.json", JSON.stringify({ cloud }));
      const { exitCode, out } = await canary(["probe", "--port", path, "--config", config, "--json"]);
      const report = reportOf(out);
      assert.deepEqual(troubles(report), [
        "round trip not tried: a device's own topics are left alone: try it at a --broker",
      ]);
      assert.equal(report.rows[0]?.seen, "answers at 115200 baud");
      assert.equal(exitCode, 0);
    } finally {
      await ended(socat);
      await server.stop();
    }
  });
});

async function ended(child: ChildProcess): Promise<void> {
  const gone = new Promise((done) => child.once("close", done));
  child.kill("SIGKILL");
  await gone;
}

test("--help: each example is a command of this verb, each exit code is told", async () => {
  const { exitCode, out } = await canary(["probe", "--help"]);
  const [, examples = "", codes = ""] = /Examples:\n([\s\S]*?)\n\nExit codes:\n([\s\S]*)/.exec(out) ?? [];
  for (const line of examples.split("\n")) assert.match(line, /^ {2}canary probe --port /);
  assert.deepEqual(codes.match(/^ +\d+/gm)?.map(Number), [0, 1, 2, 3, 4, 42]);
  assert.equal(exitCode, 0);
});
