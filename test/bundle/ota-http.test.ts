/** A bundle from a signed link, by the modem's own HTTP client, and all that a file server may do wrong meanwhile. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FILE_FAULTS } from "../../sim/cloud/file-faults.ts";
import { kindOf, nextOf, OtaRig } from "./ota-rig.ts";

const esp32 = await kindOf("esp32");
const NEXT = nextOf(esp32.bundle);
const UPDATE_S = 3600;

/** One that knows ranges: Air202 gives the first few kB of a file only. */
const CAT1 = { family: "air724" } as const;

describe("a bundle from a link", () => {
  it("comes in ranges beside the session", () => {
    const rig = new OtaRig(esp32, CAT1).warm();
    const job = rig.push(NEXT, {}, "https");
    rig.waitForVersion(NEXT, "0.1.1", UPDATE_S);
    assert.equal(job.status, "succeeded");
    assert.ok(rig.platform.ota.files.requests.length >= NEXT.length / 1024);
    rig.assertClean();
    rig.assertNoSecretOf("Signature");
  });
  it("a modem that knows no ranges says so", () => {
    const rig = new OtaRig(esp32).warm();
    const job = rig.push(NEXT, {}, "https");
    rig.waitFor("a refusal", () => job.steps.at(-1) === -2, UPDATE_S, 1000);
    rig.assertAlive();
  });
  // What is wrong behind the server's back only the digest shows.
  for (const fault of FILE_FAULTS.filter((one) => one !== "wrongBytes")) {
    it(`${fault}, three times: asked for again`, () => {
      const rig = new OtaRig(esp32, CAT1).warm();
      for (const after of [0, 20, 50]) rig.platform.ota.files.faults.add(fault, { after });
      rig.push(NEXT, {}, "https");
      rig.waitForVersion(NEXT, "0.1.1", 2 * UPDATE_S);
      rig.assertAlive();
    });
  }
  it("wrongBytes: the digest shows it", () => {
    const rig = new OtaRig(esp32, CAT1).warm();
    rig.platform.ota.files.faults.add("wrongBytes", { after: 30 });
    const job = rig.push(NEXT, {}, "https");
    rig.waitFor("a refusal", () => job.steps.at(-1) === -3, UPDATE_S, 1000);
    assert.equal(rig.node.stops.length, 0);
  });
  it("a server that never answers is given up, and asked again when it is offered again", () => {
    const rig = new OtaRig(esp32, CAT1).warm();
    const heal = rig.platform.ota.files.faults.add("serverError", { times: 1e6 });
    const job = rig.push(NEXT, {}, "https");
    rig.waitFor("a refusal", () => job.steps.at(-1) === -2, UPDATE_S, 1000);
    heal();
    rig.waitForVersion(NEXT, "0.1.1", 2 * UPDATE_S);
  });
  it("an alarm in the middle of it is no later than one piece", () => {
    const rig = new OtaRig(esp32, CAT1).warm();
    rig.push(NEXT, {}, "https");
    rig.waitFor("some of it", () => Number(rig.ota["bytes"]) > 10_000, UPDATE_S);
    rig.alarm(30);
    rig.waitForVersion(NEXT, "0.1.1", UPDATE_S);
  });
});
