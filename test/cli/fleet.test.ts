/** `canary fleet` from the outside: what it prints, what it exits with, how it is ended; and `canary run --devices`. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createServer, type Server } from "node:net";
import { after, before, describe, test } from "node:test";
import { Aedes } from "aedes";
import { EXIT } from "../../tools/fault.ts";
import { canary, ROOT, startCanary } from "./canary.ts";

/** Each of them mostly waits. */
const AT_ONCE = { concurrency: 2 };
const FAST = ["--speed", "200"];
/** The first alarm of each within four minutes. */
const OFTEN = ["--alarms-per-hour", "15", ...FAST];

interface Counts {
  readonly decided: number;
  readonly delivered: number;
  readonly lost: number;
}

interface Result {
  readonly kind: string;
  readonly phase?: string;
  readonly devices?: number;
  readonly alarms: Counts;
  readonly ends: Counts;
  readonly waiting: number;
  readonly histogram: readonly { readonly count: number }[];
  readonly bytesPerDevice: number;
  readonly load: { readonly workerBusyShares: readonly number[]; readonly actualSpeed: number };
}

const recordsOf = (out: string): Result[] =>
  out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Result);

describe("refused before anything starts, exit 2", AT_ONCE, () => {
  const rows: readonly (readonly [what: string, args: readonly string[], says: RegExp])[] = [
    ["no devices", ["fleet", "--devices", "0"], /whole number from 1 to 100000/],
    ["a broker address that is none", ["fleet", "--broker", "somewhere"], /mqtt:\/\/\[user:password@\]host:port/],
    ["one of two that is none", ["fleet", "--broker", "mqtt://127.0.0.1", "--broker", "x"], /--broker takes/],
    [
      "a port beside a broker",
      ["fleet", "--broker", "mqtt://127.0.0.1", "--port", "0"],
      /leave it out beside --broker/,
    ],
    ["a speed below real time", ["fleet", "--speed", "0.5"], /number from 1 to 1000/],
    ["virtual time", ["fleet", "--speed", "max"], /number from 1 to 1000/],
    ["more alarms than there is time for", ["fleet", "--alarms-per-hour", "60"], /number from 0.1 to 15/],
    ["a board there is not", ["fleet", "--board", "toaster"], /no board "toaster".*pico/s],
    ["a modem there is not", ["fleet", "--modem", "air999"], /air202, air724, air780e/],
    [
      "run: a scenario for many",
      ["run", "--devices", "3", "--scenario", "scenarios/alarm.json"],
      /leave out .*--scenario/,
    ],
    ["run: virtual time for many", ["run", "--devices", "3", "--speed", "max"], /in real time: --speed/],
    ["run: faster than a fleet", ["run", "--devices", "3", "--speed", "2000"], /number from 1 to 1000 with it/],
    ["run: none", ["run", "--devices", "0"], /whole number from 1 to/],
  ];
  for (const [what, args, says] of rows) {
    test(what, async () => {
      const { exitCode, out, err } = await canary(args);
      assert.match(out + err, says);
      assert.equal(exitCode, EXIT.usage, err);
      assert.doesNotMatch(err, /^\s+at /m, "words, no stack");
    });
  }
});

test("more connections than this process may open: exit 2, and what to do", () => {
  const words = `ulimit -n 300 && exec "${process.execPath}" tools/canary.mjs fleet --devices 200`;
  const { status, stderr } = spawnSync("sh", ["-c", words], { cwd: ROOT, encoding: "utf8" });
  assert.match(
    stderr,
    /^200 devices need 600 open files, and this process may have 300: enough for 50\. Raise the limit/,
  );
  assert.equal(status, EXIT.usage);
});

describe("a fleet", AT_ONCE, () => {
  test("to its end: progress, histogram, memory and load, exit 0", async () => {
    const args = ["fleet", "--devices", "8", "--minutes", "4", "--workers", "3", ...OFTEN];
    const { exitCode, out, err } = await canary(args);
    assert.equal(exitCode, EXIT.ok, out + err);
    for (const line of [
      /^gas-canary \S+: 8 devices, pico with air202, seed 1$/m,
      /^ {2}broker {2}mqtt:\/\/127\.0\.0\.1:\d+ \(embedded\)$/m,
      /^\d+:\d\d starting .*\d+ online, 0 in alarm; 0 decided/m,
      /^-- all are on and warm$/m,
      /^8 devices, 3 workers, 200 x real time; [\d.]+ min of their time, 4(\.\d)? of it with all of them on$/m,
      /^ {2}alarms {4}(\d+) decided, \1 delivered$/m,
      /^ {2}ends {6}(\d+) decided, \1 delivered$/m,
      /^ {2}latency {3}half within [\d.]+ s, 95 % within/m,
      /^ {12}below [\d.]+ s +#+ +\d+$/m,
      /^ {2}memory {4}\d+ MB in all, \d+ MB a device/m,
      /^ {2}load {6}came to [\d.]+ x with [\d.]+ cores; main thread .* workers \d+ %, \d+ %, \d+ %$/m,
      /^== every alarm and every end of one was delivered$/m,
    ])
      assert.match(out, line);
  });

  test("--json: records alone, and the sums in them agree", async () => {
    const { exitCode, out, err } = await canary(["fleet", "--devices", "6", "--minutes", "4", "--json", ...OFTEN]);
    assert.equal(exitCode, EXIT.ok, out + err);
    const records = recordsOf(out);
    assert.equal(records[0]?.kind, "ready");
    assert.ok(records.some(({ kind, phase }) => kind === "progress" && phase !== undefined));
    const result = records.at(-1) as Result;
    assert.equal(result.kind, "result");
    assert.ok(result.alarms.decided > 0);
    assert.equal(result.alarms.delivered, result.alarms.decided);
    const delivered = result.alarms.delivered + result.ends.delivered;
    assert.equal(
      result.histogram.reduce((sum, { count }) => sum + count, 0),
      delivered,
    );
    assert.ok(result.bytesPerDevice > 1_000_000);
    assert.ok(result.load.actualSpeed > 0 && result.load.workerBusyShares.every((share) => share > 0 && share <= 1));
  });

  test("nothing was decided, so nothing was shown: exit 1", async () => {
    const { exitCode, out } = await canary([
      "fleet",
      "--devices",
      "1",
      "--minutes",
      "0.1",
      "--alarms-per-hour",
      "0.1",
      ...FAST,
    ]);
    assert.match(out, /!! no alarm was decided: more --minutes or more --alarms-per-hour/);
    assert.equal(exitCode, EXIT.failed);
  });

  test("Ctrl-C: what is under way is waited for, and the summary is told; exit 0", async () => {
    const running = startCanary(["fleet", "--devices", "6", ...OFTEN]);
    await running.waitFor(/for {5}as long as nobody presses Ctrl-C/);
    await running.waitFor(/playing .*[1-9]\d* decided/);
    running.signal("SIGINT");
    const { exitCode, out, err } = await running.ended;
    assert.match(out, /clean air everywhere[\s\S]*6 devices, \d+ workers?, 200 x[\s\S]*== /);
    assert.deepEqual([exitCode, err], [EXIT.ok, ""]);
  });

  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    test(`${signal} before anything was decided: at once, exit 0`, async () => {
      const running = startCanary(["fleet", "--devices", "4", "--speed", "1"]);
      await running.waitFor(/starting /);
      running.signal(signal);
      const { exitCode, out } = await running.ended;
      assert.match(out, /4 devices, [\s\S]*== no alarm was decided$/m);
      assert.doesNotMatch(out, /waited for/);
      assert.equal(exitCode, EXIT.ok);
    });
  }

  test("--timeout is kept: exit 42, with the summary", async () => {
    const { exitCode, out } = await canary(["fleet", "--devices", "4", "--speed", "1", "--timeout", "1"]);
    assert.match(out, /4 devices[\s\S]*!! time-out: not over after 1 s/);
    assert.equal(exitCode, EXIT.timeout);
  });

  test("--logins: a line each, for a broker's file of passwords", async () => {
    const { exitCode, out } = await canary(["fleet", "--devices", "3", "--logins"], { showsLogin: true });
    assert.match(out, /^(D000\d&a1EXAMPLE00:[0-9a-f]{40}\n){3}$/);
    assert.equal(exitCode, EXIT.ok);
  });

  test("run --devices: the same fleet, gas at each in the first minute", async () => {
    const { exitCode, out, err } = await canary(["run", "--devices", "4", "--speed", "100", "--json"]);
    assert.equal(exitCode, EXIT.ok, out + err);
    const result = recordsOf(out).at(-1) as Result;
    assert.equal(result.devices, 4);
    assert.ok(result.alarms.decided >= 4);
    assert.equal(result.alarms.delivered, result.alarms.decided);
  });
});

describe("somebody's broker", AT_ONCE, () => {
  const servers: Server[] = [];
  const brokers: Aedes[] = [];
  const ports: number[] = [];
  before(async () => {
    for (let i = 0; i < 2; i++) {
      const aedes = await Aedes.createBroker();
      const server = createServer((socket) => aedes.handle(socket));
      await new Promise<void>((done) => void server.listen(0, "127.0.0.1", done));
      brokers.push(aedes);
      servers.push(server);
      ports.push((server.address() as { port: number }).port);
    }
  });
  after(async () => {
    for (const server of servers) server.close();
    for (const aedes of brokers) await new Promise<void>((done) => aedes.close(done));
  });
  const url = (port: number | undefined) => `mqtt://operator:MyPassword@127.0.0.1:${port}`;

  test("each alarm arrives; the password is not shown", async () => {
    const args = ["fleet", "--devices", "6", "--minutes", "4", "--broker", url(ports[0]), "--first", "101", ...OFTEN];
    const { exitCode, out, err } = await canary(args);
    assert.equal(exitCode, EXIT.ok, out + err);
    assert.match(out, /broker {2}mqtt:\/\/127\.0\.0\.1:\d+$/m);
    assert.doesNotMatch(out, /beside/, "the other fleet at that broker has other names");
    assert.doesNotMatch(out + err, /MyPassword/);
  });

  test("two that are no cluster: what is lost is counted, told by name, and by broker; exit 1", async () => {
    const both = ["--broker", url(ports[0]), "--broker", url(ports[1])];
    const args = ["fleet", "--devices", "4", "--minutes", "4", ...both, "--drain", "60", "--workers", "2", ...OFTEN];
    const { exitCode, out } = await canary(args);
    assert.match(out, /^ {2}broker {2}mqtt:\/\/127\.0\.0\.1:\d+ and 1 more$/m);
    assert.match(out, /^\d+:\d\d !! D000[34]: the alarm, decided at [\d.]+ s, is lost$/m);
    assert.doesNotMatch(out, /D000[12]: .* is lost/);
    assert.match(
      out,
      new RegExp(`^ {2}broker {4}127\\.0\\.0\\.1:${ports[1]}: \\d+ decided, 0 delivered, \\d+ lost$`, "m"),
    );
    assert.match(out, /Nothing came by way of some: are they members of one cluster with the first\?/);
    assert.match(out, /^!! \d+ lost$/m);
    assert.equal(exitCode, EXIT.failed);
  });

  test("nobody there: tried, seen, to do; exit 4", async () => {
    const { exitCode, out, err } = await canary(["fleet", "--broker", "mqtt://me:MyPassword@127.0.0.1:1"]);
    assert.match(err, /mqtt:\/\/127\.0\.0\.1:1 as user "me"\. Seen: .*ECONNREFUSED.*To do: start the broker/);
    assert.doesNotMatch(out + err, /MyPassword/);
    assert.equal(exitCode, EXIT.noAnswer);
  });

  test("the embedded one's port in use: exit 3, with advice", async () => {
    const { exitCode, err } = await canary(["fleet", "--port", String(ports[0])]);
    assert.match(err, new RegExp(`port ${ports[0]} \\(EADDRINUSE\\)`));
    assert.equal(exitCode, EXIT.noPort);
  });
});
