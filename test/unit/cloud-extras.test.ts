/** What a cloud offers beside the alarm: whose turn it is, whose message it is, and the platform's time. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createNetworkTime } from "../../src/cloud/aliyun/network-time.ts";
import type { Extra } from "../../src/cloud/cloud.ts";
import { createExtras } from "../../src/cloud/extras.ts";
import { FakeClock } from "./fake-clock.ts";

class FakeExtra implements Extra {
  readonly topics: readonly string[];
  readonly uplinks: string[] = [];
  readonly taken: string[] = [];
  onlines = 0;

  constructor(...topics: string[]) {
    this.topics = topics;
  }

  online = () => {
    this.onlines++;
  };
  next = () => {
    const topic = this.uplinks.shift();
    return topic === undefined ? undefined : { topic, payload: "" };
  };
  receive = (topic: string) => {
    if (!this.topics.includes(topic)) return false;
    this.taken.push(topic);
    return true;
  };
}

const LEFT_MS = 21_600_000;

function open() {
  const [first, second] = [new FakeExtra("a", "b"), new FakeExtra("c")];
  const asked: string[] = [];
  const state = { isDisabled: false, pumps: 0 };
  let granted: ((error: string) => void) | undefined;
  const extras = createExtras(
    [first, second],
    (topic, done) => {
      asked.push(topic);
      granted = done;
    },
    () => state.isDisabled,
    () => state.pumps++,
  );
  const grant = (error = "") => granted?.(error);
  return { extras, first, second, asked, grant, state };
}

test("a topic that is refused, or costs the session, three times in a row is left; a grant between them counts anew", () => {
  const { extras, asked, grant } = open();
  /** A session in which only the second topic meets `error`. */
  const session = (error: string): void => {
    asked.splice(0);
    extras.online();
    for (let turn = 0; turn < 3; turn++) {
      const before = asked.length;
      extras.next(0);
      if (asked.length > before) grant(asked[before] === "b" ? error : "");
    }
  };
  for (const error of ["CLOSED", "ERROR", "", "CLOSED", "busy", "timeout", "CLOSED"]) {
    session(error);
    assert.ok(asked.includes("b"), `asked for, to come to "${error}"`);
  }
  session("");
  assert.deepEqual(asked, ["a", "c"], "the others are asked for all the same");
  extras.next(LEFT_MS);
  asked.splice(0);
  extras.online();
  for (let turn = 0; turn < 3; turn++) {
    extras.next(LEFT_MS);
    grant();
  }
  assert.deepEqual(asked, ["a", "b", "c"], "six hours later it is asked for again");
});

test("a message with which the session ends three times in a row is left for a while; one that gets out counts anew", () => {
  const { extras, second, grant } = open();
  /** What goes out of two messages in a session that ends with `last`. */
  const session = (last: string, nowMs = 0): string[] => {
    const sent: string[] = [];
    extras.online();
    second.uplinks.splice(0, 9, "one", "two");
    for (let turn = 0; turn < 6 && sent[sent.length - 1] !== last; turn++) {
      const topic = extras.next(nowMs)?.topic;
      if (topic) sent.push(topic);
      else grant();
    }
    return sent;
  };
  for (const last of ["two", "two", "", "two", "two", "two"])
    assert.deepEqual(session(last), ["one", "two"], `to end with "${last}"`);
  assert.deepEqual(session(""), ["one"]);
  assert.deepEqual(session("", LEFT_MS), ["one", "two"]);
});

test("one topic after the other is subscribed before anything is sent, each once a session", () => {
  const { extras, first, second, asked, grant, state } = open();
  extras.online();
  first.uplinks.push("up");
  for (const error of ["", "busy", "", "timeout"]) {
    assert.equal(extras.next(0), undefined, `while ${asked.length} topics are asked for`);
    assert.equal(extras.next(0), undefined, "and no second beside it");
    grant(error);
  }
  assert.deepEqual(
    asked,
    ["a", "b", "b", "c"],
    "a refused one is left, one that the modem had no time for is asked again",
  );
  assert.equal(state.pumps, 2, "behind each that was granted the next may go");
  assert.equal(extras.next(0)?.topic, "up");
  assert.equal(extras.next(0), undefined);
  second.uplinks.push("later");
  assert.equal(extras.next(0)?.topic, "later");
  extras.online();
  extras.next(0);
  assert.deepEqual(asked.slice(4), ["a"], "a new session has no subscription");
  assert.deepEqual([first.onlines, second.onlines], [2, 2]);
});

test("a subscription that never ends holds up nothing behind the next session", () => {
  const { extras, asked } = open();
  extras.online();
  extras.next(0);
  extras.online();
  extras.next(0);
  assert.deepEqual(asked, ["a", "a"]);
});

test("of a device that the cloud has disabled only what is vital is said", () => {
  const { extras, first, second, grant, state } = open();
  extras.online();
  for (let topic = 0; topic < 3; topic++) {
    extras.next(0);
    grant();
  }
  state.isDisabled = true;
  Object.assign(second, { isVital: true });
  first.uplinks.push("report");
  second.uplinks.push("vital");
  assert.equal(extras.next(0)?.topic, "vital");
  assert.equal(extras.next(0), undefined);
  state.isDisabled = false;
  assert.equal(extras.next(0)?.topic, "report");
});

test("a message goes to the one it is for, and to nobody else", () => {
  const { extras, first, second } = open();
  assert.deepEqual(
    ["c", "a", "x"].map((topic) => extras.receive(topic, "", 0)),
    [true, true, false],
  );
  assert.deepEqual([first.taken, second.taken], [["a"], ["c"]]);
});

const RESPONSE = "/ext/ntp/pk/dn/response";

function openTime() {
  const clock = new FakeClock(5000);
  const learnt: number[] = [];
  const state = { isKnown: false };
  const time = createNetworkTime(
    "pk/dn",
    clock,
    () => state.isKnown,
    (epochMs) => learnt.push(epochMs),
  );
  time.online();
  /** When it asked, in seconds from now on. */
  const askedIn = (seconds: number) => {
    const at: number[] = [];
    for (let s = 0; s < seconds; s++) {
      clock.advance(1000);
      if (time.next(clock.nowMs())) at.push(s + 1);
    }
    return at;
  };
  return { clock, learnt, state, time, askedIn };
}

test("the time is asked for where the network gives none: after 20 s, then ever more rarely, once an hour at last", () => {
  const { askedIn, time } = openTime();
  assert.deepEqual(askedIn(3000), [20, 80, 200, 440, 920, 1880]);
  assert.deepEqual(
    askedIn(10_000)
      .slice(-2)
      .map((at, _, all) => at - (all[0] as number)),
    [0, 3600],
  );
  assert.deepEqual(time.topics, [RESPONSE]);
});

test("a time that is known is not asked for", () => {
  const { state, askedIn } = openTime();
  state.isKnown = true;
  assert.deepEqual(askedIn(100), []);
});

const EPOCH = 1_789_000_000_000;
const answers = (sent: unknown, received: unknown, sentBack: unknown) =>
  JSON.stringify({ deviceSendTime: sent, serverRecvTime: received, serverSendTime: sentBack });
const ANSWERS: readonly (readonly [what: string, body: (sent: string) => string, learnt: number | undefined])[] = [
  ["half of the way there and back", (sent) => answers(sent, `${EPOCH}`, `${EPOCH + 100}`), EPOCH + 50 + 300],
  ["an answer to another request", () => answers("1", `${EPOCH}`, `${EPOCH}`), undefined],
  ["numbers in place of texts", (sent) => answers(+sent, EPOCH, EPOCH), undefined],
  ["no times", (sent) => answers(sent, "soon", ""), undefined],
  ["no JSON", () => "{", undefined],
  ["a time before there was such a device", (sent) => answers(sent, "1", "1"), undefined],
  ["2^53", (sent) => answers(sent, `${2 ** 53}`, `${2 ** 53}`), undefined],
  ["one of which no date can be made", (sent) => answers(sent, `${EPOCH}`, "9e300"), undefined],
];
for (const [what, body, wanted] of ANSWERS) {
  test(`the platform's time: ${what}`, () => {
    const { clock, time, learnt } = openTime();
    clock.advance(20_000);
    const payload = time.next(clock.nowMs())?.payload as string;
    const sent = JSON.parse(payload).deviceSendTime as string;
    clock.advance(600);
    assert.ok(time.receive(RESPONSE, body(sent), 0));
    assert.deepEqual(learnt, wanted === undefined ? [] : [wanted]);
    time.receive(RESPONSE, body(sent), 0);
    assert.equal(learnt.length, wanted === undefined ? 0 : 1, "a copy says nothing more");
    assert.ok(!time.receive("/ext/ntp/pk/dn/other", "", 0));
  });
}
