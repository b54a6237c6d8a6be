/** A modem on the bench: powered, with a broker that does what it is told, and everything it prints kept. */
import assert from "node:assert/strict";
import { generate, type Packet } from "mqtt-packet";
import { SimClock } from "../../sim/clock.ts";
import type { Connection, ConnectionEvents, Network, OpenFailure } from "../../sim/cloud/network.ts";
import type { TlsOffer } from "../../sim/cloud/tls.ts";
import type { FamilyName } from "../../sim/modem/family.ts";
import { VirtualModem } from "../../sim/modem/modem.ts";
import type { ModemOptions } from "../../sim/modem/options.ts";
import { Random } from "../../sim/random.ts";

export class FakeBroker implements Network {
  opening: "accept" | "never" | OpenFailure = "accept";
  trouble: OpenFailure | undefined;
  /** What the last connection offered. */
  tls: TlsOffer | undefined;
  returnCode = 0;
  granted = 1;
  /** Packet kinds it leaves unanswered. */
  ignores = new Set<string>();
  opens: string[] = [];
  received: Packet[] = [];
  localCloses = 0;
  #events: ConnectionEvents | undefined;

  open(host: string, port: number, events: ConnectionEvents, tls?: TlsOffer): Connection {
    this.tls = tls;
    this.opens.push(`${host}:${port}`);
    if (this.opening === "accept") {
      this.#events = events;
      events.opened();
    } else if (this.opening !== "never") events.failed(this.opening);
    return { send: (packet) => this.#take(packet, events), close: () => void this.localCloses++ };
  }

  publish(topic: string, payload: string, qos: 0 | 1 | 2 = 0): void {
    const packet: Packet = {
      cmd: "publish",
      topic,
      payload: Buffer.from(payload, "latin1"),
      qos,
      retain: false,
      dup: false,
    };
    this.#events?.packet(qos === 0 ? packet : { ...packet, messageId: 77 });
  }

  answer(packet: Packet): void {
    this.#events?.packet(packet);
  }

  close(): void {
    this.#events?.closed();
  }

  last(cmd: string): Packet | undefined {
    return this.received.findLast((packet) => packet.cmd === cmd);
  }

  count(cmd: string): number {
    return this.received.filter((packet) => packet.cmd === cmd).length;
  }

  #take(packet: Packet, events: ConnectionEvents): void {
    generate(packet, { protocolVersion: 4 }); // Throws on what no wire could carry.
    this.received.push(packet);
    if (this.ignores.has(packet.cmd)) return;
    const messageId = packet.messageId ?? 0;
    if (packet.cmd === "connect") {
      events.packet({ cmd: "connack", returnCode: this.returnCode, sessionPresent: false });
      if (this.returnCode !== 0) events.closed();
    }
    if (packet.cmd === "subscribe") events.packet({ cmd: "suback", messageId, granted: [this.granted] });
    if (packet.cmd === "unsubscribe") events.packet({ cmd: "unsuback", messageId, granted: [] });
    if (packet.cmd === "publish" && packet.qos === 1) events.packet({ cmd: "puback", messageId });
    if (packet.cmd === "publish" && packet.qos === 2) events.packet({ cmd: "pubrec", messageId });
    if (packet.cmd === "pubrel") events.packet({ cmd: "pubcomp", messageId });
    if (packet.cmd === "pingreq") events.packet({ cmd: "pingresp" });
    if (packet.cmd === "disconnect") events.closed();
  }
}

/** How far the bench takes the modem by itself; each level holds those before it. */
const LEVELS = ["supplied", "on", "attached", "bearer", "configured", "tcp", "up"] as const;
export type Level = (typeof LEVELS)[number];

export type BenchOptions = Partial<Pick<ModemOptions, "settings" | "sim" | "epochMs" | "origin" | "originTls">> & {
  seed?: number;
  /** Instead of the broker that does what it is told. */
  networkOf?: (clock: SimClock) => Network;
};

/** Long enough for any answer but a time-out's. */
const SETTLE_MS = 4000;

export class Bench {
  readonly clock = new SimClock();
  readonly broker = new FakeBroker();
  readonly modem: VirtualModem;
  printed = "";

  constructor(family: FamilyName, level: Level, options: BenchOptions = {}) {
    const { seed = 1, networkOf = () => this.broker, ...rest } = options;
    this.modem = new VirtualModem({
      clock: this.clock,
      random: new Random(seed),
      network: networkOf(this.clock),
      family,
      ...rest,
    });
    this.modem.onSend = (bytes) => {
      this.printed += bytes;
    };
    this.modem.supply(true);
    this.#raise(LEVELS.indexOf(level), family);
    this.take();
  }

  /** Sends a command and returns all that was printed until `ms` later. */
  say(command: string, ms = SETTLE_MS): string {
    this.take();
    this.modem.receive(`${command}\r`);
    return this.wait(ms);
  }

  wait(ms: number): string {
    this.clock.runFor(ms);
    return this.take();
  }

  take(): string {
    const bytes = this.printed;
    this.printed = "";
    return bytes;
  }

  press(): void {
    this.modem.powerKey(true);
    this.clock.runFor(2000);
    this.modem.powerKey(false);
  }

  #raise(level: number, family: FamilyName): void {
    const does = (name: Level, fn: () => void) => level >= LEVELS.indexOf(name) && fn();
    does("on", () => {
      this.press();
      this.clock.runUntil(() => this.modem.powerState === "on", 30_000);
      this.say("AT", 50);
      this.say("ATE0", 50);
      this.say("AT+CMEE=1", 50);
    });
    does("attached", () => this.clock.runFor(30_000));
    does("bearer", () => {
      if (family === "air780e") return;
      for (const command of ['AT+CSTT="CMNET","",""', "AT+CIICR", "AT+CIFSR"]) this.say(command);
    });
    does("configured", () => this.say('AT+MCONFIG="id","user","password"'));
    does("tcp", () => this.say('AT+MIPSTART="h",1883'));
    does("up", () => {
      this.say("AT+MQTTMSGSET=0");
      assert.match(this.say("AT+MCONNECT=0,600"), /CONNACK OK/);
    });
  }
}

export const line = (text: string): string => `\r\n${text}\r\n`;
export const OK = line("OK");
export const ERROR = line("ERROR");
export const cme = (code: number): string => line(`+CME ERROR: ${code}`);

export function putFile(bench: Bench, name: string, content: string): void {
  assert.equal(bench.say(`AT+FSCREATE="${name}"`), OK);
  assert.equal(bench.say(`AT+FSWRITE="${name}",0,${content.length},10`, 200), "\r\n>");
  bench.modem.receive(content);
  assert.equal(bench.wait(200), OK, `${name} is written`);
}
