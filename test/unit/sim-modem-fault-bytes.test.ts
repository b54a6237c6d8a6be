/** Faults of single bytes, of the rate, of the clock: each does what it says, by the seed. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { FaultOptions } from "../../sim/modem/fault.ts";
import type { FaultName } from "../../sim/modem/faults.ts";
import { Bench, type Level, line, OK } from "./sim-modem-bench.ts";

const CSQ = line("+CSQ: 22,0");
const WHOLE = CSQ + OK;

const bench = (seed = 1, level: Level = "up") => new Bench("air780e", level, { seed });

/** The reply to AT+CSQ with the fault in force, and the pieces it came in. */
function struck(name: FaultName, options: FaultOptions = {}, seed = 1): { text: string; pieces: string[] } {
  const one = bench(seed);
  const pieces: string[] = [];
  one.modem.fault(name, options);
  const through = (bytes: string) => {
    one.printed += bytes;
    pieces.push(bytes);
  };
  one.modem.onSend = through;
  return { text: one.say("AT+CSQ"), pieces };
}

const SEEDS = Array.from({ length: 20 }, (_, i) => i + 1);

test("a byte lost, a bit flipped, noise put in: in the kind of line that was told, elsewhere nothing", () => {
  for (const [line_, kept] of [
    ["line", OK],
    ["final", CSQ],
  ] as const) {
    for (const seed of SEEDS) {
      const lost = struck("byteLost", { line: line_ }, seed).text;
      const flipped = struck("byteFlipped", { line: line_ }, seed).text;
      const noisy = struck("noiseInserted", { line: line_ }, seed).text;
      assert.deepEqual([lost.length, flipped.length, noisy.length], [WHOLE.length - 1, WHOLE.length, WHOLE.length + 3]);
      for (const text of [lost, flipped, noisy]) assert.ok(text.includes(kept), JSON.stringify(text));
      const differing = [...flipped].filter((byte, i) => byte !== WHOLE[i]);
      assert.equal(differing.length, 1);
    }
  }
  assert.equal(struck("byteLost", { line: "message" }).text, WHOLE, "no message came");
  assert.notEqual(struck("byteFlipped", {}, 1).text, struck("byteFlipped", {}, 2).text, "the place is the seed's");
  assert.equal(struck("byteLost", { at: 0 }).text, WHOLE.slice(1));
});

test("bytes on their way to the modem: one command is struck, the next is whole", () => {
  for (const name of ["commandByteLost", "commandByteFlipped", "commandNoise"] as const) {
    const seen = new Set<string>();
    for (const seed of SEEDS) {
      const one = bench(seed);
      one.modem.fault(name);
      const during = one.say("AT+CSQ");
      seen.add(during);
      const after = one.say("AT+CSQ", 8000);
      // A command that lost its end goes on into the next one.
      assert.ok(after === WHOLE || during === "", `${name}: ${JSON.stringify([during, after])}`);
    }
    assert.ok(seen.size > 1, `${name}: each seed strikes another byte: ${JSON.stringify([...seen])}`);
  }
});

test("a reply cut behind each of its bytes, or into all of them, is the same reply", () => {
  for (let at = 1; at < CSQ.length; at++) {
    const { text, pieces } = struck("split", { at });
    assert.equal(text, WHOLE);
    assert.equal(pieces[0], CSQ.slice(0, at));
  }
  const { text, pieces } = struck("trickle");
  assert.equal(text, WHOLE);
  assert.equal(pieces.length, WHOLE.length);
});

test("what is printed behind a cut reply waits for it, also when the fault is over", () => {
  const one = bench();
  const stop = one.modem.fault("split", { at: 3 });
  one.modem.receive("AT+CSQ\r");
  one.clock.runFor(15);
  stop();
  one.broker.publish("t", "x");
  assert.equal(one.wait(1000), `${WHOLE}${line('+MSUB: "t",1 byte,x')}`);
});

test("a URC in front of every line of one exchange, and of none behind it", () => {
  const urc = line("SMS READY");
  const one = bench();
  one.modem.fault("urcEverywhere", { line: "SMS READY" });
  assert.equal(one.say('AT+MPUB="t",1,0,"x"'), urc + OK + urc + line("PUBACK"));
  assert.equal(one.say("AT+CSQ"), WHOLE);
  one.modem.fault("urcEverywhere", { line: "SMS READY" });
  assert.equal(one.say("AT+CSQ"), urc + CSQ + urc + OK);
  one.wait(10_000);
  assert.equal(one.say("AT+CSQ"), WHOLE);
});

test("OK and its second line in one burst", () => {
  const one = bench();
  const pieces: string[] = [];
  one.modem.onSend = (bytes) => pieces.push(bytes);
  one.modem.fault("resultGlued");
  one.say('AT+MPUB="t",1,0,"x"');
  assert.deepEqual(pieces, [OK + line("PUBACK")]);
});

test("echo on; another rate until the next start, or the end", () => {
  const one = bench();
  one.modem.fault("echoOn");
  assert.equal(one.say("AT"), `AT\r${OK}`);
  const stop = one.modem.fault("baudChanged", { baud: 9600 });
  assert.equal(one.modem.baud, 9600);
  stop();
  assert.equal(one.modem.baud, 115_200);
  const late = one.modem.fault("baudChanged");
  one.modem.fault("rebooting");
  assert.equal(one.modem.baud, 115_200, "a start forgets it");
  late();
  assert.equal(one.modem.baud, 115_200);
});

test("the clock jumps, and says so; it is unset, and is set again", () => {
  const one = bench(1, "attached");
  const day = () => /"(.{8})/.exec(one.say("AT+CCLK?", 100))?.[1];
  assert.equal(day(), "26/01/01");
  const back = one.modem.fault("clockJumps", { delayMs: 49 * 3_600_000 });
  assert.match(one.take(), /\+NITZ: 26\/01\/03/);
  assert.equal(day(), "26/01/03");
  back();
  assert.equal(day(), "26/01/01");
  const set = one.modem.fault("clockUnset");
  assert.equal(day(), "00/01/01");
  set();
  assert.equal(day(), "26/01/01");
});
