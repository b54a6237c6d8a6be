/**
 * A reply that is counted (facts: modem section 15): so many raw bytes behind its line, whatever they hold and however they are
 * cut. Bytes in, events out; a counted reply is a message without a topic.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { URC, URC_ENDS_ALL, URC_TELLS, type UrcScope } from "../../src/at/command.ts";
import { MAX_MESSAGE_BYTES } from "../../src/modem/luat/limits.ts";
import { openChat, openLines, shown } from "./parts.ts";

const READ = "+HTTPREAD:";

function eventsOf(chunks: readonly string[]): string[] {
  const { lines, events } = openLines();
  lines.awaitPrompt(false, READ);
  for (const chunk of chunks) lines.feed(chunk);
  return events;
}

const counted = (body: string) => `message  ${body.length} ${JSON.stringify(body)}`;
const reply = (body: string) => `\r\n${READ}${body.length}\r\n${body}\r\n\r\nOK\r\n`;

const HOSTILE = '\r\nOK\r\n\0\r\n+MSUB: "t",5 byte,\r\n>\r\n+HTTPREAD:3\r\nERROR\r\nRDY\r\n';
const ALL_BYTES = String.fromCharCode(...Array.from({ length: 256 }, (_, i) => i));

const ROWS: readonly (readonly [name: string, bytes: string, events: readonly string[]])[] = [
  ["plain bytes", reply("hello"), [counted("hello"), "line OK"]],
  ["a blank behind the colon", `\r\n${READ} 5\r\nhello\r\n\r\nOK\r\n`, [counted("hello"), "line OK"]],
  ["no line end in front", `${READ}5\r\nhello\r\nOK\r\n`, [counted("hello"), "line OK"]],
  ["lines of others before it", `\r\n+CREG: 1\r\n${reply("hello")}`, ["line +CREG: 1", counted("hello"), "line OK"]],
  ["bytes that look like all else", reply(HOSTILE), [counted(HOSTILE), "line OK"]],
  ["every byte there is", reply(ALL_BYTES), [counted(ALL_BYTES), "line OK"]],
  ["only line ends", reply("\r\n\r\n"), [counted("\r\n\r\n"), "line OK"]],
  ["none", reply(""), [counted(""), "line OK"]],
  ["a count that is no number", `\r\n${READ}many\r\n\r\nOK\r\n`, [counted(""), "line OK"]],
  [
    "only the first: a second is a line",
    reply("hi") + reply("hi"),
    [counted("hi"), "line OK", `line ${READ}2`, "line hi", "line OK"],
  ],
  ["only as a whole line's beginning", `\r\nx${READ}2\r\nhi\r\n`, [`line x${READ}2`, "line hi"]],
  [
    "a message before it and one behind",
    `\r\n+MSUB: "t",${READ.length + 6} byte,\r\n${READ}2\r\nx\r\n${reply("hi")}\r\n+MSUB: "u",1 byte,y\r\n`,
    [
      `message t ${READ.length + 6} ${JSON.stringify(`\r\n${READ}2\r\nx`)}`,
      counted("hi"),
      "line OK",
      'message u 1 "y"',
    ],
  ],
  ["no line end behind its bytes", `\r\n${READ}2\r\nhiOK\r\n`, [counted("hi"), "line OK"]],
];
for (const [name, bytes, expected] of ROWS) {
  test(`counted: ${name}`, () => {
    const say = (how: string, got: string[]) =>
      `${how} of ${shown(bytes)}\n  got      ${shown(got.join("; "))}\n  expected ${shown(expected.join("; "))}`;
    const whole = eventsOf([bytes]);
    assert.deepEqual(whole, expected, say("one chunk", whole));
    const single = eventsOf([...bytes]);
    assert.deepEqual(single, expected, say("chunks of one byte", single));
    for (let at = 1; at < bytes.length; at++) {
      const cut = eventsOf([bytes.slice(0, at), bytes.slice(at)]);
      assert.deepEqual(cut, expected, say(`cut at byte ${at}`, cut));
    }
  });
}

test("counted: not awaited, it is a line, and what it holds are lines", () => {
  const { lines, events } = openLines();
  lines.feed(reply("hello"));
  assert.deepEqual(events, [`line ${READ}5`, "line hello", "line OK"]);
});

test("counted: awaited no more, it is a line", () => {
  const { lines, events } = openLines();
  lines.awaitPrompt(false, READ);
  lines.awaitPrompt(false);
  lines.feed(reply("hello"));
  assert.deepEqual(events, [`line ${READ}5`, "line hello", "line OK"]);
});

test("counted: still awaited behind half a line that was given up", () => {
  const { lines, events } = openLines();
  lines.awaitPrompt(false, READ);
  lines.feed("\r\n+CPIN: READY");
  lines.flush();
  lines.feed(reply("hi"));
  assert.deepEqual(events, ["line +CPIN: READY", counted("hi"), "line OK"]);
});

test("counted: half of it is thrown away, and the next line is a line", () => {
  const { lines, events } = openLines();
  lines.awaitPrompt(false, READ);
  assert.equal(lines.feed(`\r\n${READ}50\r\nhalf of it`), 2, "it ends within counted bytes");
  lines.flush();
  lines.feed("\r\nOK\r\n");
  assert.deepEqual(events, ["line OK"]);
});

test("counted: a header without end is given up, and the next line is a line", () => {
  const { lines, events } = openLines();
  lines.awaitPrompt(false, READ);
  lines.feed(`\r\n${READ}${"1".repeat(400)}`);
  lines.feed("\r\nOK\r\n");
  assert.deepEqual(events, ["line OK"]);
});

test("counted: of more than the limit the beginning is kept, and all of it is taken", () => {
  const body = "x".repeat(MAX_MESSAGE_BYTES + 1);
  assert.deepEqual(eventsOf([reply(body)]), [`message  ${body.length} ${JSON.stringify("x".repeat(128))}`, "line OK"]);
});

const COMMAND = { text: "AT+HTTPREAD=0,5", reply: READ, isCounted: true };
const SCOPES: { readonly [line: string]: UrcScope } = {
  "+CREG: 1": URC,
  "+HTTPACTION: 0,200,5": URC_TELLS,
  RDY: URC_ENDS_ALL,
};
const ended = (error: string, lines: string) => `${COMMAND.text} -> ${error} [${lines}]`;

const CHATS: readonly (readonly [name: string, bytes: string, events: readonly string[]])[] = [
  ["the bytes are the reply", reply("hello"), [ended("ok", "hello")]],
  ["the reply's bytes are no final result", `\r\n${READ}6\r\n\r\nOK\r\n`, []],
  ["an OK before the bytes is another's", `\r\nOK\r\n${reply("hello")}`, [ended("ok", "hello")]],
  ["ERROR in their place", "\r\nERROR\r\n", [ended("ERROR", "")]],
  [
    "bytes behind the ERROR that has ended it are none",
    `\r\nERROR\r\n\r\n+CREG: 1\r\n${reply("hello")}`,
    [ended("ERROR", ""), "urc +CREG: 1"],
  ],
  ["noise before them is none of theirs", `\r\n#\r\n${reply("hello")}`, [ended("ok", "hello")]],
  [
    "a URC between bytes and OK",
    `\r\n${READ}5\r\nhello\r\n\r\n+CREG: 1\r\n\r\nOK\r\n`,
    ["urc +CREG: 1", ended("ok", "hello")],
  ],
  [
    "a message printed among the bytes pushes the last of them out, which is told",
    `\r\n${READ}30\r\nhel\r\n+MSUB: "t",2 byte,hi\r\nlo, here I am\r\n\r\nOK\r\n`,
    [ended("ok", 'hel\r\n+MSUB: "t",2 byte,hi\r\nlo,|here I am')],
  ],
  [
    "a message behind them is a message",
    `\r\n${READ}5\r\nhello\r\n\r\n+MSUB: "t",2 byte,hi\r\n\r\nOK\r\n`,
    ['message t 2 "hi"', ended("ok", "hello")],
  ],
  [
    "a message without a topic behind them",
    `\r\n${READ}5\r\nhello\r\n\r\n+MSUB: "",2 byte,hi\r\n\r\nOK\r\n`,
    [ended("ok", "hello|hi")],
  ],
  [
    "what tells something ends nothing",
    `\r\n+HTTPACTION: 0,200,5\r\n${reply("hello")}`,
    ["urc +HTTPACTION: 0,200,5", ended("ok", "hello")],
  ],
  ["RDY in their place ends it", "\r\nRDY\r\n", ["urc RDY", ended("RDY", "")]],
];
for (const [name, bytes, expected] of CHATS) {
  test(`a command with a counted reply: ${name}`, () => {
    for (const chunks of [[bytes], [...bytes]]) {
      const { uart, events, send } = openChat(SCOPES);
      send(COMMAND);
      for (const chunk of chunks) uart.receive(chunk);
      assert.deepEqual(events, expected, `${chunks.length} chunks of ${shown(bytes)}`);
    }
  });
}

test("a counted reply whose bytes stop coming: time-out, and the next command goes behind a probe", () => {
  const { clock, uart, events, send } = openChat();
  send(COMMAND);
  uart.receive(`\r\n${READ}50\r\nhalf of it`);
  send({ text: "AT+CSQ" });
  clock.advance(20_000, () => events.length > 0);
  assert.deepEqual(events, [ended("timeout", "")]);
  assert.equal(uart.take().at(-1), "AT+SYNC\r");
});

test("a message without a topic beside other commands is a message", () => {
  const { uart, events, send } = openChat();
  uart.receive('\r\n+MSUB: "",2 byte,hi\r\n');
  send({ text: "AT+CSQ", reply: "+CSQ:" });
  uart.receive('\r\n+MSUB: "",2 byte,ho\r\n');
  assert.deepEqual(events, ['message  2 "hi"', 'message  2 "ho"']);
});

/** As Espruino 2v29 has it: what begins like the text looked for, and ends there, is found as well. */
function espruinoIndexOf(this: string, text: string, from = 0): number {
  const whole = PLAIN.call(this, text, from);
  if (whole >= 0 || text.length > this.length) return whole;
  for (let at = Math.max(from, this.length - text.length + 1); at < this.length; at++)
    if (text.startsWith(this.slice(at))) return at;
  return -1;
}
const PLAIN = String.prototype.indexOf;

function onEspruino<T>(act: () => T): T {
  String.prototype.indexOf = espruinoIndexOf;
  try {
    return act();
  } finally {
    String.prototype.indexOf = PLAIN;
  }
}

for (const [name, bytes, expected] of ROWS) {
  test(`Espruino's indexOf: ${name}`, () => {
    for (let at = 0; at < bytes.length; at++) {
      const events = onEspruino(() => eventsOf([bytes.slice(0, at), bytes.slice(at)].filter((chunk) => chunk)));
      assert.deepEqual(events, expected, `cut at byte ${at}`);
    }
  });
}

test("Espruino's indexOf: a line end is no prompt, and the prompt behind it is one", () => {
  const bytes = "\r\n+CREG: 1\r\n\r\n> ";
  for (let at = 1; at < bytes.length; at++) {
    const { lines, events } = openLines();
    lines.awaitPrompt(true);
    onEspruino(() => lines.feed(bytes.slice(0, at)));
    const isShown = bytes.slice(0, at).includes(">");
    assert.equal(events.includes("prompt"), isShown, `${shown(bytes.slice(0, at))} gave ${events.join("; ")}`);
    onEspruino(() => lines.feed(bytes.slice(at)));
    assert.deepEqual(events, ["line +CREG: 1", "prompt"], `cut at byte ${at}`);
  }
});
