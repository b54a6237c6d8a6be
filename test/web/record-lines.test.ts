/** Records and answers in AT lines, and the way of a record over them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { RecordNews } from "../../sim/web/news.ts";
import { RecordTrail, type WaitingRecord } from "../../sim/web/record-trail.ts";

/** With its leading zeros, which the list of what waits, being of numbers, does not have. */
const ID = "0000000007";
const SYS = "/sys/a1EXAMPLE00/D001/thing/event";
const mpub = (topic: string, payload: object): string =>
  `AT+MPUB="${topic}",1,0,"${JSON.stringify(payload).replaceAll('"', "\\22")}"`;
const event = (name: string, id: string, value: object): string =>
  mpub(`${SYS}/${name}_Event/post`, { id, version: "1.0", params: { value, time: 1 }, method: "m" });
const reply = (id: string, code: number): string => {
  const payload = `{"code":${code},"data":{},"id":"${id}","message":"m"}`;
  return `+MSUB: "${SYS}/GasCheck_Event/post_reply",${payload.length} byte,${payload}`;
};

type Brief = readonly [
  id: string,
  what: string,
  value: number | null,
  stage: string,
  copies: number,
  code: number | null,
];

/** Of the platform's time at the trail's beginning. */
const EPOCH_S = 1_700_000_000;
const MINUTE_MS = 60_000;

class Trail {
  readonly told: RecordNews[] = [];
  #ms = 0;
  readonly #trail: RecordTrail;

  constructor(knowsTime = true) {
    this.#trail = new RecordTrail(
      (record) => this.told.push(record),
      () => (knowsTime ? EPOCH_S * 1000 + this.#ms : null),
    );
  }

  after(ms: number): this {
    this.#ms += ms;
    return this;
  }

  /** So long ago it came to be, by what is told of each of these; null: unknown. */
  ages(...ids: readonly number[]): (number | null)[] {
    return ids.map((id) => {
      const atMs = this.told.findLast((record) => Number(record.id) === id)?.atMs ?? null;
      return atMs === null ? null : Math.round((this.#ms - atMs) / MINUTE_MS);
    });
  }

  unchanged(): this {
    this.#trail.unchanged(++this.#ms);
    return this;
  }

  say(text: string): this {
    this.#trail.line({ direction: text.startsWith("AT") ? ">" : "<", text }, ++this.#ms);
    return this;
  }

  list(waiting: readonly WaitingRecord[] | null, refused: readonly number[] = []): this {
    this.#trail.look(waiting, refused, ++this.#ms);
    return this;
  }

  get last(): Brief | undefined {
    const record = this.told.at(-1);
    return record && [record.id, record.what, record.value, record.stage, record.copies, record.code];
  }
}

const waits = (id: number, kind = "gas 3", value: number | string = 5000): WaitingRecord => ({
  id,
  kind,
  value,
  state: "waits",
});

/** So many as the device's own list holds at most. */
const fullList = (from: number, timeS?: number): WaitingRecord[] =>
  Array.from({ length: 20 }, (_, i) => ({ ...waits(from + i), ...(timeS !== undefined && { timeS }) }));
const decided = (id: number, agoS: number): string =>
  mpub(`${SYS}/GasCheck_Event/post`, {
    id: `${id}`,
    params: { value: { GasState: 3 }, time: (EPOCH_S - agoS) * 1000 },
  });

const AGES: readonly (readonly [what: string, trail: () => Trail, ids: readonly number[], ages: readonly unknown[]])[] =
  [
    ["there at the first look: unknown", () => new Trail().list([waits(7)]).after(6 * MINUTE_MS), [7], [null]],
    ["nought is no time", () => new Trail().list([{ ...waits(7), timeS: 0 }]), [7], [null]],
    [
      "the device knows since when",
      () => new Trail().list(fullList(60, EPOCH_S - 70 * 60)).after(6 * MINUTE_MS),
      [60, 79],
      [76, 76],
    ],
    ["nobody knows what time it is", () => new Trail(false).list(fullList(60, EPOCH_S - 70 * 60)), [60], [null]],
    [
      "come while it was looked at",
      () =>
        new Trail()
          .list([])
          .list([waits(7)])
          .after(6 * MINUTE_MS),
      [7],
      [6],
    ],
    [
      "come after a long look at the same list",
      () =>
        new Trail()
          .list([])
          .after(MINUTE_MS)
          .unchanged()
          .after(MINUTE_MS / 2)
          .list([waits(7)]),
      [7],
      [0],
    ],
    [
      "come while nobody looked",
      () =>
        new Trail()
          .list([])
          .after(70 * MINUTE_MS)
          .list([waits(7)]),
      [7],
      [null],
    ],
    [
      "out of a list that was full: maybe an older one",
      () => new Trail().list(fullList(60)).list(fullList(59)),
      [59],
      [null],
    ],
    ["sent before the first look", () => new Trail().say(PLAIN), [7], [null]],
    ["sent before the first look, with its time", () => new Trail().say(decided(7, 240)), [7], [4]],
    ["decided and sent between two looks", () => new Trail().list([]).say(decided(7, 240)), [7], [0]],
    [
      "its time is told later",
      () => new Trail().list([waits(7)]).list([{ ...waits(7), timeS: EPOCH_S - 240 }]),
      [7],
      [4],
    ],
  ];
for (const [what, trail, ids, ages] of AGES) {
  test(`age: ${what}`, () => assert.deepEqual(trail().ages(...ids), ages));
}

const PUBLISHED: readonly (readonly [what: string, line: string, told: Brief | undefined])[] = [
  [
    "an alarm",
    event("GasCheck", ID, { GasState: 3, GasConcentration: 9000.5, GasLel: 18, OverRange: 0 }),
    [ID, "alarm", 9000.5, "sent", 1, null],
  ],
  [
    "over the range",
    event("GasCheck", ID, { GasState: 2, GasConcentration: 10000, GasLel: 20, OverRange: 1 }),
    [ID, "overRange", null, "sent", 1, null],
  ],
  [
    "an end",
    event("GasCheck", ID, { GasState: 1, GasConcentration: 3, OverRange: 0 }),
    [ID, "end", 3, "sent", 1, null],
  ],
  ["a fault", event("GasFault", "8", { FaultCode: 12, FaultState: 1 }), ["0000000008", "fault", 12, "sent", 1, null]],
  [
    "a fault's end",
    event("GasFault", "8", { FaultCode: 12, FaultState: 0 }),
    ["0000000008", "faultEnd", 12, "sent", 1, null],
  ],
  ["a self-test", event("SelfTest", "9", { Result: 0 }), ["0000000009", "selfTest", 0, "sent", 1, null]],
  ["a start, which has no record", event("PowerOn", "9", { BootCount: 3 }), undefined],
  ["properties", mpub(`${SYS}/property/post`, { id: "5", params: { GasState: 3 } }), undefined],
  [
    "a plain broker's event",
    mpub("gas/D001/event", { time: 1, id: ID, event: "GasCheck", GasState: 3, GasConcentration: 9000, OverRange: 0 }),
    [ID, "alarm", 9000, "sent", 1, null],
  ],
  [
    "one of ThingsBoard's",
    mpub("v1/devices/me/telemetry", { ts: 1, values: { id: "8", event: "GasFault", FaultCode: 3, FaultState: 1 } }),
    ["0000000008", "fault", 3, "sent", 1, null],
  ],
  ["a plain broker's values", mpub("gas/D001/state", { GasState: 3 }), undefined],
  ["no message", "AT+CSQ", undefined],
  ["half a message", 'AT+MPUB="/sys/a', undefined],
];
for (const [what, line, told] of PUBLISHED) {
  test(`published: ${what}`, () => assert.deepEqual(new Trail().say(line).last, told));
}

const ALARM = event("GasCheck", ID, { GasState: 3, GasConcentration: 5000, OverRange: 0 });
const PLAIN = mpub("gas/D001/event", { id: ID, event: "GasCheck", GasState: 3, GasConcentration: 5000, OverRange: 0 });
const sent = (): Trail => new Trail().list([waits(7)]).say(ALARM);

const WAYS: readonly (readonly [what: string, trail: () => Trail, stages: string])[] = [
  ["all the way", () => sent().say("OK").say("PUBACK").say(reply(ID, 200)), "waits sent taken acknowledged"],
  ["the cloud faster than the broker", () => sent().say(reply(ID, 200)).say("PUBACK"), "waits sent acknowledged"],
  [
    "a PUBACK for another message",
    () =>
      sent()
        .say(mpub(`${SYS}/property/post`, {}))
        .say("PUBACK"),
    "waits sent",
  ],
  ["an answer to another", () => sent().say(reply("8", 200)), "waits sent"],
  [
    "a new session sends it again",
    () =>
      sent()
        .say("PUBACK")
        .list([waits(7)])
        .say(ALARM)
        .say("PUBACK")
        .say(reply(ID, 200)),
    "waits sent taken waits sent taken acknowledged",
  ],
  [
    "said that it waits, twice",
    () =>
      sent()
        .list([waits(7)])
        .list([waits(7)]),
    "waits sent waits",
  ],
  ["the list can't be asked for", () => sent().list(null), "waits sent"],
  [
    "refused, and refused again",
    () => sent().say(reply(ID, 460)).say(ALARM).say(reply(ID, 460)).list([], [7]),
    "waits sent sent sent sent refused",
  ],
  ["given up for newer ones", () => new Trail().list([waits(7)]).list([waits(8)]), "waits waits lost"],
  [
    "a list as long as it gets tells nothing of older ones",
    () => new Trail().list([waits(7)]).list(Array.from({ length: 20 }, (_, i) => waits(8 + i))),
    Array(21).fill("waits").join(" "),
  ],
  [
    "a plain broker's PUBACK is all the proof",
    () => new Trail().say(PLAIN).say("PUBACK").list([]),
    "sent acknowledged",
  ],
];
for (const [what, trail, stages] of WAYS) {
  test(`on its way: ${what}`, () =>
    assert.equal(
      trail()
        .told.map(({ stage }) => stage)
        .join(" "),
      stages,
    ));
}

test("copies and the last code are told", () => {
  const trail = sent().say(reply(ID, 500)).say(ALARM).say("PUBACK").say(reply(ID, 200));
  assert.deepEqual(trail.last, [ID, "alarm", 5000, "acknowledged", 2, 200]);
  assert.equal(trail.told.find(({ code }) => code === 500)?.stage, "sent");
});

const LISTED: readonly (readonly [kind: string, value: number | string, what: string, told: number | null])[] = [
  ["gas 1", 12, "end", 12],
  ["gas 2", 4000, "overRange", 4000],
  ["gas 3", "over range", "alarm", null],
  ["gas 0", 1, "other", 1],
  ["fault 12", 1, "fault", 12],
  ["fault 12", 0, "faultEnd", 12],
  ["self-test", 5, "selfTest", 5],
];
for (const [kind, value, what, told] of LISTED) {
  test(`listed: ${kind} ${value}`, () =>
    assert.deepEqual(new Trail().list([waits(7, kind, value)]).last, [ID, what, told, "waits", 0, null]));
}
