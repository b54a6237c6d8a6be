/** The oracle can fail: for each promise a history that breaks it, made from one that breaks none. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { DEFAULT_EPOCH_MS } from "../../sim/modem/options.ts";
import { adcVoltsOf, circuitOf, EXAMPLE_CONFIG, type NodeConfig } from "../../sim/profile.ts";
import { CHECKS, type CheckName } from "./check.ts";
import type { Observation, Seen } from "./observation.ts";
import { Oracle, type OracleOptions } from "./oracle.ts";

const SYS = "/sys/a1EXAMPLE00/D001/thing/event";
const voltsAt = (lelPercent: number): number => adcVoltsOf(lelPercent, circuitOf(EXAMPLE_CONFIG));
const VOLTS = { none: 0, clean: voltsAt(0), warning: voltsAt(14), gas: voltsAt(25), saturated: 3, rail: 3.2 };
const UNLATCHED: NodeConfig = { ...EXAMPLE_CONFIG, gas: { r0Ohm: 10000, latch: false } };
const END_S = 900;

type Row = readonly [atS: number, seen: Seen];

const sent = (text: string): Seen => ({ kind: "sent", text });
const heard = (text: string): Seen => ({ kind: "heard", text });
const says = (text: string): Seen => ({ kind: "console", text });
const volts = (value: number): Seen => ({ kind: "volts", volts: value });
const logs = { kind: "flash", act: "program", isLog: true } as const;

function publish(name: string, id: string, params: object): Seen {
  const payload = JSON.stringify({ method: `thing.event.${name}.post`, id, params, version: "1.0.0" });
  return sent(`AT+MPUB="${SYS}/${name}/post",1,0,"${payload.replaceAll('"', "\\22")}"`);
}

interface Told {
  readonly isOver?: boolean;
  readonly ppm?: number;
}

function event(id: string, state: number, atS: number | undefined, told: Told = {}): Seen {
  const { isOver = state === 3, ppm = isOver ? 10_000 : 20 } = told;
  return publish("GasCheck_Event", id, {
    value: { GasState: state, GasConcentration: ppm, OverRange: Number(isOver) },
    ...(atS !== undefined && { time: DEFAULT_EPOCH_MS + atS * 1000 }),
  });
}
const overRange = (id: string, atS: number): Seen => event(id, 2, atS, { isOver: true });
const fault = (id: string, code: number, atS: number, state = 1): Seen =>
  publish("GasFault_Event", id, { value: { FaultCode: code, FaultState: state }, time: DEFAULT_EPOCH_MS + atS * 1000 });
const properties = (id: string, params: object): Seen => publish("property", id, params);
const accepted = (id: string): Seen => ({ kind: "accepted", id });
const reply = (id: string, code = 200): Seen =>
  heard(`+MSUB: "${SYS}/GasCheck_Event/post_reply",60 byte,{"code":${code},"data":{},"id":"${id}"}`);

/** Start, login, subscription. */
const ONLINE: readonly Row[] = [
  [0, volts(VOLTS.clean)],
  [0, logs],
  [0, { kind: "boot" }],
  [10, sent('AT+MCONFIG="id","user","password"')],
  [10.1, heard("OK")],
  [10.2, sent('AT+MIPSTART="h",1883')],
  [10.3, heard("OK")],
  [10.8, heard("CONNECT OK")],
  [10.9, sent("AT+MCONNECT=0,300")],
  [11, heard("OK")],
  [11.5, heard("CONNACK OK")],
  [11.6, sent(`AT+MSUB="${SYS}/+/post_reply",1`)],
  [11.7, heard("OK")],
  [12, heard("SUBACK")],
  [12.1, sent("AT+CCLK?")],
  [12.2, heard('+CCLK: "26/01/01,08:00:12+32"')],
  [12.3, heard("OK")],
  [12.4, says("12.4 ONLINE")],
];
/** Written, sent, taken, named. */
const told = (id: string, atS: number, seen: Seen): Row[] => [
  [atS, logs],
  [atS + 0.1, seen],
  [atS + 0.2, heard("OK")],
  [atS + 0.5, accepted(id)],
  [atS + 0.6, heard("PUBACK")],
  [atS + 0.6, reply(id)],
];
/** The gas of second 200: more than can be measured, and 10 s later an alarm. */
const GAS: Row = [200, volts(VOLTS.gas)];
const OVER = told("0000000007", 210, overRange("0000000007", 210));
const RISE = told("0000000001", 220, event("0000000001", 3, 220));
const ALARM: readonly Row[] = [GAS, ...OVER, ...RISE];
const CLEAR: readonly Row[] = [[231, volts(VOLTS.clean)], ...told("0000000002", 291, event("0000000002", 1, 291))];
/** The modem is asked now and then, so that nobody thinks it mute. */
const POLLS: readonly Row[] = [400, 600, 800].map((atS) => [atS, heard("OK")] as const);
const GOOD: readonly Row[] = [...ONLINE, ...ALARM, ...CLEAR, ...POLLS];
const STATUS: Row = [880, { kind: "status", text: "{}", waiting: 0, timers: 3 }];

function judge(rows: readonly Row[], options: OracleOptions = {}, endS = END_S): Oracle {
  const oracle = new Oracle({ config: UNLATCHED, secrets: ["k3y"], ...options });
  const sorted = [...rows].sort((a, b) => a[0] - b[0]);
  for (const [atS, seen] of sorted) oracle.feed({ ...seen, atMs: atS * 1000 } as Observation);
  oracle.check(endS * 1000);
  return oracle;
}

const checksOf = (oracle: Oracle): CheckName[] => [...new Set(oracle.ledger.findings.map(({ check }) => check))].sort();

const isReplyTo = (id: string, seen: Seen): boolean => seen.kind === "heard" && seen.text.includes(`"${id}"`);
const without = (rows: readonly Row[], ...gone: readonly Seen["kind"][]) =>
  rows.filter(([, { kind }]) => !gone.includes(kind));
/** Behind the second one of them, rows are gone. */
const until = (rows: readonly Row[], atS: number) => rows.filter(([at]) => at < atS);
const plus = (...rows: readonly Row[]) => [...GOOD, ...rows];

/** An alarm that waits until it is delivered at `atS`. */
const delivered = (atS: number): Row[] => [
  ...ONLINE,
  GAS,
  ...OVER,
  [220, logs],
  ...told("0000000001", atS, event("0000000001", 3, 220)),
  ...POLLS,
];
/** The alarm of a device that said it, and of which the platform said this. */
const refused = (code: number): Row[] => [
  ...ONLINE,
  GAS,
  ...OVER,
  ...without(RISE, "accepted").map(
    ([atS, seen]): Row => [atS, isReplyTo("0000000001", seen) ? reply("0000000001", code) : seen],
  ),
];
const answered = (atS: number): Row[] => [
  [atS + 0.1, heard("OK")],
  [atS + 0.5, heard("PUBACK")],
];
/** A start that finds the session as it was. */
const restart = (atS: number, cause = "power-cut"): Row[] => [
  [atS, { kind: "stop", cause }],
  [atS + 1, { kind: "boot" }],
  [atS + 1.1, sent("AT+MQTTSTATU")],
  [atS + 1.2, heard("+MQTTSTATU :1")],
  [atS + 1.3, heard("OK")],
  [atS + 1.4, says("1.4 ONLINE")],
];
/** One more alarm, and its gas stays. */
const again = (atS: number): Row[] => [
  [atS, volts(VOLTS.gas)],
  ...told("0000000011", atS + 10, overRange("0000000011", atS + 10)),
  ...told("0000000012", atS + 20, event("0000000012", 3, atS + 20)),
];
const knocks = (count: number, everyS: number): Row[] =>
  Array.from({ length: count }, (_, i): Row[] => [
    [300 + i * everyS, sent('AT+MIPSTART="h",1883')],
    [300.1 + i * everyS, heard("OK")],
    [300.2 + i * everyS, heard("CONNECT FAIL")],
  ]).flat();

test("a good history: nothing is found", () => {
  assert.deepEqual(judge([...GOOD, STATUS]).ledger.findings, []);
});

const BROKEN: Readonly<Partial<Record<CheckName, Readonly<Record<string, readonly Row[]>>>>> = {
  "journal-before-send": {
    "the alarm is written to flash only behind its first byte": [
      ...ONLINE,
      GAS,
      ...OVER,
      ...RISE.map(([atS, seen]): Row => (seen === logs ? [220.3, seen] : [atS, seen])),
      ...CLEAR,
      ...POLLS,
    ],
    "it is not written at all": [...ONLINE, GAS, ...OVER, ...without(RISE, "flash"), ...CLEAR, ...POLLS],
    "what is over range is not written": [...ONLINE, GAS, ...without(OVER, "flash"), ...RISE, ...CLEAR, ...POLLS],
  },
  "kept-until-reply": {
    "the device has nothing left, and no reply has named the alarm": [
      ...GOOD.filter(([, seen]) => !isReplyTo("0000000001", seen)),
      STATUS,
    ],
    "a reply stands for what the platform never took": [
      ...ONLINE,
      GAS,
      ...OVER,
      ...without(RISE, "accepted"),
      [230, accepted("0000000001")],
      ...CLEAR,
      ...POLLS,
    ],
  },
  "no-false-number": {
    "a level while the sensor warms up": plus([100, properties("0000000009", { GasLel: 0.1 })]),
    "a level from a broken wire": plus(
      [300, volts(VOLTS.none)],
      [320, properties("0000000009", { GasState: 4, GasLel: 0.1 })],
      [330, volts(VOLTS.clean)],
    ),
    "more than can be measured as a number": [
      ...ONLINE,
      GAS,
      ...OVER,
      ...told("0000000001", 220, event("0000000001", 3, 220, { ppm: 1_000_000 })),
      ...CLEAR,
      ...POLLS,
    ],
    "a number beyond the end of the range": [
      ...ONLINE,
      GAS,
      ...OVER,
      ...told("0000000001", 220, event("0000000001", 3, 220, { isOver: false, ppm: 12_500 })),
      ...CLEAR,
      ...POLLS,
    ],
  },
  "answer-to-its-command": {
    "a command while another is unanswered": plus(
      [301, sent("AT+CSQ")],
      [301.5, sent("AT+CGATT?")],
      [301.6, heard("OK")],
    ),
    "a publish while another lacks its PUBACK": plus(
      [301, properties("0000000009", {})],
      [301.1, heard("OK")],
      [301.2, properties("0000000010", {})],
    ),
    "MCONNECT on the CONNECT OK of an attempt before": plus(
      [301, sent("AT+MIPCLOSE")],
      [301.1, heard("OK")],
      [301.2, sent('AT+MIPSTART="h",1883')],
      [301.3, heard("OK")],
      [301.4, heard("CONNECT FAIL")],
      [301.5, sent("AT+MCONNECT=0,300")],
    ),
    "a publish behind CLOSED": plus([301, heard("CLOSED")], [302, properties("0000000009", {})]),
    "ONLINE without its SUBACK": [
      ...ONLINE.filter(([, seen]) => !(seen.kind === "heard" && seen.text === "SUBACK")),
      ...ALARM,
      ...CLEAR,
      ...POLLS,
    ],
  },
  "alarm-first": {
    "properties between the decision and the alarm": [
      ...delivered(230),
      [228, properties("0000000009", { GasState: 3 })],
      ...answered(228),
    ],
    "a fault before an alarm that waits": [
      ...delivered(230),
      [228, fault("0000000009", 20, 228)],
      ...answered(228),
      [228.4, accepted("0000000009")],
      [228.6, reply("0000000009")],
    ],
  },
  "whole-config": {
    "another login than at first": plus([301, sent('AT+MCONFIG="id","user","other"')], [301.1, heard("OK")]),
    "another host": plus([301, sent('AT+MIPSTART="h2",1883')], [301.1, heard("OK")], [301.2, heard("CONNECT FAIL")]),
  },
  "no-secret": {
    "on the console": plus([301, says("301.0 login with k3y")]),
    "in what the REPL tells": plus([301, { kind: "status", text: '{"secret":"k3y"}', waiting: 0, timers: 1 }]),
  },
  "bounds": {
    "flash outside the log is written": plus([301, { kind: "flash", act: "program", isLog: false }]),
    "the log is erased again and again": plus(
      ...Array.from({ length: 20 }, (_, i): Row => [301 + i, { kind: "flash", act: "erase", isLog: true }]),
    ),
    "timers pile up": plus([301, { kind: "status", text: "", waiting: 0, timers: 200 }]),
    "records pile up": plus([301, { kind: "status", text: "", waiting: 5000, timers: 2 }]),
    "a console line without end": plus([301, says("x".repeat(2000))]),
    "a console that never rests": plus(...Array.from({ length: 500 }, (_, i): Row => [301 + i / 100, says("301.0 x")])),
  },
  "delivered-in-time": {
    "an alarm that comes after five minutes of calm": delivered(540),
  },
  "mute-modem-reset": {
    "a quarter of an hour without a line, and nothing done": [
      ...until(GOOD, 300),
      ...Array.from({ length: 30 }, (_, i): Row => [300 + i * 60, sent("AT+CSQ")]),
    ],
  },
  "watchdog": {
    "it bites, and no one had stopped a task": plus(
      [301, { kind: "stop", cause: "watchdog" }],
      [302, { kind: "boot" }],
    ),
  },
  "knock-rate": {
    "twenty openings in a minute": [...GOOD, ...knocks(20, 3)],
    "eighty within ten minutes": [...GOOD, ...knocks(80, 6)],
  },
  "alarm-lost": {
    "never sent": [...ONLINE, GAS, ...OVER, ...POLLS],
    "sent, and never accepted": [...ONLINE, GAS, ...OVER, ...without(RISE, "accepted").slice(0, 4), ...POLLS],
    "what is over range is not told before the alarm": [...ONLINE, GAS, ...RISE, ...CLEAR, ...POLLS],
    "the end of it is lost": [...ONLINE, ...ALARM, [231, volts(VOLTS.clean)], ...POLLS],
    "the end of one that was told and that the sensor left open": [
      ...ONLINE,
      GAS,
      ...OVER,
      ...RISE,
      [221, { kind: "stop", cause: "power-cut" }],
      [222, volts(VOLTS.clean)],
      ...restart(223).slice(1),
      ...POLLS,
    ],
    "its end is lost in a restart, and the gas with it": [
      ...ONLINE,
      ...ALARM,
      ...restart(232),
      [232.5, volts(VOLTS.clean)],
      ...POLLS,
    ],
    "gas that stood when the sensor was warm": [...ONLINE, [150, volts(VOLTS.gas)], ...POLLS],
    "refused for good, and nobody told the platform to": [...refused(6207), ...POLLS],
    "refused for its time, and not told anew": [...refused(460), ...POLLS],
    "a broken sensor that is not told": plus([300, volts(VOLTS.none)]),
    "a fault that is told as another one": plus(
      [300, volts(VOLTS.rail)],
      ...told("0000000009", 312, fault("0000000009", 1, 312)),
    ),
    "an ADC without numbers, while the sensor warms up": [...ONLINE, [50, volts(Number.NaN)], ...POLLS],
    "the end of a fault": plus([300, volts(VOLTS.none)], ...told("0000000009", 312, fault("0000000009", 1, 312)), [
      340,
      volts(VOLTS.clean),
    ]),
  },
  "alarm-invented": {
    "no gas stood": plus([301, event("0000000009", 3, 301)], [301.1, heard("OK")], [301.2, heard("PUBACK")]),
    "gas stood for a moment": plus(
      [300, volts(VOLTS.gas)],
      [306, volts(VOLTS.clean)],
      [308, event("0000000009", 3, 308)],
      ...answered(308),
    ),
    "nothing was over range": plus(
      [300, volts(VOLTS.warning)],
      [320, volts(VOLTS.clean)],
      [312, overRange("0000000009", 312)],
      ...answered(312),
    ),
    "an alarm that stands is told again after a restart": plus(
      ...again(400),
      ...restart(440, "pin"),
      [630, logs],
      [630.1, event("0000000013", 3, 630)],
      ...answered(630.1),
    ),
    "its end, while the gas stands": plus(...again(400), [440, event("0000000013", 1, 440)]),
    "its end, before a minute is over": [
      ...ONLINE,
      ...ALARM,
      [231, volts(VOLTS.clean)],
      ...told("0000000002", 271, event("0000000002", 1, 271)),
      [291, volts(VOLTS.gas)],
      ...POLLS,
    ],
    "its end, by a restart": [
      ...ONLINE,
      ...ALARM,
      ...restart(232),
      [232.5, volts(VOLTS.clean)],
      ...told("0000000002", 235, event("0000000002", 1, 235)),
      ...told("0000000004", 480, event("0000000004", 1, 480)),
      ...POLLS,
    ],
    "the platform has what the device never sent": plus([301, accepted("0000000009")]),
  },
  "same-message": {
    "the same id with another time": plus(
      [301, event("0000000001", 3, 221)],
      [301.1, heard("OK")],
      [301.2, heard("PUBACK")],
    ),
  },
  "event-time": {
    "an hour off": [
      ...ONLINE,
      GAS,
      ...OVER,
      ...RISE.map(([atS, seen]): Row => [atS, seen.kind === "sent" ? event("0000000001", 3, 3820) : seen]),
      ...CLEAR,
      ...POLLS,
    ],
    "none, though the network had told it": [
      ...ONLINE,
      GAS,
      ...OVER,
      ...RISE.map(([atS, seen]): Row => [atS, seen.kind === "sent" ? event("0000000001", 3, undefined) : seen]),
      ...CLEAR,
      ...POLLS,
    ],
  },
  "online-again": {
    "offline for more than a quarter of an hour, with all faults over": [
      ...GOOD,
      [300, says("300.0 BACKOFF after ONLINE: CLOSED")],
      ...Array.from({ length: 40 }, (_, i): Row => [310 + i * 60, heard("OK")]),
    ],
  },
  "platform-rules": { "a rule broken": plus([301, { kind: "violation", rule: "rate", why: "rate: too many" }]) },
  "no-exception": { "uncaught": plus([301, { kind: "uncaught", text: "TypeError" }]) },
};

/** Histories that break one promise break others too where they must. */
const ALSO: Readonly<Partial<Record<string, readonly CheckName[]>>> = {
  "a level from a broken wire": ["alarm-lost"],
};

describe("each promise, broken", () => {
  test("no promise is left out", () => {
    assert.deepEqual(Object.keys(BROKEN).sort(), Object.keys(CHECKS).sort());
  });
  for (const [check, histories] of Object.entries(BROKEN)) {
    for (const [what, rows] of Object.entries(histories)) {
      test(`${check}: ${what}`, () => {
        const endS = check === "mute-modem-reset" || check === "online-again" ? 2400 : END_S;
        const found = checksOf(judge(rows, {}, endS));
        assert.deepEqual(found, [check as CheckName, ...(ALSO[what] ?? [])].sort());
      });
    }
  }
});

describe("what is no fault of the device", () => {
  const quiet: Readonly<Record<string, readonly Row[]>> = {
    "a late alarm, while a fault was on": [
      ...delivered(540),
      [199, { kind: "fault", name: "x", phase: "begins" }],
      [500, { kind: "fault", name: "x", phase: "ends" }],
    ],
    "a resend, to the byte": plus([310, event("0000000002", 1, 291)], [310.1, heard("OK")], [310.2, heard("PUBACK")]),
    "gas too briefly for an alarm": plus([300, volts(VOLTS.gas)], [309, volts(VOLTS.clean)]),
    "gas so briefly that an alarm may be or not": plus([300, volts(VOLTS.gas)], [318, volts(VOLTS.clean)]),
    "one that is": plus(
      [300, volts(VOLTS.gas)],
      [318, volts(VOLTS.clean)],
      ...told("0000000009", 317, event("0000000009", 3, 317)),
      ...told("0000000010", 376, event("0000000010", 1, 376)),
    ),
    "gas that trembles into an alarm": plus(
      [300, volts(VOLTS.gas)],
      [312, volts(VOLTS.warning)],
      [317, volts(VOLTS.gas)],
      [327, volts(VOLTS.warning)],
      ...told("0000000009", 327, event("0000000009", 3, 327)),
      ...told("0000000010", 387, event("0000000010", 1, 387)),
      [420, volts(VOLTS.clean)],
    ),
    "an element without resistance: a fault, and an alarm": plus(
      [300, volts(VOLTS.saturated)],
      ...told("0000000009", 305, overRange("0000000009", 305)),
      ...told("0000000010", 310, fault("0000000010", 2, 310)),
      ...told("0000000011", 315, event("0000000011", 3, 315)),
      [340, volts(VOLTS.clean)],
      ...told("0000000012", 373, fault("0000000012", 2, 373, 0)),
      ...told("0000000013", 402, event("0000000013", 1, 402)),
    ),
    "a wire on the rail: a fault, and no alarm": plus(
      [300, volts(VOLTS.rail)],
      ...told("0000000010", 310, fault("0000000010", 4, 310)),
    ),
    "a fault in the middle of an alarm: its end comes a minute after it": [
      ...ONLINE,
      ...ALARM,
      [231, volts(VOLTS.none)],
      ...told("0000000010", 241, fault("0000000010", 1, 241)),
      [261, volts(VOLTS.clean)],
      ...told("0000000012", 291, fault("0000000012", 1, 291, 0)),
      ...told("0000000002", 321, event("0000000002", 1, 321)),
      ...POLLS,
    ],
    "gas that stood when the sensor was warm: an alarm at once": [
      ...ONLINE,
      [150, volts(VOLTS.gas)],
      ...told("0000000001", 185, event("0000000001", 3, 185)),
      ...POLLS,
    ],
    "gas while the sensor warms up, gone before it is warm": [
      ...ONLINE,
      [50, volts(VOLTS.gas)],
      [100, volts(VOLTS.clean)],
      ...ALARM,
      ...CLEAR,
      ...POLLS,
    ],
    "an alarm over a restart, and its end when the sensor is warm": plus(
      ...again(400),
      ...restart(440, "pin"),
      [440.5, volts(VOLTS.clean)],
      ...told("0000000013", 682, event("0000000013", 1, 682)),
    ),
    "an alarm that is decided while the power goes: told or not": [
      ...ONLINE,
      GAS,
      ...OVER,
      [220, logs],
      ...restart(220),
      ...POLLS,
    ],
    "an event refused for its time, and told anew without one": [
      ...refused(460),
      ...told("0000000003", 220.7, event("0000000003", 3, undefined)),
      ...CLEAR,
      ...POLLS,
    ],
    "a knock at a modem that does not answer": plus(
      [301, sent("AT")],
      [301.2, sent("AT")],
      [301.4, sent("AT")],
      [301.5, heard("OK")],
    ),
    "a command given up after its time": plus([301, sent("AT+CSQ")], [311, sent("AT+MQTTSTATU")], [311.1, heard("OK")]),
    "a new start where nothing answers": plus([301, sent("AT+CSQ")], [301.1, heard("RDY")], [301.2, sent("AT")]),
    "six openings in a minute": [...GOOD, ...knocks(6, 9)],
  };
  for (const [what, rows] of Object.entries(quiet)) {
    test(what, () => assert.deepEqual(judge(rows).ledger.findings, []));
  }

  test("what a fault excuses is not found", () => {
    const oracle = new Oracle({});
    oracle.excuse(["no-exception"], "a fault that throws");
    oracle.feed({ kind: "uncaught", text: "TypeError", atMs: 1 });
    assert.deepEqual(oracle.check(2), []);
  });

  test("a firmware without a log is not judged by its log, and that is said", () => {
    const { ledger } = judge(without(GOOD, "flash"));
    assert.deepEqual(ledger.findings, []);
    assert.ok(ledger.skipped.has("journal-before-send"));
  });

  test("a refusal that the platform was told to give", () => {
    const oracle = new Oracle({ config: UNLATCHED });
    oracle.ledger.refusesOnPurpose = true;
    const rows = [...refused(6307), ...CLEAR, ...POLLS];
    for (const [atS, seen] of rows.sort((a, b) => a[0] - b[0]))
      oracle.feed({ ...seen, atMs: atS * 1000 } as Observation);
    assert.deepEqual(oracle.check(END_S * 1000), []);
  });
});

describe("an alarm that waits for a person", () => {
  const latched = (rows: readonly Row[]) => judge(rows, { config: EXAMPLE_CONFIG }).ledger.findings;
  const acknowledgedAt = (atS: number): Row => [atS, { kind: "acknowledged" }];
  const CALM: Row = [231, volts(VOLTS.clean)];
  const END = told("0000000002", 305, event("0000000002", 1, 305));

  test("stands until it is acknowledged, and ends then", () => {
    assert.deepEqual(latched([...ONLINE, ...ALARM, CALM, ...POLLS]), []);
    assert.deepEqual(latched([...ONLINE, ...ALARM, CALM, acknowledgedAt(304), ...END, ...POLLS]), []);
    assert.deepEqual(latched([...ONLINE, ...ALARM, acknowledgedAt(230), ...CLEAR, ...POLLS]), []);
  });

  test("an end before that is an invention, none after it is a loss", () => {
    const checks = (rows: readonly Row[]) => latched(rows).map(({ check }) => check);
    assert.deepEqual(checks([...ONLINE, ...ALARM, ...CLEAR, ...POLLS]), ["alarm-invented"]);
    assert.deepEqual(checks([...ONLINE, ...ALARM, CALM, acknowledgedAt(304), ...POLLS]), ["alarm-lost"]);
  });

  test("what was acknowledged before a restart was not", () => {
    assert.deepEqual(latched([...ONLINE, ...ALARM, acknowledgedAt(231), CALM, ...restart(232), ...POLLS]), []);
  });
});
