/** The dialect's tables: what each step says, what each reply, error and URC means. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { URC, URC_ENDS_ALL, URC_ENDS_SESSION, URC_TELLS } from "../../src/at/command.ts";
import { commandsOf } from "../../src/modem/luat/commands.ts";
import { verdict } from "../../src/modem/luat/replies.ts";
import { epochMs } from "../../src/modem/luat/time.ts";
import { scopeOf } from "../../src/modem/luat/urcs.ts";
import { LOGIN_REFUSED, SIM_REFUSED, type Step, WAIT } from "../../src/modem/modem.ts";
import { APN, SESSION } from "./parts.ts";

const texts = (step: Step, isAutomatic = false) =>
  commandsOf(step, SESSION, APN, isAutomatic).map((command) => command.text);

const SAID: readonly (readonly [Step, readonly string[]])[] = [
  ["AT", ["AT", "ATE0", "AT+CMEE=1", "AT+CGMI", "AT+CGMR"]],
  ["MQTTSTATU", ["AT+MQTTSTATU"]],
  ["CPIN", ["AT+CPIN?"]],
  ["CSQ", ["AT+CSQ", "AT+CCLK?"]],
  ["CREG", ["AT+CREG?"]],
  ["CGATT", ["AT+CGATT?"]],
  ["CSTT", ['AT+CSTT="CMNET","",""']],
  ["CIICR", ["AT+CIICR"]],
  ["CIFSR", ["AT+CIFSR"]],
  [
    "MCONFIG",
    [
      "AT+MQTTMSGSET=0",
      "AT+MQTTMODE=0",
      'AT+MCONFIG="D001|securemode=3,signmethod=hmacsha1|","D001&a1EXAMPLE00","43eb60cfc371b6af9abb7a11ab3abbbfa0019170"',
    ],
  ],
  ["MIPSTART", ['AT+MIPSTART="a1EXAMPLE00.iot-as-mqtt.cn-shanghai.aliyuncs.com",1883']],
  ["MCONNECT", ["AT+MCONNECT=0,600"]],
  ["MSUB", ["AT+CCLK?", 'AT+MSUB="/up",1', 'AT+MSUB="/down",1']],
  ["MDISCONNECT", ["AT+MDISCONNECT"]],
  ["MIPCLOSE", ["AT+MIPCLOSE"]],
  ["CIPSHUT", ["AT+CIPSHUT"]],
  ["CFUN", ["AT+CFUN=4", "AT+CFUN=1"]],
  ["RESET", ["AT+RESET"]],
];
for (const [step, said] of SAID) test(`step ${step} says`, () => assert.deepEqual(texts(step), said));

test("a last will goes with the login, at QoS 1 and retained", () => {
  const session = {
    ...SESSION,
    username: "",
    password: "",
    will: { topic: "gas/D001/availability", payload: "offline" },
  };
  assert.equal(
    commandsOf("MCONFIG", session, APN, false).pop()?.text,
    'AT+MCONFIG="D001|securemode=3,signmethod=hmacsha1|","","",1,1,"gas/D001/availability","offline"',
  );
});

test("a bearer that is automatic is not raised by hand", () => {
  for (const step of ["CSTT", "CIICR", "CIFSR"] as const) assert.deepEqual(texts(step, true), [], step);
  assert.deepEqual(texts("CGATT", true), texts("CGATT"), "attaching is waited for all the same");
});

test("quotes in an APN end no string", () => {
  const apn = { name: 'a"b', user: "u\\", password: "p\r\nAT" };
  const [command] = commandsOf("CSTT", SESSION, apn, false);
  assert.equal(command?.text, 'AT+CSTT="a\\22b","u\\5C","p\\0D\\0AAT"');
});

const VERDICTS: readonly (readonly [step: Step, error: string, line: string, expected: string])[] = [
  ["CPIN", "", "+CPIN: READY", ""],
  ["CPIN", "", "+CPIN:READY", ""],
  ["CPIN", "", "+CPIN: READY 0", ""],
  ["CPIN", "", "+CPIN: NOT READY", WAIT],
  ["CPIN", "", "+CPIN: NOT INSERTED", WAIT],
  ["CPIN", "", "+CPIN: SIM REMOVED", WAIT],
  ["CPIN", "", "+CPIN: SIM PIN", SIM_REFUSED],
  ["CPIN", "", "+CPIN: SIM PUK", SIM_REFUSED],
  ["CPIN", "ERROR", "", WAIT],
  ["CPIN", "+CME ERROR: 14", "", WAIT],
  ["CPIN", "+CME ERROR:14", "", WAIT],
  ["CPIN", "+CME ERROR: 10", "", WAIT],
  ["CPIN", "+CME ERROR: 11", "", SIM_REFUSED],
  ["CPIN", "+CME ERROR: 12", "", SIM_REFUSED],
  ["CREG", "", "+CREG: 0,1", ""],
  ["CREG", "", "+CREG: 0,5", ""],
  ["CREG", "", "+CREG:0,1", ""],
  ["CREG", "", '+CREG: 2,1,"1816","5A3C",7', ""],
  ["CREG", "", "+CREG: 1", ""],
  ["CREG", "", '+CREG: 5,"1816","5A3C"', ""],
  ["CREG", "", "+CREG: 0,2", WAIT],
  ["CREG", "", "+CREG: 0,3", WAIT],
  ["CREG", "", "+CREG: 1,0", WAIT],
  ["CREG", "", "+CREG:", WAIT],
  ["CREG", "+CME ERROR: 30", "", WAIT],
  ["CGATT", "", "+CGATT: 1", ""],
  ["CGATT", "", "+CGATT:1", ""],
  ["CGATT", "", "+CGATT: 0", WAIT],
  ["CGATT", "+CME ERROR: 148", "", WAIT],
  ["CIFSR", "", "10.86.47.178", ""],
  ["AT", "timeout", "", WAIT],
  ["AT", "ERROR", "", WAIT],
  ["AT", "silent", "", "silent"],
  ["CSTT", "+CME ERROR: 3", "", "+CME ERROR: 3"],
  ["CIICR", "ERROR", "", "ERROR"],
  ["CREG", "timeout", "", "timeout"],
  ["MIPSTART", "CONNECT FAIL", "", "CONNECT FAIL"],
  ["MCONNECT", "ERROR", "", LOGIN_REFUSED],
  ["MCONNECT", "CLOSED", "", LOGIN_REFUSED],
  ["MCONNECT", "+CME ERROR: 767", "", "+CME ERROR: 767"],
  ["MCONNECT", "timeout", "", "timeout"],
  ["MSUB", "ERROR", "", "ERROR"],
];
for (const [step, error, line, expected] of VERDICTS) {
  test(`${step}: ${error || line} means ${expected || "done"}`, () =>
    assert.equal(verdict(step, error, line), expected));
}

const URCS: readonly (readonly [line: string, meaning: number])[] = [
  ["CLOSED", URC_ENDS_SESSION],
  ["TCP ERROR:11", URC_ENDS_SESSION],
  ["TCP ERROR: 12", URC_ENDS_SESSION],
  ["+PDP DEACT", URC_ENDS_SESSION],
  ["+PDP: DEACT", URC_ENDS_SESSION],
  ["+PDP:DEACT", URC_ENDS_SESSION],
  ["+SAPBR 1: DEACT", URC_ENDS_SESSION],
  ["+SAPBR 1:DEACT", URC_ENDS_SESSION],
  ["+CGEV: NW PDN DEACT 1", URC_ENDS_SESSION],
  ["+CGEV: ME DETACH", URC_ENDS_SESSION],
  ["+CGEV: ME PDN ACT 1,0", URC],
  ["RDY", URC_ENDS_ALL],
  ["^boot.rom v1.2", URC_ENDS_ALL],
  ["^boot.rom: v1.2", URC_ENDS_ALL],
  ["NORMAL POWER DOWN", URC_ENDS_ALL],
  ["+CPIN: READY", URC],
  ["+CPIN: READY 0", URC],
  ["+CPIN: SIM REMOVED 0", URC_ENDS_ALL],
  ["+CPIN: NOT INSERTED", URC_ENDS_ALL],
  ["+CREG: 1", URC],
  ["+NITZ: 26/06/04,09:04:18+32,0", URC],
  ["SMS READY", URC],
  ["^MODE: 17,17", URC],
  ["^CINIT: 2, 32, 41891", URC],
  ["+E_UTRAN Service", URC],
  ["+NO Service", URC],
  ["+UPGRADEIND: 10", URC],
  ['+CMTI: "SM",1', URC],
  ["+HTTPACTION: 0,206,3072", URC_TELLS],
  ["+HTTPACTION:0,601,0", URC_TELLS],
  ["+HTTPREAD:5", 0],
  ["", 0],
  ["OK", 0],
  ["CLOSE", 0],
  ["CLOSED?", 0],
  ["10.86.47.178", 0],
  ["toString", 0],
  ["constructor", 0],
  ["+CSQ: 23,99", 0],
  ["AirM2M_V5595_AT_S_SSL", 0],
];
for (const [line, meaning] of URCS) {
  test(`URC ${JSON.stringify(line)}`, () => {
    assert.equal(scopeOf(line), meaning, `scope of ${JSON.stringify(line)}`);
  });
}

const iso = (line: string) => {
  const ms = epochMs(line);
  return ms === undefined ? undefined : new Date(ms).toISOString().slice(0, 19);
};
const TIMES: readonly (readonly [line: string, utc: string | undefined])[] = [
  ['+CCLK: "26/06/04,09:04:18+32"', "2026-06-04T01:04:18"],
  ['+CCLK:"26/06/04,09:04:18+32"', "2026-06-04T01:04:18"],
  ['+CCLK: "26/06/04,09:04:18+00"', "2026-06-04T09:04:18"],
  ['+CCLK: "26/06/04,09:04:18"', "2026-06-04T09:04:18"],
  ['+CCLK: "26/06/04,09:04:18-22"', "2026-06-04T14:34:18"],
  ['+CCLK: "24/02/29,00:00:00+32"', "2024-02-28T16:00:00"],
  ['+CCLK: "24/03/01,00:00:00+00"', "2024-03-01T00:00:00"],
  ['+CCLK: "25/01/01,00:00:00+32"', "2024-12-31T16:00:00"],
  ['+CCLK: "28/02/29,23:59:59+00"', "2028-02-29T23:59:59"],
  ['+CCLK: "27/12/31,23:59:59-48"', "2028-01-01T11:59:59"],
  ['+CCLK: "26/08/09,08:09:08+00"', "2026-08-09T08:09:08"],
  ['+CCLK: "00/01/01,00:00:07+32"', undefined],
  ['+CCLK: "70/01/01,00:00:07+32"', undefined],
  ['+CCLK: "80/01/06,00:00:07+00"', undefined],
  ["+CCLK:", undefined],
  ["", undefined],
];
for (const [line, utc] of TIMES) test(`clock ${line}`, () => assert.equal(iso(line), utc));

test("clock: every day of eight years", () => {
  for (let day = Date.UTC(2024, 0, 1); day < Date.UTC(2032, 0, 1); day += 86_400_000) {
    const text = new Date(day).toISOString().slice(2, 10).replace(/-/g, "/");
    assert.equal(epochMs(`+CCLK: "${text},00:00:00+00"`), day, text);
  }
});
