/** Starts that end too early, again and again: then REPL and lamp only, for half an hour or until someone says so. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { PowerCut } from "../../sim/board/power-cut.ts";
import { ALARM, RAISES_S, Rig } from "../bundle/rig.ts";
import { loadFirmware } from "./firmware.ts";
import { newFlash } from "./used-flash.ts";

const FIRMWARE = { pico: await loadFirmware("pico"), linux: await loadFirmware("linux") };
type BoardId = keyof typeof FIRMWARE;

const BAD_STARTS = 5;
const GOOD_S = 60;
const BOOT_S = 1;
const LEFT_AFTER_S = 1800;

type End = (rig: Rig) => void;

/** Each comes within a few seconds of the start. */
const ENDS: readonly [what: string, end: End][] = [
  ["the reset button", ({ node }) => node.board.pressReset()],
  [
    "the plug",
    ({ node }) => {
      node.powerOff();
      node.powerOn();
    },
  ],
  ["a restart from the REPL", ({ node }) => node.ask("E.reboot()")],
  [
    "the watchdog",
    ({ node, clock }) => {
      node.board.stall(40_000);
      clock.runFor(35_000);
    },
  ],
];
const [[, PRESS] = ["", () => undefined]] = ENDS;

function powerUp(board: BoardId): Rig {
  const { boardFile } = FIRMWARE[board];
  return new Rig({ ...FIRMWARE[board], flash: newFlash(boardFile), config: CONFIG });
}

const CONFIG = {
  cloud: { productKey: "a1EXAMPLE00", deviceName: "D001", deviceSecret: "secret" },
  modem: { path: "/dev/modem" },
  gas: { r0Ohm: 10000, latch: false },
};

function endEarly(rig: Rig, times: number, end: End = PRESS as End): void {
  for (let i = 0; i < times; i++) {
    rig.clock.runFor(BOOT_S * 1000);
    end(rig);
  }
  rig.clock.runFor(BOOT_S * 1000);
}

const isSafe = (rig: Rig): boolean => rig.node.status()?.["safeMode"] === true;

function inSafeMode(board: BoardId = "pico"): Rig {
  const rig = powerUp(board);
  endEarly(rig, BAD_STARTS);
  assert.ok(isSafe(rig), rig.story());
  return rig;
}

describe("starts that end early", () => {
  for (const [what, end] of ENDS) {
    it(`by ${what}: safe mode after ${BAD_STARTS}`, () => {
      const rig = powerUp("pico");
      endEarly(rig, BAD_STARTS - 1, end);
      assert.ok(!isSafe(rig), `not after ${BAD_STARTS - 1}`);
      end(rig);
      rig.clock.runFor(BOOT_S * 1000);
      assert.ok(isSafe(rig), rig.story());
    });
  }

  it("a good one in between makes the ones before it good", () => {
    const rig = powerUp("pico");
    endEarly(rig, BAD_STARTS - 1);
    rig.clock.runFor((GOOD_S + 1) * 1000);
    endEarly(rig, BAD_STARTS);
    assert.ok(!isSafe(rig), "the good start's own end was no bad one");
    endEarly(rig, 1);
    assert.ok(isSafe(rig));
  });
});

describe("safe mode", () => {
  for (const board of ["pico", "linux"] as const) {
    it(`on ${board}: the REPL answers, the lamp blinks, nothing else runs`, () => {
      const rig = inSafeMode(board);
      const { node } = rig;
      const [lines, operations] = [node.sent.length, node.board.flash.operations];
      let blinks = 0;
      let wasLit = node.alarmLamp;
      node.setLelPercent(50);
      for (let s = 0; s < 600; s++) {
        rig.clock.runFor(1000);
        if (node.alarmLamp !== wasLit) blinks++;
        wasLit = node.alarmLamp;
      }
      assert.equal(node.sent.length, lines, "nothing is said to the modem");
      assert.equal(node.board.flash.operations, operations, "nothing is written");
      assert.equal(rig.platform.events.length, 0);
      assert.ok(blinks > 500, `${blinks} changes of the lamp in 600 s`);
      assert.equal(node.output, false);
      assert.ok(isSafe(rig));
      assert.match(node.console.map(({ text }) => text).join("\n"), /SAFE MODE.*canary\.reboot\(\)/);
      assert.ok(Array.isArray(JSON.parse(node.ask("print(JSON.stringify(canary.crash()))").join(""))));
    });
  }

  it("its numbers have names that a person knows", () => {
    assert.match(JSON.stringify(inSafeMode().node.status()), /"safeMode":true,"boots":5,"badBoots":5/);
  });

  it("ends by itself after half an hour", () => {
    const rig = inSafeMode();
    rig.clock.runFor((LEFT_AFTER_S - 60) * 1000);
    assert.ok(isSafe(rig), "not yet");
    rig.clock.runFor(120_000);
    assert.ok(!isSafe(rig));
    rig.warm().alarm();
  });

  it("ends by hand", () => {
    const rig = inSafeMode();
    rig.node.ask("canary.reboot()");
    rig.clock.runFor(BOOT_S * 1000);
    assert.ok(!isSafe(rig));
    endEarly(rig, 1);
    assert.ok(!isSafe(rig), "one more bad start is the first of five");
    rig.warm().alarm();
  });

  it("outlives the reset button and the plug", () => {
    for (const end of [PRESS, ENDS[1]?.[1]]) {
      const rig = inSafeMode();
      endEarly(rig, 3, end);
      assert.ok(isSafe(rig));
      rig.node.ask("canary.reboot()");
      rig.online();
    }
  });

  it("keeps what waits, and it is delivered afterwards", () => {
    const rig = powerUp("pico");
    rig.warm();
    rig.network.cut();
    rig.node.setLelPercent(25);
    rig.waitFor("the alarm", () => rig.node.vitals.gasState === ALARM, RAISES_S);
    rig.node.setLelPercent(0);
    rig.node.board.pressReset();
    endEarly(rig, BAD_STARTS);
    assert.ok(isSafe(rig));
    rig.network.restore();
    rig.node.ask("canary.reboot()");
    rig.waitFor("the alarm from before", () => rig.eventsOf(ALARM).length === 1, 120);
    assert.equal(rig.node.vitals.gasState, ALARM, "it stands as well");
    rig.warm().alarm();
  });

  it("a power cut anywhere on the way out of it leaves a board that gets out", () => {
    for (let operation = 0; ; operation++) {
      const rig = inSafeMode();
      const { flash } = rig.node.board;
      const first = flash.operations;
      flash.beforeOperation = (n) => {
        if (n !== first + operation) return;
        flash.beforeOperation = undefined;
        throw new PowerCut(n);
      };
      rig.node.ask("canary.reboot()");
      rig.clock.runFor(BOOT_S * 1000);
      if (!rig.node.stops.includes("power-cut")) break;
      assert.ok(operation < 20, "there is an end to it");
      rig.node.powerOn();
      rig.clock.runFor(BOOT_S * 1000);
      if (isSafe(rig)) rig.node.ask("canary.reboot()");
      rig.online();
    }
  });
});
