/**
 * The power goes in the middle of flash operations of an update, again and again: each start runs one of the two bundles, whole,
 * and the new one comes to its place. Every single operation is cut in `test/unit/ota-cut.test.ts`.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { PowerCut } from "../../sim/board/power-cut.ts";
import { Random } from "../../sim/random.ts";
import { kindOf, nextOf, OtaRig, releaseOf, VERSION } from "./ota-rig.ts";

const KINDS = { esp32: await kindOf("esp32"), "rp2350-pico2": await kindOf("rp2350-pico2") };
const RESTART_S = 900;
/** A download of 60 kB, what is copied of it, and as much of the old one. */
const OPERATIONS = 45_000;
const CUTS = 12;

for (const [id, kind] of Object.entries(KINDS)) {
  for (const seed of [1, 2, 3]) {
    describe(`${id}, seed ${seed}`, () => {
      it(`${CUTS} cuts in two updates, wherever they come`, () => {
        const random = new Random(seed);
        const rig = new OtaRig(kind).warm();
        let running = VERSION;
        let cuts = 0;
        const { flash } = rig.node.board;
        const cutLater = (): void => {
          const at = flash.operations + random.between(0, (3 * OPERATIONS) / CUTS);
          flash.beforeOperation = (operation) => {
            if (operation < at || cuts >= CUTS) return;
            cuts++;
            flash.beforeOperation = undefined;
            throw new PowerCut(operation);
          };
        };
        cutLater();
        for (const version of ["0.1.1", "0.1.2"]) {
          const next = nextOf(kind.bundle, version);
          rig.push(next, { version: releaseOf(next, version) });
          const isTold = (): boolean => rig.version === releaseOf(next, version);
          while (!isTold()) {
            rig.waitFor(
              `the version, or a cut after ${cuts}`,
              () => isTold() || !rig.node.board.isRunning,
              RESTART_S,
              1000,
            );
            if (rig.node.board.isRunning) continue;
            rig.clock.runFor(1000);
            cutLater();
            rig.node.powerOn();
            if (!rig.node.board.isRunning) continue;
            const now = rig.node.status()?.["version"];
            assert.ok(now === running || now === version, `${String(now)} runs after ${cuts} cuts`);
          }
          running = version;
        }
        rig.assertAlive();
        assert.ok(cuts > CUTS / 2, `only ${cuts} cuts`);
      });
    });
  }
}
