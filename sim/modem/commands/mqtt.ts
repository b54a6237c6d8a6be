/** Subscribe, publish, and how messages come in (6.5–6.7). */
import type { QoS } from "mqtt-packet";
import { type Argument, unescapeTriples, whole } from "../arguments.ts";
import { utf8 } from "../bytes.ts";
import { type Answer, type CommandRow, type Handler, MALFORMED } from "../executor.ts";
import type { Inside } from "../inside.ts";
import { keeps } from "./general.ts";
import { FAILED } from "./mqtt-link.ts";

interface PublishHead {
  readonly topic: string;
  readonly qos: QoS;
  readonly retain: boolean;
}

function readTopic(inside: Inside, argument: Argument | undefined): string | undefined {
  const isFine = argument?.quoted && argument.text !== "" && argument.text.length <= inside.family.topicBytes;
  return isFine ? utf8(argument.text) : undefined;
}

function readPublish(inside: Inside, args: readonly Argument[]): PublishHead | undefined {
  const topic = readTopic(inside, args[0]);
  const qos = whole(args[1], 0, 2) as QoS | undefined;
  const retain = whole(args[2], 0, 1);
  if (topic === undefined || qos === undefined || retain === undefined || /[#+]/.test(topic)) return undefined;
  return { topic, qos, retain: retain === 1 };
}

function publish(inside: Inside, head: PublishHead, payload: Buffer): Answer {
  const { mqtt } = inside;
  if (mqtt.state !== "UP") return FAILED;
  const next = () => mqtt.publish(head.topic, payload, head.qos, head.retain);
  return head.qos === 0 ? { next } : { awaits: "result:PUBACK", next };
}

/** `"topic",qos,retain,"message"`: the message quoted, escaped (8), or hex digits under MQTTMODE=1. */
const publishLine: Handler = (inside, args) => {
  const head = readPublish(inside, args);
  const message = args[3];
  if (!head || args.length !== 4 || !message?.quoted) return MALFORMED;
  const bytes = inside.profile.mqttHexMode === 1 ? fromHex(message.text) : unescapeTriples(message.text);
  if (bytes === undefined) return MALFORMED;
  const counted = inside.family.mpubLimitCounts === "escaped" ? message.text : bytes;
  if (counted.length > inside.family.mpubBytes) return MALFORMED;
  return publish(inside, head, Buffer.from(bytes, "latin1"));
};

function fromHex(digits: string): string | undefined {
  return /^([0-9A-F]{2})*$/i.test(digits) ? Buffer.from(digits, "hex").toString("latin1") : undefined;
}

/** `"topic",qos,retain[,len]`, then raw bytes behind the prompt. */
const publishData: Handler = (inside, args) => {
  const head = readPublish(inside, args);
  const bytes = args.length === 4 ? whole(args[3], 1, inside.family.mpubexBytes) : undefined;
  if (!head || args.length > 4 || (args.length === 4 && bytes === undefined)) return MALFORMED;
  if (inside.mqtt.state !== "UP") return FAILED;
  return {
    data: {
      bytes,
      take: (data) => {
        if (data.length > inside.family.mpubexBytes) return MALFORMED;
        return publish(inside, head, Buffer.from(data, "latin1"));
      },
    },
  };
};

const subscribe: Handler = (inside, args) => {
  const topic = readTopic(inside, args[0]);
  const qos = whole(args[1], 0, 2) as QoS | undefined;
  if (args.length !== 2 || topic === undefined || qos === undefined) return MALFORMED;
  if (inside.mqtt.state !== "UP") return FAILED;
  return { awaits: "result:SUBACK", next: () => inside.mqtt.subscribe(topic, qos) };
};

const unsubscribe: Handler = (inside, args) => {
  const topic = readTopic(inside, args[0]);
  if (args.length !== 1 || topic === undefined) return MALFORMED;
  if (inside.mqtt.state !== "UP") return FAILED;
  return { awaits: "result:UNSUBACK", next: () => inside.mqtt.unsubscribe(topic) };
};

export const MQTT_COMMANDS: Readonly<Record<string, CommandRow>> = {
  MSUB: { set: subscribe },
  MUNSUB: { set: unsubscribe },
  MPUB: { set: publishLine },
  MPUBEX: { set: publishData, opensData: true },
  MQTTMODE: {
    read: (inside) => ({ lines: [`+MQTTMODE: ${inside.profile.mqttHexMode}`] }),
    set: keeps("mqttHexMode", 1),
  },
  MQTTMSGSET: {
    read: (inside) => ({ lines: [`+MQTTMSGSET:${inside.profile.mqttMessageMode}`] }),
    set: keeps("mqttMessageMode", 1),
  },
  MQTTMSGGET: {
    read: (inside) => ({ lines: inside.mqtt.inbox.list() }),
    run: (inside) => ({ lines: inside.mqtt.inbox.drain() }),
  },
};
