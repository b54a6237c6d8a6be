/** The dialect of Alibaba Cloud IoT: topics and Alink messages. @singleton */
import type { Cloud, Properties, Uplink } from "../cloud";
import { eventName, eventValues, idAfter } from "../events";
import type { Hash } from "../hash";
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
    lastId = idAfter(lastId);
    return lastId;
  }

  function post(what: string, id: number, params: string): Uplink {
    return {
      topic: prefix + "event/" + what + "/post",
      payload: requestText("thing.event." + what + ".post", id, "{" + params + "}"),
    };
  }

  function reply(name: string, id: string, code: number, values: Properties): Uplink {
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
      const values = membersText(eventValues(kind, value, lelPpm, maxPpm));
      return post(eventName(kind) + "_Event", id, '"value":{' + values + "}" + time);
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
