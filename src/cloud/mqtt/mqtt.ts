/** The dialect of any broker: topics of one's own, plain JSON, and a PUBACK as all the proof there is. @singleton */

import type { Config } from "../../store/config";
import { HAS_PLATFORM } from "../../system/features";
import { membersText } from "../aliyun/encode";
import { idText } from "../aliyun/envelope";
import type { Cloud, Members, Uplink } from "../cloud";
import { eventName, eventOutputs, idAfter } from "../events";
import { decodeOrder } from "./order";
import { AVAILABILITY, baseOf, hasWill, isThingsBoard, type MqttSettings } from "./topics";

export function createMqtt(
  place: Config["cloud"],
  settings: MqttSettings,
  firstId: number,
  /** Of the sensor: 100 %LEL, and the end of its range. */
  lelPpm: number,
  maxPpm: number,
): Cloud {
  const base = baseOf(settings, place.deviceName);
  const isTelemetry = isThingsBoard(settings);
  let lastId = firstId;
  /** All that was told: what is retained is read without what was told before it. */
  const known: { [name: string]: Members[string] } = {};

  function nextId(): number {
    lastId = idAfter(lastId);
    return lastId;
  }

  function post(name: string, payload: string, isRetained: boolean): Uplink {
    return { topic: base + (isTelemetry ? "telemetry" : name), payload, isRetained: isRetained && !isTelemetry };
  }

  function reply(name: string, id: string, code: number, values: Members): Uplink {
    const members = membersText(values);
    return {
      topic: base + (isTelemetry ? "rpc/response/" + id : "result"),
      payload: '{"id":"' + id + '","call":"' + name + '","code":' + code + (members && ",") + members + "}",
    };
  }

  return {
    nextId,
    isPlain: true,
    login() {
      const username = settings["username"];
      const password = settings["password"];
      // ThingsBoard's access token is the user's name, and a secret all the same: it is kept as the password.
      const isToken = isTelemetry && !username;
      return {
        host: place.host,
        port: place.port,
        clientId: settings["clientId"] || place.deviceName,
        username: isToken ? password : username,
        password: isToken ? "" : password,
        keepAliveS: place.keepAliveS,
        // The broker keeps what it could not deliver while the device was away.
        cleanSession: 0,
        topics: isTelemetry ? [base + "rpc/request/+"] : [base + "set", base + "call/+"],
        isTls: HAS_PLATFORM && place.tls,
        will: hasWill(settings) ? { topic: base + AVAILABILITY, payload: "offline" } : undefined,
      };
    },
    event(record) {
      const { id, kind, value, epochS } = record;
      const time = epochS + "000";
      const values = membersText(eventOutputs(kind, value, lelPpm, maxPpm));
      const text = '"id":"' + idText(id) + '","event":"' + eventName(kind) + '",' + values + "}";
      const isDated = epochS > 0;
      if (isTelemetry && isDated) return post("", '{"ts":' + time + ',"values":{' + text + "}", false);
      return post("event", "{" + (isDated ? '"time":' + time + "," : "") + text, false);
    },
    properties(values) {
      for (const name in values) known[name] = (values as Members)[name];
      return post("state", "{" + membersText(known) + "}", true);
    },
    setReply: (id, code) => reply("set", id, code, {}),
    serviceReply: reply,
    receive: (topic, body, bytes) => decodeOrder(base, isTelemetry, topic, body, bytes),
  };
}
