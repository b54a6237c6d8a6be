/** The flow of commands over time: queue, prompt, time-outs, and the way back into step. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { URC_ENDS_ALL, URC_ENDS_SESSION } from "../../src/at/command.ts";
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
  assert.deepEqual(uart.take(), ["AT+A\r", `${SYNC}\r`], "what was queued must not go out after the reboot");
});

const ENDS: readonly (readonly [name: string, lines: readonly string[], events: readonly string[]])[] = [
  [
    "its result without an end of line is taken when its time is over",
    ["\r\nDONE\r\n", "\r\nOK"],
    ["AT+A -> ok [DONE]"],
  ],
  ["a second OK is none of the second result", ["\r\nOK\r\n", "\r\nOK\r\n", "\r\nDONE\r\n"], ["AT+A -> ok [DONE]"]],
  [
    "of second results before the OK the first is kept",
    ["\r\nDONE 1\r\n", "\r\nDONE 2\r\n", "\r\nOK\r\n"],
    ["AT+A -> ok [DONE 1]"],
  ],
];
for (const [name, lines, expected] of ENDS) {
  test(`two results: ${name}`, () => {
    const { clock, uart, events, send } = openChat();
    send({ ...twoResults("AT+A", ["DONE"], 1000), timeoutMs: 9000 });
    for (const line of lines) uart.receive(line);
    clock.advance(9000);
    assert.deepEqual(events, expected);
  });
}

test("a first result without an end of line, taken when its time is over, gives the second its own", () => {
  const { clock, uart, events, send } = openChat();
  send({ ...twoResults("AT+A", ["DONE"], 1000), timeoutMs: 9000 });
  uart.receive("\r\nOK");
  clock.advance(9500);
  uart.receive("\r\nDONE\r\n");
  assert.deepEqual(events, ["AT+A -> ok [DONE]"]);
});

test("a sender that throws at its command's end holds up no other", () => {
  const { clock, uart, chat, send } = openChat();
  chat.send({ text: "AT+A", timeoutMs: 1000 }, () => {
    throw new Error("thrown by the sender");
  });
  send({ text: "AT+B", isProbe: true });
  assert.throws(() => clock.advance(1000), /thrown by the sender/);
  assert.deepEqual(uart.take(), ["AT+A\r", "AT+B\r"]);
});

test("what comes half for ever, with an OK at the end of its time: the second result is not waited for for ever", () => {
  const { clock, uart, events, send } = openChat();
  send(twoResults("AT+A", ["DONE"], 1000));
  for (let second = 0; second < 120; second++) {
    uart.receive(second === 17 ? "\r\nOK" : second === 18 ? "\r\nx" : "x");
    clock.advance(500);
  }
  assert.equal(events.length, 1, events.join("; "));
});

test("a further OK does not put the second result's time off", () => {
  const { clock, uart, events, send } = openChat();
  send(twoResults("AT+A", ["DONE"], 1000));
  for (let i = 0; i < 3; i++) {
    uart.receive("\r\nOK\r\n");
    clock.advance(400);
  }
  assert.deepEqual(events, ["AT+A -> timeout []"]);
});

test("an address is awaited: no other line is one", () => {
  const { uart, events, send } = openChat();
  send({ text: "AT+CIFSR", reply: "", endsOnReply: true });
  uart.receive("\r\nSMS DONE\r\n\r\n+CGREG: 1\r\n");
  assert.deepEqual(events, []);
  uart.receive("\r\n10.86.47.178\r\n");
  assert.deepEqual(events, ["AT+CIFSR -> ok [10.86.47.178]"]);
});

test("a restart and a prompt in one chunk: no data goes to a modem that has forgotten what for", () => {
  const { uart, events, send } = openChat({ RDY: URC_ENDS_ALL });
  send({ text: "AT+A", data: "payload" });
  uart.receive("\r\nRDY\r\n\r\n>");
  assert.deepEqual(events, ["urc RDY", "AT+A -> RDY []"]);
  assert.deepEqual(uart.take(), ["AT+A\r"]);
});

test("what comes half is waited for at a time-out, and for no more than ten seconds", () => {
  const { clock, uart, events, send } = openChat();
  send({ text: "AT+A", timeoutMs: 1000 });
  clock.advance(999);
  uart.receive("\r\nO");
  clock.advance(900);
  uart.receive("K\r\n");
  assert.deepEqual(events, ["AT+A -> ok []"]);
  send({ text: "AT+B", timeoutMs: 1000 });
  for (let i = 0; i < 24; i++) {
    uart.receive("x");
    clock.advance(500);
  }
  assert.deepEqual(events.slice(1), ["AT+B -> timeout []"]);
});

test("what a chunk holds behind an answer is not that of a command sent on it, which goes out when the chunk is taken", () => {
  const { uart, chat, events, send } = openChat();
  chat.send({ text: "AT+A", timeoutMs: 1000 }, () => send({ text: "AT+B" }));
  uart.receive("\r\nOK\r\n\r\nOK\r\n");
  assert.deepEqual(uart.take(), ["AT+A\r", "AT+B\r"]);
  assert.deepEqual(events, []);
});

test("what a chunk holds behind an answer is not the next command's, which goes out when the chunk is taken", () => {
  const { uart, events, send } = openChat();
  send({ text: "AT+A" });
  send({ text: "AT+B" });
  uart.receive("\r\nOK\r\n\r\nOK\r\n");
  assert.deepEqual(uart.take(), ["AT+A\r", "AT+B\r"]);
  assert.deepEqual(events, ["AT+A -> ok []"]);
});

test("the session lost: what was to go over it is ended in the queue, the rest goes out", () => {
  const { uart, events, send } = openChat({ CLOSED: URC_ENDS_SESSION });
  for (const text of ["AT+A", "AT+B"]) send({ text });
  send(twoResults("AT+C", ["DONE"], 1000));
  send({ text: "AT+D" });
  uart.receive("\r\nOK\r\n\r\nCLOSED\r\n");
  uart.receive("\r\nOK\r\n");
  assert.deepEqual(uart.take(), ["AT+A\r", "AT+B\r", "AT+D\r"]);
  assert.deepEqual(events, ["AT+A -> ok []", "urc CLOSED", "AT+C -> unsent []", "AT+B -> ok []"]);
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

/** AT+A got no answer, the first probe neither; then the second has the first one's answer, and AT+B goes out. */
function withStaleProbe(next: { readonly text: string; readonly reply?: string; readonly isProbe?: boolean }) {
  const bench = openChat();
  const { clock, uart, events, send } = bench;
  send({ text: "AT+A", timeoutMs: 1000 });
  clock.advance(1000);
  send({ text: "AT+B", timeoutMs: 60_000 });
  clock.advance(2000);
  assert.deepEqual(uart.take(), ["AT+A\r", SYNC_BYTES, SYNC_BYTES]);
  uart.receive(SYNCED);
  assert.deepEqual(uart.take(), ["AT+B\r"]);
  if (next.text !== "AT+B") {
    uart.receive("\r\nOK\r\n");
    send(next);
  }
  events.length = 0;
  return bench;
}

for (const result of ["OK", "ERROR"]) {
  test(`the stale answer of a probe that was given up, with ${result}, is credited to nobody`, () => {
    const { uart, events } = withStaleProbe({ text: "AT+B" });
    uart.receive(`\r\n+SYNC: 1\r\n\r\n${result}\r\n`);
    assert.deepEqual(events, [], "AT+B has no answer yet");
    uart.receive("\r\nERROR\r\n");
    assert.deepEqual(events, ["AT+B -> ERROR []"]);
  });
}

test("the stale answer of a probe, while nothing is in flight, is not the next command's", () => {
  const { uart, events, send } = withStaleProbe({ text: "AT+B" });
  uart.receive("\r\nOK\r\n\r\n+SYNC: 1\r\n");
  send({ text: "AT+C" });
  uart.receive("\r\nOK\r\n");
  assert.deepEqual(events, ["AT+B -> ok []"]);
  uart.receive("\r\nOK\r\n");
  assert.deepEqual(events, ["AT+B -> ok []", "AT+C -> ok []"]);
});

test("the stale answer of a probe is no bare reply of the command in flight", () => {
  const { uart, events } = withStaleProbe({ text: "AT+CGMI", reply: "" });
  uart.receive(`${SYNCED}\r\nAirM2M\r\n\r\nOK\r\n`);
  assert.deepEqual(events, ["AT+CGMI -> ok [AirM2M]"]);
});

test("a person who sends the probe's own command gets its answer", () => {
  const { uart, events, send } = openChat();
  send({ text: SYNC, isProbe: true, reply: "+SYNC" });
  uart.receive(SYNCED);
  assert.deepEqual(events, [`${SYNC} -> ok [+SYNC: 1]`]);
  send({ text: "AT+B" });
  uart.receive("\r\nOK\r\n");
  assert.deepEqual(events.slice(1), ["AT+B -> ok []"]);
});

test("half a message whose bytes stop for over 1 s is dropped: what comes next is read again", () => {
  const { clock, uart, events, send } = openChat();
  send({ text: "AT+A" });
  uart.receive('\r\n+MSUB: "t",10 byte,abc');
  clock.advance(1001);
  uart.receive("\r\nOK\r\n");
  assert.deepEqual(events, ["AT+A -> ok []"]);
});

test("a message with gaps of up to 1 s is one message", () => {
  const { clock, uart, events } = openChat();
  uart.receive('\r\n+MSUB: "t",6 byte,ab');
  for (const part of ["cd", "ef\r\n"]) {
    clock.advance(1000);
    uart.receive(part);
  }
  assert.deepEqual(events, ['message t 6 "abcdef"']);
});

test("a command's time-out waits while a message is still coming in", () => {
  const { clock, uart, events, send } = openChat();
  send({ text: "AT+A", timeoutMs: 1000 });
  clock.advance(900);
  uart.receive('\r\n+MSUB: "t",12 byte,ab');
  for (let i = 0; i < 5; i++) {
    clock.advance(800);
    uart.receive("cd");
    assert.equal(events.length, i < 4 ? 0 : 1, events.join("; "));
  }
  uart.receive("\r\n\r\nOK\r\n");
  assert.deepEqual(events, ['message t 12 "abcdcdcdcdcd"', "AT+A -> ok []"]);
});

test("a message that never ends does not hold a time-out for ever", () => {
  const { clock, uart, events, send } = openChat();
  send({ text: "AT+A", timeoutMs: 1000 });
  clock.advance(900);
  uart.receive('\r\n+MSUB: "t",12 byte,ab');
  clock.advance(2100);
  assert.deepEqual(events, ["AT+A -> timeout []"]);
});

test("at most 16 lines of a reply are kept", () => {
  for (const command of [
    { text: "AT+L", reply: "+L" },
    { text: "AT+L", reply: "" },
    { text: "AT+L", isProbe: true },
  ]) {
    const { uart, events, send } = openChat();
    send(command);
    for (let i = 0; i < 100; i++) uart.receive(`\r\n+L: ${i}\r\n`);
    uart.receive("\r\nOK\r\n");
    assert.equal(events[0]?.split("|").length, 16, JSON.stringify(command));
  }
});
