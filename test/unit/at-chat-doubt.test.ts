/** A line on which bytes may have been lost: no answer is believed until a probe has shown that they match again. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { URC_ENDS_ALL, URC_ENDS_SESSION } from "../../src/at/command.ts";
import { openChat, SYNC, twoResults } from "./parts.ts";

const SYNCED = "\r\n+SYNC: 1\r\n\r\nOK\r\n";
const SYNC_BYTES = `${SYNC}\r`;

/** A chat in doubt, with one command given. */
function doubted() {
  const bench = openChat();
  bench.chat.doubt();
  bench.send({ text: "AT+A" });
  return bench;
}

test("in doubt: the next command waits for a probe, and the one after does not", () => {
  const { uart, events, send } = doubted();
  assert.deepEqual(uart.take(), [SYNC_BYTES]);
  uart.receive(SYNCED);
  assert.deepEqual(uart.take(), ["AT+A\r"]);
  uart.receive("\r\nOK\r\n");
  send({ text: "AT+B" });
  assert.deepEqual(uart.take(), ["AT+B\r"]);
  assert.deepEqual(events, ["AT+A -> ok []"]);
});

test("in doubt while a command is in flight: it keeps its answer, the next one is probed for", () => {
  const { uart, chat, events, send } = openChat();
  send({ text: "AT+A" });
  chat.doubt();
  uart.receive("\r\nOK\r\n");
  assert.deepEqual(events, ["AT+A -> ok []"]);
  send({ text: "AT+B" });
  assert.deepEqual(uart.take(), ["AT+A\r", SYNC_BYTES]);
});

test("in doubt: a late answer of nobody is not the probe's", () => {
  const { uart, events } = doubted();
  uart.receive("\r\nOK\r\n");
  assert.deepEqual(uart.take(), [SYNC_BYTES], "an OK without its line proves nothing");
  uart.receive(SYNCED);
  assert.deepEqual(uart.take(), ["AT+A\r"]);
  assert.deepEqual(events, []);
});

test("in doubt, and nothing answers: the command is told so after three probes", () => {
  const { clock, uart, events } = doubted();
  clock.advance(6000);
  assert.deepEqual(events, ["AT+A -> silent []"]);
  assert.deepEqual(uart.take(), [SYNC_BYTES, SYNC_BYTES, SYNC_BYTES]);
});

test("in doubt, and the probe is refused each time: a firmware that does not know it answers all the same", () => {
  const { clock, uart, events } = doubted();
  for (let i = 0; i < 3; i++) {
    assert.deepEqual(uart.take(), [SYNC_BYTES]);
    uart.receive("\r\nERROR\r\n");
  }
  // One of the three may have been a late answer; the last probe's own then comes now.
  uart.receive("\r\nERROR\r\n");
  assert.deepEqual(uart.take(), []);
  clock.advance(300);
  assert.deepEqual(uart.take(), ["AT+A\r"]);
  uart.receive("\r\nOK\r\n");
  assert.deepEqual(events, ["AT+A -> ok []"]);
});

test("in doubt: a restart of the modem ends what waited, not the doubt", () => {
  const bench = openChat({ RDY: URC_ENDS_ALL });
  const { uart, chat, events, send } = bench;
  chat.doubt();
  send({ text: "AT+A" });
  uart.receive("\r\nRDY\r\n");
  assert.deepEqual(events, ["urc RDY", "AT+A -> RDY []"]);
  uart.take();
  send({ text: "AT+B" });
  assert.deepEqual(uart.take(), [SYNC_BYTES]);
});

test("SIM removed before a command's own result: the next one is probed for, since that result may come yet", () => {
  const { uart, events, send } = openChat({ SIM: URC_ENDS_ALL });
  send({ text: "AT+A" });
  uart.receive("\r\nSIM\r\n");
  send({ text: "AT+B" });
  uart.receive("\r\nOK\r\n");
  assert.deepEqual(uart.take(), ["AT+A\r", SYNC_BYTES]);
  uart.receive(SYNCED);
  uart.receive("\r\nOK\r\n");
  assert.deepEqual(events, ["urc SIM", "AT+A -> SIM []", "AT+B -> ok []"]);
});

for (const [end, answer] of [
  ["its OK", "\r\nOK\r\n"],
  ["its error", "\r\n+CME ERROR: 3\r\n"],
  ["the second result that overtook the loss, and its OK", "\r\nDONE\r\n\r\nOK\r\n"],
  ["its time", ""],
] as const) {
  test(`the session lost before a command's own result: that is waited for, and ${end} ends it`, () => {
    const { clock, uart, events, send } = openChat({ CLOSED: URC_ENDS_SESSION });
    send({ ...twoResults("AT+A", ["DONE"], 1000), timeoutMs: 9000 });
    send({ text: "AT+B" });
    uart.receive("\r\nCLOSED\r\n");
    assert.deepEqual(uart.take(), ["AT+A\r"], "the modem is still at it");
    if (answer) uart.receive(answer);
    else clock.advance(9000);
    assert.deepEqual(uart.take(), [answer ? "AT+B\r" : SYNC_BYTES]);
    assert.match(events.at(-1) ?? "", /^AT\+A -> CLOSED/);
  });
}

test("in doubt, and the session lost while it is probed: what waited is told so, and no probe's time-out finds it", () => {
  const { clock, uart, chat, events, send } = openChat({ CLOSED: URC_ENDS_SESSION });
  chat.doubt();
  send(twoResults("AT+A", ["DONE"], 1000));
  clock.advance(4000);
  uart.receive("\r\nCLOSED\r\n");
  assert.deepEqual(events, ["urc CLOSED", "AT+A -> unsent []"]);
  clock.advance(2000);
  assert.equal(events.length, 2, events.join("; "));
});

test("in doubt anew: refused probes of the doubt before do not count", () => {
  const { uart, chat, events, send } = doubted();
  for (const answer of ["\r\nERROR\r\n", "\r\nERROR\r\n", SYNCED, "\r\nOK\r\n"]) uart.receive(answer);
  chat.doubt();
  send({ text: "AT+B" });
  uart.take();
  uart.receive("\r\nERROR\r\n");
  assert.deepEqual(uart.take(), [SYNC_BYTES]);
  assert.deepEqual(events, ["AT+A -> ok []"]);
});

test("late errors between probes without an answer do not end the doubt", () => {
  const { clock, uart, events } = doubted();
  clock.advance(4000);
  uart.take();
  uart.receive("\r\nERROR\r\n");
  assert.deepEqual(uart.take(), [SYNC_BYTES]);
  assert.deepEqual(events, []);
});

test("the probe's text, sent by someone else and given up: its late answer is not the next command's", () => {
  const { clock, uart, events, send } = openChat();
  send({ text: SYNC, reply: "+SYNC", timeoutMs: 1000 });
  send({ text: "AT+A" });
  clock.advance(1000);
  uart.receive(SYNCED);
  uart.receive(SYNCED);
  assert.deepEqual(events, [`${SYNC} -> timeout []`]);
  uart.receive("\r\nOK\r\n");
  assert.deepEqual(events, [`${SYNC} -> timeout []`, "AT+A -> ok []"]);
});

test("the reply of a probe that was given up comes and its OK does not: the next OK is the command's after two seconds", () => {
  const { clock, uart, events, send } = doubted();
  clock.advance(2000);
  uart.receive(SYNCED);
  uart.receive("\r\nOK\r\n");
  send({ text: "AT+B" });
  uart.receive("\r\n+SYNC: 1\r\n");
  clock.advance(2000);
  uart.receive("\r\nOK\r\n");
  assert.deepEqual(events, ["AT+A -> ok []", "AT+B -> ok []"]);
});

test("in doubt: a person's command needs no probe", () => {
  const { uart, chat, send } = openChat();
  chat.doubt();
  send({ text: "AT", isProbe: true });
  assert.deepEqual(uart.take(), ["AT\r"]);
});

test("the echo of a command is told, that of another line is not", () => {
  const { uart, events, send } = openChat();
  uart.receive("AT+A\r\r\n");
  send({ text: "AT+A" });
  uart.receive("AT+B\r\r\n");
  assert.deepEqual(events, []);
  uart.receive("AT+A\r\r\n\r\nOK\r\n");
  assert.deepEqual(events, ["echo", "AT+A -> ok []"]);
});

test("the stale answer of a probe with a line of another between: neither is believed", () => {
  const { clock, uart, events, send } = doubted();
  clock.advance(2000);
  uart.receive(SYNCED);
  uart.receive("\r\nOK\r\n");
  send({ text: "AT+B" });
  uart.receive("\r\n+SYNC: 1\r\n\r\n+X: 1\r\n\r\nOK\r\n");
  assert.deepEqual(events, ["AT+A -> ok []"], "AT+B has no answer yet");
  uart.receive("\r\nOK\r\n");
  assert.deepEqual(events, ["AT+A -> ok []", "AT+B -> ok []"]);
});

test("a bare line behind the final result, while a second one is waited for, is no reply", () => {
  const { uart, events, send } = openChat();
  send({ ...twoResults("AT+A", ["DONE"], 1000), reply: "" });
  uart.receive("\r\nreply\r\n\r\nOK\r\n\r\nnot one\r\n\r\nDONE\r\n");
  assert.deepEqual(events, ["AT+A -> ok [reply|DONE]"]);
});

test("the end of a session, told while nothing is in flight", () => {
  const { uart, events } = openChat({ CLOSED: URC_ENDS_SESSION });
  uart.receive("\r\nCLOSED\r\n");
  assert.deepEqual(events, ["urc CLOSED"]);
});
