/** A loop without an end, typed at the virtual REPL: the device hangs as a real one does, and the desk goes on. */
import assert from "node:assert/strict";
import { describe, type TestContext, test } from "node:test";
import { Deeds } from "../../sim/deeds.ts";
import { Rig } from "../bundle/rig.ts";

function open(t: TestContext): Rig {
  const rig = new Rig();
  // Of the wall's time: no sound turn of a test's takes it.
  rig.node.board.patienceMs = 300;
  t.after(() => rig.node.dispose());
  rig.node.powerOn();
  rig.clock.runFor(30_000);
  return rig;
}

const LOOPS: readonly (readonly [how: string, line: string])[] = [
  ["typed", "while(true);"],
  ["in a timer", "setTimeout(function(){while(1);},5)"],
  ["that catches all", "while(1){try{throw 1}catch(e){}}"],
  ["in what the desk asks", "print=function(){while(1);}"],
];

describe("an endless loop", () => {
  for (const [how, line] of LOOPS) {
    test(`${how}: the watchdog bites, and the device is online again`, (t) => {
      const rig = open(t);
      const { bootCount } = rig.node.board;
      new Deeds(rig).order({ type: `${line}\r` });
      rig.clock.runFor(1000);
      assert.equal(rig.node.status(), undefined, "nobody answers");
      assert.ok(
        rig.runUntil(() => rig.node.board.bootCount > bootCount, 120),
        "the watchdog",
      );
      assert.equal(rig.node.stops.at(-1), "watchdog");
      assert.ok(
        rig.runUntil(() => rig.node.state === "ONLINE", 120),
        rig.node.state,
      );
    });
  }

  test("Ctrl-C ends it before that, and the program goes on", (t) => {
    const rig = open(t);
    const { bootCount } = rig.node.board;
    const deeds = new Deeds(rig);
    let said = "";
    rig.node.consolePort.onBytes((bytes) => {
      said += bytes;
    });
    deeds.order({ type: "while(true);\r" });
    rig.clock.runFor(2000);
    deeds.order({ type: "\x03" });
    deeds.order({ type: "1+1\r" });
    rig.clock.runFor(1000);
    assert.match(said, /Execution Interrupted[\s\S]*=2/);
    rig.clock.runFor(310_000);
    assert.deepEqual([rig.node.board.bootCount, rig.node.state], [bootCount, "ONLINE"]);
  });

  test("code at a REPL that nobody has been at is not watched: it costs nothing", (t) => {
    const rig = open(t);
    rig.node.status();
    assert.equal(rig.node.board.isAttended, false);
  });
});
