/** The plain dialect with a device of its own, and what it is told of itself. */
import type { Cloud, Extra } from "../../src/cloud/cloud.ts";
import { createAnnouncer } from "../../src/cloud/mqtt/announcer.ts";
import { createMqtt } from "../../src/cloud/mqtt/mqtt.ts";
import type { MqttSettings } from "../../src/cloud/mqtt/topics.ts";
import type { Config } from "../../src/store/config.ts";
import { IDENTITY, LEL_PPM, MAX_PPM } from "./cloud-bench.ts";

export const PLACE: Config["cloud"] = {
  ...IDENTITY,
  dialect: "mqtt",
  host: "broker.example",
  tls: false,
  keepAliveS: 300,
};
export const SETTINGS: MqttSettings = {
  clientId: "",
  username: "canary",
  password: "t0ken-of-D001",
  baseTopic: "gas-canary/{device}",
  format: "json",
  will: true,
  discovery: "homeassistant",
};

export function openMqtt(changed: Partial<MqttSettings> = {}, firstId = 0): Cloud {
  return createMqtt(PLACE, { ...SETTINGS, ...changed }, firstId, LEL_PPM, MAX_PPM);
}

export function openAnnouncer(changed: Partial<MqttSettings> = {}, deviceName = PLACE.deviceName): Extra {
  return createAnnouncer(deviceName, { ...SETTINGS, ...changed }, "pico");
}
