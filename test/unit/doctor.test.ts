/** `canary doctor`: each thing that can be wrong is a finding with advice, and nothing else is one. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import type { Manifest } from "../../build/firmware.ts";
import { blockOf } from "../../tools/doctor/block.ts";
import { bundlesIn, type Desk, holdersOf, isAllowed } from "../../tools/doctor/desk.ts";
import { type DeviceReport, type Status, samenessOf } from "../../tools/doctor/device.ts";
import { deskFindings, deviceFindings } from "../../tools/doctor/findings.ts";

const FOLDER = mkdtempSync(join(tmpdir(), "canary-doctor-"));
after(() => rmSync(FOLDER, { recursive: true }));

const PORT = { path: "/dev/ttyACM0", what: "Espruino 0483:5740", isAllowed: true, heldBy: [] };
const DESK: Desk = {
  canary: "0.1.0",
  node: "20.0.0",
  os: "linux 6.1 x64",
  espruinoPackage: "0.1.67",
  interpreter: "",
  ports: [PORT],
  bundles: [],
};
const STATUS: Status = {
  version: "0.1.0",
  board: "pico",
  bundle: "ab".repeat(32),
  link: "ONLINE",
  causes: {},
  modem: "AirM2M Air780E",
  signalDbm: -73,
  gasState: 1,
  faults: [],
  waiting: 0,
  dropped: 0,
  refused: 0,
  unsound: 0,
  boots: 4,
  resetCause: "power-on",
  errorFlags: {},
  troubles: [],
};
const DEVICE: DeviceReport = {
  port: "/dev/ttyACM0",
  identity: {
    espruinoBoard: "PICO_R1_3",
    version: "2v29",
    serial: "1-2",
    jsVars: { total: 5100, free: 700, bytesEach: 13 },
    isRunning: true,
  },
  boards: ["pico"],
  name: "D001",
  status: STATUS,
  sameness: "same",
  files: [{ name: ".bootcde", bytes: 48_000 }],
  freeBytes: 600,
  hasSettingsRoom: true,
  crashes: [],
  unanswered: [],
};

const withStatus = (status: Partial<Status>): DeviceReport => ({ ...DEVICE, status: { ...STATUS, ...status } });

describe("findings of the device", () => {
  test("none of one that is well", () => assert.deepEqual(deviceFindings(DEVICE), []));

  const { identity } = DEVICE;
  const wrong: readonly [what: string, report: DeviceReport, finding: RegExp, advice: RegExp][] = [
    ["an unknown board", { ...DEVICE, boards: [] }, /no file of boards\/ is for a PICO_R1_3/, /canary boards/],
    [
      "no firmware",
      { ...DEVICE, identity: { ...identity, isRunning: false }, status: undefined, files: [] },
      /no firmware/,
      /canary flash/,
    ],
    [
      "a bundle that does not run",
      { ...DEVICE, identity: { ...identity, isRunning: false }, status: undefined },
      /does not run/,
      /canary monitor/,
    ],
    [
      "safe mode",
      { ...DEVICE, status: { safeMode: true, boots: 9, badBoots: 5 } },
      /safe mode after 5 starts/,
      /logs pull/,
    ],
    ["another bundle", { ...DEVICE, sameness: "other" }, /another bundle .*\(abababababab\)/, /canary flash/],
    ["not calibrated", withStatus({ faults: [32] }), /fault 32: the sensor is not calibrated/, /canary.calibrate/],
    ["a login refused", withStatus({ faults: [20] }), /fault 20: the cloud refuses the login/, /canary sign/],
    ["the watchdog", withStatus({ resetCause: "watchdog" }), /after a watchdog/, /hung/],
    ["a weak supply", withStatus({ resetCause: "brown-out" }), /after a brown-out/, /supply/],
    [
      "offline",
      withStatus({ link: "CREG", causes: { "CREG: deadline": 3 } }),
      /at CREG \(so far: CREG: deadline 3x\)/,
      /canary probe/,
    ],
    ["no modem", withStatus({ link: "AT", modem: "" }), /at AT/, /PWRKEY/],
    ["records lost", withStatus({ dropped: 2 }), /2 records were lost/, /offline/],
    ["records refused", withStatus({ refused: 1 }), /1 records or orders were refused/, /canary model/],
    ["worn flash", withStatus({ unsound: 7 }), /7 slots/, /worn/],
    ["lost bytes", withStatus({ errorFlags: { FIFO_FULL: 3, LOW_MEMORY: 9 } }), /told FIFO_FULL 3 times/, /modem.baud/],
    [
      "scarce memory",
      { ...DEVICE, identity: { ...identity, jsVars: { total: 5100, free: 90, bytesEach: 13 } } },
      /90 of 5100 variables/,
      /reboot/,
    ],
    ["full Storage", { ...DEVICE, hasSettingsRoom: false, freeBytes: 12 }, /12 bytes of Storage/, /erase/],
    [
      "a question without an answer",
      { ...DEVICE, unanswered: ["canary.crash: nothing"] },
      /not told: canary.crash/,
      /again/,
    ],
  ];
  for (const [what, report, finding, advice] of wrong) {
    test(what, () => {
      const [only, ...others] = deviceFindings(report);
      assert.deepEqual(others, []);
      assert.match(only?.what ?? "", finding);
      assert.match(only?.advice ?? "", advice);
    });
  }
});

describe("findings of the desk", () => {
  const held = { ...PORT, path: "/dev/ttyACM1", heldBy: ["minicom (4711)"] };
  const wrong: readonly [what: string, desk: Desk, port: string | undefined, findings: readonly RegExp[]][] = [
    ["none", DESK, undefined, []],
    [
      "a port of others",
      { ...DESK, ports: [{ ...PORT, isAllowed: false }] },
      undefined,
      [/may not use \/dev\/ttyACM0/],
    ],
    ["a port in use", { ...DESK, ports: [PORT, held] }, undefined, [/ttyACM1 is open in minicom \(4711\)/]],
    ["a port in use, and another one named", { ...DESK, ports: [PORT, held] }, PORT.path, []],
    ["an interpreter that does not run", { ...DESK, interpreter: "does not run: x" }, undefined, [/does not run: x/]],
  ];
  for (const [what, desk, port, patterns] of wrong) {
    test(what, () => {
      const findings = deskFindings(desk, port);
      assert.equal(findings.length, patterns.length, JSON.stringify(findings));
      for (const [i, pattern] of patterns.entries()) assert.match(findings[i]?.what ?? "", pattern);
    });
  }

  test("who holds a port, as /proc has it", () => {
    const proc = join(FOLDER, "proc");
    for (const [pid, target] of [
      ["4711", "/dev/ttyACM0"],
      ["4712", "/dev/null"],
    ] as const) {
      mkdirSync(join(proc, pid, "fd"), { recursive: true });
      writeFileSync(join(proc, pid, "comm"), "minicom\n");
      symlinkSync(target, join(proc, pid, "fd", "3"));
    }
    mkdirSync(join(proc, "self"));
    assert.deepEqual(holdersOf("/dev/ttyACM0", proc), ["minicom (4711)"]);
    assert.deepEqual(holdersOf("/dev/ttyACM9", proc), []);
    assert.deepEqual(holdersOf("/dev/ttyACM0", join(FOLDER, "no-proc")), []);
  });

  test("what may not be opened, and a dist/ that is not there", () => {
    assert.equal(isAllowed(join(FOLDER, "none")), false);
    assert.equal(isAllowed(FOLDER), true);
    assert.deepEqual(bundlesIn(join(FOLDER, "none")), []);
  });
});

describe("which bundle runs", () => {
  const made = { board: "pico", sha256: "aa", crc32: "0badcafe" } as Manifest;
  const built = { board: "pico", sha256: "bb", crc32: "00000001" } as Manifest;
  const table: readonly [digest: string | undefined, made: Manifest[], built: Manifest[], is: string][] = [
    ["aa", [made], [built], "same"],
    ["bb", [made], [built], "as in dist/"],
    ["cc", [made], [built], "other"],
    ["crc32:badcafe", [made], [], "same"],
    ["crc32:1", [], [built], "as in dist/"],
    ["aa", [], [], "unknown"],
    ["none", [made], [built], "unknown"],
    [undefined, [made], [built], "unknown"],
  ];
  for (const [digest, sources, dist, is] of table) {
    test(`${digest}: ${is}`, () => assert.equal(samenessOf(digest, sources, dist), is));
  }
});

test("the block has all of it, one thing a line, and nothing that moves or colours", () => {
  const report = withStatus({ faults: [32], errorFlags: { FIFO_FULL: 1 }, troubles: ["12.0 fault 32"] });
  const block = blockOf(DESK, { ...report, crashes: ["old", "17 s: oops"] }, deviceFindings(report));
  for (const text of [
    "canary      0.1.0",
    "port        /dev/ttyACM0  Espruino 0483:5740",
    "name        D001",
    "last words  17 s: oops",
    "before      old",
    "-73 dBm",
    "faults 32",
    "trouble     12.0 fault 32",
    "2. the interpreter told FIFO_FULL",
  ])
    assert.ok(block.includes(text), `${text} is missing in\n${block}`);
  assert.match(block, /^[ -~\n]*$/);
});
