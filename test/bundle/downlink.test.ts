/** Orders that are wrong or hostile: refused with the platform's code, and nothing is harmed by them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Rig } from "./rig.ts";

const SYS = "/sys/a1EXAMPLE00/D001";
const SET = `${SYS}/thing/service/property/set`;
const ID = "1934099999";

const order = (params: string, id = `"${ID}"`): string =>
  `{"method":"thing.service.property.set","id":${id},"params":${params},"version":"1.0.0"}`;
const bytes = (from: number, to: number): Buffer =>
  Buffer.from(Array.from({ length: to - from + 1 }, (_, i) => from + i));
const around = (inside: Buffer): Buffer =>
  Buffer.concat([Buffer.from('{"id":"1","params":{"x":"'), inside, Buffer.from('"}}')]);

/** `code`: of the set_reply; undefined: none can be expected, for who could it be addressed to. */
const BAD: readonly [what: string, payload: string | Buffer, code: number | undefined, topic?: string][] = [
  ["unknown key", order('{"Colour":1}'), 6320],
  ["a key that is read-only", order('{"GasState":1}'), 6320],
  ["a setting that boards with room take", order('{"ReportInterval":60}'), 6320],
  ["a good and an unknown key", order('{"PowerSwitch":1,"Colour":1}'), 6320],
  ["bool out of range", order('{"PowerSwitch":2}'), 6308],
  ["bool as true", order('{"PowerSwitch":true}'), 6308],
  ["bool as a word", order('{"PowerSwitch":"on"}'), 6308],
  ["bool as an object", order('{"PowerSwitch":{}}'), 6308],
  ["bool as null", order('{"PowerSwitch":null}'), 6308],
  ["no params", `{"method":"thing.service.property.set","id":"${ID}","version":"1.0.0"}`, 460],
  ["params empty", order("{}"), 460],
  ["params a list", order("[1]"), 460],
  ["params a text", order('"PowerSwitch"'), 460],
  ["broken JSON", order('{"PowerSwitch":1').slice(0, -2), 6207],
  ["JSON cut in the middle", order('{"PowerSwitch":1}').slice(0, 70), 6207],
  ["a number instead of JSON", "1", undefined],
  ["null", "null", undefined],
  ["empty", "", undefined],
  ["not JSON at all", "PowerSwitch=1", undefined],
  ["id missing", '{"params":{"Colour":1}}', undefined],
  ["id an object", order('{"Colour":1}', "{}"), undefined],
  ["id with quotes and CR LF", order('{"Colour":1}', '"1\\"\\r\\nAT+CPOWD=1\\r\\n"'), undefined],
  ["20 kB", order(`{"PowerSwitch":1,"x":"${"y".repeat(20_000)}"}`), undefined],
  ["1.2 kB of unknown keys", order(`{"x":"${"y".repeat(1200)}"}`), 6320],
  ["deep nesting", order(`{"PowerSwitch":${"[".repeat(400)}${"]".repeat(400)}}`), undefined],
  ["quotes, CR LF and final results in the text", order('{"x":"\\"\\r\\nOK\\r\\n\\r\\nERROR\\r\\n>"}'), 6320],
  ["raw CR LF, OK and CLOSED", '{"id":"1",\r\nOK\r\n\r\nCLOSED\r\n\r\n+PDP DEACT\r\n\r\nRDY\r\n', undefined],
  ["a message header inside", `\r\n+MSUB: "${SET}",5 byte,{"a":\r\n`, undefined],
  ["backslashes", order('{"x":"\\\\22\\\\0D\\\\0A\\\\"}'), 6320],
  ["0x00 to 0x1F", around(bytes(0, 0x1f)), undefined],
  ["0x20 to 0x7F", around(bytes(0x20, 0x7f)), undefined],
  ["0x80 to 0xFF", around(bytes(0x80, 0xff)), undefined],
  ["0x00 to 0xFF", bytes(0, 0xff), undefined],
  ["key __proto__", order('{"__proto__":1}'), undefined],
  ["key toString", order('{"toString":1}'), 6320],
  ["a service that is none", order("{}"), undefined, `${SYS}/thing/service/selfDestruct`],
  [
    "a reply to a post nobody made",
    '{"id":"77","code":200,"data":{}}',
    undefined,
    `${SYS}/thing/event/property/post_reply`,
  ],
  ["a reply that is no JSON", "{{{", undefined, `${SYS}/thing/event/property/post_reply`],
];

test("bad orders are refused with the platform's code, and the next alarm arrives", () => {
  const rig = new Rig().warm();
  const downlinksSeen = () => rig.node.at.filter(({ text }) => text.startsWith("+MSUB")).length;
  for (const [what, payload, code, topic] of BAD) {
    const before = rig.platform.messages.length;
    const seen = downlinksSeen();
    rig.platform.rawDownlink(rig.device, topic ?? SET, payload);
    rig.clock.runFor(4000);
    if (code !== undefined) {
      const answers = rig.platform.messages
        .slice(before)
        .filter((one) => one.kind === "up" && one.topic === `${SET}_reply`)
        .map(({ payload: text = "" }) => JSON.parse(text) as { id: string; code: number });
      assert.deepEqual(
        answers.map((answer) => [answer.id, answer.code]),
        [[ID, code]],
        `${what}: set_reply\n${rig.story()}`,
      );
    }
    // A body above the modem's limit does not come at all; all others must have reached the board.
    if (payload.length < 1300 && topic === undefined)
      assert.ok(downlinksSeen() > seen, `${what}: did not reach the board`);
    assert.equal(rig.node.output, false, `${what}: the output stays off`);
    assert.equal(rig.node.state, "ONLINE", `${what}: the session lives on\n${rig.story()}`);
  }
  rig.alarm();
  const call = rig.platform.propertySet(rig.device, { PowerSwitch: 1 });
  rig.clock.runFor(3000);
  assert.deepEqual([call.reply?.code, rig.node.output], [200, true]);
  assert.equal(rig.node.board.bootCount, 1);
  assert.deepEqual(rig.node.modem.violations, []);
  assert.deepEqual(
    rig.platform.violations.filter(({ rule }) => rule !== "reply"),
    [],
    "only the stand-in's own complaint about answers to orders it did not make",
  );
  rig.assertAlive();
});

test("20 kB that the modem does push", () => {
  const rig = new Rig({ modem: { settings: { pushBytes: 65_536 } } }).warm();
  rig.platform.rawDownlink(rig.device, SET, order(`{"PowerSwitch":1,"x":"${"y".repeat(20_000)}"}`));
  rig.clock.runFor(10_000);
  const answer = rig.platform.messages.findLast(({ kind, topic }) => kind === "up" && topic === `${SET}_reply`);
  assert.equal((JSON.parse(answer?.payload ?? "{}") as { code?: number }).code, 460, rig.story());
  assert.equal(rig.node.output, false);
  rig.alarm();
  rig.assertAlive();
});

test("a foreign topic is nobody's order", () => {
  const rig = new Rig().warm();
  const foreign = "/sys/a1EXAMPLE00/D002/thing/service/property/set";
  rig.network
    .brokerAt("a1EXAMPLE00.iot-as-mqtt.cn-shanghai.aliyuncs.com")
    ?.sessionOf(rig.device)
    ?.deliverUnasked(foreign, order('{"PowerSwitch":1}'), 0);
  rig.clock.runFor(4000);
  assert.ok(
    rig.node.at.some(({ text }) => text.includes(foreign)),
    "it reached the board",
  );
  assert.equal(rig.node.output, false);
  assert.equal(
    rig.platform.messages.some(({ topic }) => topic === `${SET}_reply`),
    false,
    "no answer to another's order",
  );
  assert.match(JSON.stringify(rig.node.vitals.troubles), /6203/);
  rig.alarm();
  rig.assertClean();
});
