/** The cloud's further services beside the session: one topic at a time, one message, and none before what is urgent. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Extra, Uplink } from "../../src/cloud/cloud.ts";
import { createExtras } from "../../src/cloud/extras.ts";

function open() {
  const asked: string[] = [];
  const dones: ((error: string) => void)[] = [];
  const state = { isDisabled: false, pumps: 0, onlines: 0 };
  const saying = (name: string, isVital: boolean, topics: string[]): Extra & { says: Uplink | undefined } => ({
    topics,
    isVital,
    says: undefined,
    online: () => {
      state.onlines++;
    },
    next() {
      return this.says;
    },
    receive: (topic) => topic === name,
  });
  const plain = saying("plain", false, ["a", "b"]);
  const vital = saying("vital", true, ["c"]);
  const extras = createExtras(
    [plain, vital],
    (topic, done) => {
      asked.push(topic);
      dones.push(done);
    },
    () => state.isDisabled,
    () => {
      state.pumps++;
    },
  );
  const finish = (error: string) => dones.shift()?.(error);
  return { asked, state, plain, vital, extras, finish };
}

const MESSAGE: Uplink = { topic: "t", payload: "p" };

test("topics are subscribed one after another; nothing is said before them", () => {
  const { asked, state, plain, extras, finish } = open();
  plain.says = MESSAGE;
  extras.online();
  assert.equal(state.onlines, 2);
  for (const topics of [["a"], ["a", "b"], ["a", "b", "c"]]) {
    assert.deepEqual([extras.next(0), extras.next(0)], [undefined, undefined]);
    assert.deepEqual(asked, topics, "one at a time");
    finish("");
  }
  assert.equal(state.pumps, 3, "on to the next at once, unless there is something more urgent");
  assert.equal(extras.next(0), MESSAGE);
});

test("one that is refused is left, one for which the modem had no time is asked again", () => {
  const { asked, state, extras, finish } = open();
  extras.online();
  for (const error of ["busy", "busy", "ERROR", "", "timeout"]) {
    extras.next(0);
    finish(error);
  }
  extras.next(0);
  assert.deepEqual(asked, ["a", "a", "a", "b", "c"]);
  assert.equal(state.pumps, 1, "not after what failed: that would knock without end");
});

test("a new session subscribes to all of them anew", () => {
  const { asked, extras } = open();
  extras.online();
  extras.next(0);
  extras.online();
  extras.next(0);
  assert.deepEqual(asked, ["a", "a"]);
});

test("each message is given to the one it is for", () => {
  const { extras } = open();
  assert.deepEqual(
    ["plain", "vital", "other"].map((topic) => extras.receive(topic, "", 0)),
    [true, true, false],
  );
});

test("disabled, only the vital ones go on", () => {
  const { state, plain, vital, extras } = open();
  const other: Uplink = { topic: "v", payload: "p" };
  plain.says = MESSAGE;
  vital.says = other;
  assert.equal(extras.next(0), MESSAGE);
  state.isDisabled = true;
  assert.equal(extras.next(0), other);
  vital.says = undefined;
  assert.equal(extras.next(0), undefined);
});
