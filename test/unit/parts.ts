/** Each part of the firmware as its tests want it: built in one place, with what it calls written down. */
import { crc32 } from "node:zlib";
import { type ChatPeer, createChat } from "../../src/at/chat.ts";
import { type Command, NO_URC, URC, type UrcScope } from "../../src/at/command.ts";
import { createLines } from "../../src/at/lines.ts";
import type { Uart } from "../../src/hal.ts";
import { MAX_MESSAGE_BYTES } from "../../src/modem/luat/limits.ts";
import { createLuat } from "../../src/modem/luat/luat.ts";
import type { Modem, Session, Step } from "../../src/modem/modem.ts";
import { FakeClock } from "./fake-clock.ts";

export const HEADER = "+MSUB:";

/** What a digest gave, in order: `line OK`, `prompt`, `message t 2 "hi"`. */
export function openLines(maxBytes = MAX_MESSAGE_BYTES) {
  const events: string[] = [];
  const lines = createLines(HEADER, maxBytes, {
    line: (text) => events.push(`line ${text}`),
    prompt: () => events.push("prompt"),
    message: (topic, body, bytes) => events.push(`message ${topic} ${bytes} ${JSON.stringify(body)}`),
  });
  return { lines, events };
}

/** A wire of which a test is the other end. */
export class FakeUart implements Uart {
  readonly written: string[] = [];
  /** Answers to what is written; undefined: silence. Given at once, in the same turn as a test's own bytes are. */
  respond: (text: string) => string | undefined = () => undefined;
  private listener: (chunk: string) => void = () => {};

  constructor(private readonly clock: FakeClock) {}

  write(bytes: string): void {
    this.written.push(bytes);
    const answer = this.respond(bytes);
    if (answer !== undefined) this.clock.after(10, () => this.listener(answer));
  }

  on(_event: "data", listener: (chunk: string) => void): void {
    this.listener = listener;
  }

  receive(bytes: string): void {
    this.listener(bytes);
  }

  /** What was written since the last call. */
  take(): string[] {
    return this.written.splice(0);
  }
}

export const SYNC = "AT+SYNC";
const SYNC_REPLY = "+SYNC";

/** A chat whose URCs are those of `scopes`. */
export function openChat(scopes: { readonly [line: string]: UrcScope } = {}) {
  const clock = new FakeClock();
  const uart = new FakeUart(clock);
  const events: string[] = [];
  const peer: ChatPeer = {
    scopeOf: (line) => {
      const scope = scopes[line] ?? NO_URC;
      if (scope === URC) events.push(`urc ${line}`);
      return scope;
    },
    urc: (line) => events.push(`urc ${line}`),
    echo: () => events.push("echo"),
    message: (topic, body, bytes) => events.push(`message ${topic} ${bytes} ${JSON.stringify(body)}`),
  };
  const chat = createChat(uart, clock, HEADER, MAX_MESSAGE_BYTES, SYNC, SYNC_REPLY, peer);
  /** Sends; the outcome is an event: `AT+CSQ -> ok [+CSQ: 23,99]`. */
  const send = (command: Partial<Command> & { text: string }) =>
    chat.send({ timeoutMs: 9000, ...command }, (error, reply) => {
      events.push(`${command.text} -> ${error || "ok"} [${reply.join("|")}]`);
    });
  return { clock, uart, chat, events, send };
}

export const SESSION: Session = {
  host: "a1EXAMPLE00.iot-as-mqtt.cn-shanghai.aliyuncs.com",
  port: 1883,
  clientId: "D001|securemode=3,signmethod=hmacsha1|",
  username: "D001&a1EXAMPLE00",
  password: "43eb60cfc371b6af9abb7a11ab3abbbfa0019170",
  keepAliveS: 600,
  cleanSession: 0,
  isTls: false,
  topics: ["/up", "/down"],
};

export const APN = { name: "CMNET", user: "", password: "" };

/** A command with a second result: the good word first, then the bad ones. */
export function twoResults(text: string, words: readonly string[], thenTimeoutMs: number) {
  // biome-ignore lint/suspicious/noThenProperty: the name it has in `Command`
  return { text, then: words, thenTimeoutMs };
}

/** The Luat driver over a wire; `events` holds what it told and did to the pins, `step` runs one step to its end. */
export function openLuat(
  pins: { readonly key?: boolean; readonly reset?: boolean } = {},
  session = SESSION,
  certificate?: () => string | undefined,
) {
  const clock = new FakeClock();
  const uart = new FakeUart(clock);
  const events: string[] = [];
  const pin = (name: string) => (on: boolean) => events.push(`${name} ${on ? "low" : "released"} at ${clock.ms}`) > 0;
  const modem: Modem = createLuat(
    uart,
    clock,
    APN,
    pins.key ? pin("PWRKEY") : undefined,
    pins.reset ? pin("RESET") : undefined,
    {
      lost: (rung, line) => events.push(`lost ${rung}: ${line}`),
      message: (topic, body, bytes) => events.push(`message ${topic} ${bytes} ${JSON.stringify(body)}`),
      time: (epochMs) => events.push(`time ${new Date(epochMs).toISOString()}`),
    },
    certificate,
    certificate && crc32,
  );
  const step = (name: Step, withinMs = 200_000): string => {
    let result: string | undefined;
    modem.step(name, session, (given) => {
      if (result !== undefined) throw new Error(`step ${name} ended twice: ${result}, ${given}`);
      result = given;
    });
    clock.advance(withinMs, () => result !== undefined);
    return result ?? "never ended";
  };
  return { clock, uart, modem, events, step };
}

/** Bytes as a person reads them. */
export function shown(bytes: string): string {
  return JSON.stringify(bytes);
}
