/** What can be done to a stage: every fault there is, what stands of them, power cuts at a write, and what a stage can't do. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { PowerCut } from "../../sim/board/power-cut.ts";
import { SimClock } from "../../sim/clock.ts";
import { Platform } from "../../sim/cloud/platform.ts";
import { TcpNetwork } from "../../sim/cloud/tcp-network.ts";
import { Deeds } from "../../sim/deeds.ts";
import { ALL_FAULTS, type AnyFaultName, faultChoice, isServiceFault } from "../../sim/faults.ts";
import { VirtualNode } from "../../sim/node.ts";
import { deviceOf, EXAMPLE_CONFIG } from "../../sim/profile.ts";
import { type Step, stepProblems } from "../../sim/scenario.ts";
import { VirtualSite } from "../../sim/site.ts";
import type { Stage } from "../../sim/stage.ts";
import { boardFile } from "../bundle/rig.ts";

const NAMES = Object.keys(ALL_FAULTS) as AnyFaultName[];
/** A file that is written again and again, and what the board was started by. */
const PROGRAM = `
  var storage = require("Storage");
  function save(text) { storage.write("kept", text); }
  Serial1.setup(9600);`;

function bench(bundle = PROGRAM): { site: VirtualSite; deeds: Deeds } {
  const site = new VirtualSite({ bundle, boardFile });
  site.node.powerOn();
  site.clock.runFor(1000);
  return { site, deeds: new Deeds(site) };
}

/** As with an embedded broker: node and modem are here, the cloud is behind a socket. */
function socketStage(): Stage & { close(): void } {
  const clock = new SimClock();
  const network = new TcpNetwork({ resolve: () => undefined });
  const node = new VirtualNode({ bundle: PROGRAM, boardFile, network, clock });
  node.powerOn();
  return {
    clock,
    node,
    network,
    platform: new Platform(),
    device: deviceOf(EXAMPLE_CONFIG),
    close: () => network.shutDown(),
  };
}

const standing = (deeds: Deeds): string =>
  deeds.standing.map(({ name, variant, sinceMs }) => `${name}${variant ? `:${variant}` : ""} ${sinceMs}`).join(", ");

describe("every fault of the catalogue, by its name and kinds", () => {
  for (const name of NAMES) {
    const { group, what, lasts, variants } = ALL_FAULTS[name];
    test(`${name} (${group}): ${what}`, () => {
      const { site, deeds } = bench();
      for (const text of [name, ...Object.keys(variants ?? {}).map((kind) => `${name}:${kind}`)]) {
        assert.deepEqual(stepProblems({ fault: text }), []);
        deeds.order({ fault: text });
        const { nowMs } = site.clock;
        assert.equal(standing(deeds), lasts === "held" ? `${text} ${nowMs}` : "");
        site.clock.runFor(200);
        if (lasts === "held") deeds.order({ faultEnds: text });
        assert.deepEqual(deeds.standing, []);
      }
      site.clock.runFor(60_000);
      site.node.dispose();
    });
  }

  test("names are no other group's too", () => {
    const groups = ["modem", "input", "cloud", "site"] as const;
    const counts = groups.map((group) => NAMES.filter((name) => ALL_FAULTS[name].group === group).length);
    assert.ok(
      counts.every((count) => count >= 3),
      counts.join(),
    );
    assert.equal(
      counts.reduce((sum, count) => sum + count),
      NAMES.length,
    );
    assert.deepEqual(NAMES.filter(isServiceFault).length, 10);
  });

  test("with the cloud behind a socket: the cloud's are refused with the reason, all others work", () => {
    const stage = socketStage();
    const deeds = new Deeds(stage);
    for (const name of NAMES) {
      const { group, lasts } = ALL_FAULTS[name];
      if (group === "cloud") {
        assert.throws(
          () => deeds.order({ fault: name }),
          new RegExp(`"${name}" strikes the network and the cloud.*real socket`),
        );
        assert.deepEqual(deeds.standing, [], "what can't begin does not stand");
      } else {
        deeds.order({ fault: name });
        if (lasts === "held") deeds.order({ faultEnds: name });
      }
    }
    stage.node.dispose();
    stage.close();
  });
});

describe("what stands", () => {
  test("until its end, or for so long; in the order in which it began", () => {
    const { site, deeds } = bench();
    deeds.order({ fault: "mute" });
    deeds.order({ fault: "clockJumps:+1h", forS: 2 });
    deeds.order({ fault: "clockJumps:-1h", forS: 60 });
    deeds.order({ modem: "registrationLost", forS: 1 });
    deeds.order({ modem: "clockUnset" });
    deeds.order({ modem: "reset" });
    assert.equal(
      standing(deeds),
      "mute 1000.5, clockJumps:+1h 1001, clockJumps:-1h 1001.5, registrationLost 1002, clockUnset 1002.5",
    );
    site.clock.runFor(1500);
    assert.equal(standing(deeds), "mute 1000.5, clockJumps:+1h 1001, clockJumps:-1h 1001.5, clockUnset 1002.5");
    site.clock.runFor(1000);
    assert.equal(standing(deeds), "mute 1000.5, clockJumps:-1h 1001.5, clockUnset 1002.5");
    deeds.order({ faultEnds: "clockJumps:-1h" });
    deeds.order({ faultEnds: "clockUnset" });
    assert.equal(standing(deeds), "mute 1000.5");
  });

  test("the name alone ends all of its kinds", () => {
    const { deeds } = bench();
    for (const fault of ["split:at3", "mute", "split:at9"]) deeds.order({ fault });
    deeds.order({ faultEnds: "split" });
    assert.equal(standing(deeds), "mute 1001");
  });

  test("what has ended by hand does not end once more when its time is over", () => {
    const { site, deeds } = bench();
    const ends: number[] = [];
    site.network.restore = () => void ends.push(site.clock.nowMs);
    deeds.order({ fault: "networkCut", forS: 5 });
    deeds.order({ faultEnds: "networkCut" });
    site.clock.runFor(10_000);
    assert.deepEqual(ends, [1001]);
  });

  for (const [what, step, says] of [
    ["none stands", { faultEnds: "mute" }, /fault "mute" does not stand; there is split:at3$/],
    ["another kind stands", { faultEnds: "split:at4" }, /fault "split:at4" does not stand/],
    ["no such fault", { fault: "tired" }, /there is no fault "tired"/],
    ["no deed", { sleepS: 3 }, /\{"sleepS":3\} is nothing that can be done/],
    ["nothing", {}, /\{\} is nothing/],
  ] as readonly [string, Step, RegExp][]) {
    test(`refused: ${what}`, () => {
      const { deeds } = bench();
      const done: Step[] = [];
      deeds.order({ fault: "split:at3" });
      deeds.onDone(({ step: one }) => done.push(one));
      assert.throws(() => deeds.order(step), says);
      assert.deepEqual(done, []);
    });
  }
});

test("a fault of the sensor's wire outlives a course of gas that begins meanwhile, and lets it be seen afterwards", () => {
  const { site, deeds } = bench();
  const volts = () => Number(site.node.board.evaluate("analogRead(A5)*3.3"));
  site.clock.runFor(1_200_000);
  const cleanV = volts();
  deeds.order({ fault: "sensorOpen" });
  deeds.order({ gasProfile: "step" });
  site.clock.runFor(60_000);
  assert.equal(volts(), 0);
  deeds.order({ sensorFault: "frozen" });
  assert.equal(volts(), 0, "and another fault");
  deeds.order({ sensorFault: null });
  deeds.order({ faultEnds: "sensorOpen" });
  assert.ok(volts() > cleanV + 1, `${cleanV} V, then ${volts()} V`);
});

describe("power cuts at a write", () => {
  const kept = ({ node }: VirtualSite) => node.board.evaluate('require("Storage").read("kept")');
  const save = (text: string): Step => ({ console: `save("${text}")` });

  for (const how of ["next-write", "before-next-write"] as const) {
    test(`${how}: board and modem are off for as long as was said, and nothing is cut after that`, () => {
      const { site, deeds } = bench();
      const { node, clock } = site;
      deeds.order(save("first"));
      deeds.order({ powerCut: how, backAfterS: 7 });
      assert.equal(deeds.isCutArmed, true);
      clock.runFor(5000);
      assert.equal(node.board.isRunning, true, "no write, no cut");
      const operations = node.board.flash.operations;
      deeds.order(save("second"));
      assert.deepEqual([deeds.isCutArmed, node.board.isRunning, node.modem.powerState], [false, false, "no supply"]);
      assert.equal(node.board.stopCause, "power-cut");
      assert.equal(node.board.flash.operations, operations, "the torn one does not count");
      clock.runFor(6999);
      assert.equal(node.board.isRunning, false);
      clock.runFor(2);
      assert.equal(node.board.isRunning, true);
      assert.notEqual(node.modem.powerState, "no supply");
      deeds.order(save("third"));
      assert.match(kept(site), /third/);
      assert.deepEqual(node.stops, ["power-cut"]);
    });
  }

  test("before: nothing of the word is there; in the middle of it: some of its bits, the same each time", () => {
    const cells = (how: "next-write" | "before-next-write"): string => {
      const { site, deeds } = bench();
      deeds.order({ powerCut: how });
      deeds.order(save("a text of some length"));
      return Buffer.from(site.node.board.flash.dump()).toString("base64");
    };
    const { site } = bench();
    assert.equal(cells("before-next-write"), Buffer.from(site.node.board.flash.dump()).toString("base64"));
    assert.notEqual(cells("next-write"), cells("before-next-write"));
    assert.equal(cells("next-write"), cells("next-write"));
  });

  test("called off; and again and again; beside whoever looks on", () => {
    const { site, deeds } = bench();
    const seen: number[] = [];
    deeds.order({ powerCut: "next-write" });
    deeds.order({ powerCut: null });
    site.node.board.flash.beforeOperation = ((through) => (n, operation) => {
      seen.push(n);
      through?.(n, operation);
    })(site.node.board.flash.beforeOperation);
    deeds.order(save("whole"));
    assert.match(kept(site), /whole/);
    assert.ok(seen.length > 2);
    for (let i = 0; i < 3; i++) {
      deeds.order({ powerCut: "next-write" });
      deeds.order(save("torn"));
      site.clock.runFor(4999);
      assert.equal(site.node.board.isRunning, false, "5 s unless told");
      site.clock.runFor(1000);
    }
    assert.deepEqual(site.node.stops, ["power-cut", "power-cut", "power-cut"]);
  });

  test("somebody else's cut is not this one's: nobody brings the power back", () => {
    const { site, deeds } = bench();
    deeds.order({ powerCut: "next-write" });
    deeds.order({ powerCut: null });
    site.node.board.flash.beforeOperation = (n) => {
      throw new PowerCut(n);
    };
    deeds.order(save("nothing"));
    site.clock.runFor(60_000);
    assert.equal(site.node.board.isRunning, false);
  });
});

describe("the REPL", () => {
  test("keys at its terminal are what the port gets; a line of the desk's is not", () => {
    const { site, deeds } = bench("var got=0;");
    let shown = "";
    site.node.board.uart("USB").onWrite = (bytes) => {
      shown += Buffer.from(bytes).toString("latin1");
    };
    deeds.order({ type: "got=6*7\r" });
    site.clock.runFor(100);
    assert.match(shown, /=42/);
    deeds.order({ console: "got=43" });
    assert.doesNotMatch(shown, /43/);
    assert.equal(site.node.board.evaluate("got"), "43");
  });

  test("off is off, and no port is no port", () => {
    const { site, deeds } = bench("E.setConsole && E.setConsole(null);");
    assert.equal(site.node.board.consolePort, "");
    assert.throws(() => deeds.order({ type: "x" }), /the board is off, or its REPL is at no port/);
    deeds.order({ board: "off" });
    assert.throws(() => deeds.order({ console: "x" }), /the board is off: there is no REPL/);
    assert.throws(() => deeds.order({ type: "x" }), /the board is off/);
    deeds.order({ board: "on" });
    deeds.order({ console: "1" });
  });
});

test("desired values are at the cloud, each with its version", () => {
  const { site, deeds } = bench();
  deeds.order({ desired: { PowerSwitch: 1 } });
  deeds.order({ desired: { PowerSwitch: 0 } });
  const [values] = [...site.platform.desired.values()];
  assert.deepEqual(values?.get("PowerSwitch"), { value: 0, version: 2 });
});

test("a choice of a fault can be read back from its text", () => {
  assert.deepEqual(faultChoice("mute"), { name: "mute", variant: undefined });
  assert.deepEqual(faultChoice("clockJumps:-10y"), { name: "clockJumps", variant: "-10y" });
  for (const text of ["", ":", "mute:", "toString", "split:at", "pdpLost:x\ny"]) {
    assert.throws(() => faultChoice(text), /there is no fault|has no kind/, text);
  }
});
