/** A bundle over the air, from the console's push to the version that closes the job, and what must not get so far. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DOWNLOAD_FAULTS } from "../../sim/cloud/ota-download.ts";
import type { ManifestFault } from "../../sim/cloud/ota-image.ts";
import { kindOf, nextOf, OtaRig, releaseOf, VERSION } from "./ota-rig.ts";
import { ALARM, RAISES_S } from "./rig.ts";

const esp32 = await kindOf("esp32");
const rp2040 = await kindOf("rp2350-pico2");
const nucleo = await kindOf("nucleo-f411re");
const NEXT = nextOf(esp32.bundle);
/** All pieces of a bundle, at half a second each, and its restart. */
const UPDATE_S = 600;

describe("the whole way", () => {
  for (const [what, kind, signMethod] of [
    ["ESP32, SHA-256 of the interpreter", esp32, "SHA256"],
    ["RP2040 Pico, SHA-256 in JavaScript", rp2040, "Sha256"],
    ["RP2040 Pico, MD5", rp2040, "MD5"],
  ] as const) {
    it(`${what}: three updates, one after the other`, () => {
      const rig = new OtaRig(kind).warm();
      rig.waitForVersion(kind.bundle, VERSION, 60);
      for (const version of ["0.1.1", "0.1.2", "0.2.0"]) {
        const next = nextOf(kind.bundle, version);
        const job = rig.push(next, { signMethod, version: releaseOf(next, version) });
        rig.waitForVersion(next, version, 2 * UPDATE_S);
        assert.equal(job.status, "succeeded");
        assert.deepEqual([job.steps[0], job.steps.at(-1)], [1, 100]);
        assert.ok(job.steps.length < 24, `${job.steps.length} steps told`);
        assert.equal(rig.node.status()?.["version"], version);
      }
      assert.equal(rig.node.stops.length, 3);
      rig.assertClean();
      rig.alarm();
    });
  }

  it("pushed while the device was away: it is asked for, or told again", () => {
    const rig = new OtaRig(esp32);
    const job = rig.push(NEXT);
    rig.waitForVersion(NEXT, "0.1.1", 2 * UPDATE_S);
    assert.equal(job.status, "succeeded");
    rig.assertClean();
  });
});

describe("a board without room for a second bundle", () => {
  it("tells its version, and refuses what is pushed", () => {
    const rig = new OtaRig(nucleo).warm();
    rig.waitForVersion(nucleo.bundle, VERSION, 60);
    const job = rig.push(nextOf(nucleo.bundle));
    rig.waitFor("a refusal", () => job.steps.length > 0, 60);
    rig.assertStep(job, -1, /^ota: false, flash by cable$/);
    assert.deepEqual(rig.ota, { stage: "ota: false", refused: 1 });
    rig.assertClean();
  });
});

describe("what does not fit is refused, told, and leaves what runs", () => {
  const wrongBoard = NEXT.replace("0.1.1 esp32 ", "0.1.1 pico5 ");
  const broken: readonly (readonly [
    what: string,
    push: (rig: OtaRig) => ReturnType<OtaRig["push"]>,
    step: number,
    desc: RegExp,
  ])[] = [
    ["another board, said in extData", (rig) => rig.push(NEXT, { extData: { board: "pico" } }), -1, /board/],
    ["another board's bundle", (rig) => rig.push(wrongBoard), -1, /no bundle for esp32/],
    ["another module", (rig) => rig.push(NEXT, { module: "MCU" }), -1, /module/],
    ["a delta", (rig) => rig.push(NEXT, { isDiff: true }), -1, /isDiff/],
    [
      "a downgrade",
      (rig) => {
        const older = nextOf(esp32.bundle, "0.0.9");
        return rig.push(older, { version: releaseOf(older, "0.0.9") });
      },
      -1,
      /older/,
    ],
    ["a version that is not its own", (rig) => rig.push(NEXT, { version: "0.1.1-00000000" }), -1, /another's/],
    ["something else than a bundle", (rig) => rig.push("x".repeat(5000)), -1, /no bundle/],
    ["a link that leads to nobody", (rig) => rig.push(NEXT, {}, "https"), -2, /does not come/],
    ["too much", (rig) => rig.push(NEXT.padEnd(100_000)), -1, /no room/],
    ...(["wrongDigest", "wrongSize", "wrongVersion"] satisfies ManifestFault[]).map(
      (fault) =>
        [
          fault,
          (rig: OtaRig) => {
            rig.platform.ota.manifestFaults.add(fault, { times: 99 });
            return rig.push(NEXT);
          },
          { wrongDigest: -3, wrongSize: -2, wrongVersion: -1 }[fault],
          { wrongDigest: /digest/, wrongSize: /does not come/, wrongVersion: /version/ }[fault],
        ] as const,
    ),
  ];
  for (const [what, push, step, desc] of broken) {
    it(what, () => {
      const rig = new OtaRig(esp32).online();
      rig.waitForVersion(esp32.bundle, VERSION, 60);
      const job = push(rig);
      rig.waitFor("a refusal", () => rig.platform.ota.progress.some((one) => one.step < 0), UPDATE_S);
      const told = rig.platform.ota.progress.filter((one) => one.step < 0);
      assert.deepEqual([told[0]?.step, desc.test(told[0]?.desc ?? "")], [step, true], JSON.stringify(told));
      assert.equal(rig.node.stops.length, 0);
      assert.notEqual(job.status, "succeeded");
      rig.assertAlive();
      rig.assertNoSecretOf("Signature=");
    });
  }
});

describe("pieces that go wrong on the way", () => {
  for (const fault of DOWNLOAD_FAULTS.filter((one) => one !== "bitError")) {
    it(`${fault}, three times: asked for again`, () => {
      const rig = new OtaRig(esp32).warm();
      for (const after of [0, 20, 58]) rig.platform.ota.downloadFaults.add(fault, { after });
      rig.push(NEXT);
      rig.waitForVersion(NEXT, "0.1.1", 2 * UPDATE_S);
      rig.assertClean();
    });
  }
  it("a bit that no CRC shows: the digest does", () => {
    const rig = new OtaRig(esp32).warm();
    rig.platform.ota.downloadFaults.add("bitError", { after: 30 });
    const job = rig.push(NEXT);
    rig.waitFor("a refusal", () => job.steps.at(-1) === -3, UPDATE_S);
    assert.equal(rig.node.stops.length, 0);
  });
  it("a link that is lost at every piece", () => {
    const rig = new OtaRig(esp32).warm();
    rig.push(NEXT);
    let lost = 0;
    rig.node.onAt(({ direction, text }) => {
      if (direction !== ">" || !text.includes('/thing/file/download"')) return;
      const at = Number(/offset\\22:(\d+)/.exec(text)?.[1]);
      if (at < 1024 * lost) return;
      lost++;
      rig.clock.after(100, () => rig.network.drop());
    });
    rig.waitForVersion(NEXT, "0.1.1", 60 * UPDATE_S);
    assert.equal(lost, Math.ceil(NEXT.length / 1024));
  });
  it("a power cut in each tenth of it", () => {
    const rig = new OtaRig(esp32).warm();
    rig.push(NEXT);
    for (let tenth = 1; tenth < 10; tenth++) {
      rig.waitFor("more of it", () => Number(rig.ota["bytes"]) > (NEXT.length * tenth) / 10, UPDATE_S);
      rig.node.powerOff();
      rig.clock.runFor(1000);
      rig.node.powerOn();
    }
    rig.waitForVersion(NEXT, "0.1.1", 2 * UPDATE_S);
  });
});

describe("an alarm comes first", () => {
  it("in the middle of it: no later than without, and the update goes on behind it", () => {
    const rig = new OtaRig(esp32).warm();
    rig.push(NEXT);
    rig.waitFor("some of it", () => Number(rig.ota["bytes"]) > 20_000, UPDATE_S);
    rig.alarm(5);
    assert.equal(rig.node.stops.length, 0);
    rig.waitForVersion(NEXT, "0.1.1", 2 * UPDATE_S);
    rig.assertClean();
  });
  it("while one stands nothing is restarted", () => {
    const rig = new OtaRig(esp32).warm();
    rig.push(NEXT);
    rig.waitFor("some of it", () => Number(rig.ota["bytes"]) > 20_000, UPDATE_S);
    rig.node.setLelPercent(25);
    rig.waitFor("alarm", () => rig.eventsOf(ALARM).length > 0, RAISES_S + 5);
    rig.waitFor("all of it there", () => rig.ota["stage"] === "waiting", UPDATE_S, 1000);
    rig.clock.runFor(3_600_000);
    assert.equal(rig.node.stops.length, 0);
    rig.node.setLelPercent(0);
    rig.waitForVersion(NEXT, "0.1.1", 2 * UPDATE_S);
  });
});
