/** Clock, log, console and the bundle's own digest. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { BUNDLE_FILE, bundleHash, bundleIn } from "../../src/system/bundle.ts";
import { epochOf, learnTime } from "../../src/system/clock.ts";
import { type ConsoleState, createConsole } from "../../src/system/console.ts";
import { createLog } from "../../src/system/log.ts";
import { FakeClock } from "./fake-clock.ts";

test("wall time: unknown until learned, then an offset, for past moments too, whole milliseconds", () => {
  assert.equal(epochOf({ offsetMs: undefined, heardMs: 0 }, 5000), 0);
  assert.equal(epochOf({ offsetMs: 1_780_000_000_000, heardMs: 0 }, 5000), 1_780_000_005_000);
  assert.equal(epochOf({ offsetMs: 1_780_000_000_000.25, heardMs: 0 }, 0.5), 1_780_000_000_001);
});

const READINGS: readonly (readonly [what: string, readings: readonly number[], offsetMs: number])[] = [
  ["the first is taken", [1000], 1000],
  ["so is one that fits", [1000, 3000], 3000],
  ["one that does not fit is not", [1000, 90_000_000], 1000],
  ["and is when the next one says the same", [1000, 90_000_000, 90_001_000], 90_001_000],
  ["a single odd one leaves no trace", [1000, 90_000_000, 1500, 2000], 2000],
  ["odd ones that do not agree neither", [1000, 90_000_000, 80_000_000, 70_000_000], 1000],
];
for (const [what, readings, offsetMs] of READINGS) {
  test(`readings of the network's time: ${what}`, () => {
    const wallClock = { offsetMs: undefined, heardMs: 0 };
    const asks = readings.filter((reading) => !learnTime(wallClock, reading)).length;
    assert.equal(wallClock.offsetMs, offsetMs);
    assert.equal(asks, readings.includes(90_000_000) ? 1 : 0, "asked for again once");
  });
}

test("the log: stamped, cut, and the last five troubles kept", () => {
  const clock = new FakeClock(12340);
  const printed: string[] = [];
  const troubles: string[] = [];
  const told: [string, boolean][] = [];
  const log = createLog(
    clock,
    (line) => printed.push(line),
    troubles,
    (text, isTrouble) => told.push([text, isTrouble]),
  );
  log("CREG");
  assert.deepEqual(printed, ["12.3 CREG"]);
  assert.equal(troubles.length, 0, "a state is no trouble");
  assert.deepEqual(told, [["CREG", false]], "told to whom it is given to as well, without the stamp");
  for (let i = 0; i < 7; i++) log(`trouble ${i}`, true);
  assert.deepEqual(
    troubles,
    [2, 3, 4, 5, 6].map((i) => `12.3 trouble ${i}`),
  );
  log("x".repeat(1000), true);
  assert.ok(`${troubles[4]}`.length < 100, "a long text must not fill the memory");
  assert.equal(printed.length, 9);
});

function openConsole(free = 5000) {
  const commands: string[] = [];
  const printed: string[] = [];
  const watches: string[] = [];
  const state: ConsoleState = { isAsking: false, unwatch: undefined };
  const console = createConsole(
    state,
    () => ({ name: "gas-canary" }),
    (text) => {
      commands.push(text);
    },
    () => {
      watches.push("on");
      return () => watches.push("off");
    },
    (key) => `shown ${key}`,
    (key, value, isCheck) => [JSON.stringify([key, value, isCheck])],
    () => ({ state: "normal" }),
    () => [{ id: 1 }],
    () => ["12 s: Error: torn"],
    () => {},
    () => free,
    (name, ppm) => `${name} ${ppm}`,
    () => ({ ohm: 44000 }),
    (line) => printed.push(line),
  );
  return { console, state, commands, printed, watches };
}

test("canary.at sends one AT command at a time, and the next once that has its answer", () => {
  const { console, state, commands, printed } = openConsole();
  console.at("AT+CSQ");
  console.at("AT+CREG?");
  assert.deepEqual([commands, printed], [["AT+CSQ"], ["busy"]]);
  state.isAsking = false;
  console.at("at");
  assert.deepEqual(commands, ["AT+CSQ", "at"]);
});

for (const text of ["", "+CSQ", "CSQ", "AT\rAT+RESET", "AT+CSQ\r\n", "AT\nX", 7, undefined, null, {}, ["AT"]]) {
  test(`canary.at(${JSON.stringify(text)}) sends nothing and says how`, () => {
    const { console, commands, printed } = openConsole();
    console.at(text as string);
    assert.deepEqual(commands, []);
    assert.match(printed.join(), /canary\.at\("AT\+CSQ"\)/);
  });
}

const SESSIONS = [
  'AT+MPUB="t",1,0,"x"',
  "AT+MIPCLOSE",
  "at+mdisconnect",
  "AT+MCONFIG",
  "AT+MSUB",
  "AT+CIPSHUT",
  "at+cipshut",
  "AT+CSTT?",
];
for (const text of SESSIONS) {
  test(`canary.at(${JSON.stringify(text)}) is the session's own, and refused`, () => {
    const { console, commands, printed } = openConsole();
    console.at(text);
    assert.deepEqual(commands, []);
    assert.match(printed.join(), /canary\.at/);
  });
}

for (const text of ["AT+MQTTSTATU", "at+mqttstatu", "AT+CIPSTATUS", "AT+CMEE=2", "ATI"]) {
  test(`canary.at(${JSON.stringify(text)}) only asks, and is sent`, () => {
    const { console, commands } = openConsole();
    console.at(text);
    assert.deepEqual(commands, [text]);
  });
}

test("canary.trace: one at a time, ended by false and begun anew by true; anything else is one of the two", () => {
  const { console, watches } = openConsole();
  assert.equal(console.trace(false), "off");
  assert.deepEqual(watches, [], "none was on");
  assert.equal(console.trace(true), "on");
  assert.equal(console.trace("yes"), "on");
  assert.deepEqual(watches, ["on", "off", "on"], "never two");
  assert.equal(console.trace(undefined), "off");
  assert.deepEqual(watches, ["on", "off", "on", "off"]);
});

test("canary.help has a line for each function", () => {
  const { console, printed } = openConsole();
  console.help();
  for (const name of Object.keys(console))
    if (name !== "help" && name !== "configure")
      assert.ok(
        printed.some((text) => new RegExp(`^${name}\\(`, "m").test(text)),
        `no line for ${name}:\n${printed}`,
      );
});

const ALL = { gas: {} };
const CONFIGS: readonly (readonly [what: string, given: readonly unknown[], gives: unknown])[] = [
  ["nothing: all is shown", [], "shown undefined"],
  ["a name: it is shown", ["gas.sensor"], "shown gas.sensor"],
  ["a name and a value: it is changed", ["gas.sensor", "MQ-5"], ['["gas.sensor","MQ-5",false]']],
  ["a name and false, which is a value", ["gas.latch", false], ['["gas.latch",false,false]']],
  ["all of it: it is changed", [ALL], ['[{"gas":{}},null,false]']],
  ["all of it and false: it is checked", [ALL, false], ['[{"gas":{}},false,true]']],
  ["a number", [7], "try canary.help()"],
  ["null", [null], "try canary.help()"],
  ["false", [false], "try canary.help()"],
  ["a function", [() => 1], "try canary.help()"],
];
for (const [what, given, gives] of CONFIGS) {
  test(`canary.config, given ${what}`, () => {
    assert.deepEqual(openConsole().console.config(...given), gives);
    if (given.length === 1) assert.deepEqual(openConsole().console.configure(given[0]), gives, "by its other name");
  });
}

test("canary.config without memory for it: no exception, and another way", () => {
  assert.match(String(openConsole(479).console.config()), /no memory: write canary\.json/);
  assert.equal(openConsole(480).console.config(), "shown undefined");
});

test("canary.status and the like give what they are given", () => {
  const { console } = openConsole();
  assert.deepEqual(console.alarm(), { state: "normal" });
  assert.deepEqual(console.journal(), [{ id: 1 }]);
  assert.deepEqual(console.crash(), ["12 s: Error: torn"]);
  assert.deepEqual(console.status(), { name: "gas-canary" });
});

const flash = (text: string | undefined) => ({
  read: (name: string) => (name === BUNDLE_FILE ? text : undefined),
  write: () => false,
});

const DIGESTS: readonly (readonly [text: string | undefined, digest: string])[] = [
  ["code", "digest of code"],
  [undefined, "none"],
  ["", "none"],
];
for (const [text, digest] of DIGESTS) {
  test(`the bundle's digest of ${JSON.stringify(text)}: ${digest}`, () =>
    assert.equal(
      bundleHash(bundleIn(flash(text)), (code) => `digest of ${code}`),
      digest,
    ));
}

test("canary.calibrate does not take what is no number for clean air", () => {
  const { console } = openConsole();
  assert.deepEqual([console.calibrate(Number.NaN), console.calibrate(0)], ["Calibrate NaN", "Calibrate 0"]);
});

test("canary.gas tells of the sensor", () => assert.deepEqual(openConsole().console.gas(), { ohm: 44000 }));

test("what a person may ask of the gas side is what the cloud may: the same services", () => {
  const { console } = openConsole();
  assert.deepEqual(
    [console.calibrate(), console.calibrate(5000), console.selfTest(), console.acknowledge(), console.silence()],
    ["Calibrate 0", "Calibrate 5000", "SelfTest 0", "Acknowledge 0", "Silence 0"],
  );
});
