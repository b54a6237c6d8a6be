/** The link over the real driver and a wire: what neither shows alone. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Cloud } from "../../src/cloud/cloud.ts";
import { createLink, type Link } from "../../src/link/machine.ts";
import { createLuat } from "../../src/modem/luat/luat.ts";
import { answersOf, line } from "./air202.ts";
import { FakeClock } from "./fake-clock.ts";
import { UNHEARD_MS } from "./link-bench.ts";
import { APN, FakeUart, SESSION } from "./parts.ts";

function open(random = 0.6) {
  const clock = new FakeClock();
  const uart = new FakeUart(clock);
  const states: string[] = [];
  const reboots: number[] = [];
  const modem = createLuat(uart, clock, APN, undefined, undefined, {
    lost: (rung, why) => link.lost(rung, why),
    message: () => link.heard(),
    time: () => {},
  });
  const cloud = { login: () => SESSION } as unknown as Cloud;
  const link: Link = createLink(
    modem,
    cloud,
    clock,
    { reportMs: 300_000 },
    () => UNHEARD_MS,
    () => random,
    {
      state: (state, why) => states.push(why ? `${state} ${why}` : state),
      online: () => {},
      urgency: () => 0,
      refused: () => {},
      reboot: () => reboots.push(clock.ms),
    },
  );
  const reach = (state: string, ms: number) => clock.advance(ms, () => link.status.state === state);
  return { clock, uart, states, reboots, link, reach };
}

test("from the first AT to ONLINE within seconds of a modem that answers", () => {
  const { uart, states, link, reach } = open();
  uart.respond = answersOf();
  link.start("OFF", true);
  assert.ok(reach("ONLINE", 10_000), states.join(", "));
});

test("15 minutes: a wire on which nothing ever comes", () => {
  for (const random of [0.05, 0.6, 0.999]) {
    const { clock, states, reboots, link } = open(random);
    link.start("OFF", true);
    clock.advance(900_000, () => reboots.length > 0);
    assert.equal(reboots.length, 1, `no reboot in 15 minutes, random ${random}: ${states.slice(-6).join(", ")}`);
  }
});

test("15 minutes: a wire on which nothing comes any more", () => {
  for (const random of [0.05, 0.6, 0.999]) {
    const { clock, uart, states, reboots, link, reach } = open(random);
    uart.respond = answersOf();
    link.start("OFF", true);
    reach("ONLINE", 10_000);
    link.heard();
    uart.respond = () => undefined;
    clock.advance(900_000, () => reboots.length > 0);
    assert.equal(reboots.length, 1, `no reboot in 15 minutes, random ${random}: ${states.slice(-6).join(", ")}`);
  }
});

test("15 minutes: a modem that reboots while it is probed, and is mute from then on", () => {
  const { clock, uart, states, reboots, link, reach } = open();
  uart.respond = answersOf();
  link.start("OFF", true);
  reach("ONLINE", 10_000);
  link.heard();
  uart.respond = () => undefined;
  link.publish("t", "x", () => {});
  clock.advance(60_000, () => uart.written.at(-1) === "AT+MQTTSTATU\r");
  assert.equal(uart.written.at(-1), "AT+MQTTSTATU\r", "the publish timed out, and the line is probed");
  uart.receive(line("RDY"));
  uart.respond = (bytes) => (bytes === "AT\r" ? line("OK") : undefined);
  clock.advance(900_000, () => reboots.length > 0);
  assert.equal(reboots.length, 1, `no reboot in 15 minutes: ${states.slice(-8).join(", ")}`);
});

test("a modem that comes back after an hour is used within the longest back-off", () => {
  const { clock, uart, states, link, reach } = open();
  link.start("OFF", true);
  clock.advance(3_600_000);
  uart.respond = answersOf();
  assert.ok(reach("ONLINE", 420_000), states.slice(-6).join(", "));
});
