/** The REPL's functions in the whole firmware, beside a session that goes on, and the lock in front of them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { BARE, configWith, FULL, type MainRig, openMain, WARM_S } from "./main-rig.ts";

const LOCKED = { console: { password: "open sesame" } };
/** Shows the lock, and what it is told. */
const SHOW_LOCK = `(function (set, lock) {
  E.setPassword = function (password) { print("password of " + password.length); set(password); };
  E.lockConsole = function () { print("locked"); lock(); };
})(E.setPassword, E.lockConsole);`;

const lines = (rig: MainRig, way: string) =>
  rig.said.split("\n").filter((line) => new RegExp(`^\\d+\\.\\d ${way} `).test(line));

test("the trace shows both directions from the first line on, without the login, and stops", async () => {
  const rig = await openMain();
  rig.node.ask("canary.trace(true)");
  rig.online();
  assert.ok(lines(rig, ">").length > 20 && lines(rig, "<").length > 20, rig.said);
  const [config] = lines(rig, ">").filter((line) => line.includes("MCONFIG"));
  assert.match(String(config), /> AT\+MCONFIG=\*\*\*$/);
  assert.match(String(lines(rig, ">").find((line) => line.includes("CSTT"))), /> AT\+CSTT=\*\*\*$/);
  assert.equal(rig.said.includes("securemode"), false, "nor its echo");
  rig.until("a reply of the cloud", () => lines(rig, "<").some((line) => /\+MSUB: "[^"]+",\d+,\{/.test(line)), 30);
  rig.node.ask("canary.trace(false)");
  const { length } = lines(rig, "[<>]");
  const { length: sent } = rig.node.sent;
  rig.run(310);
  assert.ok(rig.node.sent.length > sent, "the session goes on");
  assert.equal(lines(rig, "[<>]").length, length);
  assert.equal(rig.node.state, "ONLINE");
  rig.end();
});

test("a board without room: the trace hides the login too, any AT command but the session's own goes out, and settings push out older ones", async () => {
  const rig = await openMain({ board: BARE });
  rig.node.ask("canary.trace(true)");
  rig.online();
  assert.match(rig.said, /> AT\+MCONFIG=\*\*\*/);
  for (const [text, isSent] of [
    ["AT+CSQ", true],
    ["AT+SAPBR=2,1", true],
    ["AT+MPUB", false],
  ] as const) {
    rig.run(30).node.ask(`canary.at("${text}")`);
    rig.run(2);
    assert.equal(rig.node.sent.includes(text), isSent, text);
  }
  for (let intervalS = 60; intervalS < 130; intervalS++)
    assert.deepEqual(rig.value(`canary.config("report.intervalS", ${intervalS})`), []);
  rig.reboot().online();
  assert.equal(rig.value('canary.config("report.intervalS")'), 129);
  rig.end();
});

test("where the modem fetches for the firmware, a fetch of one's own is refused", async () => {
  const rig = await openMain();
  rig.online().run(30);
  for (const text of ["AT+SAPBR=2,1", "AT+HTTPINIT"]) rig.node.ask(`canary.at("${text}")`);
  assert.equal(rig.run(2).node.sent.includes("AT+SAPBR=2,1") || rig.node.sent.includes("AT+HTTPINIT"), false);
  assert.match(rig.node.ask('canary.at("AT+HTTPINIT")').join(), /try canary\.at/);
  rig.end();
});

test("the trace is off after a start", async () => {
  const rig = await openMain();
  rig.online().node.ask("canary.trace(true)");
  rig.reboot().run(1);
  const { length } = lines(rig, "[<>]");
  rig.online();
  assert.equal(lines(rig, "[<>]").length, length);
  rig.end();
});

test("settings from the REPL: shown without secrets, one changed for the next start, on trial where it bears on the link", async () => {
  const rig = await openMain();
  rig.online();
  assert.equal(rig.value('canary.config("gas.sensor")'), "MQ-4");
  assert.equal(rig.value("canary.config().cloud.deviceSecret"), "***");
  assert.deepEqual(rig.value('canary.config("gas.alarmLelPercent", 60)'), [
    "gas.alarmLelPercent must be a number from 2 to 20",
  ]);
  assert.deepEqual(rig.value('canary.config("gas.alarmLelPercent", 15)'), []);
  assert.deepEqual(rig.value('canary.config("cloud.port", 1)'), []);
  rig.reboot();
  assert.equal(rig.value("canary.alarm().alarmPpm"), 7500);
  rig.until("the way back", () => rig.node.state === "ONLINE", 960);
  assert.equal(rig.value('canary.config("cloud.port")'), 1883);
  assert.equal(rig.value('canary.config("gas.alarmLelPercent")'), 20, "and so is all that came since");
  rig.end();
});

test("the alarm, told to a person: set points, state, since when, silence, latch and what waits", async () => {
  const rig = await openMain();
  const alarm = () => rig.value("canary.alarm()") as Record<string, unknown>;
  assert.deepEqual(
    [alarm()["state"], alarm()["warningPpm"], alarm()["alarmPpm"], alarm()["sinceS"], alarm()["dose"]],
    ["warming", 5000, 10_000, 0, 0],
  );
  rig.online().run(WARM_S);
  rig.alarmed().until("nothing waits", () => alarm()["waiting"] === 0, 10);
  const { state, sinceS, latched, acknowledged, silentS } = alarm();
  assert.deepEqual([state, latched, acknowledged, silentS], ["alarm", false, false, 0]);
  const nowS = rig.platform.nowMs / 1000;
  assert.ok(Math.abs((sinceS as number) - nowS) < 60, `${sinceS}, and it is ${nowS}`);
  rig.node.ask("canary.silence()");
  assert.equal(alarm()["silentS"], 600);
  rig.node.setLelPercent(0);
  rig.until("the gas gone", () => alarm()["latched"] === true, 120);
  rig.node.ask("canary.acknowledge()");
  rig.until("its end", () => alarm()["state"] === "normal", 10);
  assert.deepEqual([alarm()["sinceS"], alarm()["latched"]], [0, false]);
  rig.end();
});

for (const board of [FULL, { ...FULL, logFlash: [] }]) {
  test(`the journal, with ${board.logFlash.length} areas: what waits, newest last, and what was sent of it`, async () => {
    const rig = await openMain({ board });
    rig.online().run(WARM_S);
    assert.deepEqual(rig.value("canary.journal()"), []);
    rig.network.cut();
    rig.node.setLelPercent(25);
    rig.run(40);
    rig.node.ask("canary.selfTest()");
    const list = rig.value("canary.journal()") as {
      id: number;
      kind: string;
      value: unknown;
      timeS: number;
      state: string;
    }[];
    assert.deepEqual(
      list.map(({ kind }) => kind),
      ["gas 2", "gas 3", "self-test"],
    );
    assert.deepEqual([list[0]?.value, list[2]?.value], ["over range", board.logFlash.length > 0 ? 0 : 8]);
    assert.ok(list.every(({ id, timeS }) => id > 0 && timeS > 1e9));
    assert.ok(list.every(({ state }) => state === "waits" || state === "sent"));
    rig.network.restore();
    rig.until("nothing waits", () => (rig.value("canary.journal()") as []).length === 0, 900);
    rig.end();
  });
}

test("the journal shows the newest twenty", async () => {
  const rig = await openMain();
  rig.run(1).node.ask("for (var i = 0; i < 25; i++) canary.selfTest()");
  const list = rig.value("canary.journal()") as { id: number }[];
  assert.equal(list.length, 20);
  assert.equal(rig.node.vitals.waiting, 25);
  const ids = list.map(({ id }) => id);
  assert.deepEqual(
    ids,
    [...ids].sort((a, b) => a - b),
  );
  rig.end();
});

test("help names every function that there is", async () => {
  const rig = await openMain();
  const said = rig.node.ask("canary.help()").join("\n");
  for (const name of rig.value("Object.keys(canary)") as string[])
    if (name !== "help" && name !== "configure") assert.match(said, new RegExp(`^${name}\\(`, "m"));
  rig.end();
});

const WRONG = [
  "canary.config(7)",
  "canary.config(null)",
  'canary.config("gas.")',
  "canary.config([])",
  "canary.config(function () {})",
  "canary.configure()",
  "canary.trace({})",
  "canary.trace()",
  "canary.alarm(1)",
  'canary.journal("x")',
  "canary.at(null)",
  'canary.calibrate("much")',
  "canary.calibrate({})",
  "canary.silence(1)",
  "canary.help(1)",
];
test("nothing is thrown at wrong arguments, and the session goes on", async () => {
  const rig = await openMain();
  rig.online();
  for (const text of WRONG) {
    const said = rig.node.ask(text).join("\n");
    assert.doesNotMatch(said, /Uncaught|Error/, text);
  }
  rig.run(310);
  assert.deepEqual(rig.value("canary.crash()"), []);
  assert.equal(rig.node.state, "ONLINE");
  rig.end();
});

for (const board of [FULL, BARE]) {
  test(`${board.id}: a password in the settings locks the console at the start, and is never shown`, async () => {
    const rig = await openMain({ board, before: SHOW_LOCK, config: configWith({}, LOCKED as never) });
    rig.online();
    assert.match(rig.said, /password of 11\nlocked/);
    rig.node.ask('setTimeout(function () { throw new Error("it is open sesame"); }, 1)');
    rig.run(2);
    assert.match(String(rig.value("canary.crash()")), /it is \*\*\*/);
    assert.doesNotMatch(rig.said.replace(/Uncaught.*/g, ""), /open sesame/);
    rig.end();
  });
}

test("without a password, and with an empty one, nothing is locked", async () => {
  for (const config of [configWith(), configWith({}, { console: { password: "" } } as never)]) {
    const rig = await openMain({ before: SHOW_LOCK, config });
    rig.run(5);
    assert.doesNotMatch(rig.said, /locked/);
    rig.end();
  }
});

/** Ends each start so that it was a bad one. */
function crashLoop(rig: MainRig): MainRig {
  for (let start = 0; start < 5; start++) {
    rig.run(1).count().node.board.pressReset();
  }
  return rig.run(1);
}

for (const [name, more, isLocked] of [
  ["the settings have a password", LOCKED, true],
  ["they have none", {}, false],
] as const) {
  test(`safe mode, ${name}: ${isLocked ? "locked" : "not locked"}`, async () => {
    const rig = crashLoop(await openMain({ before: SHOW_LOCK, config: configWith({}, more as never) }));
    const [, safe = ""] = rig.said.split(/gas-canary [^\n]*\n(?!.*gas-canary)/s);
    assert.match(rig.said, /SAFE MODE/);
    assert.equal(/locked\n.*SAFE MODE/s.test(safe), isLocked, safe);
    rig.end();
  });
}

test("safe mode without any settings is not locked, and says what it is", async () => {
  const rig = crashLoop(await openMain({ before: SHOW_LOCK, config: null }));
  assert.match(rig.said, /SAFE MODE/);
  assert.doesNotMatch(rig.said, /locked/);
  rig.end();
});
