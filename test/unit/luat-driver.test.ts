/** The Luat driver over a wire: each step to its end, in health and out of it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { LOGIN_REFUSED, SESSION_UP, SIM_REFUSED, type Step, WAIT } from "../../src/modem/modem.ts";
import { line, OK, openAir202 } from "./air202.ts";
import { SESSION, shown } from "./parts.ts";

const UPWARDS: readonly Step[] = [
  "AT",
  "MQTTSTATU",
  "CPIN",
  "CSQ",
  "CREG",
  "CGATT",
  "CSTT",
  "CIICR",
  "CIFSR",
  "MCONFIG",
  "MIPSTART",
  "MCONNECT",
  "MSUB",
  "MDISCONNECT",
  "MIPCLOSE",
  "CIPSHUT",
  "CFUN",
  "RESET",
];

test("every step succeeds on a healthy modem, with echo and without", () => {
  for (const hasEcho of [false, true]) {
    const { uart, step } = openAir202();
    const plain = uart.respond;
    if (hasEcho) uart.respond = (bytes) => bytes + (plain(bytes) ?? "");
    for (const name of UPWARDS)
      assert.equal(step(name), name === "MQTTSTATU" ? SESSION_UP : "", `step ${name}, echo ${hasEcho}`);
  }
});

test("what the modem is, its signal and its clock are noted by the way", () => {
  const { modem, events, step } = openAir202();
  for (const name of ["AT", "CSQ"] as const) step(name);
  assert.deepEqual(modem.facts, { identity: "AirM2M AirM2M_V5595_AT_S_SSL", dbm: -67 });
  assert.deepEqual(events, ["time 2026-06-04T01:04:18.000Z"]);
});

test("a clock that is not set tells no time", () => {
  const { events, step } = openAir202({ "AT+CCLK?": line('+CCLK: "00/01/01,00:00:07+32"') + OK });
  step("CSQ");
  assert.deepEqual(events, []);
});

const FAMILIES: readonly (readonly [firmware: string, isAutomatic: boolean])[] = [
  ["AirM2M_V5595_AT_S_SSL", false],
  ['+CGMR: "AirM2M_720U_V838_LTE_AT"', false],
  ['+CGMR: "AirM2M_720U_V780_LTE_AT"', false],
  ['+CGMR: "AirM2M_724UG_V401718_LTE_AT"', false],
  ['+CGMR: "AirM2M_780E_V1120_LTE_AT"', true],
  ['+CGMR: "AirM2M_780EP_V1010_LTE_AT"', true],
  ['+CGMR: "AirM2M_700E_V1160_LTE_AT"', true],
];
for (const [firmware, isAutomatic] of FAMILIES) {
  test(`bearer of ${firmware} is ${isAutomatic ? "automatic" : "raised by hand"}`, () => {
    const { uart, step } = openAir202({ "AT+CGMR": line(firmware) + OK });
    step("AT");
    uart.take();
    for (const name of ["CSTT", "CIICR", "CIFSR"] as const) assert.equal(step(name), "", name);
    const by = isAutomatic ? [] : ['AT+CSTT="CMNET","",""\r', "AT+CIICR\r", "AT+CIFSR\r"];
    assert.deepEqual(uart.take(), by);
  });
}

const FAILURES: readonly (readonly [step: Step, changed: { [text: string]: string | null }, result: string])[] = [
  ["AT", { AT: null }, WAIT],
  ["CPIN", { "AT+CPIN?": line("+CPIN: SIM PIN") + OK }, SIM_REFUSED],
  ["CPIN", { "AT+CPIN?": line("+CME ERROR: 14") }, WAIT],
  ["CPIN", { "AT+CPIN?": null }, "timeout"],
  ["CREG", { "AT+CREG?": line("+CREG: 0,2") + OK }, WAIT],
  ["CSTT", { "AT+CSTT": line("+CME ERROR: 3") }, "+CME ERROR: 3"],
  ["CIICR", { "AT+CIICR": line("ERROR") }, "ERROR"],
  ["CIFSR", { "AT+CIFSR": line("ERROR") }, "ERROR"],
  ["MCONFIG", { "AT+MCONFIG": line("ERROR") }, "ERROR"],
  ["MIPSTART", { "AT+MIPSTART": OK + line("STATE: IP STATUS") + line("CONNECT FAIL") }, "CONNECT FAIL"],
  ["MIPSTART", { "AT+MIPSTART": OK + line("ALREADY CONNECT") }, "ALREADY CONNECT"],
  ["MIPSTART", { "AT+MIPSTART": OK }, "timeout"],
  ["MIPSTART", { "AT+MIPSTART": line("+CME ERROR: 767") }, "+CME ERROR: 767"],
  ["MCONNECT", { "AT+MCONNECT": OK + line("ERROR") }, LOGIN_REFUSED],
  ["MCONNECT", { "AT+MCONNECT": line("CLOSED") }, LOGIN_REFUSED],
  ["MSUB", { "AT+MSUB": OK + line("ERROR") }, "ERROR"],
  ["CFUN", { "AT+CFUN=1": line("+CME ERROR: 797") }, "+CME ERROR: 797"],
];
for (const [name, changed, result] of FAILURES) {
  test(`step ${name} when ${shown(JSON.stringify(changed))}: ${result}`, () => {
    assert.equal(openAir202(changed).step(name), result);
  });
}

const OPTIONAL: readonly (readonly [step: Step, text: string])[] = [
  ["AT", "ATE0"],
  ["AT", "AT+CMEE=1"],
  ["AT", "AT+CGMI"],
  ["CSQ", "AT+CCLK?"],
  ["MSUB", "AT+CCLK?"],
  ["MCONFIG", "AT+MQTTMSGSET=0"],
  ["MCONFIG", "AT+MQTTMODE=0"],
  ["MDISCONNECT", "AT+MDISCONNECT"],
  ["MIPCLOSE", "AT+MIPCLOSE"],
  ["CIPSHUT", "AT+CIPSHUT"],
];
for (const [name, text] of OPTIONAL) {
  for (const answer of [line("ERROR"), line("+CME ERROR: 767"), null]) {
    test(`step ${name} goes on when ${text} gets ${answer === null ? "no answer" : answer.trim()}`, () => {
      assert.equal(openAir202({ [text]: answer }).step(name), "");
    });
  }
}

test("trap: boot burst eats commands: an ATE0 lost in it is not the end of the step", () => {
  let isLost = false;
  const { uart, step } = openAir202();
  const plain = uart.respond;
  uart.respond = (bytes) => {
    if (bytes !== "ATE0\r" || isLost) return plain(bytes);
    isLost = true;
    return line("^MODE: 17,17") + line("+E_UTRAN Service");
  };
  assert.equal(step("AT"), "");
  assert.equal(step("CPIN"), "");
});

test("a modem that goes silent in a step says so, and the step ends", () => {
  const { uart, step } = openAir202();
  step("AT");
  uart.respond = () => undefined;
  assert.equal(step("CPIN"), "timeout");
  assert.equal(step("CSQ"), "silent");
});

// A RDY behind AT+RESET is what was asked for.
for (const name of UPWARDS.filter((name) => name !== "AT" && name !== "RESET")) {
  test(`trap: RDY while waiting in ${name}: everything is aborted, and said`, () => {
    const { clock, uart, modem, events, step } = openAir202();
    step("AT");
    uart.respond = () => line("RDY");
    let result: string | undefined;
    modem.step(name, SESSION, (given) => {
      result = given;
    });
    uart.take();
    clock.advance(10);
    assert.equal(events.at(-1), "lost reboot: RDY");
    assert.deepEqual(uart.take(), [], `after RDY in ${name} nothing more of the step may go out`);
    assert.equal(result, "RDY", `the result of ${name}`);
  });
}
