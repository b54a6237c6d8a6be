/** What the page takes each AT line for. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type AtKind, AtKinds } from "../../sim/web/at-kind.ts";
import { readable } from "../../sim/web/at-line.ts";

type Said = readonly [line: `${">" | "<"} ${string}`, kind: AtKind];

const POST = "/sys/a1EXAMPLE00/D001/thing/event/property/post";

describe("what a line is, by what stood before it", () => {
  const talks: Readonly<Record<string, readonly Said[]>> = {
    "a start, with echo": [
      ["< RDY", "urc"],
      ["> AT", "command"],
      ["< AT", "data"],
      ["< OK", "result"],
      ["> ATE0", "command"],
      ["< ATE0", "data"],
      ["< OK", "result"],
    ],
    "an answer bears the name of what was asked": [
      ["> AT+CSQ", "command"],
      ["< +CSQ: 20,0", "response"],
      ["< OK", "result"],
      ["< +CSQ: 20,0", "urc"],
      ["> AT+MQTTSTATU", "command"],
      ["< +MQTTSTATU :1", "response"],
      ["< OK", "result"],
      ["> AT+CFUN=1;+CPIN?", "command"],
      ["< +CPIN: READY", "response"],
      ["< OK", "result"],
    ],
    "what nobody asked for may come in the middle": [
      ["> AT+CREG?", "command"],
      ["< +CGEV: ME PDN ACT 1,0", "urc"],
      ["< ^MODE: 17,17", "urc"],
      ["< +E_UTRAN Service", "urc"],
      ["< +CREG: 0,1", "response"],
      ["< CLOSED", "urc"],
      ["< OK", "result"],
    ],
    "an answer without a name": [
      ["> AT+CIFSR", "command"],
      ["< 10.86.47.178", "response"],
      ["> AT+CGSN", "command"],
      ["< 866000000000000", "response"],
      ["< OK", "result"],
    ],
    "an answer behind its OK": [
      ["> AT+CIPSTATUS", "command"],
      ["< OK", "result"],
      ["< STATE: IP STATUS", "response"],
    ],
    "the bearer's word is no answer about the bearer": [
      ["> AT+SAPBR=2,1", "command"],
      ['< +SAPBR: 1,1,"10.0.0.1"', "response"],
      ["< +SAPBR 1: DEACT", "urc"],
      ["< OK", "result"],
      ["< +PDP DEACT", "urc"],
    ],
    "what MQTT gives later is a result": [
      ['> AT+MIPSTART="h",1883', "command"],
      ["< OK", "result"],
      ["< STATE: IP STATUS", "response"],
      ["< CONNECT FAIL", "result"],
      ['> AT+MIPSTART="h",1883', "command"],
      ["< OK", "result"],
      ["< CONNECT OK", "result"],
      ["> AT+MCONNECT=0,300", "command"],
      ["< OK", "result"],
      ["< CONNACK OK", "result"],
      ['> AT+MSUB="t",1', "command"],
      ["< OK", "result"],
      ["< SUBACK", "result"],
      ["> AT+MIPCLOSE", "command"],
      ["< +CME ERROR: 767", "result"],
    ],
    "messages, counted ones with anything in them": [
      ['> AT+MPUB="t",1,0,"{\\22a\\22:1}"', "message"],
      ["< OK", "result"],
      ["< PUBACK", "result"],
      ['< +MSUB: "t",8 byte,\\r\\nOK\\r\\n>x', "message"],
      ["< +MSUB: 2", "urc"],
    ],
    "bytes behind a prompt": [
      ['> AT+MPUBEX="t",0,0,5', "command"],
      ["< >", "data"],
      ["> hello", "data"],
      ["< OK", "result"],
    ],
    noise: [
      ["< \\x80\\xff", "data"],
      ["> \\x80\\xff", "data"],
    ],
  };
  for (const [name, said] of Object.entries(talks)) {
    test(name, () => {
      const kinds = new AtKinds();
      const told = said.map(([line]) => [line, kinds.kindOf(line[0] as "<" | ">", line.slice(2))]);
      assert.deepEqual(told, said);
    });
  }
  test("where lines are missing, no command is taken for open", () => {
    const kinds = new AtKinds();
    kinds.kindOf(">", "AT+CSQ");
    kinds.forget();
    assert.equal(kinds.kindOf("<", "+CSQ: 20,0"), "urc");
    assert.equal(kinds.kindOf("<", "hello"), "data");
  });
});

describe("a line as it is read", () => {
  const rows: readonly (readonly [line: string, text: string])[] = [
    ["AT+CSQ", "AT+CSQ"],
    [`AT+MSUB="${POST}",1`, 'AT+MSUB="thing/event/property/post",1'],
    ['AT+HTTPPARA="URL","http://h/a\\22b"', 'AT+HTTPPARA="URL","http://h/a"b"'],
    ['AT+MPUB="t",1,0,"a\\0D\\0Ab"', "MPUB t a\\0D\\0Ab"],
    [`+MSUB: "${POST}",30 byte,{"id":"1",\\r\\n"params":{"A":1}}`, 'MSUB thing/event/property/post id 1 {"A":1}'],
    ['AT+X="a\x1b[2J"', 'AT+X="a\\1B[2J"'],
    ['"left open', '"left open'],
  ];
  for (const [line, text] of rows) test(line, () => assert.equal(readable(line), text));
});
