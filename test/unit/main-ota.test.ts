/** Firmware over the air in the whole device: a board with room takes a bundle, and gives up one that is no good. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { crc32 } from "node:zlib";
import type { OtaJob } from "../../sim/cloud/ota.ts";
import { mainBundle } from "./main-bundle.ts";
import { FULL, type MainRig, ONE_PAGE_PROFILE, openMain } from "./main-rig.ts";

/** With all of its names, and perhaps counters, it is longer than any bundle may be. */
const MOST_BYTES = 320 * 1024;
const UPDATE_S = 3600;

const roomy = (text: string): string => text.replace(/(__MOST_BUNDLE_BYTES__ = )\d+/, `$1${MOST_BYTES}`);

/** The same program by another version, which shows in its text as the build would write it. */
function versioned(text: string, version: string): string {
  return `${text.replace('__VERSION__ = "1.2.3"', `__VERSION__ = "${version}"`)}\n"gas-canary ${version} full ";`;
}

async function openRoomy(): Promise<{ rig: MainRig; text: string }> {
  const rig = await openMain({ change: roomy });
  return {
    rig,
    text: rig.node.board.files.read(".bootcde")
      ? Buffer.from(rig.node.board.files.read(".bootcde") ?? "").toString("latin1")
      : "",
  };
}

function push(rig: MainRig, text: string, version: string): OtaJob {
  const content = Buffer.from(text, "latin1");
  const crc = crc32(content).toString(16).padStart(8, "0");
  const { ota } = rig.platform;
  const { productKey } = rig.device;
  return ota.push(
    rig.device,
    ota.add({ productKey, version: `${version}-${crc}`, content, signMethod: "SHA256" }),
    "mqtt",
  );
}

test("a bundle over the air takes the place of the one that runs, and is told when it has proved itself", async () => {
  const { rig, text } = await openRoomy();
  rig.online();
  const job = push(rig, versioned(text, "1.2.4"), "1.2.4");
  rig.until("the new version told", () => job.status === "succeeded", UPDATE_S);
  assert.equal(rig.value("canary.status().version"), "1.2.4");
  assert.deepEqual(rig.node.board.uncaught, []);
  rig.end();
});

test("one that is no good is given up, and the one before starts as if nothing had been", async () => {
  const { rig, text } = await openRoomy();
  rig.online();
  const job = push(rig, `throw "no good";${versioned(text, "1.2.4")}`, "1.2.4");
  rig.until("that it was given up", () => job.steps.at(-1) === -4, UPDATE_S);
  assert.deepEqual(rig.value("[canary.status().version,canary.status().safeMode]"), ["1.2.3", null]);
  rig.end();
});

test("a board without room tells its version and refuses", async () => {
  const rig = await openMain({ profile: ONE_PAGE_PROFILE });
  rig.online();
  const job = push(rig, await mainBundle({ board: FULL, profile: ONE_PAGE_PROFILE }), "1.2.4");
  rig.until("a refusal", () => job.steps.at(-1) === -1, 120);
  assert.deepEqual(rig.value("canary.status().ota"), { stage: "ota: false", refused: 1 });
  // The question whether there is more has its answer by then.
  rig.run(120);
  assert.equal(job.steps.length, rig.value("canary.status().ota.refused"));
  rig.end();
});
