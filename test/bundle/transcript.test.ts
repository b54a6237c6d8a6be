/** The session that a person typed at an Air202, against what the firmware says to the virtual one. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ALARM, configWith, Rig, WARNING } from "./rig.ts";

/** Copied from the recorded session, identity replaced by the example's. */
const BRING_UP = [
  "AT",
  "AT+CGMI",
  "AT+CGMR",
  "AT+CPIN?",
  "AT+CSQ",
  "AT+CREG?",
  "AT+CGATT?",
  'AT+CSTT="CMNET","",""',
  "AT+CIICR",
  "AT+CIFSR",
  'AT+MCONFIG="D001|securemode=3,signmethod=hmacsha1|","D001&a1EXAMPLE00","43eb60cfc371b6af9abb7a11ab3abbbfa0019170"',
  'AT+MIPSTART="a1EXAMPLE00.iot-as-mqtt.cn-shanghai.aliyuncs.com",1883',
  "AT+MCONNECT=0,600",
  'AT+MSUB="/sys/a1EXAMPLE00/D001/thing/event/property/post",1',
  'AT+MSUB="/sys/a1EXAMPLE00/D001/thing/service/property/set",1',
];
/** The recorded device had no services, and knew of no replies. */
const NEWER = [
  'AT+MSUB="/sys/a1EXAMPLE00/D001/thing/service/+",1',
  'AT+MSUB="/sys/a1EXAMPLE00/D001/thing/event/+/post_reply",1',
];

const POST_HEAD = 'AT+MPUB="/sys/a1EXAMPLE00/D001/thing/event/property/post",1,0,"';
const POST_BODY =
  /^\{\\22method\\22:\\22thing\.event\.property\.post\\22,\\22id\\22:\\22\d{10}\\22,\\22params\\22:\{\\22PowerSwitch\\22:1\},\\22version\\22:\\221\.0\.0\\22\}"$/;

/** Where each of `wanted` stands in `lines`, each behind the one before it. */
function assertInOrder(lines: readonly string[], wanted: readonly string[]): void {
  let at = 0;
  for (const line of wanted) {
    const found = lines.indexOf(line, at);
    assert.ok(found >= 0, `not sent, or not in this place: ${line}\nsent so far:\n  ${lines.join("\n  ")}`);
    at = found + 1;
  }
}

test("the lines of the recorded session come out byte for byte and in order", () => {
  const rig = new Rig({ config: configWith({ cloud: { keepAliveS: 600 } }) }).online();
  assertInOrder(rig.node.sent, [...BRING_UP, ...NEWER]);
  rig.clock.runFor(5000);

  const before = rig.node.sent.length;
  rig.platform.propertySet(rig.device, { PowerSwitch: 1 });
  rig.clock.runFor(5000);
  const posts = rig.node.sent.slice(before).filter((line) => line.startsWith(POST_HEAD));
  assert.equal(posts.length, 1, `one property post after the order:\n  ${rig.node.sent.slice(before).join("\n  ")}`);
  assert.match(posts[0]?.slice(POST_HEAD.length) ?? "", POST_BODY);
  rig.assertClean();
});

test("a session that is renewed is closed with AT+MDISCONNECT first", () => {
  const rig = new Rig({ config: configWith({ cloud: { keepAliveS: 600 } }) }).warm();
  // Taken by the broker, never answered by the platform: after a few sends the session itself is suspect.
  rig.platform.loseReplies(20);
  const before = rig.node.sent.length;
  rig.node.setLelPercent(25);
  rig.waitFor("a new session", () => rig.node.sent.slice(before).includes("AT+MDISCONNECT"), 300);
  rig.waitFor("the alarm has its reply", () => rig.node.vitals.waiting === 0, 1500, 1000);
  assertInOrder(rig.node.sent.slice(before), ["AT+MDISCONNECT", ...BRING_UP.slice(-5)]);
  assert.deepEqual(
    rig.events.map(({ outputs }) => outputs["GasState"]),
    [WARNING, ALARM],
    "over range and one alarm, however often they were sent",
  );
  for (const { copies } of rig.events) assert.ok(copies > 1, "it was sent again under the same id");
  rig.assertClean();
});
