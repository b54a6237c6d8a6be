/** The oracle can fail: for each promise a history that breaks it, made from one that breaks none. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { DEFAULT_EPOCH_MS } from "../../sim/modem/options.ts";
import { adcVoltsOf, circuitOf, EXAMPLE_CONFIG } from "../../sim/profile.ts";
import { CHECKS, type CheckName } from "./check.ts";
import type { Observation, Seen } from "./observation.ts";
import { Oracle, type OracleOptions } from "./oracle.ts";

const SYS = "/sys/a1EXAMPLE00/D001/thing/event";
const VOLTS = {
  none: 0,
  clean: adcVoltsOf(0, circuitOf(EXAMPLE_CONFIG)),
  gas: adcVoltsOf(25, circuitOf(EXAMPLE_CONFIG)),
};
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

const event = (id: string, state: number, atS: number | undefined): Seen =>
  publish("GasCheck_Event", id, {
    value: { GasState: state },
    ...(atS !== undefined && { time: DEFAULT_EPOCH_MS + atS * 1000 }),
  });
const fault = (id: string, code: number, atS: number): Seen =>
  publish("GasFault_Event", id, { value: { FaultCode: code }, time: DEFAULT_EPOCH_MS + atS * 1000 });
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
/** The alarm of second 200, sent, taken, named. */
const ALARM: readonly Row[] = [
  [200, volts(VOLTS.gas)],
  [202, logs],
  [202.1, event("0000000001", 3, 202)],
  [202.2, heard("OK")],
  [202.5, accepted("0000000001")],
  [202.6, heard("PUBACK")],
  [202.6, reply("0000000001")],
];
const CLEAR: readonly Row[] = [
  [226, volts(VOLTS.clean)],
  [228, logs],
  [228.1, event("0000000002", 1, 228)],
  [228.2, heard("OK")],
  [228.5, accepted("0000000002")],
  [228.6, heard("PUBACK")],
  [228.6, reply("0000000002")],
];
/** The modem is asked now and then, so that nobody thinks it mute. */
const POLLS: readonly Row[] = [400, 600, 800].map((atS) => [atS, heard("OK")] as const);
const GOOD: readonly Row[] = [...ONLINE, ...ALARM, ...CLEAR, ...POLLS];
const STATUS: Row = [880, { kind: "status", text: "{}", waiting: 0, timers: 3 }];

function judge(rows: readonly Row[], options: OracleOptions = {}, endS = END_S): Oracle {
  const oracle = new Oracle({ secrets: ["k3y"], ...options });
  const sorted = [...rows].sort((a, b) => a[0] - b[0]);
  for (const [atS, seen] of sorted) oracle.feed({ ...seen, atMs: atS * 1000 } as Observation);
  oracle.check(endS * 1000);
  return oracle;
}

const checksOf = (oracle: Oracle): CheckName[] => [...new Set(oracle.ledger.findings.map(({ check }) => check))].sort();

const without = (rows: readonly Row[], ...gone: readonly Seen["kind"][]) =>
  rows.filter(([, { kind }]) => !gone.includes(kind));
/** Behind the second one of them, rows are gone. */
const until = (rows: readonly Row[], atS: number) => rows.filter(([at]) => at < atS);
const plus = (...rows: readonly Row[]) => [...GOOD, ...rows];

/** An alarm that waits until it is delivered at `atS`. */
const delivered = (atS: number): Row[] => [
  ...ONLINE,
  [200, volts(VOLTS.gas)],
  [202, logs],
  [atS, event("0000000001", 3, 202)],
  [atS + 0.1, heard("OK")],
  [atS + 0.5, accepted("0000000001")],
  [atS + 0.6, heard("PUBACK")],
  [atS + 0.6, reply("0000000001")],
  ...POLLS,
];
const answered = (atS: number): Row[] => [
  [atS + 0.1, heard("OK")],
  [atS + 0.5, heard("PUBACK")],
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
      ...ALARM.map(([atS, seen]): Row => (seen === logs ? [202.3, seen] : [atS, seen])),
      ...CLEAR,
      ...POLLS,
    ],
    "it is not written at all": [...ONLINE, ...without(ALARM, "flash"), ...CLEAR, ...POLLS],
  },
  "kept-until-reply": {
    "the device has nothing left, and no reply has named the alarm": [
      ...GOOD.filter(([, seen]) => !(seen.kind === "heard" && seen.text.includes('"0000000001"'))),
      STATUS,
    ],
    "a reply stands for what the platform never took": [
      ...ONLINE,
      ...without(ALARM, "accepted"),
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
      [225, properties("0000000009", { GasState: 3 })],
      ...answered(225),
    ],
    "a fault before an alarm that waits": [
      ...delivered(230),
      [225, fault("0000000009", 20, 225)],
      ...answered(225),
      [225.4, accepted("0000000009")],
      [225.6, reply("0000000009")],
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
    "never sent": [...ONLINE, [200, volts(VOLTS.gas)], ...POLLS],
    "sent, and never accepted": [...ONLINE, ...without(ALARM, "accepted").slice(0, 4), ...POLLS],
    "the end of it is lost": [...ONLINE, ...ALARM, [226, volts(VOLTS.clean)], ...POLLS],
    "refused for good, and nobody told the platform to": [
      ...ONLINE,
      [200, volts(VOLTS.gas)],
      [202, logs],
      [202.1, event("0000000001", 3, 202)],
      [202.2, heard("OK")],
      [202.6, heard("PUBACK")],
      [202.6, reply("0000000001", 6207)],
      ...POLLS,
    ],
    "refused for its time, and not told anew": [
      ...ONLINE,
      [200, volts(VOLTS.gas)],
      [202, logs],
      [202.1, event("0000000001", 3, 202)],
      [202.2, heard("OK")],
      [202.6, heard("PUBACK")],
      [202.6, reply("0000000001", 460)],
      ...POLLS,
    ],
    "a broken sensor that is not told": plus([300, volts(VOLTS.none)]),
  },
  "alarm-invented": {
    "no gas stood": plus([301, event("0000000009", 3, 301)], [301.1, heard("OK")], [301.2, heard("PUBACK")]),
    "the platform has what the device never sent": plus([301, accepted("0000000009")]),
  },
  "same-message": {
    "the same id with another time": plus(
      [301, event("0000000001", 3, 203)],
      [301.1, heard("OK")],
      [301.2, heard("PUBACK")],
    ),
  },
  "event-time": {
    "an hour off": [
      ...ONLINE,
      ...ALARM.map(([atS, seen]): Row => [atS, seen.kind === "sent" ? event("0000000001", 3, 3802) : seen]),
      ...CLEAR,
      ...POLLS,
    ],
    "none, though the network had told it": [
      ...ONLINE,
      ...ALARM.map(([atS, seen]): Row => [atS, seen.kind === "sent" ? event("0000000001", 3, undefined) : seen]),
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
    "a resend, to the byte": plus([240, event("0000000002", 1, 228)], [240.1, heard("OK")], [240.2, heard("PUBACK")]),
    "gas too briefly to be seen": plus([300, volts(VOLTS.gas)], [300.5, volts(VOLTS.clean)]),
    "gas so briefly that an alarm may be or not": plus([300, volts(VOLTS.gas)], [304, volts(VOLTS.clean)]),
    "gas while the sensor warms up, gone before it is warm": [
      ...ONLINE,
      [50, volts(VOLTS.gas)],
      [100, volts(VOLTS.clean)],
      ...ALARM,
      ...CLEAR,
      ...POLLS,
    ],
    "gas that stands over a restart: told again or not": plus(
      [300, volts(VOLTS.gas)],
      [302, logs],
      [302.1, event("0000000003", 3, 302)],
      [302.2, heard("OK")],
      [302.3, accepted("0000000003")],
      [302.4, heard("PUBACK")],
      [302.5, reply("0000000003")],
      [320, { kind: "stop", cause: "pin" }],
      [320, { kind: "boot" }],
      [330, says("10.0 ONLINE")],
      [700, volts(VOLTS.clean)],
    ).filter(([atS, seen]) => !(atS === 330 && seen.kind === "console")),
    "an event refused for its time, and told anew without one": [
      ...ONLINE,
      [200, volts(VOLTS.gas)],
      [202, logs],
      [202.1, event("0000000001", 3, 202)],
      [202.2, heard("OK")],
      [202.6, heard("PUBACK")],
      [202.6, reply("0000000001", 460)],
      [202.7, event("0000000003", 3, undefined)],
      [202.8, heard("OK")],
      [203, accepted("0000000003")],
      [203.2, heard("PUBACK")],
      [203.2, reply("0000000003")],
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
    const oracle = new Oracle({});
    oracle.ledger.refusesOnPurpose = true;
    const rows = [...ONLINE, ...without(ALARM, "accepted"), ...CLEAR, ...POLLS].map(
      ([atS, seen]): Row => [
        atS,
        seen.kind === "heard" && seen.text.includes('"0000000001"') ? reply("0000000001", 6307) : seen,
      ],
    );
    for (const [atS, seen] of rows.sort((a, b) => a[0] - b[0]))
      oracle.feed({ ...seen, atMs: atS * 1000 } as Observation);
    assert.deepEqual(oracle.check(END_S * 1000), []);
  });
});
