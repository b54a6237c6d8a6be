/** The dialect of Alibaba Cloud IoT: topics and Alink messages. @singleton */
import type { GasState } from "../../gas/alarm";
import { lelPercentOf } from "../../gas/curve";
import { ALARM_KIND, FAULT_KIND, NO_VALUE } from "../../store/slot";
import type { Cloud, EventName, EventOutputs, Members, Uplink } from "../cloud";
import type { Hash } from "../hash";
import type { ModelEvents } from "../model";
import { decode } from "./decode";
import { membersText } from "./encode";
import { answerText, requestText } from "./envelope";
import { type Identity, signedLogin } from "./login";

export function createAliyun(
  identity: Identity,
  hashOf: (signMethod: string) => Hash,
  firstId: number,
  /** Of the sensor: 100 %LEL, and the end of its range. */
  lelPpm: number,
  maxPpm: number,
): Cloud {
  /** The device's own topics up to here. */
  const prefix = "/sys/" + identity.productKey + "/" + identity.deviceName + "/thing/";
  let lastId = firstId;

  function nextId(): number {
    lastId = lastId >= 4294967295 ? 1 : lastId + 1;
    return lastId;
  }

  function post(what: string, id: number, params: string): Uplink {
    return {
      topic: prefix + "event/" + what + "/post",
      payload: requestText("thing.event." + what + ".post", id, "{" + params + "}"),
    };
  }

  function gasValues(state: GasState, value: number): ModelEvents["GasCheck_Event"] {
    // More than can be measured is told as the end of the range, and as being over it.
    const isOver = value === NO_VALUE;
    const ppm = isOver ? maxPpm : value / 10;
    return {
      "GasState": state,
      "GasConcentration": ppm,
      "GasLel": lelPercentOf(ppm, lelPpm),
      "OverRange": isOver ? 1 : 0,
    };
  }

  function eventName(kind: number): EventName {
    return `${kind < FAULT_KIND ? "GasCheck" : kind === FAULT_KIND ? "GasFault" : "SelfTest"}_Event`;
  }

  function eventOutputs(kind: number, value: number): EventOutputs {
    if (kind < FAULT_KIND) return gasValues((kind - ALARM_KIND) as GasState, value);
    return kind === FAULT_KIND
      ? { "FaultCode": value & 255, "FaultState": (value >> 8) as 0 | 1 }
      : { "Result": value };
  }

  function reply(name: string, id: string, code: number, values: Members): Uplink {
    return {
      topic: prefix + "service/" + name + "_reply",
      payload: answerText(id, code, "{" + membersText(values) + "}"),
    };
  }

  return {
    nextId,
    login() {
      // Our own posts come back on the first: what the broker took, seen from the other side.
      const names = ["event/property/post", "service/property/set", "service/+", "event/+/post_reply"];
      return signedLogin(
        identity,
        hashOf(identity.signMethod),
        names.map((name) => prefix + name),
      );
    },
    event(record) {
      const { kind, value, id } = record;
      const time = record.epochS ? ',"time":' + record.epochS + "000" : "";
      return post(eventName(kind), id, '"value":{' + membersText(eventOutputs(kind, value)) + "}" + time);
    },
    properties(values) {
      return post("property", nextId(), membersText(values));
    },
    setReply: (id, code) => reply("property/set", id, code, {}),
    serviceReply: reply,
    receive(topic, body, bytes) {
      return decode(prefix, topic, body, bytes);
    },
  };
}
