import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { kindOf, nextOf, OtaRig, VERSION } from "./ota-rig.ts";

const esp32 = await kindOf("esp32");

describe("a bundle over the air", () => {
  it("comes in pieces over MQTT, is checked, put in place, tried and told", () => {
    const rig = new OtaRig(esp32).warm();
    rig.waitForVersion(esp32.bundle, VERSION, 30);
    const next = nextOf(esp32.bundle);
    const job = rig.push(next);
    rig.waitFor("restart", () => rig.node.stops.length > 0, 600, 1000);
    rig.waitForVersion(next, "0.1.1", 900);
    assert.equal(job.status, "succeeded");
    rig.assertClean();
    console.log(job.steps.join(" "), JSON.stringify(rig.ota), rig.clock.nowMs);
  });
});
