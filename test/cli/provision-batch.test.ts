/** `canary provision --csv`: one device after the other on a port, what the log says of each, and how a batch goes on. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { parse } from "csv-parse/sync";
import { canary, type Running, startCanary } from "./canary.ts";
import { Desk, DeskBoard } from "./provision-board.ts";
import { learnDevice } from "./secrets.ts";

const FOLDER = mkdtempSync(join(tmpdir(), "canary-batch-"));
after(() => rmSync(FOLDER, { recursive: true }));

const DEVICES = ["Xq7LmT2vRs9KcPw4", "Bz5NyH8dGj3UaEf6", "Wt1RkV0xSo9LiMn2"].map((deviceSecret, i) => ({
  productKey: "a1TESTcli07",
  deviceName: `line-${i + 1}`,
  deviceSecret,
}));
for (const device of DEVICES) learnDevice(device);

let tables = 0;
function tableOf(rows: readonly string[], names = "productKey,deviceName,deviceSecret"): string {
  const path = join(FOLDER, `devices-${++tables}.csv`);
  writeFileSync(path, `${[names, ...rows].join("\r\n")}\r\n`);
  return path;
}
const rowOf = ({ productKey, deviceName, deviceSecret }: (typeof DEVICES)[number]) =>
  `${productKey},${deviceName},${deviceSecret}`;
const logOf = (table: string) =>
  parse(readFileSync(table.replace(".csv", ".log.csv")), { columns: true }) as Record<string, string>[];
const board = (serial: string) => new DeskBoard({ serial });

async function batch(
  table: string,
  args: readonly string[],
  first: DeskBoard | undefined,
  act: (running: Running, desk: Desk) => Promise<void>,
): Promise<void> {
  const desk = await Desk.open(first);
  try {
    await act(startCanary(["provision", "--port", desk.url, "--csv", table, "--yes", ...args]), desk);
  } finally {
    await desk.close();
  }
}

describe("a batch that goes on by itself", { concurrency: 2 }, () => {
  test("three devices; one that stays plugged in does not become the next", async () => {
    const table = tableOf(DEVICES.map(rowOf));
    const boards = ["s-1", "s-2", "s-3"].map(board);
    await batch(table, ["--apn", "CMIOT"], boards[0], async (running, desk) => {
      await running.waitFor(/line-1: ok[\s\S]*Waiting on .* for the next device: line-2 \(2 of 3\)/);
      desk.plug(undefined);
      desk.plug(boards[1]);
      await running.waitFor(/next device: line-3/);
      // The first again: it has become one already.
      desk.plug(boards[0]);
      const { opened } = desk;
      await new Promise<void>((done) => {
        const look = setInterval(() => {
          if (desk.opened <= opened + 1) return;
          clearInterval(look);
          done();
        }, 50);
      });
      desk.plug(boards[2]);
      const { exitCode, out, err } = await running.ended;
      assert.equal(exitCode, 0, err);
      assert.match(out, /3 devices, 3 to do; log: .*\.log\.csv\n[\s\S]*All 3 are done\./);
    });
    assert.deepEqual(
      boards.map(({ inForce }) => [inForce?.cloud.deviceName, inForce?.cloud.deviceSecret, inForce?.modem.apn.name]),
      DEVICES.map(({ deviceName, deviceSecret }) => [deviceName, deviceSecret, "CMIOT"]),
    );
    const log = logOf(table);
    assert.deepEqual(
      log.map(({ serial, board: id, productKey, deviceName, bundle, result }) => [
        serial,
        id,
        productKey,
        deviceName,
        bundle,
        result,
      ]),
      ["s-1", "s-2", "s-3"].map((serial, i) => [
        serial,
        "esp32",
        "a1TESTcli07",
        `line-${i + 1}`,
        "crc32:1234abcd",
        "ok",
      ]),
    );
    assert.ok(log.every(({ time = "" }) => !Number.isNaN(Date.parse(time))));
    const text = readFileSync(table.replace(".csv", ".log.csv"), "utf8");
    for (const { deviceSecret } of DEVICES) assert.ok(!text.includes(deviceSecret), "the log holds a secret");
  });

  test("a row that failed is told, the others go on; again, only it is done", async () => {
    const table = tableOf(DEVICES.slice(0, 2).map(rowOf));
    const full = new DeskBoard({ serial: "s-1", hasNoLog: true, storageBytes: 100 });
    await batch(table, [], full, async (running, desk) => {
      await running.waitFor(/line-1: failed: canary.json needs/);
      desk.plug(board("s-2"));
      const { exitCode, out } = await running.ended;
      assert.equal(exitCode, 1);
      assert.match(out, /1 of 2 are done; the same command does the others\./);
    });
    assert.deepEqual([...full.files.keys()], [], "half of a row was kept");
    await batch(table, ["--json"], board("s-3"), async (running) => {
      const { exitCode, out, err } = await running.ended;
      assert.equal(exitCode, 0, err);
      const lines = out
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line));
      assert.deepEqual(
        lines.filter(({ kind }) => kind === "row").map(({ line, state }) => [line, state]),
        [
          [2, "to do"],
          [3, "done before, skipped"],
          [2, "ok"],
        ],
      );
    });
    assert.deepEqual(
      logOf(table).map(({ deviceName, result }) => [deviceName, result]),
      [
        ["line-1", "failed"],
        ["line-2", "ok"],
        ["line-1", "ok"],
      ],
    );
  });

  test("nobody plugs the next one in: 42, and which it is", () =>
    batch(tableOf(DEVICES.map(rowOf)), ["--timeout", "1"], board("s-1"), async (running) => {
      const { exitCode, err } = await running.ended;
      assert.equal(exitCode, 42);
      assert.match(
        err,
        /No next device on .* within 1 s: there is still s-1. The same command goes on with line-2 \(2 of 3\)/,
      );
    }));

  test("Ctrl-C while it waits: 1, and a word", () =>
    batch(tableOf(DEVICES.map(rowOf)), [], undefined, async (running) => {
      await running.waitFor(/Waiting on/);
      running.signal("SIGINT");
      const { exitCode, err } = await running.ended;
      assert.match(err, /^Ended by hand/);
      assert.equal(exitCode, 1);
    }));
});

describe("before any device is touched", { concurrency: 2 }, () => {
  const [one, two] = DEVICES as [(typeof DEVICES)[0], (typeof DEVICES)[0]];
  const names = "productKey,deviceName,deviceSecret";
  const rows: readonly (readonly [what: string, table: string, says: RegExp])[] = [
    [
      "a device twice",
      tableOf([rowOf(one), rowOf({ ...two, deviceName: one.deviceName })]),
      /line 3: the same device as in line 2/,
    ],
    [
      "a secret twice",
      tableOf([rowOf(one), rowOf({ ...two, deviceSecret: one.deviceSecret })]),
      /line 3: the same secret as in line 2/,
    ],
    ["no secret", tableOf([rowOf(one), "a1TESTcli07,line-2,"]), /line 3: cloud\.deviceSecret is missing/],
    [
      "*** for a secret",
      tableOf(["a1TESTcli07,line-2,***"]),
      /line 2: cloud\.deviceSecret is \*\*\*.*the device has none/,
    ],
    ["a column nobody knows", tableOf([`${rowOf(one)},x`], `${names},colour`), /line 2: colour is no setting/],
    [
      "a value that can't be",
      tableOf([`${rowOf(one)},50`], `${names},gas.alarmLelPercent`),
      /line 2: gas\.alarmLelPercent must be a number from 2 to 20/,
    ],
    [
      "a column twice",
      tableOf([`${rowOf(one)},x`], `${names},cloud.deviceName`),
      /column cloud\.deviceName is there twice/,
    ],
    ["a cell too many", tableOf([`${rowOf(one)},x`]), /line 2: 4 columns under 3 names/],
    [
      "a quote out of place",
      tableOf([`a1TESTcli07,line-1,"${one.deviceSecret}"x`]),
      /line 2: a double quote is out of place/,
    ],
    ["no row", tableOf([]), /no row under the names/],
    ["an empty file", tableOf([], ""), /is empty/],
  ];
  for (const [what, table, says] of rows) {
    test(what, async () => {
      const run = await canary(["provision", "--port", "tcp://127.0.0.1:1", "--csv", table, "--yes"]);
      assert.match(run.err, says);
      assert.deepEqual([run.exitCode, run.out], [2, ""]);
    });
  }

  test("nobody to ask, and no --yes", async () => {
    const run = await canary(["provision", "--port", "tcp://127.0.0.1:1", "--csv", tableOf([rowOf(one)])]);
    assert.match(run.err, /--yes goes on as soon as the next one is there/);
    assert.equal(run.exitCode, 2);
  });

  test("--dry-run: the rows, and no port is opened", async () => {
    const run = await canary([
      "provision",
      "--port",
      "tcp://127.0.0.1:1",
      "--csv",
      tableOf(DEVICES.map(rowOf)),
      "--dry-run",
    ]);
    assert.match(run.out, /line 2 {2}a1TESTcli07\/line-1 {2}to do\n[\s\S]*3 devices, 3 to do/);
    assert.equal(run.exitCode, 0);
  });
});
