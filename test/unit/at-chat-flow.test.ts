/** The flow of commands over time: queue, prompt, time-outs, and the way back into step. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { URC_ENDS_ALL } from "../../src/at/chat.ts";
import { openChat, SYNC, twoResults } from "./parts.ts";

const MPUB = twoResults("AT+MPUB", ["PUBACK"], 40000);
const SYNCED = "\r\n+SYNC: 1\r\n\r\nOK\r\n";
const SYNC_BYTES = `${SYNC}\r`;

test("commands go out one by one, in order", () => {
  const { uart, events, send } = openChat();
  for (const text of ["AT+A", "AT+B", "AT+C"]) send({ text });
  assert.deepEqual(uart.take(), ["AT+A\r"]);
  uart.receive("\r\nOK\r\n");
  assert.deepEqual(uart.take(), ["AT+B\r"]);
  uart.receive("\r\nERROR\r\n");
  assert.deepEqual(uart.take(), ["AT+C\r"]);
  uart.receive("\r\nOK\r\n");
  assert.deepEqual(events, ["AT+A -> ok []", "AT+B -> ERROR []", "AT+C -> ok []"]);
});

test("the queue has a bound, and says so", () => {
  const { events, send } = openChat();
  for (let i = 0; i < 20; i++) send({ text: `AT+${i}` });
  const refused = events.filter((event) => event.endsWith("-> busy []"));
  assert.ok(refused.length >= 14 && refused.length < 20, `${refused.length} of 20 were refused`);
});

test("no answer: timeout, at its time and not before", () => {
  const { clock, events, send } = openChat();
  send({ text: "AT+A", timeoutMs: 5000 });
  clock.advance(4999);
  assert.deepEqual(events, []);
  clock.advance(1);
  assert.deepEqual(events, ["AT+A -> timeout []"]);
  assert.equal(clock.pending(), 0, "no timer may be left");
});

test("the second result has its own time, from the first on", () => {
  const { clock, uart, events, send } = openChat();
  send({ ...MPUB, timeoutMs: 9000 });
  clock.advance(8000);
  uart.receive("\r\nOK\r\n");
  clock.advance(39999);
  assert.deepEqual(events, []);
  clock.advance(1);
  assert.deepEqual(events, ["AT+MPUB -> timeout []"]);
});

test("after a timeout a probe goes first, and the next command only on its answer", () => {
  const { clock, uart, events, send } = openChat();
  send({ text: "AT+A", timeoutMs: 1000 });
  clock.advance(1000);
  uart.take();
  send({ text: "AT+B" });
  assert.deepEqual(uart.take(), [SYNC_BYTES]);
  uart.receive("\r\nOK\r\n"); // late, of AT+A: no +SYNC line before it
  assert.deepEqual(uart.take(), [], "the late OK of AT+A was taken for the probe's");
  uart.receive(SYNCED);
  assert.deepEqual(uart.take(), ["AT+B\r"]);
  uart.receive("\r\nOK\r\n");
  assert.deepEqual(events, ["AT+A -> timeout []", "AT+B -> ok []"]);
});

test("a late ERROR is not the probe's: it is asked again", () => {
  const { clock, uart, events, send } = openChat();
  send({ text: "AT+A", timeoutMs: 1000 });
  clock.advance(1000);
  send({ text: "AT+B" });
  uart.receive("\r\nERROR\r\n");
  assert.deepEqual(uart.take(), ["AT+A\r", SYNC_BYTES, SYNC_BYTES]);
  uart.receive(SYNCED);
  uart.receive("\r\nOK\r\n");
  assert.deepEqual(events, ["AT+A -> timeout []", "AT+B -> ok []"]);
});

test("a modem that knows no such probe is in step once it has refused it several times", () => {
  const { clock, uart, events, send } = openChat();
  uart.respond = (text) => (text === SYNC_BYTES ? "\r\nERROR\r\n" : text === "AT+B\r" ? "\r\nOK\r\n" : undefined);
  send({ text: "AT+A", timeoutMs: 1000 });
  clock.advance(1000);
  send({ text: "AT+B" });
  clock.advance(60000, () => events.length === 2);
  assert.deepEqual(events, ["AT+A -> timeout []", "AT+B -> ok []"]);
});

test("a mute modem: the waiting command ends as silent, the next one is probed for anew", () => {
  const { clock, uart, events, send } = openChat();
  send({ text: "AT+A", timeoutMs: 1000 });
  send({ text: "AT+B" });
  send({ text: "AT+C" });
  clock.advance(60000);
  assert.deepEqual(events, ["AT+A -> timeout []", "AT+B -> silent []", "AT+C -> silent []"]);
  assert.ok(!uart.written.includes("AT+B\r") && !uart.written.includes("AT+C\r"), "nothing goes out while out of step");
});

test("any answer will do for a probe of one's own: it goes out while out of step", () => {
  const { clock, uart, send } = openChat();
  send({ text: "AT+A", timeoutMs: 1000 });
  clock.advance(1000);
  uart.take();
  send({ text: "AT", isProbe: true });
  assert.deepEqual(uart.take(), ["AT\r"]);
});

test("trap: boot burst eats commands: RDY ends the one in flight and those in the queue", () => {
  const { uart, events, send } = openChat({ RDY: URC_ENDS_ALL });
  for (const text of ["AT+A", "AT+B", "AT+C"]) send({ text });
  uart.receive("\r\nRDY\r\n\r\nRDY\r\n");
  assert.deepEqual(events.filter((event) => event.startsWith("AT")).sort(), [
    "AT+A -> RDY []",
    "AT+B -> RDY []",
    "AT+C -> RDY []",
  ]);
  send({ text: "AT+D" });
  assert.deepEqual(uart.take(), ["AT+A\r", "AT+D\r"], "what was queued must not go out after the reboot");
});

test("trap: RDY while waiting for the probe: a modem mute after it is still found out", () => {
  const { clock, uart, events, send } = openChat({ RDY: URC_ENDS_ALL });
  send({ text: "AT+A", timeoutMs: 1000 });
  clock.advance(1000);
  send({ text: "AT+B" });
  uart.receive("\r\nRDY\r\n"); // the probe is in flight
  send({ text: "AT+C", timeoutMs: 3000 });
  clock.advance(600_000, () => events.some((event) => event.startsWith("AT+C")));
  const syncs = uart.written.filter((text) => text === SYNC_BYTES).length;
  const end = events.find((event) => event.startsWith("AT+C")) ?? "never ended";
  assert.match(end, /timeout|silent/, `AT+C: ${end} within 10 minutes, after ${syncs} probes without an answer`);
});

test("trap: late PUBACK credited to the next publish: it belongs to nobody", () => {
  const { clock, uart, events, send } = openChat();
  send(MPUB);
  uart.receive("\r\nOK\r\n");
  clock.advance(40000);
  uart.receive("\r\nPUBACK\r\n");
  send({ ...MPUB, text: "AT+MPUB2" });
  uart.receive("\r\nPUBACK\r\n"); // and once more while the probe is out
  uart.receive(SYNCED);
  uart.receive("\r\nOK\r\n");
  assert.deepEqual(events, ["AT+MPUB -> timeout []"], "the second publish has no PUBACK of its own yet");
  uart.receive("\r\nPUBACK\r\n");
  assert.deepEqual(events, ["AT+MPUB -> timeout []", "AT+MPUB2 -> ok [PUBACK]"]);
});

test("trap: PUBACK lost with the link: time-out", () => {
  const { clock, uart, events, send } = openChat();
  send(MPUB);
  uart.receive("\r\nOK\r\n");
  clock.advance(40000);
  assert.deepEqual(events, ["AT+MPUB -> timeout []"]);
});

test("trap: missing CR LF behind a URC: a result without it counts before the command is given up", () => {
  const { clock, uart, events, send } = openChat();
  send(twoResults("AT+MIPSTART", ["CONNECT OK"], 45000));
  uart.receive("\r\nOK\r\n\r\nCONNECT OK");
  clock.advance(45000);
  assert.deepEqual(events, ["AT+MIPSTART -> ok [CONNECT OK]"]);
});

test("vector: AT+MPUBEX: data goes out at the prompt, raw and without an end", () => {
  const { uart, events, send } = openChat();
  send({ text: 'AT+MPUBEX="t",0,0,5', data: 'a"\r\nb' });
  assert.deepEqual(uart.take(), ['AT+MPUBEX="t",0,0,5\r']);
  uart.receive("\r\n>");
  assert.deepEqual(uart.take(), ['a"\r\nb']);
  uart.receive("\r\nOK\r\n");
  assert.deepEqual(events, ['AT+MPUBEX="t",0,0,5 -> ok []']);
});

test("trap: URC between prompt and data", () => {
  const { uart, events, send } = openChat();
  send({ text: "AT+MPUBEX", data: "hello" });
  uart.receive('\r\n>\r\n+MSUB: "t",2 byte,hi\r\n\r\n>\r\n');
  assert.deepEqual(uart.take(), ["AT+MPUBEX\r", "hello"], "data goes out once, whatever comes behind the prompt");
  uart.receive("\r\nOK\r\n");
  assert.deepEqual(events, ['message t 2 "hi"', "AT+MPUBEX -> ok []"]);
});

test("a prompt that was missed: the line is left alone until data mode has ended by itself", () => {
  const { clock, uart, send } = openChat();
  send({ text: "AT+MPUBEX", data: "hello", timeoutMs: 2000 });
  clock.advance(2000);
  uart.take();
  send({ text: "AT", isProbe: true, timeoutMs: 300 });
  clock.advance(5000);
  assert.deepEqual(uart.take(), [], "anything sent now would be payload");
  clock.advance(1000);
  assert.deepEqual(uart.take(), ["AT\r"]);
});

test("trap: echo of a command whose answer was given up is no answer to the next", () => {
  const { clock, uart, events, send } = openChat();
  send({ text: "AT+CGMI", reply: "", timeoutMs: 1000 });
  clock.advance(1000);
  send({ text: "AT+B" });
  uart.receive("AT+CGMI\r\r\nAirM2M\r\n\r\nOK\r\n");
  uart.receive(SYNCED);
  uart.receive("\r\nOK\r\n");
  assert.deepEqual(events, ["AT+CGMI -> timeout []", "AT+B -> ok []"]);
});
