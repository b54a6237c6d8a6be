/** An alarm stays until it is acknowledged and the gas has gone for a minute; no restart ends it, or tells it a second time. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { PowerCut } from "../../sim/board/power-cut.ts";
import { EXAMPLE_CONFIG } from "../../sim/profile.ts";
import { ALARM, CLEARS_S, configWith, NORMAL, RAISES_S, Rig, WARNING } from "./rig.ts";

const LONG_S = 1800;
const WARM_S = 185;
const BOOT_S = 2;
const PLUG_MS = 5000;

/** As a device comes: it waits for a person. */
const latching = (): Rig => new Rig({ config: EXAMPLE_CONFIG }).warm();

function raise(rig: Rig): Rig {
  rig.node.setLelPercent(25);
  rig.waitFor("the alarm", () => rig.eventsOf(ALARM).length === 1, RAISES_S + 5);
  return rig;
}

const states = (rig: Rig) => rig.events.map(({ outputs }) => outputs["GasState"]);

type Way = (rig: Rig) => void;
const ACKNOWLEDGE: Readonly<Record<string, Way>> = {
  "the cloud's service": (rig) => {
    const call = rig.platform.service(rig.device, "Acknowledge", {});
    rig.waitFor("the answer", () => call.reply !== undefined, 10);
    assert.equal(call.reply?.code, 200);
  },
  "the button": (rig) => {
    assert.ok(rig.node.panel.button("press"));
    rig.clock.runFor(1000);
  },
  "the console": (rig) => void rig.node.ask("canary.acknowledge()"),
};

describe("a latched alarm", () => {
  for (const [what, acknowledge] of Object.entries(ACKNOWLEDGE)) {
    test(`stands when the gas has gone, and ends once it is acknowledged by ${what}`, () => {
      const rig = raise(latching());
      rig.node.setLelPercent(0);
      rig.clock.runFor(LONG_S * 1000);
      assert.deepEqual([rig.node.vitals.gasState, rig.node.alarmLamp], [ALARM, true]);
      acknowledge(rig);
      rig.waitFor("its end", () => rig.eventsOf(NORMAL).length === 1, 15);
      assert.deepEqual(states(rig), [WARNING, ALARM, NORMAL]);
      assert.equal(rig.node.alarmLamp, false);
      rig.assertClean();
    });

    test(`acknowledged by ${what} while the gas stands: it goes on until a minute after the gas`, () => {
      const rig = raise(latching());
      acknowledge(rig);
      rig.clock.runFor(LONG_S * 1000);
      assert.equal(rig.node.vitals.gasState, ALARM);
      rig.node.setLelPercent(0);
      rig.clock.runFor(55_000);
      assert.equal(rig.node.vitals.gasState, ALARM, "not before a minute");
      rig.waitFor("its end", () => rig.eventsOf(NORMAL).length === 1, CLEARS_S - 50);
      rig.assertClean();
    });
  }

  test("what was acknowledged once is not for the next alarm", () => {
    const rig = raise(latching());
    ACKNOWLEDGE["the console"]?.(rig);
    rig.node.setLelPercent(0);
    rig.waitFor("its end", () => rig.eventsOf(NORMAL).length === 1, CLEARS_S + 5);
    rig.node.setLelPercent(25);
    rig.waitFor("the next", () => rig.eventsOf(ALARM).length === 2, RAISES_S + 5);
    rig.node.setLelPercent(0);
    rig.clock.runFor(LONG_S * 1000);
    assert.equal(rig.node.vitals.gasState, ALARM);
  });

  test("acknowledged where none stands: nothing comes of it", () => {
    const rig = latching();
    ACKNOWLEDGE["the cloud's service"]?.(rig);
    raise(rig).node.setLelPercent(0);
    rig.clock.runFor(LONG_S * 1000);
    assert.equal(rig.node.vitals.gasState, ALARM);
    rig.assertClean();
  });
});

/** Ends of a run, each some seconds long. */
const RESTARTS: Readonly<Record<string, Way>> = {
  "the reset button": ({ node }) => node.board.pressReset(),
  "the plug": ({ node, clock }) => {
    node.powerOff();
    clock.runFor(PLUG_MS);
    node.powerOn();
  },
  "a reboot": ({ node }) => node.ask("canary.reboot()"),
  "the watchdog": ({ node, clock }) => {
    node.board.stall(60_000);
    clock.runFor(60_000);
  },
  "a power cut in the next write": ({ node, clock }) => {
    node.board.flash.beforeOperation = (n) => {
      node.board.flash.beforeOperation = undefined;
      throw new PowerCut(n);
    };
    node.ask("canary.selfTest()");
    clock.runFor(PLUG_MS);
    node.powerOn();
  },
};

describe("an alarm over a restart", () => {
  for (const [what, restart] of Object.entries(RESTARTS)) {
    for (const isDelivered of [true, false]) {
      test(`by ${what}, ${isDelivered ? "delivered" : "and no network"}: it stands at once, is told once, and ends when the air is clean`, () => {
        const rig = latching();
        if (!isDelivered) rig.network.cut();
        rig.node.setLelPercent(25);
        rig.waitFor("the alarm", () => rig.node.vitals.gasState === ALARM, RAISES_S);
        rig.clock.runFor(10_000);
        restart(rig);
        // Gone while nobody could see it.
        rig.node.setLelPercent(0);
        rig.clock.runFor(BOOT_S * 1000);
        assert.equal(rig.node.board.bootCount, 2);
        assert.equal(rig.node.vitals.gasState, ALARM, "while it warms up, too");
        rig.waitFor("the lamp", () => rig.node.alarmLamp, 6);
        rig.network.restore();
        rig.clock.runFor(LONG_S * 1000);
        assert.equal(rig.node.vitals.gasState, ALARM, "nobody has acknowledged it");
        assert.deepEqual(states(rig), [WARNING, ALARM]);
        ACKNOWLEDGE["the cloud's service"]?.(rig);
        rig.waitFor("its end", () => rig.eventsOf(NORMAL).length === 1, 15);
        rig.waitFor("all replied", () => rig.node.vitals.waiting === 0, 30);
        assert.deepEqual(states(rig), [WARNING, ALARM, NORMAL]);
        rig.assertAlive();
      });
    }
  }

  test("acknowledged before it, but not after it: it stands", () => {
    const rig = raise(latching());
    ACKNOWLEDGE["the console"]?.(rig);
    rig.node.board.pressReset();
    rig.node.setLelPercent(0);
    rig.clock.runFor(LONG_S * 1000);
    assert.equal(rig.node.vitals.gasState, ALARM);
  });

  test("not latching: it ends a minute after the sensor is warm, and not before", () => {
    const rig = raise(new Rig().warm());
    rig.node.setLelPercent(0);
    rig.node.powerOff();
    rig.clock.runFor(PLUG_MS);
    rig.node.powerOn();
    rig.clock.runFor((WARM_S + 50) * 1000);
    assert.deepEqual(states(rig), [WARNING, ALARM]);
    rig.waitFor("its end", () => rig.eventsOf(NORMAL).length === 1, 20);
    rig.clock.runFor(60_000);
    assert.deepEqual(states(rig), [WARNING, ALARM, NORMAL]);
    rig.alarm();
    rig.assertClean();
  });

  test("its end was the last that was told: none stands after a restart", () => {
    const rig = new Rig().warm();
    rig.alarm();
    rig.node.board.pressReset();
    rig.clock.runFor(BOOT_S * 1000);
    assert.equal(rig.node.vitals.gasState, 0);
  });
});

describe("gas that was there before the first number", () => {
  test("an alarm at the first reading, and no time to wait", () => {
    const rig = new Rig();
    rig.clock.runFor(100_000);
    rig.node.setLelPercent(25);
    rig.waitFor("the alarm", () => rig.node.vitals.gasState === ALARM, WARM_S - 100 + 1);
    rig.clock.runFor(5000);
    assert.deepEqual(states(rig), [ALARM]);
  });
});

describe("the output", () => {
  for (const [onAlarm, isOn] of [
    ["close", true],
    ["open", false],
  ] as const) {
    test(`onAlarm ${onAlarm}: the alarm's own while it stands, and what contradicts is refused`, () => {
      const atStart = isOn ? "open" : "closed";
      const rig = new Rig({ config: configWith({ output: { onAlarm, atStart } }) }).warm();
      assert.equal(rig.node.output, !isOn);
      raise(rig);
      assert.equal(rig.node.output, isOn);
      const order = (value: number) => {
        const call = rig.platform.propertySet(rig.device, { PowerSwitch: value });
        rig.waitFor("the answer", () => call.reply !== undefined, 10);
        return call.reply?.code;
      };
      assert.deepEqual([order(Number(!isOn)), rig.node.output], [100002, isOn]);
      assert.deepEqual([order(Number(isOn)), rig.node.output], [200, isOn]);
      rig.node.board.pressReset();
      rig.online();
      assert.equal(rig.node.output, isOn, "after a restart, too");
      rig.node.setLelPercent(0);
      rig.waitFor("the alarm's end", () => rig.node.vitals.gasState === NORMAL, WARM_S + CLEARS_S);
      assert.equal(rig.node.output, isOn, "it stays as it is");
      assert.deepEqual([order(Number(!isOn)), rig.node.output], [200, !isOn]);
      rig.assertClean();
    });
  }

  test("onAlarm nothing, as it comes: an alarm leaves it alone", () => {
    const rig = new Rig().warm();
    const call = rig.platform.propertySet(rig.device, { PowerSwitch: 1 });
    raise(rig);
    assert.deepEqual([call.reply?.code, rig.node.output], [200, true]);
  });
});
