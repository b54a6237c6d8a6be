/** The Luat driver over a wire: what goes on beside the steps. Losses, publishes, a person's commands, pins. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { line, OK, openAir202 } from "./air202.ts";
import { openLuat } from "./parts.ts";

const SIGNALS: readonly (readonly [text: string, dbm: number | undefined])[] = [
  ["+CSQ: 0,0", -113],
  ["+CSQ: 31,99", -51],
  ["+CSQ:23,99", -67],
  ["+CSQ: 99,99", undefined],
  ["+CSQ: ", undefined],
];
for (const [text, dbm] of SIGNALS) {
  test(`signal ${text}`, () => {
    const { modem, step } = openAir202({ "AT+CSQ": line(text) + OK });
    step("CSQ");
    assert.equal(modem.facts.dbm, dbm);
  });
}

const LOSSES: readonly (readonly [text: string, event: string])[] = [
  ["CLOSED", "lost session: CLOSED"],
  ["TCP ERROR:14", "lost session: TCP ERROR:14"],
  ["+PDP: DEACT", "lost bearer: +PDP: DEACT"],
  ["+CGEV: NW PDN DEACT 1", "lost bearer: +CGEV: NW PDN DEACT 1"],
  ["+CPIN: SIM REMOVED 0", "lost reset: +CPIN: SIM REMOVED 0"],
  ["^boot.rom 1", "lost reset: ^boot.rom 1"],
  ["RDY", "lost reboot: RDY"],
];
for (const [text, event] of LOSSES) {
  test(`trap: ${text} while waiting for PUBACK ends the publish at once`, () => {
    const { clock, uart, modem, events } = openAir202({ "AT+MPUB": OK });
    let result = "waiting";
    modem.publish("t", "x", (given) => {
      result = given;
    });
    clock.advance(100);
    uart.receive(line(text));
    assert.deepEqual(events, [event]);
    assert.equal(result, text);
  });
}

test("a publish is escaped, at QoS 1, and done on PUBACK", () => {
  const { clock, uart, modem } = openAir202();
  let result = "waiting";
  modem.publish('t"', '{"a":"\\\r\n"}', (given) => {
    result = given;
  });
  clock.advance(1000);
  assert.deepEqual(uart.take(), ['AT+MPUB="t\\22",1,0,"{\\22a\\22:\\22\\5C\\0D\\0A\\22}"\r']);
  assert.equal(result, "");
});

test("a publish that the broker shall keep", () => {
  const { clock, uart, modem } = openAir202();
  modem.publish("t", "online", () => {}, true);
  clock.advance(1000);
  assert.deepEqual(uart.take(), ['AT+MPUB="t",1,1,"online"\r']);
});

const PERSONS: readonly (readonly [text: string, answer: string, lines: readonly string[]])[] = [
  ["AT", OK, ["OK"]],
  ["AT+CSQ", line("+CSQ: 23,99") + OK, ["+CSQ: 23,99", "OK"]],
  ["AT+CREG?", line("+CREG: 0,1") + OK, ["+CREG: 0,1", "OK"]],
  ["AT+CPIN?", line("+CPIN: SIM PIN") + OK, ["+CPIN: SIM PIN", "OK"]],
  ["ATI", line("AirM2M_V5595_AT_S_SSL") + OK, ["AirM2M_V5595_AT_S_SSL", "OK"]],
  ["AT+NONE", line("ERROR"), ["ERROR"]],
];
for (const [text, answer, lines] of PERSONS) {
  test(`a person's ${text}`, () => {
    const { clock, modem, events } = openAir202({ [text]: answer });
    let got: string[] | undefined;
    modem.command(text, (given) => {
      got = given;
    });
    clock.advance(10_000);
    assert.deepEqual(got, lines);
    assert.deepEqual(events, [], "what was asked for is no URC");
  });
}

test("the power key is pressed only when nothing answers, for 1.5 s at least", () => {
  const mute = openLuat({ key: true });
  assert.equal(mute.step("OFF"), "");
  const [down, up] = mute.events.map((event) => +(event.split(" at ")[1] as string)) as [number, number];
  assert.ok(up - down >= 1500, mute.events.join("; "));
  const awake = openAir202({}, { key: true });
  awake.step("OFF");
  assert.deepEqual(awake.events, [], "2 s on the key of a running modem switch it off");
});

test("RESET asks first, then pulls the line, where there is one, for 500 ms at least", () => {
  const wired = openLuat({ reset: true });
  assert.equal(wired.step("RESET"), "");
  const [down, up] = wired.events.map((event) => +(event.split(" at ")[1] as string)) as [number, number];
  assert.ok(up - down > 500, wired.events.join("; "));
  assert.deepEqual(wired.uart.take()[0], "AT+RESET\r");
  const bare = openLuat();
  bare.step("RESET");
  assert.deepEqual(bare.events, []);
});
