/** What the modem can't help with: a network that goes, a modem that never answers, a line of noise, a stuck board. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULT_EPOCH_MS } from "../../sim/modem/options.ts";
import { ALARM, NORMAL, RAISES_S, RECOVERY_S, Rig } from "./rig.ts";

const isOnline = (rig: Rig) => () => rig.node.state === "ONLINE";

for (const hours of [0.1, 1, 12]) {
  test(`a network cut for ${hours} h: the alarm of that time arrives after it, once`, () => {
    const rig = new Rig().warm();
    rig.network.cut();
    rig.node.setLelPercent(25);
    const cutMs = rig.clock.nowMs;
    rig.clock.runFor(hours * 3600_000);
    assert.equal(rig.eventsOf(ALARM).length, 0);
    rig.network.restore();
    rig.waitFor("the alarm", () => rig.eventsOf(ALARM).length > 0, RECOVERY_S, 1000);
    rig.waitFor("the gas seen by the last start", () => rig.node.vitals.gasState === ALARM, 240, 1000);
    rig.waitFor("online, nothing waiting", () => isOnline(rig)() && rig.node.vitals.waiting === 0, 120, 1000);
    // Six hours without a word restart the board. The alarm is carried over, and stands still.
    assert.deepEqual(
      rig.node.stops.filter((stop) => stop !== "reboot"),
      [],
    );
    assert.equal(rig.node.stops.length > 0, hours > 6, `${rig.node.stops.length} restarts`);
    assert.equal(rig.eventsOf(ALARM).length, 1);
    for (const { copies } of rig.eventsOf(ALARM)) assert.equal(copies, 1);
    const firstMs = Math.min(...rig.eventsOf(ALARM).map(({ timeMs }) => timeMs - DEFAULT_EPOCH_MS));
    const lateMs = firstMs - cutMs;
    assert.ok(
      lateMs > 14_000 && lateMs < 1000 * RAISES_S + 1000,
      `its time is that of the decision: ${lateMs} ms behind the gas`,
    );
    rig.assertAlive();
  });
}

for (const [what, strike] of Object.entries({
  "connection reset": (rig: Rig) => rig.network.drop(),
  "name service down for 5 min": (rig: Rig) => {
    rig.network.dnsFail();
    rig.network.drop();
    rig.clock.after(300_000, () => rig.network.restore());
  },
  "broker refuses for 5 min": (rig: Rig) => {
    rig.network.refuse();
    rig.network.drop();
    rig.clock.after(300_000, () => rig.network.restore());
  },
  "link dies silently": (rig: Rig) => {
    rig.network.cut();
    rig.network.restore();
  },
})) {
  test(`${what}: online again within 15 minutes, and an alarm arrives`, () => {
    const rig = new Rig().warm();
    const logins = () => rig.platform.messages.filter(({ kind }) => kind === "login").length;
    strike(rig);
    rig.clock.runFor(1000);
    rig.waitFor("a new login", () => logins() > 1, RECOVERY_S + 300, 1000);
    rig.waitFor("online", isOnline(rig), 60);
    rig.waitFor("sensor warm", () => rig.node.vitals.gasState === NORMAL, 240, 1000);
    rig.alarm(30);
    rig.assertAlive();
  });
}

/** Least share of an outage in which the device, by its own lamp, must be able to tell of gas. */
const AWAKE_SHARE = 0.75;
const OUTAGE_MINUTES = 180;

for (const [what, strike] of Object.entries({
  "nothing passes": (rig: Rig): void => rig.network.cut(),
  "name service down": (rig: Rig) => {
    rig.network.dnsFail();
    rig.network.drop();
  },
  "broker refuses": (rig: Rig) => {
    rig.network.refuse();
    rig.network.drop();
  },
  "no registration": (rig: Rig): void => void rig.node.modem.fault("registrationLost"),
})) {
  test(`${what} for three hours: restarts do not keep the sensor in its warm-up`, () => {
    const rig = new Rig().warm();
    strike(rig);
    let awake = 0;
    for (let minute = 0; minute < OUTAGE_MINUTES; minute++) {
      rig.clock.runFor(60_000);
      if (rig.node.vitals.gasState === NORMAL) awake++;
    }
    const share = awake / OUTAGE_MINUTES;
    const told = `awake ${(100 * share).toFixed(0)} % of the time, ${rig.node.stops.length} restarts (${rig.node.stops[0]})`;
    assert.ok(share >= AWAKE_SHARE, `${told}, at least ${100 * AWAKE_SHARE} % wanted`);
  });
}

test("a modem that goes mute for good: its reset is tried, and within 15 minutes the board restarts", () => {
  const rig = new Rig().warm();
  const boots = rig.node.modem.boots;
  rig.node.modem.fault("mute");
  rig.waitFor("modem restarted by its pins", () => rig.node.modem.boots > boots, RECOVERY_S, 1000);
  rig.waitFor("board restarted", () => rig.node.stops.length > 0, RECOVERY_S, 1000);
  assert.equal(rig.node.stops[0], "reboot", "by its own decision, not by the watchdog");
  rig.assertAlive();
});

test("a modem that never answers: REPL and gas work all the same, and nothing is lost by a reboot", () => {
  const rig = new Rig();
  const unmute = rig.node.modem.fault("mute");
  rig.clock.runFor(200_000);
  rig.node.setLelPercent(25);
  rig.waitFor("alarm state", () => rig.node.vitals.gasState === ALARM, RAISES_S);
  assert.equal(rig.node.alarmLamp, true);
  const stops = rig.node.stops.length;
  // While an alarm stands the board is spared its warm-up for six hours.
  rig.clock.runFor(7 * 3600_000);
  assert.ok(rig.node.stops.length > stops, "it restarts, though an alarm waits");
  assert.deepEqual(
    rig.node.stops.filter((stop) => stop !== "reboot"),
    [],
  );
  rig.waitFor("REPL", () => rig.node.status() !== undefined, 10);
  assert.equal(rig.node.vitals.gasState, ALARM, "no restart ends it");
  assert.equal(rig.node.vitals.waiting, 2, "over range and one alarm, however often it has restarted");
  assert.equal(rig.node.vitals.dropped, 0);
  unmute();
  rig.waitFor("the alarm in the cloud", () => rig.eventsOf(ALARM).length > 0, 2 * RECOVERY_S, 1000);
  rig.waitFor("nothing waits", () => rig.node.vitals.waiting === 0, 300, 1000);
  assert.equal(rig.eventsOf(ALARM).length, 1);
  rig.assertAlive();
});

for (const baud of [9600, 57_600, 230_400, 921_600]) {
  test(`a modem that talks at ${baud} baud: garbage harms nothing, and its end is the end of it`, () => {
    const rig = new Rig();
    const { wire } = rig.node;
    const hold = rig.clock.nowMs + 300_000;
    const babble = (): void => {
      wire.b.baud = baud;
      wire.b.send("\r\n+CREG: 0,1\r\n\r\nOK\r\n");
      if (rig.clock.nowMs < hold) rig.clock.after(700, babble);
      else wire.b.baud = 0;
    };
    babble();
    rig.clock.runFor(300_000);
    assert.ok(rig.node.status(), "the REPL answers");
    rig.waitFor("online", isOnline(rig), RECOVERY_S, 1000);
    rig.waitFor("sensor warm", () => rig.node.vitals.gasState === NORMAL, 240, 1000);
    rig.alarm(30);
    rig.assertAlive();
  });
}

test("noise on the line for a minute while online", () => {
  const rig = new Rig().warm();
  for (let second = 0; second < 60; second++) {
    rig.clock.after(second * 1000, () => rig.node.wire.injectNoise(second % 3 ? "<" : ">", 40));
  }
  rig.clock.runFor(60_000);
  rig.waitFor("online", isOnline(rig), RECOVERY_S, 1000);
  rig.alarm(120);
  rig.assertAlive();
});

for (const chunk of [1, 3, 20]) {
  test(`bytes in chunks of up to ${chunk}: the same session`, () => {
    const rig = new Rig({ chunk }).warm();
    rig.alarm();
    rig.assertClean();
  });
}

test("the watchdog bites when all timers are gone, and the device comes back", () => {
  const rig = new Rig().warm();
  rig.node.ask("clearInterval()");
  rig.waitFor("watchdog", () => rig.node.stops.includes("watchdog"), 60);
  assert.equal(rig.node.board.resetCause, "watchdog");
  rig.waitFor("online", isOnline(rig), 120);
  rig.waitFor("sensor warm", () => rig.node.vitals.gasState === NORMAL, 240, 1000);
  rig.alarm();
});

test("whichever timer of the firmware is lost: it goes on, or the watchdog makes it", () => {
  const timers = new Rig().warm().node.board.pendingTimers;
  for (let id = 1; id <= timers + 2; id++) {
    const rig = new Rig().warm();
    rig.node.ask(`clearTimeout(${id})`);
    rig.clock.runFor(RECOVERY_S * 1000);
    rig.waitFor(`online after timer ${id} was lost`, isOnline(rig), 120, 1000);
    rig.waitFor("sensor warm", () => rig.node.vitals.gasState === NORMAL, 240, 1000);
    rig.alarm(30);
    rig.assertAlive();
  }
});

test("an interpreter that is busy for seconds loses bytes, not the session for good", () => {
  const rig = new Rig().warm();
  for (let i = 0; i < 5; i++) {
    rig.node.board.stall(4000);
    rig.platform.propertySet(rig.device, { PowerSwitch: i % 2 });
    rig.clock.runFor(20_000);
  }
  rig.waitFor("online", isOnline(rig), RECOVERY_S, 1000);
  rig.alarm(120);
  rig.assertAlive();
});
