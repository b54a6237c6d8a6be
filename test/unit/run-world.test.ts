/** The stages of `canary run`: what of the world is in this process, how its time runs, and what can be done to it. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { EXAMPLE_CONFIG } from "../../sim/profile.ts";
import { openWorld, type WorldOptions } from "../../tools/run/world.ts";
import { boardFile } from "../bundle/rig.ts";

const USUAL: WorldOptions = {
  bundle: "",
  boardFile,
  config: EXAMPLE_CONFIG,
  family: "air202",
  seed: 1,
  speed: 10,
  inProcess: false,
  port: 0,
};

describe("the stages", () => {
  for (const [what, options, isVirtual, speed] of [
    ["an embedded broker", {}, false, 10],
    ["in this process", { inProcess: true, speed: 250 }, true, 250],
    ["as fast as it goes", { inProcess: true, speed: "max" }, true, 10_000],
    ["as fast as it goes, and nothing said of the process", { speed: "max" }, true, 10_000],
  ] as const) {
    test(what, async () => {
      const world = await openWorld({ ...USUAL, ...options });
      assert.equal(world.site !== undefined, isVirtual);
      assert.deepEqual([world.pace.speed, world.pace.range.steps, world.pace.isPaused], [speed, isVirtual, false]);
      assert.equal(world.clock.isRealTime, false, "nothing runs yet");
      world.node.powerOn();
      world.pace.start();
      assert.equal(world.clock.isRealTime, !isVirtual);
      world.deeds.order({ gasLelPercent: 5 });
      assert.equal(world.recorder.count, 1);
      const brokerFault = () => world.deeds.order({ fault: "brokerMute" });
      if (isVirtual) brokerFault();
      else assert.throws(brokerFault, /behind a real socket/);
      await world.close();
      assert.equal(world.clock.isRealTime, false);
    });
  }

  for (const options of [{ inProcess: true }, { speed: "max" }] as const) {
    test(`the plain dialect has no cloud in this process: ${JSON.stringify(options)}`, async () => {
      const config = { cloud: { dialect: "mqtt", deviceName: "D001", host: "broker.example" } };
      await assert.rejects(openWorld({ ...USUAL, ...options, config }), /--broker mqtt:\/\/host:port, in real time/);
    });
  }
});
