/** Versions, offers, steps and pieces as the platform words them (facts: cloud sections 3, 3.1). */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { crc16 } from "../../src/cloud/aliyun/crc16.ts";
import { createFirmware } from "../../src/cloud/aliyun/firmware.ts";
import type { Piece, Updater } from "../../src/ota/updater.ts";
import { FakeClock } from "./fake-clock.ts";

const DEVICE = "a1EXAMPLE00/D001";
const UPGRADE = `/ota/device/upgrade/${DEVICE}`;
const GET = `/sys/${DEVICE}/thing/ota/firmware/get`;
const DOWNLOAD = `/sys/${DEVICE}/thing/file/download`;
const PIECE: Piece = { streamId: 5, fileId: 1, at: 1024, bytes: 1024, key: 77 };

/** An updater that only notes what it is told. */
function fake() {
  const world = {
    offers: [] as unknown[],
    taken: [] as unknown[],
    sessions: 0,
    isOnTrial: false,
    isWanting: false,
    piece: undefined as Piece | undefined,
    report: undefined as { step: number; desc: string } | undefined,
  };
  const updater: Updater = {
    offer: (data) => void world.offers.push(data),
    next: () => world.piece,
    take: (...given) => void world.taken.push(given),
    report: () => {
      const { report } = world;
      world.report = undefined;
      return report;
    },
    online: () => void world.sessions++,
    isOnTrial: () => world.isOnTrial,
    isWanting: () => world.isWanting,
    status: () => ({ stage: "idle" }),
  };
  return { world, updater };
}

function desk(hasOta = true) {
  const clock = new FakeClock();
  const { world, updater } = fake();
  const log: string[] = [];
  let id = 0;
  const firmware = createFirmware(
    DEVICE,
    clock,
    () => ++id,
    "1.0.0-00000000",
    hasOta ? updater : undefined,
    (text) => {
      log.push(text);
    },
  );
  firmware.online();
  const next = () => firmware.next(clock.nowMs());
  const receive = (topic: string, body: string, bytes = body.length) => firmware.receive(topic, body, bytes);
  return { clock, world, firmware, log, next, receive };
}

/** Past the version. */
function informed(hasOta = true) {
  const at = desk(hasOta);
  at.next();
  return at;
}

const INFORM = {
  topic: `/ota/device/inform/${DEVICE}`,
  payload: '{"id":"1","params":{"version":"1.0.0-00000000"}}',
};

describe("the version", () => {
  it("is told once a start", () => {
    const { next, firmware } = desk();
    assert.deepEqual([next(), next()], [INFORM, undefined]);
    firmware.online();
    assert.equal(next(), undefined);
  });
  it("again where the session was lost with it", () => {
    const { next, firmware } = desk();
    next();
    firmware.online();
    assert.equal(next()?.topic, INFORM.topic);
  });
  it("not before a trial is over", () => {
    const { next, world } = desk();
    world.isOnTrial = true;
    assert.equal(next(), undefined);
    world.isOnTrial = false;
    assert.equal(next()?.topic, INFORM.topic);
  });
});

describe("what is asked and told", () => {
  it("a minute after a login, whether there is something; in each hour again where something is missing", () => {
    const { next, clock, world } = informed();
    assert.equal(next(), undefined);
    clock.advance(60_000);
    assert.deepEqual(next(), {
      topic: GET,
      payload: '{"id":"0000000002","params":{},"version":"1.0"}',
    });
    clock.advance(7_200_000);
    assert.equal(next(), undefined);
    world.isWanting = true;
    assert.equal(next()?.topic, GET);
    clock.advance(3_599_000);
    assert.equal(next(), undefined);
    clock.advance(1000);
    assert.equal(next()?.topic, GET);
  });
  it("a step", () => {
    const { next, world } = informed();
    world.report = { step: -3, desc: "digest differs" };
    assert.deepEqual(next(), {
      topic: `/ota/device/progress/${DEVICE}`,
      payload: '{"id":"2","params":{"step":"-3","desc":"digest differs"}}',
    });
  });
  it("a piece", () => {
    const { next, world } = informed();
    world.piece = PIECE;
    assert.deepEqual(next(), {
      topic: DOWNLOAD,
      payload:
        '{"id":"0000000002","params":{"fileToken":"77","fileInfo":{"streamId":5,"fileId":1},"fileBlock":{"size":1024,"offset":1024}},"version":"1.0"}',
    });
  });
});

describe("what is offered", () => {
  const data = { version: "x" };
  const push = JSON.stringify({ code: "1000", data, id: 5, message: "success" });
  it("by a push and as an answer; an answer without anything is none", () => {
    const { receive, world } = informed();
    assert.equal(receive(UPGRADE, push), true);
    assert.equal(receive(`${GET}_reply`, JSON.stringify({ id: "2", code: 200, data })), true);
    for (const none of ['{"id":"2","code":200,"data":{}}', '{"id":"2","code":9112}', "nonsense", '{"data":5}'])
      assert.equal(receive(`${GET}_reply`, none), true);
    assert.deepEqual(world.offers, [data, data]);
  });
  it("one that is too long, or broken, is offered as none", () => {
    const { receive, world } = informed();
    receive(UPGRADE, push, 9000);
    receive(UPGRADE, "{");
    receive(`${GET}_reply`, push, 9000);
    assert.deepEqual(world.offers, [undefined, undefined]);
  });
  it("other topics are not for this", () => assert.equal(informed().receive("/sys/x", push), false));
});

describe("a piece that comes", () => {
  const text = "ab\0\xffcd";
  const frame = (given: object = {}, sent = text, crc = crc16(sent), head = { id: "2", code: 200 }): string => {
    const data = { fileToken: "77", fileLength: 99, bSize: sent.length, bOffset: 1024, ...given };
    const json = JSON.stringify({ ...head, data });
    return `\0${String.fromCharCode(json.length)}${json}${sent}${String.fromCharCode(crc & 255, crc >> 8)}`;
  };
  it("sound: handed on with what is said of it", () => {
    const { receive, world } = informed();
    assert.equal(receive(`${DOWNLOAD}_reply`, frame()), true);
    assert.deepEqual(world.taken, [[77, 1024, 99, text]]);
  });
  it("with a token of which no text can be made: as one of no offer", () => {
    const { receive, world } = informed();
    assert.equal(receive(`${DOWNLOAD}_reply`, frame({ fileToken: { toString: 1 } })), true);
    assert.deepEqual(world.taken, [[Number.NaN, 1024, 99, text]]);
  });
  const rows: readonly (readonly [what: string, body: string, bytes?: number])[] = [
    ["a wrong CRC", frame({}, text, 1)],
    ["another size than it says", frame({ bSize: 7 })],
    ["no data, and more bytes of it than there are", frame({ bSize: 2 ** 31 }, "")],
    ["a refusal", frame({}, "", 0, { id: "2", code: 500 })],
    ["no data", '\0\x0b{"code":200}'],
    ["data that is none", `\0\x14${'{"code":200,"data":5}'.slice(0, 20)}`],
    ["data that is no object", `\0\x15${'{"code":200,"data":5}'}\0\0`],
    ["no JSON", "\0\x02xx\0\0"],
    ["nothing", ""],
    ["more than could be kept", frame(), 9000],
  ];
  for (const [what, body, bytes] of rows) {
    it(`${what}: not handed on`, () => {
      const { receive, world } = informed();
      assert.equal(receive(`${DOWNLOAD}_reply`, body, bytes), true);
      assert.deepEqual(world.taken, []);
    });
  }
});

it("over a new session the updater begins anew", () => assert.equal(informed().world.sessions, 1));

describe("a board without room", () => {
  it("listens for offers, tells its version, and refuses", () => {
    const { firmware, clock, next, receive, log } = informed(false);
    assert.deepEqual(firmware.topics, [UPGRADE, `${GET}_reply`]);
    assert.deepEqual(firmware.status(), { stage: "ota: false", refused: 0 });
    receive(UPGRADE, '{"data":{"url":"https://secret"}}');
    assert.deepEqual(next(), {
      topic: `/ota/device/progress/${DEVICE}`,
      payload: '{"id":"2","params":{"step":"-1","desc":"ota: false, flash by cable"}}',
    });
    assert.equal(next(), undefined);
    clock.advance(60_000);
    assert.equal(next()?.topic, GET, "what was pushed before it could listen");
    clock.advance(7_200_000);
    assert.equal(next(), undefined);
    firmware.online();
    assert.deepEqual(firmware.status(), { stage: "ota: false", refused: 1 });
    assert.equal(receive(`${DOWNLOAD}_reply`, "x"), false);
    assert.equal(log.join().includes("secret"), false);
  });
});

it("the status is the updater's", () => assert.deepEqual(informed().firmware.status(), { stage: "idle" }));
