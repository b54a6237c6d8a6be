/** The MQTT session: configure, open, log in, leave, close (6.2–6.4, 6.8). */
import type { QoS } from "mqtt-packet";
import { type Argument, unescapeTriples, whole } from "../arguments.ts";
import { utf8 } from "../bytes.ts";
import { type Answer, type CommandRow, type Handler, MALFORMED, OK } from "../executor.ts";
import type { Inside } from "../inside.ts";
import type { MqttConfig, MqttState } from "../mqtt-client.ts";
import { MQTT_CONTEXT } from "../tls.ts";
import { OFF_AIR } from "./radio.ts";

const LOGIN_BYTES = 256;
const WILL_TOPIC_BYTES = 256;
const WILL_MESSAGE_BYTES = 1360;
const LAST_PORT = 65535;
export const FAILED: Answer = { error: 767 };

/** <clientid>[,<user>,<pwd>[,<qos>,<retain>,"<topic>","<message>"]] */
const configure: Handler = (inside, args) => {
  if (![1, 3, 7].includes(args.length)) return MALFORMED;
  const login = readLogin(inside, args);
  const will = args.length === 7 ? readWill(args) : undefined;
  if (!login || will === null) return MALFORMED;
  if (inside.mqtt.state !== "OFF" && inside.mqtt.state !== "CONFIGURED") return FAILED;
  inside.mqtt.config = will ? { ...login, will } : login;
  inside.mqtt.state = "CONFIGURED";
  return OK;
};

function readLogin(inside: Inside, args: readonly Argument[]): MqttConfig | undefined {
  const texts = args.slice(0, 3).map(({ text }) => (inside.family.mconfigUnescapes ? unescapeTriples(text) : text));
  const [clientId, user, password] = texts;
  if (!clientId || texts.some((text) => text === undefined || text.length > LOGIN_BYTES)) return undefined;
  const config: MqttConfig = { clientId: utf8(clientId) };
  if (!user) return config;
  return { ...config, username: utf8(user), password: Buffer.from(password ?? "", "latin1") };
}

function readWill(args: readonly Argument[]): MqttConfig["will"] | null {
  const qos = whole(args[3], 0, 2) as QoS | undefined;
  const retain = whole(args[4], 0, 1);
  const topic = args[5] as Argument;
  const message = args[6] as Argument;
  if (qos === undefined || retain === undefined || !topic.quoted || !message.quoted || !topic.text) return null;
  if (topic.text.length > WILL_TOPIC_BYTES || message.text.length > WILL_MESSAGE_BYTES) return null;
  return { topic: utf8(topic.text), payload: Buffer.from(message.text, "latin1"), qos, retain: retain === 1 };
}

/** What MIPSTART meets in each state; none: it opens (6.1, 6.3, and 912 "socket exists" of 11). */
const OPEN_REFUSALS: Readonly<Partial<Record<MqttState, Answer>>> = {
  OFF: { error: 3 },
  CONNECTING: { error: 912 },
  DOWN: { error: 912 },
};

function openLink(inside: Inside, args: readonly Argument[], tlsContext?: number): Answer {
  const host = args[0]?.text;
  const port = whole(args[1], 1, LAST_PORT);
  if (args.length !== 2 || !host || port === undefined || !/^[\w.-]+$/.test(host)) return MALFORMED;
  const { mqtt, bearer, radio, out } = inside;
  if (!radio.onAir) return OFF_AIR;
  const refusal = OPEN_REFUSALS[mqtt.state];
  if (refusal) return refusal;
  if (mqtt.state !== "CONFIGURED") {
    const isOpen = mqtt.statusNumber !== 0;
    return isOpen ? { next: () => out.result("ALREADY CONNECT") } : { error: 912 };
  }
  if (!bearer.isUp) return { error: 3 };
  return { awaits: "result:CONNECT", next: () => mqtt.open(host, port, tlsContext) };
}

/** Two parameters; the third is newer firmware's (6.4). */
const logIn: Handler = (inside, args) => {
  const most = inside.family.mconnectMode ? 3 : 2;
  const clean = whole(args[0], 0, 1);
  const keepaliveS = whole(args[1], 1, 65535);
  const mode = args.length === 3 ? whole(args[2], 0, 1) : 0;
  if (args.length < 2 || args.length > most || clean === undefined || keepaliveS === undefined || mode === undefined) {
    return MALFORMED;
  }
  const { mqtt } = inside;
  const isOpen = mqtt.state === "TCP" || (mqtt.state === "LEFT" && mqtt.statusNumber === 2);
  if (!isOpen) return FAILED;
  return { awaits: "result:CONNACK", next: () => mqtt.login(clean === 1, keepaliveS, mode) };
};

const leave: Handler = (inside) => {
  if (inside.mqtt.state !== "UP") return FAILED;
  inside.mqtt.leave();
  return OK;
};

/** 767 where nothing is open; after CLOSED it clears the way all the same (1.7). */
const closeLink: Handler = (inside) => {
  const { mqtt, family } = inside;
  if (mqtt.state === "OFF" || mqtt.state === "CONFIGURED") return FAILED;
  const wasDown = mqtt.state === "DOWN";
  mqtt.closeLocally();
  return wasDown && family.mipcloseWhenDown !== "OK" ? { error: family.mipcloseWhenDown } : OK;
};

export const MQTT_LINK_COMMANDS: Readonly<Record<string, CommandRow>> = {
  MCONFIG: { set: configure },
  MIPSTART: { set: openLink },
  SSLMIPSTART: { set: (inside, args) => openLink(inside, args, MQTT_CONTEXT) },
  MCONNECT: { set: logIn },
  MDISCONNECT: { run: leave },
  MIPCLOSE: { run: closeLink },
  MQTTSTATU: { run: (inside) => ({ lines: [`+MQTTSTATU :${inside.mqtt.statusNumber}`] }) },
};
