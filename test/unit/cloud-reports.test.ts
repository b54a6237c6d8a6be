/** What the device asks and tells the platform of its own accord: when, how often, and what comes of the answer. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Ask, createAsks } from "../../src/cloud/aliyun/asks.ts";
import { deviceInfo } from "../../src/cloud/aliyun/device-info.ts";
import { createDeviceLog } from "../../src/cloud/aliyun/device-log.ts";
import { createHistory } from "../../src/cloud/aliyun/history.ts";
import { createReports } from "../../src/cloud/aliyun/reports.ts";
import type { Uplink } from "../../src/cloud/cloud.ts";
import { FakeClock } from "./fake-clock.ts";

const PREFIX = "/sys/pk/dn/";
const EPOCH = 1_789_000_000_000;

class AskBench {
  readonly clock = new FakeClock();
  readonly answered: unknown[] = [];
  readonly roundTrips: number[] = [];
  readonly ask: Ask;
  readonly asks;
  id = 0;

  constructor(more: Partial<Ask> = {}) {
    this.ask = {
      what: "thing/x/get",
      params: () => "{}",
      answered: (data) => this.answered.push(data),
      dueMs: Infinity,
      ...more,
    };
    const roundTrip = (ms: number) => this.roundTrips.push(ms);
    this.asks = createAsks(PREFIX, this.clock, () => ++this.id, [this.ask], roundTrip);
    this.asks.online();
  }

  /** Seconds at which it was sent. */
  sentIn(seconds: number): number[] {
    const at: number[] = [];
    for (let s = 1; s <= seconds; s++) {
      this.clock.advance(1000);
      if (this.asks.next(this.clock.nowMs())) at.push(s);
    }
    return at;
  }

  reply(code: unknown, id: unknown = this.id, data: unknown = { a: 1 }): boolean {
    return this.asks.receive(`${PREFIX}thing/x/get_reply`, JSON.stringify({ id: `${id}`, code, data }), 0);
  }
}

test("an ask without an answer goes out again, ever more rarely, an hour apart at last", () => {
  const bench = new AskBench({ sessionMs: 5000 });
  assert.deepEqual(bench.sentIn(1000), [5, 35, 95, 215, 455, 935]);
  const late = bench.sentIn(20_000);
  assert.equal((late.at(-1) as number) - (late.at(-2) as number), 3600);
});

test("it is a request on its topic, with ten digits of id", () => {
  const bench = new AskBench({ sessionMs: 0 });
  assert.deepEqual(bench.asks.next(bench.clock.nowMs()), {
    topic: "/sys/pk/dn/thing/x/get",
    payload: '{"id":"0000000001","params":{},"version":"1.0"}',
  });
  assert.deepEqual(bench.asks.topics, ["/sys/pk/dn/thing/x/get_reply"]);
});

const REPLIES: readonly (readonly [code: unknown, id: number | undefined, isOver: boolean, answered: unknown[]])[] = [
  [200, undefined, true, [{ a: 1 }]],
  [460, undefined, true, [undefined]],
  [6207, undefined, true, [undefined]],
  [6710, undefined, true, [undefined]],
  [500, undefined, false, []],
  [6313, undefined, false, []],
  [429, undefined, false, []],
  [200, 77, false, []],
  ["200", undefined, false, []],
  [undefined, undefined, false, []],
];
for (const [code, id, isOver, answered] of REPLIES) {
  test(`an answer with code ${JSON.stringify(code)}${id ? " to another message" : ""}: ${isOver ? "over" : "asked again"}`, () => {
    const bench = new AskBench({ sessionMs: 1000 });
    bench.sentIn(3);
    assert.ok(bench.reply(code, id));
    assert.deepEqual(bench.answered, answered);
    assert.equal(bench.sentIn(100).length > 0, !isOver);
    assert.equal(bench.roundTrips.length, isOver ? 1 : 0);
  });
}

test("answers to nobody, and what is no JSON, are let pass", () => {
  const bench = new AskBench();
  assert.ok(bench.reply(200, 0), "its topic all the same");
  assert.ok(bench.asks.receive(`${PREFIX}thing/x/get_reply`, "{", 1));
  assert.ok(!bench.asks.receive(`${PREFIX}thing/y/get_reply`, "{}", 2));
  assert.deepEqual(bench.answered, []);
});

test("asked once in a run, each session, or every so often", () => {
  const sentAfterAnswer = (more: Partial<Ask>) => {
    const bench = new AskBench({ sessionMs: 1000, ...more });
    bench.sentIn(2);
    bench.reply(200);
    const later = bench.sentIn(100);
    bench.asks.online();
    return [later.length > 0, bench.sentIn(100).length > 0];
  };
  assert.deepEqual(sentAfterAnswer({}), [false, true]);
  assert.deepEqual(sentAfterAnswer({ isOnce: true }), [false, false]);
  assert.deepEqual(sentAfterAnswer({ everyMs: 50_000 }), [true, true]);
});

test("nothing to ask: not sent, and looked at again where it is asked every so often", () => {
  for (const [everyMs, looks] of [
    [0, 1],
    [10_000, 10],
  ] as const) {
    let looked = 0;
    const params = () => {
      looked++;
      return "";
    };
    const bench = new AskBench({ sessionMs: 1000, params, ...(everyMs && { everyMs }) });
    assert.deepEqual(bench.sentIn(100), []);
    assert.equal(looked, looks);
  }
});

test("the tags name board, version, bundle and modem, as far as they are known", () => {
  assert.equal(
    deviceInfo("esp32", "1.2.3", "abc", ""),
    '[{"attrKey":"Board","attrValue":"esp32"},{"attrKey":"Version","attrValue":"1.2.3"},{"attrKey":"Bundle","attrValue":"abc"}]',
  );
});

function openLog(isVerbose = true, epochMs = () => EPOCH) {
  let dues = 0;
  const log = createDeviceLog(epochMs, isVerbose, () => dues++);
  const lines = () => {
    const text = log.params();
    return text ? (JSON.parse(text) as { logLevel: string; logContent: string }[]) : [];
  };
  return { log, lines, dues: () => dues };
}

const SWITCHES: readonly (readonly [what: string, text: string, isOn: boolean])[] = [
  ["the documented form", '{"content":{"log":{"mode":1}},"getType":"content"}', true],
  ["a text for the number, and blanks", '{"mode" : "1"}', true],
  ["off", '{"mode":0}', false],
  ["no mode", "{}", false],
  ["nonsense", '{"mode":true}', false],
];
for (const [what, text, isOn] of SWITCHES) {
  test(`the log's switch: ${what}`, () => {
    const { log, lines } = openLog();
    log.switchBy(text);
    log.take("CREG", false);
    assert.equal(lines().length, isOn ? 1 : 0);
  });
}

test("a log line as the platform wants it", () => {
  const { log, dues } = openLog();
  log.switchBy('{"mode":1}');
  log.take('fault "3"', true);
  assert.equal(dues(), 1);
  assert.deepEqual(JSON.parse(log.params()), [
    {
      utcTime: `${new Date(EPOCH).toISOString().slice(0, -1)}+0000`,
      logLevel: "WARN",
      module: "canary",
      code: "",
      traceContext: "",
      logContent: 'fault "3"',
    },
  ]);
});

test("troubles only where the settings say so, and nothing without a time", () => {
  const quiet = openLog(false);
  quiet.log.switchBy('{"mode":1}');
  quiet.log.take("CREG", false);
  quiet.log.take("lost", true);
  assert.deepEqual(
    quiet.lines().map(({ logContent }) => logContent),
    ["lost"],
  );
  const timeless = openLog(true, () => 0);
  timeless.log.switchBy('{"mode":1}');
  timeless.log.take("lost", true);
  assert.deepEqual(timeless.lines(), []);
});

test("the log is bounded: the oldest lines go, and what comes while a post is under way is sent after it", () => {
  const { log, lines, dues } = openLog();
  log.switchBy('{"mode":1}');
  for (let i = 0; i < 6; i++) log.take(`${i}`, false);
  assert.deepEqual(
    lines().map(({ logContent }) => logContent),
    ["2", "3", "4", "5"],
  );
  log.take("6", false);
  log.posted();
  assert.deepEqual(
    lines().map(({ logContent }) => logContent),
    ["6"],
  );
  assert.equal(dues(), 8, "each line, and the rest behind the post");
  log.posted();
  assert.deepEqual(lines(), []);
  log.take("7", false);
  log.switchBy('{"mode":0}');
  assert.deepEqual(lines(), []);
});

function openHistory() {
  const clock = new FakeClock(0);
  const history = createHistory(
    () => clock.nowMs(),
    (atMs) => EPOCH + atMs,
  );
  /** Minutes of the points. */
  const minutes = () => {
    const text = history.params();
    if (!text) return [];
    const points = JSON.parse(text).properties.GasConcentration as { value: number; time: number }[];
    return points.map(({ time }) => (time - EPOCH) / 60_000);
  };
  const measure = (count: number) => {
    for (let i = 0; i < count; i++) {
      clock.advance(30_000);
      history.take(10);
    }
  };
  return { clock, history, minutes, measure };
}

test("the readings of an outage: one a minute, and of a longer one as many, further apart", () => {
  const { history, minutes, measure } = openHistory();
  measure(20);
  assert.deepEqual(minutes(), [0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5, 9.5]);
  assert.match(history.params(), /"value":10\.0,/, "with its decimal point");
  measure(24 * 120);
  assert.ok(minutes().length <= 12 && minutes().length >= 6, `${minutes()}`);
  assert.ok((minutes().at(-1) as number) > 24 * 60 - 300, `to the end of it: ${minutes()}`);
});

test("what has arrived is not told again, what came meanwhile is", () => {
  const { history, minutes, measure } = openHistory();
  measure(4);
  assert.equal(minutes().length, 2);
  measure(2);
  history.posted();
  assert.deepEqual(minutes(), [2.5]);
  history.posted();
  assert.deepEqual(minutes(), []);
  history.posted();
});

test("points without a time are kept until there is one", () => {
  let offsetMs = 0;
  const clock = new FakeClock(0);
  const history = createHistory(
    () => clock.nowMs(),
    (atMs) => offsetMs && offsetMs + atMs,
  );
  history.take(1);
  assert.equal(history.params(), "");
  offsetMs = EPOCH;
  assert.match(history.params(), /"time":1789000000000/);
});

function openReports() {
  const clock = new FakeClock();
  const deviceLog = createDeviceLog(
    () => EPOCH,
    true,
    () => reports.logDue(),
  );
  const history = createHistory(
    () => clock.nowMs(),
    (atMs) => EPOCH + atMs,
  );
  const offers: unknown[] = [];
  const answers: Uplink[] = [];
  const configured: unknown[] = [];
  const facts: { dbm: number | undefined; epochMs: number } = { dbm: -71, epochMs: EPOCH };
  let id = 0;
  const reports = createReports(
    PREFIX,
    clock,
    () => ++id,
    () => facts.epochMs,
    deviceLog,
    history,
    {
      offer(data, done) {
        offers.push(data);
        done(200, { "gas.latch": 200 }, true);
      },
    },
    () => ({ BootCount: 7, ResetCause: "power-on", Version: "1.2.3-0badcafe" }),
    () => "[]",
    () => facts.dbm,
    (uplink) => answers.push(uplink),
    (...all) => configured.push(all),
  );
  reports.connecting();
  clock.advance(2500);
  reports.online();
  /** What goes out, each answered by `data`. */
  const run = (seconds: number, data: unknown = {}) => {
    const sent: { what: string; params: unknown }[] = [];
    for (let s = 0; s < seconds; s++) {
      clock.advance(1000);
      const uplink = reports.next(clock.nowMs());
      if (!uplink) continue;
      const message = JSON.parse(uplink.payload);
      sent.push({ what: uplink.topic.replace(PREFIX, ""), params: message.params });
      reports.receive(`${uplink.topic}_reply`, JSON.stringify({ id: message.id, code: 200, data }), 0);
    }
    return sent;
  };
  return { clock, reports, deviceLog, history, offers, answers, configured, facts, run };
}

test("a session: readings of the outage, the log's switch, tags, settings, figures; the next one without tags and settings", () => {
  const { run, history, reports, offers } = openReports();
  history.take(12);
  const whats = (sent: { what: string }[]) => sent.map(({ what }) => what);
  assert.ok(!reports.topics.some((topic) => topic.includes("PowerOn")), "post_reply is subscribed for by the dialect");
  assert.deepEqual(whats(run(100)), [
    "thing/event/PowerOn_Event/post",
    "thing/event/property/batch/post",
    "thing/config/log/get",
    "thing/deviceinfo/update",
    "thing/config/get",
    "_thing/diag/post",
  ]);
  assert.deepEqual(offers, [{}], "the answer's data is an offer");
  reports.online();
  assert.deepEqual(whats(run(2000)), ["thing/config/log/get", "_thing/diag/post", "_thing/diag/post"]);
});

for (const [epochMs, time] of [
  [EPOCH, { time: EPOCH }],
  [0, {}],
] as const) {
  test(`a start is told as an event, ${epochMs ? "with its time" : "without a time while there is none"}`, () => {
    const { run, facts } = openReports();
    facts.epochMs = epochMs;
    assert.deepEqual(run(3), [
      {
        what: "thing/event/PowerOn_Event/post",
        params: { value: { BootCount: 7, ResetCause: "power-on", Version: "1.2.3-0badcafe" }, ...time },
      },
    ]);
  });
}

test("the figures: signal and time, and in the log how long the connection and an answer took", () => {
  const { run, deviceLog } = openReports();
  deviceLog.switchBy('{"mode":1}');
  const sent = run(100, { log: { mode: 1 } });
  const diag = sent.find(({ what }) => what === "_thing/diag/post");
  assert.deepEqual(diag?.params, {
    p: { cellular: { rssi: -71 }, _time: EPOCH },
    model: "format=simple|quantity=single|time=now",
  });
  const log = sent
    .filter(({ what }) => what === "thing/log/post")
    .flatMap(({ params }) => params as { logContent: string }[]);
  assert.deepEqual(
    log.map(({ logContent }) => logContent),
    [`time=${EPOCH}^conn_type=MQTT^conn_cost=2500^conn_ret=0`, `time=${EPOCH}^rtt=0`],
  );
});

for (const lacking of [{ dbm: undefined }, { epochMs: 0 }]) {
  test(`no figures without ${Object.keys(lacking)}, until it is known`, () => {
    const { run, facts } = openReports();
    Object.assign(facts, lacking);
    assert.ok(!run(200).some(({ what }) => what === "_thing/diag/post"));
    Object.assign(facts, { dbm: -71, epochMs: EPOCH });
    assert.ok(run(1800).some(({ what }) => what === "_thing/diag/post"));
  });
}

test("settings that are pushed are answered key by key; the log is switched by a push", () => {
  const { reports, answers, configured, offers, deviceLog } = openReports();
  assert.ok(reports.receive(`${PREFIX}thing/config/push`, '{"id":"12","params":{"url":"u"}}', 0));
  assert.deepEqual(offers, [{ url: "u" }]);
  assert.deepEqual(answers, [
    { topic: `${PREFIX}thing/config/push_reply`, payload: '{"id":"12","code":200,"data":{"gas.latch":200}}' },
  ]);
  assert.deepEqual(configured, [[200, { "gas.latch": 200 }, true]]);
  reports.receive(`${PREFIX}thing/config/push`, "{", 0);
  assert.deepEqual(offers[1], undefined, "an offer that can't be read is none");
  assert.match(answers[1]?.payload as string, /^{"id":"0"/);
  assert.ok(reports.receive(`${PREFIX}thing/config/log/push`, '{"params":{"mode":1}}', 0));
  deviceLog.take("a", false);
  deviceLog.take("b", false);
  assert.match(deviceLog.params(), /"a"/);
  assert.ok(!reports.receive(`${PREFIX}thing/else`, "", 0));
});

test("a refused or empty answer of the cloud switches nothing", () => {
  const { reports, clock, offers } = openReports();
  for (let s = 0; s < 40; s++) {
    clock.advance(1000);
    const uplink = reports.next(clock.nowMs());
    if (uplink) reports.receive(`${uplink.topic}_reply`, `{"id":"${JSON.parse(uplink.payload).id}","code":6710}`, 0);
  }
  assert.deepEqual(offers, []);
});
