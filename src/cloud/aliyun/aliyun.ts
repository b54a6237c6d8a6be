/** The dialect of Alibaba Cloud IoT: topics and Alink messages. @singleton */
import { ALARM_KIND, FAULT_KIND, NO_VALUE } from "../../store/slot";
import type { Cloud, Properties, Uplink } from "../cloud";
import type { Hash } from "../hash";
import { decode } from "./decode";
import { membersText } from "./encode";
import { type Identity, signedLogin } from "./login";

const PURE_GAS_PPM = 1000000;

/** `identity` is asked for at each login, so that the secret is not kept in memory. */
export function createAliyun(
  identity: () => Identity,
  hashOf: (signMethod: string) => Hash,
  firstId: number,
  ppmPerLelPercent: number,
): Cloud {
  /** The device's own topics up to here. */
  let prefix = topicsOf(identity());
  let lastId = firstId;

  function topicsOf(device: Identity): string {
    return "/sys/" + device.productKey + "/" + device.deviceName + "/thing/";
  }

  function nextId(): number {
    lastId = lastId >= 4294967295 ? 1 : lastId + 1;
    return lastId;
  }

  /** Ids have ten digits, as the platform's own examples write them. */
  function post(what: string, id: number, params: string): Uplink {
    return {
      topic: prefix + "event/" + what + "/post",
      payload:
        '{"method":"thing.event.' +
        what +
        '.post","id":"' +
        ("000000000" + id).slice(-10) +
        '","params":{' +
        params +
        '},"version":"1.0.0"}',
    };
  }

  function gasValues(state: number, value: number): Properties {
    // An event without a number is refused. More than can be measured is told as gas without any air.
    const ppm = value === NO_VALUE ? PURE_GAS_PPM : value / 10;
    return { "GasState": state, "GasConcentration": ppm, "GasLel": ppm / ppmPerLelPercent };
  }

  function faultValues(value: number): Properties {
    return { "FaultCode": value & 255, "FaultState": value >> 8 };
  }

  return {
    nextId,
    login() {
      // Our own posts come back on the first: what the broker took, seen from the other side.
      const names = ["event/property/post", "service/property/set", "event/+/post_reply"];
      const device = identity();
      prefix = topicsOf(device);
      return signedLogin(
        device,
        hashOf(device.signMethod),
        names.map((name) => prefix + name),
      );
    },
    event(record) {
      const { kind, value, id } = record;
      const isFault = kind === FAULT_KIND;
      const time = record.epochS ? ',"time":' + record.epochS + "000" : "";
      const values = isFault ? faultValues(value) : gasValues(kind - ALARM_KIND, value);
      return post(isFault ? "GasFault_Event" : "GasCheck_Event", id, '"value":{' + membersText(values) + "}" + time);
    },
    properties(values) {
      return post("property", nextId(), membersText(values));
    },
    setReply(id, code) {
      return {
        topic: prefix + "service/property/set_reply",
        payload: '{"id":"' + id + '","code":' + code + ',"data":{}}',
      };
    },
    receive(topic, body, bytes) {
      return decode(prefix, topic, body, bytes);
    },
  };
}
