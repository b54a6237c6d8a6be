/** The dialect of Alibaba Cloud IoT: topics and Alink messages. @singleton */
import { HAS_PLATFORM } from "../../system/features";
import type { Cloud, Login, Members, Uplink } from "../cloud";
import { eventName, eventOutputs, idAfter } from "../events";
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
  /** What comes before a device has a secret (`registration.ts`). */
  firstLogin?: () => Login,
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

  function reply(name: string, id: string, code: number, values: Members): Uplink {
    return {
      topic: prefix + "service/" + name + "_reply",
      payload: answerText(id, code, "{" + membersText(values) + "}"),
    };
  }

  return {
    nextId,
    login() {
      if (HAS_PLATFORM && firstLogin) return firstLogin();
      const names = ["service/property/set", "service/+", "event/+/post_reply"];
      // Our own posts come back on it: what the broker took, seen from the other side, as in the recorded session.
      if (!HAS_PLATFORM) names.splice(0, 0, "event/property/post");
      return signedLogin(
        identity,
        hashOf(identity.signMethod),
        names.map((name) => prefix + name),
      );
    },
    event(record) {
      const { kind, value, id } = record;
      const time = record.epochS ? ',"time":' + record.epochS + "000" : "";
      const values = membersText(eventOutputs(kind, value, lelPpm, maxPpm));
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
