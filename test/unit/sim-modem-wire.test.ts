/** The wire between board and modem, and its tap. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { SimClock } from "../../sim/clock.ts";
import { VirtualModem } from "../../sim/modem/modem.ts";
import { Random } from "../../sim/random.ts";
import { Wire, type WireOptions } from "../../sim/wire.ts";
import { FakeBroker } from "./sim-modem-bench.ts";

function wire(options: Partial<WireOptions> = {}) {
  const clock = new SimClock();
  const made = new Wire({ clock, random: new Random(7), baud: 115200, ...options });
  const chunks: { atMs: number; bytes: string }[] = [];
  made.b.onReceive = (bytes) => chunks.push({ atMs: clock.nowMs, bytes });
  const lines: string[] = [];
  made.onLine = (direction, text) => lines.push(`${direction} ${text}`);
  return { clock, wire: made, chunks, lines };
}

test("bytes take their bit time, and contiguous sends are one chunk", () => {
  const { clock, wire: made, chunks } = wire({ baud: 9600 });
  made.a.send("12345");
  made.a.send("67890");
  clock.runFor(1000);
  made.a.send("x");
  clock.runFor(1000);
  assert.deepEqual(
    chunks.map(({ bytes }) => bytes),
    ["1234567890", "x"],
  );
  assert.ok(Math.abs((chunks[0]?.atMs ?? 0) - 100 / 9.6) < 1e-3);
});

test("chunks by seed: sizes 1..n, nothing lost, the same each time", () => {
  const text = `${"x".repeat(50)}abc`;
  const sizes = () => {
    const { clock, wire: made, chunks } = wire({ chunk: 7 });
    made.a.send(text);
    clock.runFor(100);
    assert.equal(chunks.map(({ bytes }) => bytes).join(""), text);
    return chunks.map(({ bytes }) => bytes.length);
  };
  assert.ok(Math.max(...sizes()) <= 7 && new Set(sizes()).size > 2);
  assert.deepEqual(sizes(), sizes());
});

test("a wrong rate and noise turn bytes into others; rate 0 follows", () => {
  const { clock, wire: made, chunks } = wire();
  const sent = "AT+CSQ\r".repeat(20);
  const heard = () => {
    made.a.send(sent);
    clock.runFor(1000);
    return chunks
      .splice(0)
      .map(({ bytes }) => bytes)
      .join("");
  };
  made.b.baud = 9600;
  assert.equal(heard().length, 12);
  made.b.baud = 0;
  assert.equal(heard(), sent);
  made.b.noise = 0.2;
  const noisy = heard();
  assert.ok(noisy.length === sent.length && noisy !== sent);
  made.b.noise = 0;
  made.injectNoise(">", 3);
  assert.equal(heard().length, sent.length + 3);
});

test("the tap prints lines: a counted body is one line, so is data behind a prompt", () => {
  const { clock, wire: made, lines } = wire({ chunk: 5 });
  made.a.send("AT\r");
  made.b.send("AT\r\r\nOK\r\n");
  made.b.send('\r\n+MSUB: "t",8 byte,\r\nOK\r\n>x\r\n\r\n+MSUB: 0\r\n');
  clock.runFor(100);
  made.a.send('AT+MPUBEX="t",0,0,5\r');
  clock.runFor(100);
  made.b.send("\r\n>");
  clock.runFor(100);
  made.a.send('a"\r\nbAT\r');
  made.b.send(`\r\n+MSUB:t,6 byte,${Buffer.from("气体").toString("latin1")}\r\n\r\n\xff\r\n`);
  clock.runFor(100);
  assert.deepEqual(
    lines.filter((text) => text.startsWith(">")),
    ["> AT", '> AT+MPUBEX="t",0,0,5', '> a"\\r\\nb', "> AT"],
  );
  assert.deepEqual(
    lines.filter((text) => text.startsWith("<")),
    ["< AT", "< OK", '< +MSUB: "t",8 byte,\\r\\nOK\\r\\n>x', "< +MSUB: 0", "< >", "< +MSUB:t,6 byte,气体", "< \\xff"],
  );
});

test("the tap knows HTTP and files: a body by its count, uploads behind their prompts", () => {
  const { clock, wire: made, lines } = wire({ chunk: 3 });
  const say = (command: string, answer: string, data: string) => {
    made.a.send(`${command}\r`);
    clock.runFor(100);
    made.b.send(answer);
    clock.runFor(100);
    made.a.send(data);
    clock.runFor(100);
  };
  say("AT+HTTPREAD", "\r\n+HTTPREAD:8\r\n\r\nOK\r\n>x\r\nOK\r\n", "");
  say('AT+FSWRITE="ca.crt",0,4,10', "\r\n>", "a\r\nb");
  say("AT+HTTPDATA=3,1000", "\r\nDOWNLOAD\r\n", "x\ry");
  say("AT", "\r\nOK\r\n", "");
  assert.deepEqual(lines, [
    "> AT+HTTPREAD",
    "< +HTTPREAD:8\\r\\n\\r\\nOK\\r\\n>x",
    "< OK",
    '> AT+FSWRITE="ca.crt",0,4,10',
    "< >",
    "> a\\r\\nb",
    "> AT+HTTPDATA=3,1000",
    "< DOWNLOAD",
    "> x\\ry",
    "> AT",
    "< OK",
  ]);
});

test("a modem behind a wire at the wrong rate, then at the right one; a year of quiet takes seconds", () => {
  const { clock, wire: made } = wire();
  const broker = new FakeBroker();
  const modem = new VirtualModem({ clock, random: new Random(1), network: broker, family: "air780e" });
  let heard = "";
  made.a.onReceive = (bytes) => {
    heard += bytes;
  };
  made.b.onReceive = (bytes) => modem.receive(bytes);
  modem.onSend = (bytes) => made.b.send(bytes);
  modem.onBaud = (baud) => {
    made.b.baud = baud;
  };
  const say = (command: string) => {
    heard = "";
    made.a.send(`${command}\r`);
    clock.runFor(3000);
    return heard;
  };
  modem.powerKey(true);
  modem.supply(true);
  clock.runFor(20_000);
  made.a.baud = 9600;
  assert.doesNotMatch(say("AT"), /OK/);
  made.a.baud = 115200;
  say("AT");
  assert.equal(say("ATE0"), "ATE0\r\r\nOK\r\n");
  for (const command of ["AT+MCONFIG=id", 'AT+MIPSTART="h",1']) say(command);
  assert.match(say("AT+MCONNECT=0,300"), /CONNACK OK/);
  const startedMs = performance.now();
  clock.runFor(365 * 86_400_000);
  assert.equal(broker.count("pingreq"), 365 * 288);
  assert.ok(performance.now() - startedMs < 10_000);
});
