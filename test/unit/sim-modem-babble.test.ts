/** No input and no combination of faults leaves the modem in a state that a power cut does not end. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { FAULTS, type FaultName } from "../../sim/modem/faults.ts";
import { Random } from "../../sim/random.ts";
import { Bench } from "./sim-modem-bench.ts";

const PUBLISH = 'AT+MPUB="t",1,0,"x"';
const BABBLE = [
  "AT\r",
  "AT+CSQ\r",
  "AT+CFUN=0\r",
  "AT+CFUN=1\r",
  "AT+CIPSHUT\r",
  "AT+CSTT\r",
  "AT+CIICR\r",
  "AT+CIFSR\r",
  "AT+MCONFIG=id\r",
  'AT+MIPSTART="h",1\r',
  "AT+MCONNECT=0,60\r",
  'AT+MSUB="t",1\r',
  `${PUBLISH}\r`,
  'AT+MPUBEX="t",1,0,9\r',
  "AT+MDISCONNECT\r",
  "AT+MIPCLOSE\r",
  "AT+RESET\r",
  "\xff\x00\n",
  '"',
  "AT+CPOWD=1\r",
];

test("any babble under any faults, and once it is over the modem starts and answers", () => {
  const names = Object.keys(FAULTS) as FaultName[];
  for (let seed = 1; seed <= 60; seed++) {
    const random = new Random(seed);
    const bench = new Bench((["air202", "air724", "air780e"] as const)[seed % 3] ?? "air202", "up", { seed });
    const stops: (() => void)[] = [];
    for (let step = 0; step < 150; step++) {
      bench.modem.receive(BABBLE[random.between(0, BABBLE.length - 1)] ?? "");
      bench.wait(random.between(0, 3000));
      if (step % 10 === 0) stops.push(bench.modem.fault(names[random.between(0, names.length - 1)] ?? "mute"));
      if (step % 7 === 0) bench.broker.publish("t", "x", 1);
      if (bench.modem.powerState === "off") bench.press();
    }
    for (const stop of stops) stop();
    bench.modem.supply(false);
    bench.modem.supply(true);
    bench.press();
    bench.wait(60_000);
    for (let i = 0; i < 3000 && !bench.printed.includes("OK"); i++) {
      bench.modem.receive("AT\r");
      bench.clock.runFor(1000);
    }
    assert.match(bench.take(), /OK/, `seed ${seed}`);
    bench.modem.dispose();
  }
});
