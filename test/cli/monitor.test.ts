/** `canary monitor` without a terminal: typed to by a pipe, waiting for texts, cut off and found again. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { eventually } from "../cloud/eventually.ts";
import { canary, type Running, type RunOptions, startCanary } from "./canary.ts";
import { FakeDevice } from "./monitor-fake.ts";
import { TEST_DEVICE } from "./secrets.ts";

const FOLDER = mkdtempSync(join(tmpdir(), "canary-monitor-"));
const env = { XDG_STATE_HOME: FOLDER };
after(() => rmSync(FOLDER, { recursive: true }));

const STAMP = /^\d\d:\d\d:\d\d\.\d{3} {1,10}(\d+\.\d)? /gm;
const bare = (out: string): string => out.replace(STAMP, "").trimEnd();

async function onDevice<T>(act: (device: FakeDevice) => Promise<T>, options = {}): Promise<T> {
  const device = await FakeDevice.start(options);
  try {
    return await act(device);
  } finally {
    await device.stop();
    assert.ok(!device.received.includes("\x03"), "the device was never interrupted");
  }
}

/** Everything the monitor was started with is the port and these. */
const monitor = (device: FakeDevice, args: readonly string[], options: RunOptions = {}) =>
  canary(["monitor", "--port", device.url, ...args], { env, ...options });
const startMonitor = (device: FakeDevice, ...args: string[]): Running =>
  startCanary(["monitor", "--port", device.url, ...args], { env });

describe("typed to by a pipe", { concurrency: 2 }, () => {
  test("each line once, its answer, and the end", () =>
    onDevice(async (device) => {
      const stdin = "1+1\n({a:1,b:'x'})\nfunction f() {\n  return 7;\n}\nf()\n\nx = ;\nprint('hello')\n:nothing\nf()";
      const { exitCode, out, err } = await monitor(device, [], { stdin });
      const [greeting = "", ...lines] = bare(out).split("\n");
      assert.match(greeting, /^-- tcp:.*: gas-canary 0\.1\.0 on pico, bundle 00ff$/);
      assert.deepEqual(lines, [
        ">> 1+1",
        "=2",
        ">> ({a:1,b:'x'})",
        "={ a: 1, ",
        '  b: "x"',
        " }",
        ">> function f() {",
        ">>   return 7;",
        ">> }",
        "=undefined",
        ">> f()",
        "=7",
        ">> x = ;",
        "!! Uncaught SyntaxError: Unexpected token ';'",
        "!!     at REPL (:1:5)",
        ">> print('hello')",
        "hello",
        "=undefined",
        "!! :nothing is no command of the monitor: :filter :trace :log :interrupt :help :quit.",
        ">> f()",
        "=7",
      ]);
      assert.deepEqual([exitCode, err], [0, ""]);
    }));

  test("a device without the firmware is a REPL all the same", () =>
    onDevice(
      async (device) => {
        const { exitCode, out } = await monitor(device, ["--trace"], { stdin: "1+1\n" });
        assert.match(out, /no canary.trace here[\s\S]*Espruino without the firmware[\s\S]*=2/);
        assert.equal(exitCode, 0);
      },
      { firmware: false },
    ));

  test("the monitor's own commands", () =>
    onDevice(async (device) => {
      const log = join(FOLDER, "local.log");
      const stdin = `:help\n:log ${log}\n:filter gas\n:trace on\n:trace off\n1+1\n:log off\n:filter none\n:quit\n2+2\n`;
      const { exitCode, out } = await monitor(device, [], { stdin });
      assert.match(
        out,
        /:interrupt[\s\S]*shown: gas[\s\S]*=2[\s\S]*A filter is one or more of at, link, gas, cloud, console/,
      );
      assert.deepEqual(device.value("traced"), [true, false]);
      assert.match(readFileSync(log, "utf8"), /^\S+Z - input 1\+1\n\S+Z - answer =2$/m);
      assert.equal(exitCode, 0);
    }));

  test("no secret in what is shown, nor in the log", () =>
    onDevice(async (device) => {
      const log = join(FOLDER, "secret.log");
      const set = `x = {deviceSecret: "${TEST_DEVICE.deviceSecret}"}\nprint(JSON.stringify(x))\nprint(x.deviceSecret)\n`;
      const { out } = await monitor(device, ["--log", log], { stdin: set });
      assert.match(out, /deviceSecret: "\*\*\*"[\s\S]*\{"deviceSecret":"\*\*\*"\}[\s\S]*^\S+ +\*\*\*$/m);
      assert.ok(!readFileSync(log, "utf8").includes(TEST_DEVICE.deviceSecret.slice(0, 10)), "the log");
    }));

  test("JSON: objects and nothing else", () =>
    onDevice(async (device) => {
      const { out } = await monitor(device, ["--json"], { stdin: "1+1\n" });
      const rows = out
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as { t: string; kind: string; text: string });
      assert.deepEqual(
        rows.map(({ kind }) => kind),
        ["note", "input", "answer"],
      );
      for (const { t } of rows) assert.ok(Math.abs(Date.parse(t) - Date.now()) < 60_000, t);
    }));
});

describe("waiting for a text", { concurrency: 2 }, () => {
  const rows: readonly (readonly [what: string, args: string[], says: string, exitCode: number])[] = [
    ["expected and seen", ["--expect", "ONLINE"], "1.0 ONLINE", 0],
    ["in what was decoded", ["--expect", '{"PowerSwitch":1}'], '1.0 > AT+MPUB="t",1,0,"{\\22PowerSwitch\\22:1}"', 0],
    ["though the filter hides it", ["--expect", "ONLINE", "--filter", "gas"], "1.0 ONLINE", 0],
    ["feared and seen", ["--expect", "ONLINE", "--fail", "Uncaught"], "Uncaught Error: no", 1],
    ["both in one line", ["--expect", "Error", "--fail", "Uncaught"], "Uncaught Error: no", 1],
    ["not within --for", ["--expect", "ONLINE", "--for", "1"], "1.0 OFF", 1],
    ["not within --timeout", ["--expect", "ONLINE", "--timeout", "1"], "1.0 OFF", 42],
    ["none, and --for is over", ["--for", "1"], "1.0 OFF", 0],
  ];
  for (const [what, args, says, exitCode] of rows) {
    test(what, () =>
      onDevice(async (device) => {
        const running = startMonitor(device, ...args);
        await running.waitFor(/-- tcp:/);
        device.print(says);
        const run = await running.ended;
        assert.equal(run.exitCode, exitCode, run.out + run.err);
      }),
    );
  }

  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const signal of signals) {
    test(`${signal} is the end by hand`, () =>
      onDevice(async (device) => {
        const running = startMonitor(device, "--trace");
        await running.waitFor(/-- tcp:/);
        device.print("1.0 ONLINE");
        await running.waitFor(/ONLINE/);
        running.signal(signal);
        assert.equal((await running.ended).exitCode, 0);
        assert.deepEqual(device.value("traced"), [true, false], "the trace is off again");
      }));
  }
});

describe("what is shown of the device", () => {
  test("AT lines, messages, states and traces, as far as the filter lets them", () =>
    onDevice(async (device) => {
      const running = startMonitor(device, "--filter", "link,cloud");
      await running.waitFor(/-- tcp:/);
      device.print("1.0 > AT+CSQ");
      device.print("1.1 < +CSQ: 20,0");
      device.print('1.2 < +MSUB: "/sys/a1/D001/thing/service/property/set",1,{"id":"5","params":{"PowerSwitch":1}}');
      device.print("Uncaught Error: no\n    at f (.bootcde:1:39)\n...x...\n   ^\n    at .bootcde:1:9\n\n ^");
      device.print("2.0 gas 1 -> 3");
      device.print("2.5 ONLINE");
      await running.waitFor(/ONLINE/);
      running.closeInput();
      const { out } = await running.ended;
      // Whether there is a bundle in dist, and which, is no matter here.
      const shown = bare(out).replace(/not mapped: .*? (in|holds) [^\]]*/, "not mapped: why");
      assert.deepEqual(shown.split("\n").slice(1), [
        'cloud < thing/service/property/set id 5 {"PowerSwitch":1}',
        "!! Uncaught Error: no",
        "!!     at f (.bootcde:1:39) [not mapped: why]",
        "!!     at .bootcde:1:9",
        "= ONLINE",
      ]);
    }));
});

describe("a cable that comes and goes", { concurrency: 2 }, () => {
  test("is waited for, and the trace is on again", () =>
    onDevice(async (device) => {
      const running = startMonitor(device, "--trace");
      await running.waitFor(/-- tcp:/);
      await running.waitFor(/bundle/);
      await device.unplug();
      await running.waitFor(/the line is lost: .*; trying again every second/);
      device.restart();
      await device.plug();
      await running.waitFor(/bundle[\s\S]*bundle/);
      running.type("1+1\n");
      await running.waitFor(/=2/);
      assert.deepEqual(device.value("traced"), [true]);
      running.closeInput();
      assert.equal((await running.ended).exitCode, 0);
      assert.deepEqual(device.value("traced"), [true, false]);
    }));

  test("what is typed meanwhile is not sent", () =>
    onDevice(async (device) => {
      const running = startMonitor(device);
      await running.waitFor(/-- tcp:/);
      await device.unplug();
      await running.waitFor(/the line is lost/);
      running.type("1+1\n");
      assert.equal((await running.ended).exitCode, 4);
      assert.match(running.out, /The line is out: what was typed is not sent/);
    }));

  test("--no-reconnect", () =>
    onDevice(async (device) => {
      const running = startMonitor(device, "--no-reconnect");
      await running.waitFor(/-- tcp:/);
      await device.unplug();
      const { exitCode, out } = await running.ended;
      assert.match(out, /!! The line to tcp:.* is lost: .* Check cable and power\./);
      assert.equal(exitCode, 4);
    }));

  test("a start of the firmware while the line is there", () =>
    onDevice(async (device) => {
      const running = startMonitor(device, "--trace");
      await running.waitFor(/-- tcp:/);
      running.type("1+1\n");
      await running.waitFor(/=2/);
      device.restart();
      device.print("gas-canary 0.1.0 pico 00ff");
      await eventually(() => String(device.value("traced")) === "true", 10_000, "the trace is on again");
      running.closeInput();
      await running.ended;
      assert.deepEqual(device.value("traced"), [true, false]);
    }));

  test("one that is not there at first: 4; a port that can't be: 2", async () => {
    const gone = await FakeDevice.start();
    await gone.stop();
    const { exitCode, err } = await monitor(gone, []);
    assert.match(err, /Can't connect to tcp:.*ECONNREFUSED.*Is the serial server up/);
    assert.equal(exitCode, 4);
    assert.equal((await canary(["monitor", "--port", "udp://x:1"], { env })).exitCode, 2);
  });
});

describe("refused", { concurrency: 2 }, () => {
  const rows: readonly (readonly [args: string[], says: RegExp])[] = [
    [["--filter", "modem"], /A filter is one or more of at, link, gas, cloud, console, or all; here is modem/],
    [["--expect", ""], /--expect needs a text/],
    [["--for", "soon"], /must be a number from/],
    [["--timeout", "0"], /must be a number from/],
    [["--log", join(FOLDER, "no", "folder")], /can't append to the log .*ENOENT.*Check the path/],
  ];
  for (const [args, says] of rows) {
    test(args.join(" "), () =>
      onDevice(async (device) => {
        const { exitCode, err } = await monitor(device, args);
        assert.match(err, says);
        assert.equal(exitCode, 2);
      }),
    );
  }
});
