/** The platform's time, for a board whose network gives none: asked ever less often, and learned from the answer to that. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createNetworkTime } from "../../src/cloud/aliyun/network-time.ts";
import { DEVICE } from "./cloud-orders-bench.ts";
import { FakeClock } from "./fake-clock.ts";

const RESPONSE = `/ext/ntp/${DEVICE}/response`;

function open() {
  const clock = new FakeClock();
  const learned: number[] = [];
  const state = { isKnown: false };
  const time = createNetworkTime(
    DEVICE,
    clock,
    () => state.isKnown,
    (epochMs) => learned.push(epochMs),
  );
  time.online();
  /** The stamp of the question that is asked now. */
  const ask = () => {
    const uplink = time.next(clock.nowMs());
    return uplink && (JSON.parse(uplink.payload).deviceSendTime as string);
  };
  const answer = (body: object | string) => {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    return time.receive(RESPONSE, text, text.length);
  };
  return { clock, learned, state, time, ask, answer };
}

test("asked after the network had its chance, then ever less often, an hour apart at last; not when it is known", () => {
  const { clock, state, ask } = open();
  const seconds: number[] = [];
  for (let s = 0; s < 20_000; s++, clock.advance(1000)) if (ask()) seconds.push(s);
  assert.deepEqual(seconds, [20, 80, 200, 440, 920, 1880, 3800, 7400, 11_000, 14_600, 18_200]);
  state.isKnown = true;
  clock.advance(4_000_000);
  assert.equal(ask(), undefined);
});

test("learned as of now: half of what both ways have taken lies behind the server's stamps", () => {
  const { clock, learned, ask, answer } = open();
  clock.advance(20_000);
  const deviceSendTime = ask();
  clock.advance(800);
  assert.equal(answer({ deviceSendTime, serverRecvTime: "1780000000000", serverSendTime: "1780000000200" }), true);
  assert.deepEqual(learned, [1780000000500]);
});

test("a copy, a late or a foreign answer, one without its stamps or of another form: not learned", () => {
  const stamps = { serverRecvTime: "1780000000000", serverSendTime: "1780000000200" };
  const rows: readonly ((deviceSendTime: string) => object | string)[] = [
    () => ({ deviceSendTime: "0", ...stamps }),
    () => stamps,
    (deviceSendTime) => ({ deviceSendTime, serverRecvTime: "1780000000000" }),
    (deviceSendTime) => ({ deviceSendTime, serverRecvTime: "-5", serverSendTime: "1" }),
    (deviceSendTime) => ({ deviceSendTime: Number(deviceSendTime), ...stamps }),
    () => "",
    () => "null",
  ];
  for (const row of rows) {
    const { clock, learned, ask, answer } = open();
    clock.advance(20_000);
    answer(row(ask() as string));
    assert.deepEqual(learned, [], String(row));
  }
  const { clock, learned, ask, answer } = open();
  answer({ deviceSendTime: "0", ...stamps });
  clock.advance(20_000);
  const deviceSendTime = ask();
  answer({ deviceSendTime, ...stamps });
  answer({ deviceSendTime, ...stamps });
  assert.equal(learned.length, 1, "one that was not asked for, and a copy");
});

test("other topics are none of its", () => {
  const { time } = open();
  assert.deepEqual([time.receive(`/ext/ntp/${DEVICE}/request`, "", 0), time.topics], [false, [RESPONSE]]);
});
