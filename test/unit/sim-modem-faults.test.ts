/** Each fault of the catalogue does what it says. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { FAULTS, type FaultName, type FaultOptions } from "../../sim/modem/faults.ts";
import { Bench, cme, line, OK } from "./sim-modem-bench.ts";

const PUBLISH = 'AT+MPUB="t",1,0,"x"';
const PUBACK = line("PUBACK");
const tried = new Set<FaultName>();

function start(bench: Bench, name: FaultName, options: FaultOptions = {}): () => void {
  tried.add(name);
  return bench.modem.fault(name, options);
}

type Row = readonly [fault: FaultName, options: FaultOptions, command: string, during: string, after: string];

/** One-shot faults seen in one command: its reply with the fault, and its reply the next time. */
const ONCE: readonly Row[] = [
  ["pubackSwallowed", {}, PUBLISH, OK, OK + PUBACK],
  ["pubackLate", { delayMs: 3000 }, PUBLISH, OK + PUBACK, OK + PUBACK],
  ["pubackLate", { delayMs: 5000 }, PUBLISH, OK, OK + PUBACK + PUBACK],
  ["subackSwallowed", {}, 'AT+MSUB="t",1', OK, OK + line("SUBACK")],
  ["subackLate", {}, 'AT+MSUB="t",1', OK, OK + line("SUBACK")],
  ["publishFailsLate", {}, PUBLISH, OK + cme(767), OK + PUBACK],
  ["commandLost", {}, "AT", "", OK],
  ["lateAnswer", { delayMs: 3000 }, "AT", OK, OK],
  ["answerLost", {}, PUBLISH, PUBACK, OK + PUBACK],
  ["urcBeforeFinal", {}, "AT+CSQ", line("+CSQ: 22,0") + line("+CREG: 2") + OK, line("+CSQ: 22,0") + OK],
  ["urcAfterFinal", { line: "+NITZ: x" }, PUBLISH, OK + line("+NITZ: x") + PUBACK, OK + PUBACK],
  ["tailMissing", {}, PUBLISH, `${OK}\r\nPUBACK`, OK + PUBACK],
];

test("one-shot faults in one command", () => {
  for (const [name, options, command, during, after] of ONCE) {
    const bench = new Bench("air780e", "up");
    start(bench, name, options);
    assert.equal(bench.say(command), during, name);
    assert.equal(bench.say(command), after, name);
  }
});

test("an answer beyond any time-out: what is sent meanwhile is lost, then it comes after all", () => {
  const bench = new Bench("air780e", "up");
  start(bench, "lateAnswer");
  assert.equal(bench.say("AT+CSQ", 100_000), "");
  assert.equal(bench.say("AT", 90_000), "");
  assert.equal(bench.wait(20_000), line("+CSQ: 22,0") + OK);
});

test("mute, held and for a time; MQTT goes on behind", () => {
  const bench = new Bench("air780e", "up");
  const stop = start(bench, "mute");
  bench.broker.publish("t", "x", 1);
  assert.equal(bench.say("AT"), "");
  assert.equal(bench.broker.count("puback"), 1);
  stop();
  assert.equal(bench.say("AT"), OK);
  start(bench, "mute", { forMs: 10_000 });
  assert.equal(bench.say("AT", 9000), "");
  assert.equal(bench.say("AT", 900), "");
  bench.wait(200);
  assert.equal(bench.say("AT"), OK);
});

test("restarts: rebooting, brown-out, doubled RDY", () => {
  const bench = new Bench("air780e", "up");
  start(bench, "rdyDoubled");
  start(bench, "rebooting");
  assert.match(bench.wait(30_000), /^\r\nRDY\r\n\r\nRDY\r\n/);
  assert.equal(bench.say("AT"), `AT\r${OK}`);
  const stop = start(bench, "brownOut");
  const text = bench.wait(13_000);
  assert.equal(text.match(/\^boot\.rom/g)?.length, 3);
  assert.equal(text.match(/RDY/g)?.length, 2);
  stop();
  bench.wait(30_000);
  assert.equal(bench.say("AT"), `AT\r${OK}`);
});

test("garbage is the seed's", () => {
  const bytes = (seed: number) => {
    const bench = new Bench("air780e", "on", { seed });
    start(bench, "garbage", { bytes: 40 });
    return bench.take();
  };
  assert.equal(bytes(1).length, 40);
  assert.equal(bytes(1), bytes(1));
  assert.notEqual(bytes(1), bytes(2));
});

test("the link: closed, failing opens, refused logins, 767 for an open", () => {
  const bench = new Bench("air780e", "up");
  start(bench, "closed");
  assert.equal(bench.take(), line("CLOSED"));
  bench.say("AT+MIPCLOSE");
  bench.say("AT+MCONFIG=id");
  start(bench, "connectFail");
  const open = 'AT+MIPSTART="h",1883';
  assert.equal(bench.say(open), OK + line("STATE: IP STATUS") + line("CONNECT FAIL"));
  start(bench, "mipstart767");
  assert.equal(bench.say(open), OK + cme(767));
  bench.say("AT+MIPCLOSE");
  bench.say("AT+MCONFIG=id");
  assert.equal(bench.say(open), OK + line("CONNECT OK"));
  start(bench, "connackRefused");
  assert.equal(bench.say("AT+MCONNECT=0,60"), OK + line("ERROR"));
});

test("the network: outages, denial, half-open links", () => {
  const bench = new Bench("air780e", "up");
  bench.say("AT+CEREG=1");
  const back = start(bench, "registrationLost");
  assert.equal(bench.take(), line("^MODE: 0,0") + line("+NO Service") + line("+CEREG: 2"));
  assert.equal(bench.say("AT+MQTTSTATU"), line("+MQTTSTATU :1") + OK, "the modem's belief (6.1)");
  assert.equal(bench.say(PUBLISH), OK);
  back();
  assert.match(bench.wait(5000), /\+CEREG: 1/);
  assert.equal(bench.say(PUBLISH), OK, "the old link stays dead");
  assert.match(bench.wait(500_000), /CLOSED/);

  const denied = new Bench("air780e", "attached");
  start(denied, "registrationDenied", { forMs: 60_000 });
  assert.match(denied.say("AT+CREG?"), /\+CREG: 0,3/);
  denied.wait(60_000);
  assert.match(denied.say("AT+CREG?"), /\+CREG: 0,1/);

  const halfOpen = new Bench("air780e", "up");
  start(halfOpen, "linkHalfOpen");
  halfOpen.broker.publish("t", "x");
  assert.equal(halfOpen.say(PUBLISH), OK);
  for (const command of ["AT+MDISCONNECT", "AT+MIPCLOSE", "AT+MCONFIG=id"]) halfOpen.say(command);
  assert.equal(halfOpen.say('AT+MIPSTART="h",1'), OK + line("CONNECT OK"));

  const vanished = new Bench("air780e", "configured");
  start(vanished, "networkVanishes");
  assert.equal(vanished.say('AT+MIPSTART="h",1', 19_000), OK);
  assert.equal(vanished.wait(2000), line("STATE: IP STATUS") + line("CONNECT FAIL"));
});

test("data mode: URC behind the prompt, no prompt at all", () => {
  const bench = new Bench("air780e", "up");
  start(bench, "urcAfterPrompt", { line: '+MSUB: "t",2 byte,hi' });
  assert.equal(bench.say('AT+MPUBEX="t",0,0,2'), '\r\n>\r\n+MSUB: "t",2 byte,hi\r\n');
  bench.modem.receive("ab");
  assert.equal(bench.wait(500), OK);
  start(bench, "promptLost");
  assert.equal(bench.say('AT+MPUBEX="t",0,0,2'), "");
  assert.equal(bench.wait(5000), line("ERROR"));
});

test("spelling: client prefix, colon, CEREG as CGREG, echo cut by a URC", () => {
  const bench = new Bench("air780e", "tcp");
  const stop = start(bench, "clientPrefix");
  assert.equal(bench.say("AT+MCONNECT=0,60"), OK + line("7,CONNACK OK"));
  stop();
  bench.say("AT+MQTTMSGSET=0");
  const plain = start(bench, "colonBlank");
  const seen = new Set(Array.from({ length: 20 }, () => bench.say("AT+CSQ")));
  assert.deepEqual([...seen].sort(), [line("+CSQ: 22,0") + OK, line("+CSQ:22,0") + OK]);
  plain();
  start(bench, "ceregAsCgreg");
  assert.equal(bench.say("AT+CEREG?"), line("+CGREG: 0,1") + OK);
  bench.say("ATE1");
  start(bench, "urcInEcho");
  assert.equal(bench.say("AT+CSQ"), `AT+${line("+CREG: 2")}CSQ\r${line("+CSQ: 22,0")}${OK}`);
});

test("bursts are one piece", () => {
  const message = (text: string) => line(`+MSUB: "t",1 byte,${text}`);
  const pieces = (name: FaultName, does: (bench: Bench) => void) => {
    const bench = new Bench("air780e", "up");
    const sent: string[] = [];
    bench.modem.onSend = (bytes) => sent.push(bytes);
    start(bench, name);
    does(bench);
    bench.wait(3000);
    return sent.filter((bytes) => bytes !== OK);
  };
  const twoMessages = (bench: Bench) => {
    bench.broker.publish("t", "a");
    bench.wait(1000);
    bench.broker.publish("t", "b");
  };
  const subscribe = (bench: Bench) => {
    bench.modem.receive('AT+MSUB="t",1\r');
    bench.wait(1000);
    bench.broker.publish("t", "a");
  };
  assert.deepEqual(pieces("messagesGlued", twoMessages), [message("a") + message("b")]);
  assert.deepEqual(pieces("subackGlued", subscribe), [line("SUBACK") + message("a")]);
  assert.deepEqual(pieces("messageBeforeSuback", subscribe), [message("a") + line("SUBACK")]);
  const alone = (bench: Bench) => {
    bench.broker.publish("t", "a");
    bench.wait(6000);
  };
  assert.deepEqual(pieces("messagesGlued", alone), [message("a")], "let go after a while");
});

test("self-upgrade, unless it was switched off", () => {
  const bench = new Bench("air780e", "up");
  start(bench, "upgradeNotice");
  assert.equal(bench.take(), line("+UPGRADEIND: 10"));
  start(bench, "selfUpgrade");
  const text = bench.wait(60_000);
  assert.equal(bench.modem.boots, 3);
  assert.match(text, /UPGRADEIND: 100\r\n.*RDY.*UPGRADEDL.*RDY.*UPGRADEVER/s);
  bench.say('AT+UPGRADE="AUTO",0');
  start(bench, "selfUpgrade");
  assert.doesNotMatch(bench.wait(60_000), /UPGRADE/);
});

test("every fault of the catalogue is tried: here, or in the files beside this one", () => {
  const besides = ["sim-modem-fault-answers", "sim-modem-fault-bytes", "sim-modem-session", "sim-modem-power"]
    .map((name) => readFileSync(new URL(`${name}.test.ts`, import.meta.url), "utf8"))
    .join();
  const untried = Object.keys(FAULTS).filter((name) => !tried.has(name as FaultName) && !besides.includes(`"${name}"`));
  assert.deepEqual(untried, []);
});
