/** Faults of answers and of power, each seen in one command: its reply with the fault, and its reply the next time. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { FaultOptions } from "../../sim/modem/fault.ts";
import type { FaultName } from "../../sim/modem/faults.ts";
import { CME_CODES } from "../../sim/modem/faults-answer.ts";
import { Bench, cme, ERROR, line, OK } from "./sim-modem-bench.ts";

const PUBLISH = 'AT+MPUB="t",1,0,"x"';
const PUBACK = line("PUBACK");
const CSQ = line("+CSQ: 22,0");

type Row = readonly [fault: FaultName, options: FaultOptions, command: string, during: string, after: string];

const ROWS: readonly Row[] = [
  ["errorForOk", {}, PUBLISH, ERROR, OK + PUBACK],
  ["errorForOk", { times: 2 }, "AT+CSQ", ERROR, ERROR],
  ["cmeForOk", { code: 30 }, PUBLISH, cme(30), OK + PUBACK],
  ["okWithoutDeed", {}, PUBLISH, OK, OK + PUBACK],
  ["okWithoutDeed", {}, "AT+CSQ", OK, CSQ + OK],
  ["errorAfterDeed", {}, PUBLISH, ERROR + PUBACK, OK + PUBACK],
  ["answerDoubled", {}, "AT+CSQ", CSQ + OK + CSQ + OK, CSQ + OK],
  ["answerDoubled", {}, PUBLISH, OK + OK + PUBACK, OK + PUBACK],
  ["resultDoubled", {}, PUBLISH, OK + PUBACK + PUBACK, OK + PUBACK],
  ["resultDoubled", { delayMs: 6000 }, PUBLISH, OK + PUBACK, OK + PUBACK + PUBACK],
  ["resultLost", {}, PUBLISH, OK, OK + PUBACK],
];

test("answers: wrong, without the deed, twice, lost", () => {
  for (const [name, options, command, during, after] of ROWS) {
    const bench = new Bench("air780e", "up");
    bench.modem.fault(name, options);
    assert.equal(bench.say(command), during, `${name} ${JSON.stringify(options)}`);
    assert.equal(bench.say(command), after, `${name} ${JSON.stringify(options)}, the next time`);
  }
});

test("what was answered without the deed was not done; what failed after the deed was", () => {
  for (const [name, published] of [
    ["okWithoutDeed", 0],
    ["errorForOk", 0],
    ["errorAfterDeed", 1],
  ] as const) {
    const bench = new Bench("air780e", "up");
    bench.modem.fault(name);
    bench.say(PUBLISH);
    assert.equal(bench.broker.count("publish"), published, name);
  }
});

test("every CME number of the facts is there, and plain ERROR under CMEE=0", () => {
  assert.equal(new Set(CME_CODES).size, 43);
  const bench = new Bench("air202", "attached");
  bench.say("AT+CMEE=0");
  bench.modem.fault("cmeForOk", { code: 913 });
  assert.equal(bench.say("AT+CSQ"), ERROR);
});

test("another number instead of CONNECT OK", () => {
  const bench = new Bench("air780e", "configured");
  bench.modem.fault("mipstart767", { code: 910 });
  assert.equal(bench.say('AT+MIPSTART="h",1883'), OK + cme(910));
});

test("a restart that nobody hears of: no line, echo on again, the session gone", () => {
  for (const family of ["air202", "air724", "air780e"] as const) {
    const bench = new Bench(family, "up");
    bench.modem.fault("silentReset");
    assert.equal(bench.wait(14_000), "", family);
    assert.equal(bench.modem.boots, 2);
    assert.equal(bench.say("AT+MQTTSTATU"), `AT+MQTTSTATU\r${line("+MQTTSTATU :0")}${OK}`, family);
  }
});

test("a hang ends by its RESET pin, the power key, or the supply: as told, and as the family's pins can", () => {
  const holdReset = (bench: Bench) => {
    bench.modem.resetPin(true);
    bench.clock.runFor(600);
    bench.modem.resetPin(false);
    bench.press();
  };
  const pressTwice = (bench: Bench) => {
    bench.press();
    bench.press();
  };
  const plug = (bench: Bench) => {
    bench.modem.supply(false);
    bench.modem.supply(true);
    bench.press();
  };
  const mends = { RESET: holdReset, key: pressTwice, supply: plug };
  for (const [fault, family, mending] of [
    ["hung", "air202", ["RESET", "key", "supply"]],
    ["hung", "air780e", ["RESET", "key", "supply"]],
    ["hungToTheKey", "air202", ["key", "supply"]],
    ["hungToTheKey", "air780e", ["RESET", "key", "supply"]],
    ["hungToTheSupply", "air202", ["supply"]],
    ["hungToTheSupply", "air780e", ["supply"]],
  ] as const) {
    for (const [name, mend] of Object.entries(mends)) {
      const bench = new Bench(family, "up");
      bench.modem.fault(fault);
      assert.equal(bench.say("AT"), "", `${fault}: hangs`);
      mend(bench);
      bench.wait(20_000);
      const isMended = bench.say("AT").includes("OK");
      assert.equal(isMended, (mending as readonly string[]).includes(name), `${fault} of ${family} by ${name}`);
    }
  }
});

test("the end of a hang that only the supply mends is a cut of the supply, once", () => {
  const bench = new Bench("air202", "up", { settings: { startsOnSupply: true } });
  const stop = bench.modem.fault("hungToTheSupply");
  bench.wait(1000);
  stop();
  bench.wait(20_000);
  assert.match(bench.say("AT"), /OK/);
  stop();
  bench.wait(20_000);
  assert.equal(bench.modem.boots, 2);
});
