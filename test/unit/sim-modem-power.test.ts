/** Supply, PWRKEY, RESET, boot lines, SIM, autobaud (2.1, 3, 4). */
import assert from "node:assert/strict";
import { test } from "node:test";
import { PDP_LOSS_LINES } from "../../sim/modem/bearer.ts";
import type { FamilyName } from "../../sim/modem/family.ts";
import { Bench, cme, ERROR, line, OK } from "./sim-modem-bench.ts";

test("what each family prints at boot", () => {
  const boots: readonly (readonly [FamilyName, string[]])[] = [
    ["air202", ["RDY", "+CPIN: READY", "SMS READY", "+NITZ"]],
    [
      "air724",
      [
        "RDY",
        "^CINIT: 1, 0, 0",
        "^CINIT: 2, 32, 41",
        "+CPIN: READY",
        "^MODE: 17,17",
        "+E_UTRAN Service",
        "+CGEV: ME PDN ACT 1,0",
        "+NITZ",
        "SMS READY",
      ],
    ],
    ["air780e", ["RDY", "^MODE: 17,17", "+E_UTRAN Service", "+CGEV: ME PDN ACT 1,0", "+NITZ"]],
  ];
  for (const [family, expected] of boots) {
    const bench = new Bench(family, "supplied", { settings: { iprBaud: 115200 } });
    bench.press();
    const lines = bench.wait(30_000).split("\r\n").filter(Boolean);
    assert.deepEqual(
      lines.map((text) => (text.startsWith("+NITZ") ? "+NITZ" : text)),
      expected,
      family,
    );
  }
});

test("PWRKEY: short presses do nothing, power alone starts nothing, tied low starts", () => {
  const bench = new Bench("air780e", "supplied");
  bench.wait(10_000);
  assert.equal(bench.modem.powerState, "off");
  bench.modem.powerKey(true);
  bench.wait(1400);
  bench.modem.powerKey(false);
  bench.wait(10_000);
  assert.equal(bench.modem.powerState, "off");
  bench.modem.powerKey(true);
  bench.wait(1500);
  assert.equal(bench.modem.powerState, "booting");
  bench.modem.receive("AT\r");
  assert.equal(bench.wait(4200), line("RDY"), "not answered before the boot is done");
  bench.modem.supply(false);
  bench.modem.supply(true);
  bench.wait(6000);
  assert.equal(bench.modem.powerState, "on", "tied low");
  assert.equal(bench.modem.boots, 2);
});

test("CPOWD: off, and a tied key must be let go first", () => {
  const bench = new Bench("air780e", "on");
  bench.modem.powerKey(true);
  assert.equal(bench.say("AT+CPOWD=1"), line("NORMAL POWER DOWN"));
  bench.wait(60_000);
  assert.equal(bench.modem.powerState, "off");
  bench.modem.powerKey(false);
  bench.press();
  assert.equal(bench.modem.powerState, "booting");
  const silent = new Bench("air780e", "on");
  assert.equal(silent.say("AT+CPOWD=0"), "");
  assert.equal(silent.modem.powerState, "off");
});

test("RESET: a restart on Air72x, a power-off on Air780E unless PWRKEY is low", () => {
  const hold = (bench: Bench, ms: number) => {
    bench.modem.resetPin(true);
    bench.wait(ms);
    bench.modem.resetPin(false);
    return bench.modem.powerState;
  };
  assert.equal(hold(new Bench("air724", "on"), 140), "on");
  assert.equal(hold(new Bench("air724", "on"), 150), "booting");
  assert.equal(hold(new Bench("air780e", "on"), 490), "on");
  assert.equal(hold(new Bench("air780e", "on"), 1500), "off");
  const tied = new Bench("air780e", "on");
  tied.modem.powerKey(true);
  assert.equal(hold(tied, 1500), "booting");
});

test("soft resets forget the settings and bring the echo back", () => {
  for (const command of ["AT+RESET", "AT+CFUN=1,1", "AT+RSTSET"]) {
    const bench = new Bench("air780e", "up");
    assert.equal(bench.say(command, 700), OK);
    assert.match(bench.wait(10_000), /^\r\nRDY\r\n/);
    assert.equal(bench.say("AT"), `AT\r${OK}`);
    assert.equal(bench.say("AT+MQTTSTATU"), `AT+MQTTSTATU\r${line("+MQTTSTATU :0")}${OK}`);
    assert.equal(bench.say("AT+MIPCLOSE"), `AT+MIPCLOSE\r${ERROR}`);
    assert.equal(bench.broker.localCloses, 0, "the broker hears nothing");
  }
});

test("&W keeps echo and rate over a power cut", () => {
  const rates: number[] = [];
  const bench = new Bench("air202", "attached");
  bench.modem.onBaud = (baud) => rates.push(baud);
  assert.equal(bench.say("AT+IPR=9600;&W"), OK);
  assert.equal(bench.say("ATE0&W"), OK);
  assert.equal(bench.say("AT+IPR=1234"), ERROR);
  bench.modem.supply(false);
  bench.modem.supply(true);
  bench.press();
  bench.wait(30_000);
  assert.equal(bench.say("AT"), OK);
  assert.deepEqual(rates, [0, 9600, 9600]);
});

test("autobaud: only upper-case AT trains, boot lines come once the rate is known", () => {
  const bench = new Bench("air202", "supplied", { settings: { autobaudLostAts: 1 } });
  bench.press();
  assert.equal(bench.wait(30_000), "");
  assert.equal(bench.say("at"), "");
  assert.equal(bench.say("At"), "");
  assert.equal(bench.say("AT"), "", "lost in training");
  const lines = bench.say("AT").split("\r\n");
  assert.equal(lines[1], "RDY");
  assert.deepEqual(lines.slice(-3), ["AT\r", "OK", ""]);
  assert.equal(bench.say("at"), `at\r${OK}`, "any case after training");
});

test("SIM: busy, absent, PIN, PUK", () => {
  const early = new Bench("air780e", "on");
  assert.equal(early.say("AT+CPIN?", 100), cme(14));
  const absences: readonly (readonly [FamilyName, string])[] = [
    ["air202", line("+CPIN: NOT INSERTED") + OK],
    ["air724", cme(10)],
    ["air780e", cme(10)],
  ];
  for (const [family, reply] of absences) {
    const bench = new Bench(family, "attached", { sim: { present: false } });
    assert.equal(bench.say("AT+CPIN?"), reply, family);
    assert.equal(bench.say("AT+CSQ"), line("+CSQ: 99,99") + OK);
    assert.equal(bench.say("AT+CREG?"), line("+CREG: 0,0") + OK);
  }
  const locked = new Bench("air724", "attached", { sim: { pin: "1234" } });
  assert.equal(locked.say("AT+CPIN?"), line("+CPIN: SIM PIN") + OK);
  assert.equal(locked.say('AT+CPIN="1111"'), cme(16));
  assert.match(locked.say('AT+CPIN="1234"', 20_000), /^\r\nOK\r\n\r\n\+CPIN: READY\r\n/);
  assert.equal(locked.say("AT+CGATT?"), line("+CGATT: 1") + OK);
  const blocked = new Bench("air724", "attached", { sim: { pin: "1234" } });
  for (const reply of [cme(16), cme(16), cme(12)]) assert.equal(blocked.say('AT+CPIN="0000"'), reply);
  assert.equal(blocked.say("AT+CPIN?"), line("+CPIN: SIM PUK") + OK);
});

test("roaming and denied", () => {
  assert.match(new Bench("air780e", "attached", { sim: { roaming: true } }).say("AT+CREG?"), /\+CREG: 0,5/);
  assert.match(new Bench("air780e", "attached", { sim: { denied: true } }).say("AT+CREG?"), /\+CREG: 0,3/);
});

test("SIM hot plug on Air780E: lines with CSDT, silence without, no CR LF behind +CPIN", () => {
  const bench = new Bench("air780e", "up");
  bench.say("AT+CSDT=1;&W");
  const putBack = bench.modem.fault("simRemoved");
  const removed = ["^MODE: 0,0", "+NO Service", "+CGEV: NW PDN DEACT 1", "+CGEV: ME DETACH"].map(line).join("");
  assert.equal(bench.take(), `${removed}\r\n+CPIN: SIM REMOVED 0`);
  assert.equal(bench.say("AT+CPIN?"), line("+CPIN: SIM REMOVED") + OK);
  putBack();
  assert.match(bench.wait(10_000), /^\r\n\+CPIN: READY 0\r\n\^MODE: 17,17\r\n/);
  assert.equal(bench.say("AT+CGATT?"), line("+CGATT: 1") + OK);
  const quiet = new Bench("air780e", "up");
  const stop = quiet.modem.fault("simRemoved");
  stop();
  assert.equal(quiet.wait(60_000), "");
  assert.equal(quiet.say("AT+CPIN?"), line("+CPIN: SIM REMOVED") + OK);
});

test("context lost: every spelling; by hand until CIPSHUT, automatic only after the network's own CGEV", () => {
  for (const spelling of PDP_LOSS_LINES) {
    const manual = new Bench("air202", "up");
    manual.modem.fault("pdpLost", { line: spelling });
    assert.equal(manual.take(), line(spelling));
    assert.equal(manual.say("AT+CIPSTATUS"), OK + line("STATE: TCP CLOSED"));
    assert.equal(manual.say("AT+MIPCLOSE"), cme(767));
    assert.equal(manual.say("AT+CIPSTATUS"), OK + line("STATE: PDP DEACT"));
    assert.equal(manual.say("AT+CSTT"), cme(3));
    assert.equal(manual.say("AT+CIPSHUT"), line("SHUT OK"));
    assert.equal(manual.say("AT+CSTT"), OK);

    const automatic = new Bench("air780e", "up");
    automatic.modem.fault("pdpLost", { line: spelling });
    automatic.wait(10_000);
    for (const command of ["AT+MIPCLOSE", "AT+MCONFIG=id"]) automatic.say(command);
    const returns = spelling.startsWith("+CGEV");
    assert.equal(automatic.say('AT+MIPSTART="h",1'), returns ? OK + line("CONNECT OK") : cme(3), spelling);
    if (returns) continue;
    assert.equal(automatic.say("AT+CGACT=1,1"), cme(148));
    automatic.say("AT+CIPSHUT");
    assert.match(automatic.say("AT+CGACT=1,1"), /OK\r\n$/);
    automatic.say("AT+MCONFIG=id");
    assert.equal(automatic.say('AT+MIPSTART="h",1'), OK + line("CONNECT OK"));
  }
});
