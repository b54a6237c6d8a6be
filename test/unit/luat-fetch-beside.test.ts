/** A fetch beside the session: one at a time, alarms go in between, and whatever is lost meanwhile ends it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { line, OK } from "./air202.ts";
import { openWeb, readReply, URL } from "./web-bench.ts";

/** Up to the moment at which the server is waited for. */
function openWaiting(server: Parameters<typeof openWeb>[0] = {}) {
  const web = openWeb({ says: null, ...server });
  const outcomes = web.start();
  web.clock.advance(5000);
  assert.deepEqual(web.said().at(-1), "AT+HTTPACTION=0");
  return { ...web, outcomes };
}

test("one at a time, until the modem has closed it", () => {
  const web = openWeb();
  const first = web.start();
  assert.deepEqual(web.start(), ["busy"]);
  web.clock.advance(100_000, () => first.length > 0);
  assert.deepEqual(first, ["ok"]);
  assert.equal(web.fetch(), "ok", "free again");
});

test("the next may begin in the end of the one before", () => {
  const web = openWeb();
  const outcomes: string[] = [];
  web.modem.fetch(URL, 0, 10, () => {
    web.modem.fetch(URL, 10, 10, (error, body) => outcomes.push(error || body));
  });
  web.clock.advance(10_000, () => outcomes.length > 0);
  assert.deepEqual(outcomes, ["0123456789"]);
});

test("an alarm is published while the server is waited for", () => {
  const { clock, modem, outcomes, said, uart } = openWaiting();
  let published = "waiting";
  const from = clock.ms;
  modem.publish("t", "alarm", (error) => {
    published = error;
  });
  clock.advance(1000, () => published !== "waiting");
  assert.equal(published, "");
  assert.ok(clock.ms - from < 100, `after ${clock.ms - from} ms`);
  assert.deepEqual(said(), ['AT+MPUB="t",1,0,"alarm"']);
  uart.receive(line("+HTTPACTION: 0,206,3000"));
  clock.advance(1000, () => outcomes.length > 0);
  assert.deepEqual(outcomes, ["ok"]);
});

test("an alarm goes before the next command of a fetch", () => {
  const web = openWeb();
  const outcomes = web.start();
  const published: string[] = [];
  for (let i = 0; i < 60 && outcomes.length === 0; i++) {
    const before = published.length;
    web.modem.publish("t", "alarm", (error) => published.push(error));
    const sent = web.uart.written.length;
    web.clock.advance(10_000, () => published.length > before);
    const others = web.uart.written.slice(sent).filter((text) => !text.startsWith("AT+MPUB"));
    assert.ok(others.length <= 1, `in front of it: ${others.join(", ")}`);
  }
  assert.deepEqual(outcomes, ["ok"]);
  assert.ok(
    published.every((error) => error === ""),
    published.join(),
  );
});

test("messages come while it goes on", () => {
  const { uart, events, clock, outcomes } = openWaiting();
  uart.receive('\r\n+MSUB: "t",2 byte,hi\r\n');
  uart.receive(line("+HTTPACTION: 0,206,3000"));
  clock.advance(1000, () => outcomes.length > 0);
  assert.deepEqual([events, outcomes], [['message t 2 "hi"'], ["ok"]]);
});

test("an answer before the OK of its request counts", () => {
  const web = openWeb({ changed: { "AT+HTTPACTION": line("+HTTPACTION: 0,206,3000") + OK } });
  assert.equal(web.fetch(), "ok");
});

test("an answer to a request of before is none", () => {
  const web = openWeb({ changed: { "AT+HTTPINIT": line("+HTTPACTION: 0,404,0") + OK } });
  assert.equal(web.fetch(), "ok");
});

test("an answer that nobody waits for says nothing", () => {
  const web = openWeb();
  web.uart.receive(line("+HTTPACTION: 0,206,3000"));
  assert.deepEqual([web.events, web.said()], [[], []]);
});

const LOSSES: readonly (readonly [line: string, event: string, said: readonly string[]])[] = [
  ["CLOSED", "lost session: CLOSED", ["AT+HTTPTERM"]],
  ["+PDP: DEACT", "lost bearer: +PDP: DEACT", ["AT+HTTPTERM"]],
  ["+SAPBR 1: DEACT", "lost bearer: +SAPBR 1: DEACT", ["AT+HTTPTERM"]],
  ["RDY", "lost reboot: RDY", []],
  ["+CPIN: SIM REMOVED 0", "lost reset: +CPIN: SIM REMOVED 0", []],
];
for (const [text, event, closes] of LOSSES) {
  test(`${text} while the server is waited for ends it at once`, () => {
    const { uart, clock, events, outcomes, said } = openWaiting();
    uart.receive(line(text));
    clock.advance(100);
    assert.deepEqual([outcomes, events, said()], [[text], [event], closes]);
  });

  test(`${text} while a command is in flight ends it with that command`, () => {
    const web = openWeb({ changed: { "AT+HTTPINIT": line(text) + OK } });
    assert.equal(web.fetch(), text);
    const said = web.said();
    assert.deepEqual(said.slice(said.indexOf("AT+HTTPINIT") + 1), closes);
  });

  test(`${text} behind its end says nothing more of it, and the next goes`, () => {
    const web = openWeb();
    assert.equal(web.fetch(), "ok");
    web.uart.receive(line(text));
    assert.equal(web.fetch(), "ok");
  });
}

test("what is lost while it is closed changes nothing", () => {
  const web = openWeb({ changed: { "AT+HTTPTERM": line("CLOSED") + OK } });
  assert.equal(web.fetch(), "CLOSED", "the first HTTPTERM is in front of all");
  const other = openWeb();
  const plain = other.uart.respond;
  other.uart.respond = (bytes) => (bytes.startsWith("AT+HTTPREAD") ? readReply("x".repeat(10)) : plain(bytes));
  const outcomes = other.start(URL, 0, 10);
  other.clock.advance(10_000, () => other.uart.written.filter((text) => text === "AT+HTTPTERM\r").length === 2);
  other.uart.receive(line("CLOSED"));
  other.clock.advance(1000);
  assert.deepEqual(outcomes, ["ok"]);
});

test("an echo that is back: the modem has started anew, and all of it is gone", () => {
  const web = openWeb();
  web.step("AT");
  const plain = web.uart.respond;
  web.uart.respond = (bytes) => (bytes === "AT+HTTPINIT\r" ? bytes : "") + (plain(bytes) ?? "");
  assert.equal(web.fetch(), "echo is back");
  assert.equal(web.said().at(-1), "AT+HTTPINIT");
});

test("its bound holds though the modem answers no more, and it is closed when it can be", () => {
  const web = openWeb({ says: null });
  const outcomes = web.start();
  web.clock.advance(140_000);
  web.said();
  // A command in flight at that moment comes to its own end.
  web.modem.command("AT+SLOW", () => {});
  const plain = web.uart.respond;
  web.uart.respond = () => undefined;
  web.clock.advance(10_000, () => outcomes.length > 0);
  assert.deepEqual(outcomes, ["timeout"]);
  assert.deepEqual(web.start(), ["busy"], "not closed yet");
  web.uart.respond = plain;
  web.clock.advance(60_000);
  assert.equal(web.said().at(-1), "AT+HTTPTERM");
  assert.equal(web.fetch(), "timeout", "the next has a bound of its own");
});

test("its bound holds within a command", () => {
  let reads = 0;
  const web = openWeb({
    afterMs: 119_000,
    // Each part comes just within its time.
    reads: (part) => {
      web.clock.after(8900, () => web.uart.receive(readReply(part)));
      reads++;
      return undefined;
    },
    changed: { "AT+HTTPTERM": null },
  });
  const from = web.clock.ms;
  assert.equal(web.fetch(), "timeout");
  assert.equal(web.clock.ms - from, 150_000);
  assert.ok(reads > 0);
});

test("a queue that is full is busy, and what was opened is ended by the next", () => {
  const { clock, modem, uart, outcomes, said } = openWaiting({ changed: { "AT+SLOW": null } });
  for (let i = 0; i < 5; i++) modem.command("AT+SLOW", () => {});
  uart.receive(line("+HTTPACTION: 0,206,3000"));
  assert.deepEqual(outcomes, ["busy"]);
  clock.advance(60_000);
  said();
  modem.fetch(URL, 0, 10, () => {});
  clock.advance(100);
  assert.equal(
    said().find((text) => text.startsWith("AT+HTTP")),
    "AT+HTTPTERM",
  );
});
