/** A bundle over the air in Espruino itself: fetched, put in place by the boot file, and given up after five starts. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { crc32 } from "node:zlib";
import { type BuildResult, buildFirmware } from "../../build/firmware.ts";
import { attachPlatform } from "../../sim/cloud/attach.ts";
import { Platform } from "../../sim/cloud/platform.ts";
import { EXAMPLE_DEVICE } from "../../sim/profile.ts";
import { findInterpreter, HOW_TO_GET_ESPRUINO } from "../../tools/interpreter.ts";
import { ROOT } from "../../tools/root.ts";
import { eventually } from "../cloud/eventually.ts";
import { type Mosquitto, startMosquitto } from "../cloud/mosquitto.ts";
import { again } from "./again.ts";
import { BOOT0, Rig } from "./rig.ts";

const WAIT_MS = 20_000;
const UPDATE_MS = 150_000;
const NEXT = "0.9.9";
const interpreter = findInterpreter();
const skipped = `no Espruino here, so no bundle came over the air into the real interpreter. ${HOW_TO_GET_ESPRUINO}`;

/** What the firmware lets pass before it looks again, shortened. */
const HASTE = `
var realTimeout = setTimeout;
global.setTimeout = function (fn, ms) { return realTimeout(fn, ms === 10000 ? 200 : ms); };
`;

/**
 * The interpreter's flash of 256 kB has room for three bundles of one dialect, and a log that is smaller than the board file's:
 * the same sources with such a board.
 */
function roomyRoot(): string {
  const root = mkdtempSync(join(tmpdir(), "canary-ota-"));
  for (const name of ["src", "package.json"]) symlinkSync(join(ROOT, name), join(root, name));
  const log = (address: number) => `{ address: 0x${address.toString(16)}, pageBytes: 1024, pages: 1 },`;
  const text = readFileSync(join(ROOT, "boards/linux.ts"), "utf8")
    .replace(/logFlash: \[[^\]]*\]/, `logFlash: [${log(0x1003f800)} ${log(0x1003fc00)}]`)
    .replace(/bundleBudgetBytes: \d+/, "bundleBudgetBytes: 84600");
  mkdirSync(join(root, "boards"));
  writeFileSync(join(root, "boards/linux.ts"), text);
  return root;
}

describe("a bundle over the air in the real interpreter", { skip: interpreter ? false : skipped }, () => {
  let broker: Mosquitto;
  let built: BuildResult;

  before(async () => {
    broker = await startMosquitto(EXAMPLE_DEVICE);
    built = await buildFirmware({ boardId: "linux", root: roomyRoot(), dialect: "aliyun", write: false });
  });
  after(() => broker?.close());

  it(
    "runs on trial, and after five starts the one before is back",
    again(async (test) => {
      const platform = new Platform({ devices: [EXAMPLE_DEVICE] });
      const attached = await attachPlatform({ platform, url: broker.url, ...broker.operator });
      test.after(attached.close);
      const { text: bundle, manifest } = built;
      const rig = await Rig.start({
        interpreter: interpreter as string,
        bundle,
        family: "air202",
        brokerPort: broker.port,
        boot0: BOOT0 + HASTE,
      });
      test.after(() => rig.stop());
      rig.setCleanAir();
      const seen = () => rig.console.output.slice(-1500);
      await rig.console.waitFor(/ ONLINE\r?\n/, WAIT_MS);
      await eventually(() => platform.firmwareVersions.size > 0, UPDATE_MS, "the version", seen);
      assert.deepEqual([...platform.firmwareVersions.values()], [manifest.release]);

      const next = bundle.replaceAll(manifest.version, NEXT);
      const content = Buffer.from(next, "latin1");
      const version = `${NEXT}-${crc32(content).toString(16).padStart(8, "0")}`;
      const { productKey } = EXAMPLE_DEVICE;
      const image = platform.ota.add({ productKey, version, content, signMethod: "SHA256" });
      const job = platform.ota.push(EXAMPLE_DEVICE, image, "mqtt");
      await rig.console.waitFor(/reboot: OTA 0\.9\.9/, UPDATE_MS, "the restart");
      await rig.console.exited;

      for (let start = 1; start <= 5; start++) {
        rig.restart();
        await rig.console.waitFor(new RegExp(`gas-canary ${NEXT} linux [0-9a-f]{64}\r?\n`), WAIT_MS, `start ${start}`);
        assert.doesNotMatch(rig.console.output, /Uncaught|MEMORY/, `start ${start}`);
        await rig.console.kill();
      }
      rig.restart();
      const banner = new RegExp(`gas-canary ${manifest.version} linux ${manifest.sha256}\r?\n`);
      await rig.console.waitFor(banner, WAIT_MS, "the one before");
      rig.setCleanAir();
      await eventually(() => job.steps.at(-1) === -4, UPDATE_MS, "that it was given up", seen);
      assert.doesNotMatch(rig.console.output, /Uncaught|SAFE MODE|(?<!LOW_)MEMORY/);
      assert.deepEqual(platform.violations, []);
    }),
  );
});
