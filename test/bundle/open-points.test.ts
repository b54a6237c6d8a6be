/** What the facts leave open about modem and platform: the firmware works with either answer. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Settings } from "../../sim/cloud/settings.ts";
import type { Family } from "../../sim/modem/family.ts";
import { RECOVERY_S, Rig } from "./rig.ts";

const MODEM: readonly Partial<Family>[] = [
  { startsOnSupply: true },
  { powerKeyOffMs: 1500 },
  { resetPin: "off" },
  { autobaudLostAts: 3 },
  { iprBaud: 115_200 },
  { echoStyle: "bytes" },
  { echoesPayload: true },
  { prompt: ">" },
  { noiseBeforeAt: "silent" },
  { noiseBeforeAt: "tolerated" },
  { busy: "ERROR" },
  { busy: "cme14" },
  { cmeeAtBoot: 1 },
  { cmeeAtBoot: 2 },
  { latencyJitter: 0.9 },
  { nitz: false },
  { nitzForm: "yyyy/MM/dd" },
  { zoneQuarters: -14 },
  { shutReply: "OK" },
  { mqttMessageMode: 1 },
  { hexOnReceive: true },
  { mconfigUnescapes: true },
  { mconnectMode: true },
  { pingsItself: false },
  { printsClosed: false },
  { connackRefusal: "CLOSED" },
  { subackRefusal: "ERROR" },
  { closedAfterLocalClose: true },
  { mipcloseWhenDown: "OK" },
  { printsTcpError: true },
  { msubTail: "\r\n\r\n" },
  { msubUnit: "byte" },
  { msubUnit: "" },
  { msubColon: ":" },
  { cpinUrcTail: "" },
  { bearerAutomatic: true },
];

const CLOUD: readonly Partial<Settings>[] = [
  { requiresMethod: true },
  { unknownProperty: "refuse" },
  { closesOnForeignPublish: true },
  { autoSubscribe: "always" },
  { replyQos: 1 },
  { downlinkQos: 0 },
  { replyDelayMs: 8000 },
  { duplicateReplies: 2 },
];

/** A session, an alarm, an order, a lost link, and the same again. */
function live(rig: Rig, alarmS: number): void {
  rig.warm();
  rig.alarm(alarmS);
  const call = rig.platform.propertySet(rig.device, { PowerSwitch: 1 });
  rig.waitFor("set_reply", () => call.reply?.code === 200, 30);
  assert.equal(rig.node.output, true);
  rig.network.drop();
  rig.clock.runFor(2000);
  rig.node.modem.fault("commandLost");
  rig.node.setLelPercent(25);
  const known = rig.events.length;
  rig.waitFor("the alarm, over the new session", () => rig.events.length > known, RECOVERY_S, 500);
  rig.waitFor("all replied", () => rig.node.vitals.waiting === 0, 120, 500);
  assert.equal(rig.node.board.bootCount, 1, `no reboot\n${rig.story()}`);
  assert.deepEqual(rig.platform.violations, [], rig.story());
  rig.assertAlive();
}

describe("modem", () => {
  for (const settings of MODEM) {
    test(JSON.stringify(settings), () => live(new Rig({ modem: { settings } }), 15));
  }
});

describe("platform", () => {
  for (const settings of CLOUD) {
    test(JSON.stringify(settings), () => live(new Rig({ settings }), 15));
  }
});
