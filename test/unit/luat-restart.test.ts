/** The Luat driver after a restart: of the modem, which its echo gives away, or of the board, which MQTTSTATU tells. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { LINK_UP, SESSION_UP, SILENT } from "../../src/modem/modem.ts";
import { answersOf, line, OK, openAir202 } from "./air202.ts";

const BACK = "lost reboot: echo is back";

/** A driver whose modem has been told to keep its echo to itself. */
function quiet() {
  const bench = openAir202();
  bench.step("AT");
  const plain = bench.uart.respond;
  return { ...bench, withEcho: () => echoing(bench, plain) };
}

function echoing({ uart }: ReturnType<typeof openAir202>, plain = answersOf()): void {
  uart.respond = (bytes) => bytes + (plain(bytes) ?? "");
}

test("echo back on: the modem has started anew, told once", () => {
  const { step, events, withEcho } = quiet();
  step("CSQ");
  assert.equal(events.includes(BACK), false);
  withEcho();
  step("CREG");
  step("CGATT");
  assert.deepEqual(
    events.filter((event) => event === BACK),
    [BACK],
  );
});

test("echo before it was switched off, and of the command that does it, is none", () => {
  const bench = openAir202();
  const plain = bench.uart.respond;
  let hasEcho = true;
  bench.uart.respond = (bytes) => {
    const echo = hasEcho ? bytes : "";
    if (bytes === "ATE0\r") hasEcho = false;
    return echo + (plain(bytes) ?? "");
  };
  bench.step("OFF");
  bench.step("AT");
  assert.equal(hasEcho, false);
  assert.deepEqual(bench.events, []);
});

test("echo is switched off anew after it was back, and noticed anew", () => {
  const bench = quiet();
  const { step, events, uart, withEcho } = bench;
  for (let i = 1; i <= 2; i++) {
    withEcho();
    step("CREG");
    uart.respond = answersOf();
    step("AT");
    assert.equal(events.filter((event) => event === BACK).length, i);
  }
});

test("a modem that refuses ATE0 keeps its echo, and that says nothing", () => {
  const bench = openAir202({ ATE0: line("ERROR") });
  echoing(bench, answersOf({ ATE0: line("ERROR") }));
  for (const name of ["AT", "CREG", "CGATT"] as const) bench.step(name);
  assert.ok(!bench.events.includes(BACK), bench.events.join("; "));
});

const STATUS: readonly (readonly [answer: string | null, result: string])[] = [
  [line("+MQTTSTATU :1") + OK, SESSION_UP],
  [line("+MQTTSTATU:1") + OK, SESSION_UP],
  [line("+MQTTSTATU: 1") + OK, SESSION_UP],
  [line("+MQTTSTATU :2") + OK, LINK_UP],
  [line("+MQTTSTATU :0") + OK, ""],
  [line("+MQTTSTATU :3") + OK, ""],
  [line("+MQTTSTATU") + OK, ""],
  [line("ERROR"), ""],
  [line("+CME ERROR: 3"), ""],
  [null, SILENT],
];
for (const [answer, result] of STATUS) {
  test(`MQTTSTATU answered by ${JSON.stringify(answer)}: "${result}"`, () => {
    const { step } = openAir202({ "AT+MQTTSTATU": answer });
    // Without any answer the first time-out is forgiven, and what follows shows that nothing answers.
    const got = step("MQTTSTATU");
    if (result !== SILENT) assert.equal(got, result);
    else assert.equal(step("CPIN"), SILENT);
  });
}

test("lost bytes put the line in doubt: the next command goes behind a probe", () => {
  const { modem, step, uart } = openAir202();
  modem.doubt();
  step("CREG");
  assert.deepEqual(uart.take(), ["AT+MQTTSTATU\r", "AT+CREG?\r"]);
  step("CGATT");
  assert.deepEqual(uart.take(), ["AT+CGATT?\r"]);
});
