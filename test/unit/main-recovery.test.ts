/** The composition root when things go wrong: restarts, safe mode, settings that revert, faults and the watchdog. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ALARM, BARE, configWith, FULL, type MainRig, openMain, UNLATCHED, WARM_S } from "./main-rig.ts";

const REVERTED = 30;
const LOGIN_REFUSED = 20;
const SIM_REFUSED = 21;
const BAD_PORT = configWith({ port: 1999 });

const configure = (rig: MainRig, config: object) => rig.value(`canary.configure(${JSON.stringify(config)})`);

/** Starts that do not last a minute. */
function crashLoop(rig: MainRig, starts: number): MainRig {
  for (let i = 0; i < starts; i++) {
    rig.run(10).count();
    rig.node.board.pressReset();
  }
  return rig.run(1);
}

for (const board of [FULL, BARE]) {
  test(`five bad starts, ${board.id}: REPL and lamp only, left by command`, async () => {
    const rig = crashLoop(await openMain({ board }), 5);
    assert.match(rig.said, /SAFE MODE after 5 bad starts/);
    assert.deepEqual(rig.value("canary.status().safeMode"), true);
    assert.deepEqual(rig.value("canary.crash()"), []);
    const lit = [0, 1, 2, 3].map(() => rig.run(1).node.alarmLamp);
    assert.equal(new Set(lit).size, board.alarmLed ? 2 : 1, `lamp ${lit.join()}`);
    rig.run(120);
    assert.equal(rig.node.board.uart(board.modemUart.port).baud, undefined, "nothing else was started");
    rig.reboot().online().end();
  });
}

test("safe mode: left after half an hour by itself", async () => {
  const rig = crashLoop(await openMain(), 5);
  rig.restarted(1805);
  rig.online().end();
});

test("four bad starts are no safe mode", async () => {
  const rig = crashLoop(await openMain(), 4);
  rig.online().end();
});

for (const board of [BARE, FULL]) {
  test(`${board.id}: settings that never come online: reverted within 15 minutes, and said`, async () => {
    const rig = await openMain({ board });
    rig.online();
    assert.deepEqual(configure(rig, BAD_PORT), []);
    rig.reboot();
    rig.until("the way back", () => rig.node.state === "ONLINE", 960);
    rig.until("the fault told", () => rig.faults.includes(REVERTED), 30);
    rig.end();
  });
}

test("settings on trial that come online stay", async () => {
  const rig = await openMain({ hosts: ["10.0.0.7"] });
  rig.online();
  configure(rig, configWith({ host: "10.0.0.7" }));
  rig.reboot().online().run(910);
  assert.equal(rig.value("canary.status().boots"), 2);
  assert.deepEqual(rig.faults, []);
  rig.end();
});

test("settings on trial over three starts: reverted with the third", async () => {
  const rig = await openMain();
  rig.online();
  configure(rig, BAD_PORT);
  for (let i = 0; i < 3; i++) {
    rig.count().node.board.pressReset();
    rig.run(70);
  }
  rig.online();
  rig.until("the fault told", () => rig.faults.includes(REVERTED), 30);
  rig.end();
});

/** What the link has against it, and how soon the board is restarted. */
const UNHEARD: readonly (readonly [name: string, board: typeof FULL, isAlarm: boolean, withinS: number | null])[] = [
  ["no alarm, warm over a restart", FULL, false, 900],
  ["an alarm stands", FULL, true, null],
  ["a restart costs the warm-up", BARE, false, null],
];
for (const [name, board, isAlarm, withinS] of UNHEARD) {
  test(`no word from the cloud, ${name}: ${withinS ? `restarted within ${withinS} s` : "not restarted in an hour"}`, async () => {
    const rig = await openMain({ board });
    rig.online().run(WARM_S + 20);
    if (isAlarm) rig.node.setLelPercent(25);
    rig.run(10);
    rig.network.cut();
    const { bootCount } = rig.node.board;
    rig.run(withinS ?? 3600);
    assert.equal(rig.node.board.bootCount > bootCount, withinS !== null);
    rig.network.restore();
    rig.online(900).end();
  });
}

test("over a restart of the chip the sensor stays warm, over a loss of the supply it does not", async () => {
  const rig = await openMain();
  rig.online().run(WARM_S + 20);
  rig.reboot().run(10);
  assert.equal(rig.node.vitals.gasState, 1, "warm at once");
  rig.run(WARM_S + 20).count();
  rig.node.powerOff();
  rig.node.powerOn();
  rig.run(60);
  assert.equal(rig.node.vitals.gasState, 0);
  rig.end();
});

test("over the watchdog's bite the sensor stays warm, and why it bit is told", async () => {
  const rig = await openMain();
  rig.online().run(WARM_S + 20);
  rig.count();
  // The tasks stand still, and so does what would feed it.
  rig.node.board.stall(60_000);
  rig.restarted(90).run(20);
  assert.equal(rig.value("canary.status().resetCause"), "watchdog");
  assert.equal(rig.node.vitals.gasState, 1);
  rig.online().run(5);
  assert.equal(rig.property("ResetCause"), "watchdog");
  rig.end();
});

test("time that jumps: the watchdog is not fed for a link that outstayed its deadline", async () => {
  const rig = await openMain();
  rig.online();
  rig.node.ask("setTime(getTime() + 100000)");
  rig.run(3);
  assert.equal(rig.node.board.bootCount, 1);
  rig.end();
});

/** The firmware's own timers, so that a test can let some die. */
const TIMERS = `var real = setTimeout;
var sampler;
(function (set) {
  setInterval = function (callback, ms) {
    var id = set(callback, ms);
    if (ms === 1000) sampler = id;
    return id;
  };
})(setInterval);`;
const ALL_BUT_THE_BEAT = "setTimeout = function (callback, ms) { return ms === 5000 ? real(callback, ms) : 1e6; }";
const DEATHS: readonly (readonly [name: string, lateTask: number, isOnline: boolean, dies: string])[] = [
  ["sampling", 1, true, "clearInterval(sampler)"],
  ["the link, on its way up", 2, false, ALL_BUT_THE_BEAT],
  ["a publish", 4, true, ALL_BUT_THE_BEAT],
];
for (const [name, lateTask, isOnline, dies] of DEATHS) {
  test(`${name} dies: the watchdog bites, it is kept what was late, and an alarm is told after it`, async () => {
    const rig = await openMain({ before: TIMERS });
    if (isOnline) rig.online().run(WARM_S);
    else rig.run(10);
    rig.network.cut();
    rig.node.ask(dies);
    rig.node.setLelPercent(25);
    const late = () => (rig.value("canary.crash()") as string[]).find((text) => text.includes("late tasks"));
    rig.until("the warning", () => late() !== undefined, 400);
    assert.match(String(late()), new RegExp(`watchdog: late tasks ${lateTask}$`));
    rig.count().restarted(15);
    assert.deepEqual(rig.node.stops, ["watchdog"]);
    rig.network.restore();
    rig.until("the alarm told", () => rig.gasStates.includes(ALARM), 900);
    rig.end();
  });
}

test("an exception that nobody caught is kept, and told after the restart", async () => {
  const rig = await openMain();
  rig.online();
  rig.node.ask(
    'setTimeout(function () { throw new Error("torn \\"quote\\", \\\\ and \\r\\n\\xe9\\0" + new Array(400).join("x")); }, 1)',
  );
  rig.run(2);
  rig.reboot().online().run(5);
  const [crash] = rig.value("canary.crash()") as string[];
  assert.match(crash ?? "", /^\d+ s: torn {2}quote , \/ and {5}x+$/);
  assert.equal(crash?.length, 112);
  assert.match(String(rig.property("LastCrash")), /reboot: by hand/);
  rig.end();
});

test("why it restarted may be the modem's own words: the first report is JSON all the same", async () => {
  const rig = await openMain();
  let isOdd = true;
  rig.node.onAt(({ text }) => {
    if (isOdd && text.startsWith("AT+CSTT")) rig.node.wire.b.send(`\r\n+CME ERROR: "M",\\1${"2".repeat(900)}\r\n`);
  });
  rig.restarted(1200);
  isOdd = false;
  rig.online().run(10);
  assert.match(String(rig.property("LastCrash")), /^reboot: \+CME ERROR: {2}M ,\/12222/);
  assert.ok(String(rig.property("LastCrash")).length < 150, "and it is not long");
  assert.deepEqual(rig.platform.violations, []);
  rig.end();
});

test("where the random numbers are the same after each start, the ids are not: no alarm is taken for a copy", async () => {
  const rig = await openMain({
    before: "E.hwRand = function () { return 7; };",
    config: configWith({}, UNLATCHED),
  });
  for (let start = 1; start <= 2; start++) {
    if (start > 1) rig.reboot();
    rig.online().run(WARM_S);
    rig.alarmed();
    rig.node.setLelPercent(0);
    rig.until("its end told", () => rig.gasStates.length === 3 * start, 90);
  }
  // Three of the gas for each start, and that it is one.
  assert.equal(new Set(rig.events.map(({ id }) => id)).size, 8);
  rig.end();
});

test("why it restarted is kept once, however often that comes", async () => {
  const rig = await openMain();
  rig.online();
  for (let i = 0; i < 2; i++) {
    rig.reboot().online();
  }
  assert.deepEqual(rig.value("canary.crash()"), ["reboot: by hand"]);
  rig.end();
});

test("lost bytes are counted, and the line is probed", async () => {
  const rig = await openMain();
  rig.online().run(5);
  rig.node.board.raiseFlag("FIFO_FULL");
  const { length } = rig.node.sent;
  rig.run(310);
  assert.deepEqual(rig.value("canary.status().errorFlags"), { FIFO_FULL: 1 });
  assert.ok(rig.node.sent.slice(length).includes("AT+MQTTSTATU"), rig.node.sent.slice(length).join());
  rig.end();
});

test("a login that is refused is a fault until it is taken", async () => {
  const device = { productKey: "a1EXAMPLE00", deviceName: "D001", deviceSecret: "another" };
  const rig = await openMain({ device });
  rig.until("the fault", () => (rig.value("canary.status().faults") as number[]).includes(LOGIN_REFUSED), 900);
  assert.equal(rig.node.vitals.waiting, 1);
  rig.end();
});

test("a SIM that is refused is a fault until it is taken, both told", async () => {
  const rig = await openMain({ modem: { sim: { pin: "1234" } } });
  rig.until("the fault", () => (rig.value("canary.status().faults") as number[]).includes(SIM_REFUSED), 900);
  rig.end();
});

test("an alarm that ends by itself: its end is told", async () => {
  const rig = await openMain({ config: configWith({}, UNLATCHED) });
  rig.online().run(WARM_S).alarmed();
  rig.node.setLelPercent(0);
  rig.until("its end", () => rig.gasStates.length === 3, 90);
  assert.deepEqual(rig.gasStates, [2, ALARM, 1]);
  rig.end();
});

type Restart = (rig: Awaited<ReturnType<typeof openMain>>) => unknown;
const RESTARTS: readonly (readonly [name: string, restart: Restart])[] = [
  ["a reboot", (rig) => rig.reboot()],
  ["a reset", (rig) => rig.count().node.board.pressReset()],
  [
    "a power cut",
    (rig) => {
      rig.count().node.powerOff();
      rig.run(60);
      rig.node.powerOn();
    },
  ],
];
for (const [name, restart] of RESTARTS) {
  test(`an alarm is latched over ${name}, until it is clear and acknowledged`, async () => {
    const rig = await openMain();
    rig.online().run(WARM_S).alarmed();
    rig.node.setLelPercent(0);
    restart(rig);
    rig.run(1);
    assert.equal(rig.value("canary.status().gasState"), ALARM, "from the first moment, and while it warms up");
    rig.until("the lamp", () => rig.node.panel.lamps.red === true, 10).online();
    rig.run(WARM_S + 100);
    assert.deepEqual([rig.value("canary.status().gasState"), rig.gasStates], [ALARM, [2, ALARM]]);
    const call = rig.platform.service(rig.device, "Acknowledge", {});
    rig.until("its end", () => rig.gasStates.at(-1) === 1, 30);
    assert.equal(call.reply?.code, 200);
    assert.deepEqual(rig.gasStates, [2, ALARM, 1], "no second alarm for one and the same");
    rig.reboot().run(5);
    assert.notEqual(rig.value("canary.status().gasState"), ALARM, "and it is over for good");
    rig.end();
  });
}

test("over a reset, and over a power cut, the hours in use are kept", async () => {
  const rig = await openMain();
  rig.online().run(2 * 3600 + 60);
  const hours = () => rig.value("canary.gas().runHours");
  assert.equal(hours(), 2);
  rig.count().node.board.pressReset();
  rig.run(1);
  assert.equal(hours(), 2);
  rig.run(3700).count();
  rig.node.powerOff();
  rig.node.powerOn();
  rig.run(1);
  assert.equal(hours(), 3);
  rig.end();
});
