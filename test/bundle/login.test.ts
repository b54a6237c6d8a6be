/** Who the device says it is: sign methods, a given host, a wrong secret, and configurations that are none. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { EXAMPLE_DEVICE } from "../../sim/profile.ts";
import { configWith, RAISES_S, Rig } from "./rig.ts";

for (const signMethod of ["hmacsha1", "hmacsha256", "hmacmd5"]) {
  test(`${signMethod}: the platform takes the login`, () => {
    const rig = new Rig({ config: configWith({ cloud: { signMethod } }) }).online();
    const config = rig.node.sent.find((line) => line.startsWith("AT+MCONFIG="));
    assert.match(config ?? "", new RegExp(`^AT\\+MCONFIG="D001\\|securemode=3,signmethod=${signMethod}\\|",`));
    rig.clock.runFor(5000);
    assert.ok(rig.platform.property(rig.device, "PowerSwitch"), "a property came after the login");
    rig.assertClean();
  });
}

test("a given host stands for the one made of product key and region", () => {
  const rig = new Rig({ config: configWith({ cloud: { host: "iot-010a0bcd.mqtt.iothub.aliyuncs.com" } }) }).online();
  assert.ok(rig.node.sent.includes('AT+MIPSTART="iot-010a0bcd.mqtt.iothub.aliyuncs.com",1883'));
  rig.assertClean();
});

test("another region makes another host", () => {
  const rig = new Rig({ config: configWith({ cloud: { region: "ap-southeast-1" } }) }).online();
  assert.ok(rig.node.sent.includes('AT+MIPSTART="a1EXAMPLE00.iot-as-mqtt.ap-southeast-1.aliyuncs.com",1883'));
});

for (const connackRefusal of ["ERROR", "CLOSED"] as const) {
  test(`a wrong secret, refused by ${connackRefusal}: slow retry, told in status, shown nowhere`, () => {
    const secret = "NotTheSecretOfTheConsole";
    const rig = new Rig({
      config: configWith({ cloud: { deviceSecret: secret } }),
      device: { ...EXAMPLE_DEVICE },
      modem: { settings: { connackRefusal } },
    });
    const refusals = () => rig.platform.messages.filter(({ kind }) => kind === "login").length;
    rig.waitFor("first refusal", () => refusals() > 0, 60);
    rig.clock.runFor(6 * 3600_000);
    const tries = refusals();
    assert.ok(tries >= 3, `it goes on trying: ${tries} in 6 h\n${rig.story()}`);
    assert.ok(tries <= 40, `it does not hammer the platform: ${tries} logins in 6 h\n${rig.story()}`);
    assert.match(JSON.stringify(rig.node.vitals.troubles), /refused/i, rig.story());
    const password = /AT\+MCONFIG="[^"]*","[^"]*","([0-9a-f]{40})"/.exec(rig.node.sent.join("\n"))?.[1] ?? "none";
    rig.assertNoSecret(secret, password);
    rig.assertAlive();
  });
}

/** What is in `canary.json`, and what the console must say about it. */
const BROKEN: readonly [what: string, config: string | null, says: RegExp][] = [
  ["none", null, /configur/i],
  ["blanks", "  ", /JSON/],
  ["half a JSON", '{"cloud":{"productKey":"a1EXA', /JSON/],
  ["half a configuration", '{"cloud":{"productKey":"a1EXAMPLE00","deviceName":"D001"}}', /deviceSecret/],
  [
    "a key of the wrong type",
    '{"cloud":{"productKey":"a1EXAMPLE00","deviceName":7,"deviceSecret":"secret"}}',
    /deviceName/,
  ],
];

for (const [what, config, says] of BROKEN) {
  test(`configuration: ${what}: said on the console, REPL and gas work`, () => {
    const rig = new Rig({ config });
    rig.clock.runFor(200_000);
    const console = rig.node.console.map(({ text }) => text).join("\n");
    assert.match(console, says);
    assert.equal(rig.node.state, "OFF", "no link without an identity");
    rig.node.setLelPercent(25);
    rig.clock.runFor(RAISES_S * 1000);
    assert.equal(rig.node.vitals.gasState, 3, rig.story());
    assert.equal(rig.node.alarmLamp, true, "the lamp tells of the alarm");
    assert.equal(rig.node.board.bootCount, 1, "no reboot");
    rig.assertAlive();
  });
}

test("a configuration typed at the REPL brings the device online after a reboot", () => {
  const rig = new Rig({ config: null });
  rig.clock.runFor(2000);
  const problems = rig.node.ask(`print(JSON.stringify(canary.configure(${JSON.stringify(configWith({}))})))`);
  assert.deepEqual(problems, ["[]"]);
  rig.node.ask("canary.reboot()");
  rig.online();
  rig.assertClean();
});
