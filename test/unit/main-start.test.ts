/** The composition root on boards of all sorts: what is wired to what, and what is said when something is missing. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Board } from "../../src/hal.ts";
import { FakeFlash } from "./fake-flash.ts";
import { BARE, configWith, FULL, openMain, WARM_S } from "./main-rig.ts";
import { openStore } from "./store-bench.ts";

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

test("where memory grows, settings are looked at however little of it is free; elsewhere they are not", async () => {
  const before = "process.memory = function () { return { usage: 4000, total: 4096, free: 96 }; };";
  for (const [board, isLookedAt] of [
    [FILE_BOARD, true],
    [BARE, false],
  ] as const) {
    const rig = await openMain({ board, before, config: configWith({}, { modem: { path: "/dev/ttyS1" } }) });
    const answer = rig.run(1).value('canary.config("report.intervalS", 60)');
    assert.deepEqual(answer, isLookedAt ? [] : ["no memory: write canary.json, reboot"], board.id);
    rig.end();
  }
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

type BadGas = readonly [gas: object, says: RegExp];
const BAD_GAS: readonly BadGas[] = [
  [{ sensor: "MQ-3000" }, /gas\.sensor must be one of MQ-4, /],
  [{ r0Ohm: "much" }, /gas\.r0Ohm must be a number/],
  [{ warningLelPercent: 10, alarmLelPercent: 10 }, /gas\.warningLelPercent must be less than gas\.alarmLelPercent/],
  [{ alarmLelPercent: 60 }, /gas\.alarmLelPercent must be a number from 2 to 20/],
];
for (const [gas, says] of BAD_GAS) {
  test(`settings ${JSON.stringify(gas)}: said, told as fault 31, and refused from the REPL`, async () => {
    const rig = await openMain({ config: configWith({}, { gas: gas as never }) });
    rig.online().until("the fault told", () => rig.faults.includes(31), 30);
    assert.match(rig.said, says);
    const { lamps } = rig.node.panel;
    assert.deepEqual([lamps.yellow, lamps.green], [true, false]);
    const problems = rig.value(
      `canary.configure(${JSON.stringify(configWith({}, { gas: gas as never }))})`,
    ) as string[];
    assert.ok(problems.length === 1 && says.test(problems[0] as string), problems.join());
    rig.end();
  });
}

test("settings for inputs and a port that the board lacks are refused by name", async () => {
  for (const [gas, says] of [
    [{ supplySense: true }, /gas\.supplySense must be one of false/],
    [{ heaterSense: true }, /gas\.heaterSense must be one of false/],
    [{ ntcOhm: 10000 }, /gas\.ntcOhm must be a number from 0 to 0/],
    [{ sensor: "ZE07-CO" }, /gas\.sensor must be one of MQ-4, /],
    [{ sensor: "MQ-7" }, /gas\.sensor must be one of MQ-4, /],
  ] as const) {
    const rig = await openMain({ board: BARE, config: configWith({}, { gas }) });
    rig.run(1);
    assert.match(rig.said, says);
    rig.end();
  }
});

const UNCHECKED = /TLS without canary\.ca: the server is not checked/;
for (const [what, tls, before, isTold] of [
  ["TLS without a root certificate", true, "", true],
  ["TLS with one", true, 'require("Storage").write("canary.ca", "-----BEGIN CERTIFICATE-----");', false],
  ["no TLS", false, "", false],
] as const) {
  test(`${what}: ${isTold ? "" : "not "}told at the start, and no fault`, async () => {
    const rig = await openMain({ before, family: "air780e", config: configWith({ tls }) });
    rig.run(60);
    assert.equal(UNCHECKED.test(rig.said), isTold, rig.said);
    assert.deepEqual(rig.value("canary.status().faults"), [], "the settings are sound");
    rig.end();
  });
}

test("TLS on a board without room for it is refused by name", async () => {
  const rig = await openMain({ board: BARE, config: configWith({ tls: true }) });
  rig.run(5);
  assert.match(rig.said, /cloud\.tls must be one of false/);
  rig.end();
});

test("bad settings in the file: those that were in force stay in force, and the fault is told", async () => {
  const rig = await openMain({ config: configWith({}, { gas: { alarmLelPercent: 15 } }) });
  rig.online();
  const bad = JSON.stringify(configWith({}, { gas: { alarmLelPercent: 60 } }));
  rig.node.ask(`require("Storage").write("canary.json", ${JSON.stringify(bad)})`);
  rig
    .reboot()
    .online()
    .until("the fault told", () => rig.faults.includes(31), 30);
  rig.run(WARM_S);
  rig.node.setLelPercent(16);
  rig.until("an alarm at 15 %LEL", () => rig.gasStates.includes(3), 60);
  rig.end();
});

test("a module, a thermistor, a heater that is switched: each is opened where the settings say so", async () => {
  const { console: _, ...board } = FULL;
  const before = "Serial1.setConsole();";
  const module = await openMain({ board, before, config: configWith({}, { gas: { sensor: "ZE07-CO" } }) });
  assert.equal(module.node.board.consolePort, "USB", "its port was the console's");
  module.online().run(WARM_S);
  module.node.sensor.setPpm(120);
  module.until(
    "a number of the module",
    () => {
      const { reading } = module.value("canary.gas()") as { reading: { ppm?: number } };
      return Math.abs((reading.ppm ?? 0) - 120) < 10;
    },
    60,
  );
  module.end();
  const warm = await openMain({ config: configWith({}, { gas: { ntcOhm: 10000 } }) });
  warm.node.sensor.setTemperatureC(40);
  warm.online().run(WARM_S);
  assert.equal((warm.value("canary.gas()") as { reading: { tag: string } }).reading.tag, "ok");
  warm.end();
  const cycled = await openMain({ config: configWith({}, { gas: { sensor: "MQ-7", loadOhm: 10000 } }) });
  const duties = new Set<number>();
  for (let s = 0; s < 200; s += 5) {
    cycled.run(5);
    duties.add(cycled.node.board.pinDuty(FULL.heaterPwm as string));
  }
  assert.deepEqual(
    [...duties].map((duty) => duty.toFixed(2)),
    ["1.00", "0.08"],
  );
  cycled.end();
});

test("the output on alarm, its state at the start, the button and the buzzer", async () => {
  const config = configWith({}, { output: { onAlarm: "open", atStart: "closed" } } as never);
  const rig = await openMain({ config });
  assert.equal(rig.node.output, true, "closed from the start");
  rig.online().run(WARM_S).alarmed();
  assert.equal(rig.node.output, false);
  rig.until("the buzzer", () => rig.node.panel.buzzer, 5);
  const call = rig.platform.propertySet(rig.device, { PowerSwitch: 1 });
  rig.until("refused", () => call.reply !== undefined, 10);
  assert.equal(call.reply?.code, 100_002);
  rig.node.panel.button("press");
  rig.run(2);
  assert.equal(
    rig.runUntil(() => rig.node.panel.buzzer, 60),
    false,
    "silent",
  );
  rig.node.panel.button("hold");
  rig.until("a self-test", () => rig.events.some(({ name }) => name === "SelfTest_Event"), 30);
  rig.node.setLelPercent(0);
  rig.until("its end, acknowledged by the button", () => rig.gasStates.at(-1) === 1, 120);
  rig.end();
});

test("supply and heater are measured where the settings say so", async () => {
  const rig = await openMain({ config: configWith({}, { gas: { supplySense: true, heaterSense: true } }) });
  rig.online().run(WARM_S);
  const tag = () => (rig.value("canary.gas()") as { reading: { tag: string } }).reading.tag;
  assert.equal(tag(), "ok");
  rig.node.sensor.setFault("heater");
  rig.until("no heater", () => tag() === "fault:heater", 60);
  rig.end();
});

test("calibrated at the REPL, in clean air: kept with its time, and in force after a restart", async () => {
  const rig = await openMain();
  rig.online().run(WARM_S + 120);
  rig.node.ask("outcome = canary.calibrate()");
  const { code, values } = rig.value("outcome") as { code: number; values: { R0Ohm: number } };
  assert.equal(code, 200);
  rig.reboot().run(5);
  const { r0Ohm, calibrations } = rig.value("canary.gas()") as { r0Ohm: number; calibrations: number[][] };
  assert.equal(r0Ohm, Math.round(values.R0Ohm));
  const [epochS, , , , count] = calibrations[0] as number[];
  assert.ok(Math.abs((epochS as number) * 1000 - rig.platform.nowMs) < 600_000, `at ${epochS}`);
  assert.equal(count, 1);
  rig.end();
});

/** Fault codes that the cloud was told an hour after the hours that stood in the flash. */
const LIVES: readonly (readonly [hours: number, faults: readonly number[], isTested: boolean])[] = [
  [43_078, [], false],
  [43_079, [40], false],
  [43_199, [40], true],
  [43_799, [40, 41], false],
];
for (const [hours, faults, isTested] of LIVES) {
  test(`${hours} hours in use, and one more: faults ${faults}${isTested ? ", and the monthly self-test" : ""}`, async () => {
    const flash = new FakeFlash(FULL.logFlash);
    assert.ok(openStore(flash).shelf.keepHours(hours));
    const bytes = JSON.stringify([...flash.raw(0)]);
    const address = FULL.logFlash[0]?.address;
    // Only at the first start of all.
    const before = `if (require("Flash").read(4, ${address} + 32)[0] === 255)
      require("Flash").write(new Uint8Array(${bytes}), ${address});`;
    const rig = await openMain({ before });
    rig.online().run(3700);
    assert.equal(rig.value("canary.gas().runHours"), hours + 1);
    assert.deepEqual(rig.faults, faults);
    assert.equal(
      rig.events.some(({ name }) => name === "SelfTest_Event"),
      isTested,
    );
    rig.end();
  });
}

for (const [onAlarm, atStart, before, after] of [
  ["close", "open", false, true],
  ["open", "closed", true, false],
  ["nothing", "closed", true, true],
] as const) {
  test(`the output, ${onAlarm} on alarm, ${atStart} at the start`, async () => {
    const rig = await openMain({ config: configWith({}, { output: { onAlarm, atStart } }) });
    assert.equal(rig.node.output, before);
    rig.online().run(WARM_S).alarmed();
    assert.equal(rig.node.output, after);
    rig.end();
  });
}

test("a button that pulls its pin up is watched the other way round", async () => {
  const rig = await openMain({ board: { ...FULL, button: { pin: "C13" } } });
  rig.online().run(5);
  rig.node.panel.button("hold");
  rig.until("a self-test", () => rig.events.some(({ name }) => name === "SelfTest_Event"), 30);
  rig.end();
});

test("a sensor that nobody has measured: fault 32 until it is calibrated, over restarts", async () => {
  const gas = { r0Ohm: 0 };
  const rig = await openMain({ config: configWith({}, { gas }) });
  rig.online().until("the fault told", () => rig.faults.includes(32), 30);
  assert.equal(rig.node.panel.lamps.yellow, true);
  assert.equal(Math.round(rig.value("canary.gas().r0Ohm") as number), 10_100, "the middle of 1,700 to 60,000");
  rig.run(WARM_S + 120);
  rig.reboot().run(30);
  assert.deepEqual(rig.value("canary.status().faults"), [32]);
  rig.run(120);
  rig.node.ask("outcome = canary.calibrate()");
  assert.equal((rig.value("outcome") as { code: number }).code, 200);
  assert.deepEqual(rig.value("canary.status().faults"), []);
  rig.reboot().online().run(10);
  assert.deepEqual([rig.value("canary.status().faults"), rig.faults.at(-1)], [[], -32]);
  rig.end();
  const module = await openMain({ config: configWith({}, { gas: { sensor: "ZE07-CO", r0Ohm: 0 } }) });
  module.online().run(10);
  assert.deepEqual(module.value("canary.status().faults"), [], "which its maker calibrates");
  module.end();
});
