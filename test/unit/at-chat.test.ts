/** One command at a time: what ends it, what belongs to it, what is anyone's. Vectors of the modem's section 22. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Command } from "../../src/at/command.ts";
import { URC, URC_ENDS_ALL, URC_ENDS_SESSION, type UrcScope } from "../../src/at/command.ts";
import { openChat, shown, twoResults } from "./parts.ts";

const SCOPES: { readonly [line: string]: UrcScope } = {
  "+NITZ: 26/06/04,09:04:18+32,0": URC,
  "+CREG: 1": URC,
  CLOSED: URC_ENDS_SESSION,
  RDY: URC_ENDS_ALL,
};

type Sent = Partial<Command> & { text: string };
type Row = readonly [name: string, command: Sent, bytes: string, events: readonly string[]];

const MIPSTART: Sent = twoResults('AT+MIPSTART="h",1883', ["CONNECT OK", "CONNECT FAIL", "ALREADY CONNECT"], 45000);
const MCONNECT: Sent = twoResults("AT+MCONNECT=0,600", ["CONNACK OK"], 20000);
const MSUB: Sent = twoResults('AT+MSUB="t",1', ["SUBACK", "ERROR"], 20000);
const MPUB: Sent = twoResults('AT+MPUB="t",1,0,"{\\22a\\22:1}"', ["PUBACK"], 40000);
const CSQ: Sent = { text: "AT+CSQ", reply: "+CSQ:" };
const CGMR: Sent = { text: "AT+CGMR", reply: "" };
const CIFSR: Sent = { text: "AT+CIFSR", reply: "", endsOnReply: true };
const CIPSHUT: Sent = { text: "AT+CIPSHUT", final: "SHUT OK" };
const TELL: Sent = { text: "AT+CIICR" };

const ok = (command: Sent, reply = "") => `${command.text} -> ok [${reply}]`;
const bad = (command: Sent, error: string, reply = "") => `${command.text} -> ${error} [${reply}]`;

const ROWS: readonly Row[] = [
  ["OK ends a command", TELL, "\r\nOK\r\n", [ok(TELL)]],
  ["ERROR ends it", TELL, "\r\nERROR\r\n", [bad(TELL, "ERROR")]],
  ["+CME ERROR ends it", TELL, "\r\n+CME ERROR: 3\r\n", [bad(TELL, "+CME ERROR: 3")]],
  ["+CMS ERROR ends it", TELL, "\r\n+CMS ERROR: 3\r\n", [bad(TELL, "+CMS ERROR: 3")]],
  ["a reply line, then OK", CSQ, "\r\n+CSQ: 23,99\r\n\r\nOK\r\n", [ok(CSQ, "+CSQ: 23,99")]],
  ["two reply lines", CSQ, "\r\n+CSQ: 1,99\r\n\r\n+CSQ: 2,99\r\n\r\nOK\r\n", [ok(CSQ, "+CSQ: 1,99|+CSQ: 2,99")]],
  ["a bare reply", CGMR, "\r\nAirM2M_V5595_AT_S_SSL\r\n\r\nOK\r\n", [ok(CGMR, "AirM2M_V5595_AT_S_SSL")]],
  ["OK without the reply it must have", CSQ, "\r\nOK\r\n", []],
  ["SHUT OK", CIPSHUT, "\r\nSHUT OK\r\n", [ok(CIPSHUT)]],
  ["OK in place of SHUT OK", CIPSHUT, "\r\nOK\r\n", [ok(CIPSHUT)]],
  ["only the OK of two results", MPUB, "\r\nOK\r\n", []],
  ["only the second of two results", MPUB, "\r\nPUBACK\r\n", []],
  ["the second result before the first", MPUB, "\r\nPUBACK\r\n\r\nOK\r\n", [ok(MPUB, "PUBACK")]],
  ["text behind the word", MPUB, "\r\nOK\r\n\r\nPUBACK 17\r\n", [ok(MPUB, "PUBACK 17")]],
  ["a number behind the word", MPUB, "\r\nOK\r\n\r\nPUBACK,17\r\n", [ok(MPUB, "PUBACK,17")]],
  ["letters behind the word make another", MPUB, "\r\nOK\r\n\r\nPUBACKED\r\n", []],
  [
    "an open link is no success",
    MIPSTART,
    "\r\nOK\r\n\r\nALREADY CONNECT\r\n",
    [bad(MIPSTART, "ALREADY CONNECT", "ALREADY CONNECT")],
  ],
];

const VECTORS: readonly Row[] = [
  ["vector: AT+CIFSR", CIFSR, "\r\n10.86.47.178\r\n", [ok(CIFSR, "10.86.47.178")]],
  [
    "vector: AT+CIPSTATUS",
    twoResults("AT+CIPSTATUS", ["STATE:"], 9000),
    "\r\nOK\r\n\r\nSTATE: IP STATUS\r\n",
    ["AT+CIPSTATUS -> ok [STATE: IP STATUS]"],
  ],
  ["vector: AT+MIPSTART, CONNECT OK", MIPSTART, "\r\nOK\r\n\r\nCONNECT OK\r\n", [ok(MIPSTART, "CONNECT OK")]],
  [
    "vector: AT+MIPSTART, CONNECT FAIL",
    MIPSTART,
    "\r\nOK\r\n\r\nSTATE: IP STATUS\r\n\r\nCONNECT FAIL\r\n",
    [bad(MIPSTART, "CONNECT FAIL", "CONNECT FAIL")],
  ],
  ["vector: AT+MCONNECT, CONNACK OK", MCONNECT, "\r\nOK\r\n\r\nCONNACK OK\r\n", [ok(MCONNECT, "CONNACK OK")]],
  ["vector: AT+MCONNECT, ERROR", MCONNECT, "\r\nOK\r\n\r\nERROR\r\n", [bad(MCONNECT, "ERROR")]],
  ["vector: AT+MCONNECT, CLOSED", MCONNECT, "\r\nCLOSED\r\n\r\nOK\r\n", ["urc CLOSED", bad(MCONNECT, "CLOSED")]],
  [
    "vector: AT+MSUB",
    MSUB,
    '\r\nOK\r\n\r\n+MSUB: "t",2 byte,hi\r\n\r\nSUBACK\r\n',
    ['message t 2 "hi"', ok(MSUB, "SUBACK")],
  ],
  ["vector: AT+MPUB", MPUB, "\r\nOK\r\n\r\nPUBACK\r\n", [ok(MPUB, "PUBACK")]],
  [
    "vector: +MSUB that holds OK and a prompt",
    TELL,
    '\r\n+MSUB: "t",8 byte,\r\nOK\r\n>x\r\n',
    ['message t 8 "\\r\\nOK\\r\\n>x"'],
  ],
  ["vector: the cached listing form", TELL, "\r\n+MSUB:t,3 byte,abc\r\n\r\nOK\r\n", ['message t 3 "abc"', ok(TELL)]],
  ["vector: AT+MIPCLOSE", { text: "AT+MIPCLOSE" }, "\r\n+CME ERROR: 767\r\n", ["AT+MIPCLOSE -> +CME ERROR: 767 []"]],
  [
    "vector: AT+MQTTSTATU",
    { text: "AT+MQTTSTATU", reply: "+MQTTSTATU" },
    "\r\n+MQTTSTATU :1\r\n\r\nOK\r\n",
    ["AT+MQTTSTATU -> ok [+MQTTSTATU :1]"],
  ],
];

const NITZ = "+NITZ: 26/06/04,09:04:18+32,0";
const TRAPS: readonly Row[] = [
  ["trap: echo", CSQ, "AT+CSQ\r\r\n+CSQ: 23,99\r\n\r\nOK\r\n", ["echo", ok(CSQ, "+CSQ: 23,99")]],
  ["trap: echo before a bare reply", CGMR, "AT+CGMR\r\r\nV5595\r\n\r\nOK\r\n", ["echo", ok(CGMR, "V5595")]],
  ["trap: echo before a reply that ends", CIFSR, "AT+CIFSR\r\r\n10.0.0.1\r\n", ["echo", ok(CIFSR, "10.0.0.1")]],
  ["trap: half lines", CSQ, "\r\n+CSQ: 23,99\r\n\r\nO", []],
  [
    "trap: URC inside a reply",
    CSQ,
    `\r\n${NITZ}\r\n\r\n+CSQ: 23,99\r\n\r\n${NITZ}\r\n\r\nOK\r\n`,
    [`urc ${NITZ}`, `urc ${NITZ}`, ok(CSQ, "+CSQ: 23,99")],
  ],
  ["trap: URC inside a bare reply", CGMR, `\r\n${NITZ}\r\n\r\nV5595\r\n\r\nOK\r\n`, [`urc ${NITZ}`, ok(CGMR, "V5595")]],
  ["trap: OK as substring", { text: "AT+X" }, "\r\nCONNECT OK\r\n\r\nSEND OK\r\n\r\nOKAY\r\n\r\n OK?\r\n", []],
  [
    "trap: SUBACK and +MSUB in one burst",
    MSUB,
    '\r\nOK\r\n\r\nSUBACK\r\n\r\n+MSUB: "t",2 byte,hi\r\n',
    [ok(MSUB, "SUBACK"), 'message t 2 "hi"'],
  ],
  [
    "trap: two +MSUB back to back inside a command",
    TELL,
    '\r\n+MSUB: "t",1 byte,a\r\n\r\n+MSUB: "t",1 byte,b\r\n\r\nOK\r\n',
    ['message t 1 "a"', 'message t 1 "b"', ok(TELL)],
  ],
  [
    "trap: CLOSED while waiting for the second result",
    MPUB,
    "\r\nOK\r\n\r\nCLOSED\r\n",
    ["urc CLOSED", bad(MPUB, "CLOSED")],
  ],
  [
    "trap: CLOSED while waiting for the first of two",
    MSUB,
    "\r\nCLOSED\r\n\r\nOK\r\n",
    ["urc CLOSED", bad(MSUB, "CLOSED")],
  ],
  [
    "trap: CLOSED beside a command of its own",
    CSQ,
    "\r\nCLOSED\r\n\r\n+CSQ: 1,99\r\n\r\nOK\r\n",
    ["urc CLOSED", ok(CSQ, "+CSQ: 1,99")],
  ],
  ["trap: RDY while waiting", CSQ, "\r\nRDY\r\n", ["urc RDY", bad(CSQ, "RDY")]],
  ["trap: RDY while waiting for the second result", MPUB, "\r\nOK\r\n\r\nRDY\r\n", ["urc RDY", bad(MPUB, "RDY")]],
  ["trap: ERROR as the second line", MSUB, "\r\nOK\r\n\r\nERROR\r\n", [bad(MSUB, "ERROR")]],
  ["trap: state words with client prefix 7,", MIPSTART, "\r\nOK\r\n\r\n7,CONNECT OK\r\n", [ok(MIPSTART, "CONNECT OK")]],
  [
    "trap: CONNECT FAIL with client prefix 7,",
    MIPSTART,
    "\r\nOK\r\n\r\n7,CONNECT FAIL\r\n",
    [bad(MIPSTART, "CONNECT FAIL", "CONNECT FAIL")],
  ],
  ["trap: colon with or without blank", CSQ, "\r\n+CSQ:23,99\r\n\r\nOK\r\n", [ok(CSQ, "+CSQ:23,99")]],
];

function check([name, command, bytes, expected]: Row): void {
  test(name, () => {
    for (let at = 0; at < bytes.length; at++) {
      const { uart, events, send } = openChat(SCOPES);
      send(command);
      if (at) uart.receive(bytes.slice(0, at));
      uart.receive(bytes.slice(at));
      const why = `${command.text}, then ${shown(bytes)} cut at ${at}\n  got      ${shown(events.join("; "))}\n  expected ${shown(expected.join("; "))}`;
      assert.deepEqual(events, expected, why);
      assert.deepEqual(uart.written, [`${command.text}\r`], "the command must go out once, ended by CR alone");
    }
  });
}
for (const row of [...ROWS, ...VECTORS, ...TRAPS]) check(row);
