/** Bytes in, events out; each row also cut in two at every byte, and byte by byte: the events must stay the same. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { openLines, shown } from "./parts.ts";

type Row = readonly [name: string, bytes: string, events: readonly string[]];

function eventsOf(chunks: readonly string[], isPromptAwaited: boolean, maxBytes?: number): string[] {
  const { lines, events } = openLines(maxBytes);
  lines.awaitPrompt(isPromptAwaited);
  for (const chunk of chunks) lines.feed(chunk);
  return events;
}

function check([name, bytes, expected]: Row, isPromptAwaited = false, maxBytes?: number): void {
  test(name, () => {
    const say = (how: string, got: string[]) =>
      `${how} of ${shown(bytes.slice(0, 200))}\n  got      ${shown(got.join("; "))}\n  expected ${shown(expected.join("; "))}`;
    const whole = eventsOf([bytes], isPromptAwaited, maxBytes);
    assert.deepEqual(whole, expected, say("one chunk", whole));
    const single = eventsOf([...bytes], isPromptAwaited, maxBytes);
    assert.deepEqual(single, expected, say("chunks of one byte", single));
    const step = Math.max(1, Math.floor(bytes.length / 600));
    for (let at = 1; at < bytes.length; at += step) {
      const cut = eventsOf([bytes.slice(0, at), bytes.slice(at)], isPromptAwaited, maxBytes);
      assert.deepEqual(cut, expected, say(`cut at byte ${at}`, cut));
    }
  });
}

const ROWS: readonly Row[] = [
  ["nothing", "", []],
  ["a line", "\r\nOK\r\n", ["line OK"]],
  ["runs of line ends mean nothing", "\r\n\r\r\n\n\nOK\r\n\n\r\r\n", ["line OK"]],
  ["LF alone ends a line", "OK\nERROR\n", ["line OK", "line ERROR"]],
  ["CR alone ends none", "OK\rERROR\n", ["line OK\rERROR"]],
  ["half a line waits", "\r\nCONNECT O", []],
  ["two lines", "\r\nOK\r\n\r\nCONNECT OK\r\n", ["line OK", "line CONNECT OK"]],
  ["echo and reply", "AT+CSQ\r\r\n+CSQ: 23,99\r\n\r\nOK\r\n", ["line AT+CSQ", "line +CSQ: 23,99", "line OK"]],
  ["a prompt nobody awaits is text", "\r\n> \r\n", ["line >"]],
  ["the header's name inside a line is text", 'x+MSUB: "t",2 byte,hi\r\n', ['line x+MSUB: "t",2 byte,hi']],
  ["a slot number is a line", "\r\n+MSUB: 2\r\n\r\nOK\r\n", ["line +MSUB: 2", "line OK"]],
  ["a slot number and a message", '\r\n+MSUB: 2\r\n\r\n+MSUB: "t",1 byte,x\r\n', ["line +MSUB: 2", 'message t 1 "x"']],
  ["a torn header is a line", '\r\n+MSUB: "t"\r\n\r\nOK\r\n', ['line +MSUB: "t"', "line OK"]],
  ["a message", '\r\n+MSUB: "t",2 byte,hi\r\n', ['message t 2 "hi"']],
  ["no blank, unit glued on", '+MSUB:"t",2byte,hi\r\n', ['message t 2 "hi"']],
  ["no unit", '+MSUB:"t",2,hi\r\n', ['message t 2 "hi"']],
  ["an empty message", '\r\n+MSUB: "t",0 byte,\r\n\r\nOK\r\n', ['message t 0 ""', "line OK"]],
  ["a comma in a quoted topic", '+MSUB: "a,b",2 byte,hi\r\n', ['message a,b 2 "hi"']],
  [
    "a message that holds a message",
    '+MSUB: "t",20 byte,\r\n+MSUB: "u",1 byte,\r\nOK\r\n',
    ['message t 20 "\\r\\n+MSUB: \\"u\\",1 byte,"', "line OK"],
  ],
  [
    "message, line, message",
    '\r\n+MSUB: "t",1 byte,a\r\n\r\nOK\r\n\r\n+MSUB: "t",1 byte,b\r\n',
    ['message t 1 "a"', "line OK", 'message t 1 "b"'],
  ],
  [
    "no line end behind a message",
    '\r\n+MSUB: "t",1 byte,a+MSUB: "t",1 byte,b',
    ['message t 1 "a"', 'message t 1 "b"'],
  ],
  ["a count that is no number", '\r\n+MSUB: "t",x byte,\r\nOK\r\n', ['message t 0 ""', "line OK"]],
];
for (const row of ROWS) check(row);

const VECTORS: readonly Row[] = [
  ["vector: AT+CIFSR", "\r\n10.86.47.178\r\n", ["line 10.86.47.178"]],
  ["vector: AT+CIPSTATUS", "\r\nOK\r\n\r\nSTATE: IP STATUS\r\n", ["line OK", "line STATE: IP STATUS"]],
  [
    "vector: +MSUB with CR LF O K CR LF > x",
    '\r\n+MSUB: "t",8 byte,\r\nOK\r\n>x\r\n',
    ['message t 8 "\\r\\nOK\\r\\n>x"'],
  ],
  ["vector: the cached listing form", "\r\n+MSUB:t,3 byte,abc\r\n", ['message t 3 "abc"']],
  [
    "vector: a message before SUBACK",
    '\r\nOK\r\n\r\n+MSUB: "t",2 byte,hi\r\n\r\nSUBACK\r\n',
    ["line OK", 'message t 2 "hi"', "line SUBACK"],
  ],
];
for (const row of VECTORS) check(row);

const TRAPS: readonly Row[] = [
  [
    "trap: two +MSUB back to back",
    '\r\n+MSUB: "t",1 byte,a\r\n\r\n+MSUB: "t",1 byte,b\r\n',
    ['message t 1 "a"', 'message t 1 "b"'],
  ],
  [
    "trap: SUBACK and +MSUB in one burst",
    '\r\nSUBACK\r\n\r\n+MSUB: "t",2 byte,hi\r\n',
    ["line SUBACK", 'message t 2 "hi"'],
  ],
  ["trap: half lines", "\r\nSMS REA", []],
  [
    "trap: colon with or without blank",
    '\r\n+MSUB:"t",1 byte,a\r\n\r\n+MSUB: "t",1 byte,b\r\n',
    ['message t 1 "a"', 'message t 1 "b"'],
  ],
  [
    "trap: 40 bytes that hold CR LF OK CR LF > CR LF",
    `\r\n+MSUB: "t",40 byte,${"\r\nOK\r\n>\r\n".repeat(4)}1234\r\n`,
    [`message t 40 ${JSON.stringify(`${"\r\nOK\r\n>\r\n".repeat(4)}1234`)}`],
  ],
];
for (const row of TRAPS) check(row);

const PROMPTS: readonly Row[] = [
  ["a prompt", "\r\n>", ["prompt"]],
  ["a prompt with a blank", "\r\n> ", ["prompt"]],
  ["a prompt as the very first byte", ">", ["prompt"]],
  ["behind a line", "\r\nRDY\r\n\r\n>", ["line RDY", "prompt"]],
  ["only as the first byte of a line", "\r\na>b\r\n", ["line a>b"]],
  ["only one", "\r\n>\r\n\r\n>x\r\n", ["prompt", "line >x"]],
  ["in a payload it is payload", '\r\n+MSUB: "t",4 byte,\r\n>x\r\n\r\n>', ['message t 4 "\\r\\n>x"', "prompt"]],
  [
    "trap: a message right behind the prompt",
    `\r\n>\r\n+MSUB: "t",4101 byte,${"x".repeat(4101)}\r\n\r\nOK\r\n`,
    ["prompt", `message t 4101 ${JSON.stringify("x".repeat(128))}`, "line OK"],
  ],
  [
    "trap: URC before the prompt",
    '\r\n+CREG: 1\r\n\r\n+MSUB: "t",1 byte,>\r\n\r\n>',
    ["line +CREG: 1", 'message t 1 ">"', "prompt"],
  ],
];
for (const row of PROMPTS) check(row, true);

test("payloads of every byte arrive as they were, whole or cut", () => {
  const all = String.fromCharCode(...Array.from({ length: 256 }, (_, i) => i)).repeat(3);
  const bytes = `\r\n+MSUB: "t",${all.length} byte,${all}\r\n\r\nOK\r\n`;
  const expected = [`message t ${all.length} ${JSON.stringify(all)}`, "line OK"];
  for (const size of [1, 7, 64, 300, bytes.length]) {
    const chunks = bytes.match(new RegExp(`[^]{1,${size}}`, "g")) as string[];
    assert.deepEqual(eventsOf(chunks, false), expected, `chunks of ${size} bytes`);
  }
});

check(
  [
    "of a message over the limit the beginning is kept, and its true size told",
    `+MSUB: "t",300 byte,${"y".repeat(300)}\r\nOK\r\n`,
    [`message t 300 ${JSON.stringify("y".repeat(128))}`, "line OK"],
  ],
  false,
  200,
);
check(
  [
    "a message of just the limit is whole",
    `+MSUB: "t",200 byte,${"y".repeat(200)}\r\n`,
    [`message t 200 ${JSON.stringify("y".repeat(200))}`],
  ],
  false,
  200,
);
