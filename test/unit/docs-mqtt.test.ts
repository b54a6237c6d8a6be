/** The messages that docs/mqtt.md shows are those that the firmware writes and takes. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { Downlink, Properties, Uplink } from "../../src/cloud/cloud.ts";
import { FAULT_KIND } from "../../src/store/slot.ts";
import { alarmRecord } from "./cloud-bench.ts";
import { openAnnouncer, openMqtt } from "./mqtt-bench.ts";

const DOC = readFileSync(new URL("../../docs/mqtt.md", import.meta.url), "utf8");
Object.assign(globalThis, { __VERSION__: "0.1.0" });

const EPOCH_S = 1780535058;
const ALARM = { ...alarmRecord(2654435770), epochS: EPOCH_S };
const FAULT = { id: 2654435771, kind: FAULT_KIND, value: 256 + 1, epochS: EPOCH_S };
const VALUES: Properties = {
  PowerSwitch: 0,
  GasState: 1,
  GasConcentration: 310,
  GasLel: 0.62,
  SignalStrength: -69,
  SensorFault: 0,
  RecordsWaiting: 0,
};
const shown = ({ topic, payload, isRetained }: Uplink) => `${topic}${isRetained ? "  (retained)" : ""}\n${payload}`;
function announced(format: "homeassistant" | "thingsboard", number: number): Uplink {
  const announcer = openAnnouncer({ format });
  announcer.online();
  const all = Array.from({ length: number + 1 }, () => announcer.next(0));
  return all[number] as Uplink;
}
const plain = openMqtt();
const things = openMqtt({ format: "thingsboard" });

const UP: readonly (readonly [what: string, uplink: Uplink])[] = [
  ["an alarm", plain.event(ALARM)],
  ["a fault", plain.event(FAULT)],
  ["the state", plain.properties(VALUES)],
  ["an answer to a set", plain.setReply("7", 200)],
  ["an answer to a call", plain.serviceReply("SelfTest", "0", 200, { Result: 0 })],
  ["that it is there", announced("homeassistant", 0)],
  ["an entity of Home Assistant", announced("homeassistant", 3)],
  ["an alarm to ThingsBoard", things.event(ALARM)],
  ["values to ThingsBoard", things.properties(VALUES)],
  ["attributes of ThingsBoard", announced("thingsboard", 0)],
  ["an answer to ThingsBoard", things.setReply("42", 200)],
];
for (const [what, uplink] of UP) {
  test(`docs/mqtt.md shows ${what} as it goes up`, () =>
    assert.ok(DOC.includes(shown(uplink)), `put this in:\n${shown(uplink)}`));
}

const DOWN: readonly (readonly [topic: string, body: string, order: Partial<Downlink>])[] = [
  ["gas-canary/D001/set", '{"PowerSwitch":1}', { kind: "set", id: "0", code: 200 }],
  ["gas-canary/D001/set", '{"id":"7","params":{"PowerSwitch":1}}', { kind: "set", id: "7", code: 200 }],
  ["gas-canary/D001/call/Calibrate", '{"Ppm":5000}', { kind: "service", code: 200, ppm: 5000 }],
  ["v1/devices/me/rpc/request/42", '{"method":"set","params":{"PowerSwitch":1}}', { kind: "set", id: "42", code: 200 }],
  ["v1/devices/me/rpc/request/43", '{"method":"SelfTest"}', { kind: "service", id: "43", code: 200 }],
];
for (const [topic, body, order] of DOWN) {
  test(`docs/mqtt.md shows ${body} at ${topic}, and it is taken so`, () => {
    assert.ok(DOC.includes(`${topic}\n${body}`), `put this in:\n${topic}\n${body}`);
    const taken = (topic.startsWith("v1/") ? things : plain).receive(topic, body, body.length);
    assert.deepEqual({ ...taken, ...order }, taken);
  });
}
