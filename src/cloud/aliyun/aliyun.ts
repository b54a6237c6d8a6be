/** The dialect of Alibaba Cloud IoT: topics, Alink messages, and what of the thing model this device lets be set. */
import type { AlarmEvent, Cloud, Downlink, Properties, Uplink } from "../cloud";
import type { Hash } from "../hash";
import * as alink from "./alink";
import { type Endpoint, type Identity, signedLogin } from "./login";

const PROPERTY_POST = "event/property/post";
const PROPERTY_SET = "service/property/set";
const ALARM_EVENT = "GasCheck_Event";

export function createAliyun(identity: Identity, endpoint: Endpoint, hash: Hash, firstId: number): Cloud {
  const prefix = `/sys/${identity.productKey}/${identity.deviceName}/thing/`;
  let lastId = firstId;

  function nextId(): number {
    lastId = lastId >= 4294967295 ? 1 : lastId + 1;
    return lastId;
  }

  function post(what: string, id: number, params: string): Uplink {
    return { topic: `${prefix}event/${what}/post`, payload: alink.request(`thing.event.${what}.post`, id, params) };
  }

  function refuse(id: string, code: number): Downlink {
    return { kind: "set", id, code, values: {} };
  }

  /** A property set: all of it is taken, or none. */
  function receiveSet(body: string, bytes: number): Downlink {
    if (bytes > body.length) return refuse(alink.idIn(body), alink.PARAMETERS_BAD);
    const message = alink.parse(body);
    if (!message) return refuse(alink.idIn(body), alink.JSON_BAD);
    const params = message.params as { [name: string]: unknown };
    const names = params && typeof params === "object" && !Array.isArray(params) ? Object.keys(params) : [];
    if (!names.length) return refuse(message.id, alink.PARAMETERS_BAD);
    const values: Properties = {};
    let code = alink.OK;
    names.forEach((name) => {
      // The platform may write a number as text.
      const isTrue = params[name] === 1 || params[name] === "1";
      if (name !== "PowerSwitch") code = alink.PROPERTY_UNKNOWN;
      else if (!isTrue && params[name] !== 0 && params[name] !== "0") code = alink.BOOL_BAD;
      values[name] = isTrue ? 1 : 0;
    });
    return code === alink.OK ? { kind: "set", id: message.id, code, values } : refuse(message.id, code);
  }

  return {
    login() {
      return signedLogin(identity, endpoint, hash, [
        // Our own posts come back on the first: what the broker took, seen from the other side.
        prefix + PROPERTY_POST,
        prefix + PROPERTY_SET,
        `${prefix}event/+/post_reply`,
      ]);
    },
    alarm(event: AlarmEvent, epochMs) {
      const values = alink.membersText({
        "GasState": event.state,
        "GasConcentration": event.ppm,
        "GasLel": event.lelPercent,
      });
      const time = epochMs === undefined ? "" : `,"time":${epochMs}`;
      return post(ALARM_EVENT, event.id, `{"value":{${values}}${time}}`);
    },
    properties: (values) => post("property", nextId(), `{${alink.membersText(values)}}`),
    setReply: (id, code) => ({ topic: `${prefix + PROPERTY_SET}_reply`, payload: alink.reply(id, code) }),
    receive(topic, body, bytes) {
      const name = topic.indexOf(prefix) === 0 ? topic.substr(prefix.length) : "";
      if (name === PROPERTY_SET) return receiveSet(body, bytes);
      if (name.indexOf("event/") === 0 && name.substr(-11) === "/post_reply") {
        const message = alink.parse(body);
        return message ? { kind: "reply", id: message.id, code: message.code } : { kind: "none", code: alink.JSON_BAD };
      }
      return { kind: "none", code: name === PROPERTY_POST ? alink.OK : alink.TOPIC_ILLEGAL };
    },
    nextId,
    isRetryable: alink.isRetryable,
  };
}
