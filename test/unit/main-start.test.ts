/** The composition root on boards of all sorts: what is wired to what, and what is said when something is missing. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Board } from "../../src/hal.ts";
import { BARE, configWith, FULL, openMain, WARM_S } from "./main-rig.ts";

test("a board with one of everything: online, an alarm told, an order followed", async () => {
  const rig = await openMain();
  rig.online().run(WARM_S);
  rig.alarmed().until("nothing waits", () => rig.node.vitals.waiting === 0, 10);
  assert.equal(rig.node.alarmLamp, true);
  rig.platform.propertySet(rig.device, { PowerSwitch: 1 });
  rig.until("the output on", () => rig.node.output, 10);
  assert.match(rig.said, /^gas-canary 1\.2\.3 full [0-9a-f]{64}$/m, "its digest");
  assert.equal(rig.property("BootCount"), 1);
  assert.equal(rig.property("ResetCause"), "power-on");
  rig.run(310);
  assert.equal(rig.property("RecordsWaiting"), 0, "reports go on");
  rig.end();
});

test("a board with as little as one can have: the same alarm, without lamp, keys, hashes and reset cause", async () => {
  const rig = await openMain({ board: BARE });
  assert.equal(rig.node.output, false, "off from the start, though its output is low when it is on");
  rig.online().run(WARM_S);
  rig.alarmed();
  assert.match(rig.said, /^gas-canary 1\.2\.3 bare crc32:[0-9a-f]{1,8}$/m);
  assert.equal(rig.value("canary.status().resetCause"), "unknown");
  rig.end();
});

const METHODS = ["hmacmd5", "hmacsha1", "hmacsha256"];
for (const [name, board] of [
  ["its own hashes", BARE],
  ["the interpreter's hashes", FULL],
] as const) {
  test(`signed with ${name}: the cloud takes the login by each method`, async () => {
    for (const signMethod of METHODS) {
      const rig = await openMain({ board, config: configWith({ signMethod }) });
      rig.online().end();
    }
  });
}

test("a log whose flash takes nothing: an alarm that can't be kept is counted", async () => {
  const rig = await openMain({ before: 'require("Flash").write = function () {};' });
  rig.online().run(WARM_S);
  rig.node.setLelPercent(25);
  rig.run(40);
  assert.equal(rig.value("canary.status().dropped"), 2, "what is over range, and the alarm");
  rig.end();
});

const FILE_BOARD: Board = { ...BARE, id: "file", modemUart: { port: "Serial1", isDeviceFile: true } };
test("a modem that is a device file: its path is taken from the configuration, and missed without", async () => {
  const rig = await openMain({ board: FILE_BOARD, config: configWith({}, { modem: { path: "/dev/ttyS1" } }) });
  rig.online();
  assert.doesNotMatch(rig.said, /modem\.path/);
  rig.end();
  const without = await openMain({ board: FILE_BOARD, config: JSON.stringify(configWith()) });
  without.run(1);
  assert.match(without.said, /modem\.path is missing/);
  without.end();
});

test("a console of the board's own is pinned, any other left where it is", async () => {
  const pinned = await openMain({ board: { ...FULL, console: { port: "Bluetooth" } } });
  assert.equal(pinned.node.board.consolePort, "Bluetooth");
  pinned.end();
  const left = await openMain({ board: BARE });
  assert.equal(left.node.board.consolePort, "USB");
  left.end();
});

const IN_STORAGE = { address: 0x1f0000, pageBytes: 4096, pages: 1, isContested: true };
const BEHIND = { address: 0x200000, pageBytes: 4096, pages: 1 };
/** Areas of the log, which of them Espruino has for itself, and what is left. */
const AREAS: readonly (readonly [name: string, board: Board, isJournal: boolean])[] = [
  ["no log at all", { ...FULL, logFlash: [] }, false],
  ["contested, and free", { ...FULL, logFlash: FULL.logFlash.map((area) => ({ ...area, isContested: true })) }, true],
  ["contested, and in Storage, which is not free", { ...FULL, logFlash: [IN_STORAGE] }, false],
  [
    "one contested and one free, behind it",
    { ...FULL, logFlash: [IN_STORAGE, { ...BEHIND, isContested: true }] },
    true,
  ],
  ["one contested and one the board's own", { ...FULL, logFlash: [IN_STORAGE, BEHIND] }, true],
];
for (const [name, board, isJournal] of AREAS) {
  test(`flash for the log: ${name}: ${isJournal ? "used" : "said, and alarms wait in RAM"}`, async () => {
    const rig = await openMain({ board });
    rig.online().run(WARM_S);
    assert.equal(/no flash for the journal/.test(rig.said), !isJournal);
    rig.network.cut();
    rig.node.setLelPercent(25);
    rig.run(40);
    assert.equal(rig.node.vitals.waiting, 2, "what is over range, and the alarm");
    rig.network.restore();
    rig.alarmed(900);
    rig.end();
  });
}

const IDENTITIES = [null, { cloud: { productKey: "a1EXAMPLE00" } }, { cloud: { productKey: "a1", deviceName: "D1" } }];
for (const config of IDENTITIES) {
  test(`configuration ${JSON.stringify(config)}: no identity, said, and taken from the REPL`, async () => {
    // As a text, so that the platform keeps to the device that there is.
    const rig = await openMain({ config: config && JSON.stringify(config) });
    rig.run(5);
    assert.match(rig.said, /no identity/);
    assert.equal(rig.node.state, "OFF");
    const text = JSON.stringify(configWith());
    assert.deepEqual(rig.value(`canary.configure(${text})`), []);
    rig.reboot().online();
    assert.deepEqual(rig.value("canary.crash()"), ["reboot: by hand"]);
    rig.end();
  });
}

test("without an ADC every sample is a fault, and said so", async () => {
  const rig = await openMain({ board: BARE, before: "analogRead = undefined;" });
  rig.online().run(WARM_S);
  rig.until("the fault told", () => rig.faults.length > 0, 10);
  assert.deepEqual(rig.faults, [3]);
  assert.equal(rig.value("canary.status().reading.tag"), "fault:adc");
  rig.end();
});

const ROWS = FULL.resetRegister?.rows ?? [];
const REGISTERS: readonly (readonly [name: string, rows: typeof ROWS, clear: number | undefined, cause: string])[] = [
  ["a row that fits", [[0xf, "power-on", 0]], 0xf, "power-on"],
  ["no row that fits", [[0x80, "pin"]], undefined, "unknown"],
];
for (const [name, rows, clear, cause] of REGISTERS) {
  test(`reset register: ${name}`, async () => {
    const resetRegister = { address: 0x40023874, rows, ...(clear !== undefined && { clear }) };
    const rig = await openMain({ board: { ...FULL, resetRegister } });
    rig.online();
    assert.equal(rig.value("canary.status().resetCause"), cause);
    rig.end();
  });
}

test("an order that is no object, which the interpreter's own parser lets through", async () => {
  const rig = await openMain();
  rig.online();
  const topic = `/sys/${rig.device.productKey}/${rig.device.deviceName}/thing/service/property/set`;
  for (const body of ["17}", "null}"]) rig.platform.rawDownlink(rig.device, topic, body);
  rig.until("both refused", () => rig.value("canary.status().refused") === 2, 10);
  rig.end();
});

test("a person's command beside the session", async () => {
  const rig = await openMain();
  rig.online();
  rig.node.ask('canary.at("AT+CSQ")');
  rig.run(5);
  assert.match(rig.said, /\+CSQ: \d+,\d+\nOK/);
  rig.end();
});
