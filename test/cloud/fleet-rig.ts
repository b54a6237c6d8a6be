/** A small fleet with real sockets for a test: made, played to its end, and taken apart. */
import { fileURLToPath } from "node:url";
import type { Platform } from "../../sim/cloud/platform.ts";
import type { Address } from "../../sim/cloud/tcp-network.ts";
import { firmwareFor } from "../../sim/firmware.ts";
import { fleetPlatform } from "../../sim/fleet/cloud.ts";
import { Fleet } from "../../sim/fleet/fleet.ts";
import { Pace } from "../../sim/fleet/pace.ts";
import type { Happening } from "../../sim/web/news.ts";
import { eventually } from "./eventually.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const BOARD = "pico";
export const DEVICES = 20;
export const SEED = 3;
/** Ten minutes in three seconds. */
const SPEED = 200;
const WAIT_MS = 90_000;
/** All have had gas by then. */
const PLAY_MS = 150_000;

export interface FleetRun {
  readonly fleet: Fleet;
  readonly platform: Platform;
  readonly happenings: readonly Happening[];
}

/** `open` puts the platform behind a broker; `watched` may look on while it plays. */
export async function playFleet(
  open: (platform: Platform) => Promise<{ addresses: readonly Address[]; close: () => Promise<void> }>,
  options: { readonly lostAfterMs?: number; readonly troubleShare?: number } = {},
): Promise<FleetRun> {
  const pace = new Pace(2);
  const platform = fleetPlatform(pace, { devices: DEVICES, seed: SEED });
  const { addresses, close } = await open(platform);
  const happenings: Happening[] = [];
  try {
    const fleet = await Fleet.start({
      root: ROOT,
      boardId: BOARD,
      bundle: (await firmwareFor(BOARD, ROOT)).text,
      family: "air202",
      devices: DEVICES,
      seed: SEED,
      speed: SPEED,
      plan: { alarmsPerHour: 15, troubleShare: options.troubleShare ?? 0.3, firstWithinMs: 60_000 },
      lostAfterMs: options.lostAfterMs ?? 600_000,
      pace,
      platform,
      addresses,
    });
    fleet.onHappening((happening) => happenings.push(happening));
    const seen = () => JSON.stringify({ reachedMs: fleet.reachedMs, ...fleet.live(), failure: fleet.failure?.message });
    try {
      await eventually(() => fleet.isWarm || fleet.failure !== undefined, WAIT_MS, "warm sensors", seen);
      const untilMs = fleet.reachedMs + PLAY_MS;
      await eventually(() => fleet.reachedMs > untilMs, WAIT_MS, "two and a half minutes of play", seen);
      fleet.calm();
      const limitMs = fleet.reachedMs + 1_000_000;
      await eventually(() => fleet.isQuiet || fleet.reachedMs > limitMs, WAIT_MS, "quiet", seen);
    } finally {
      await fleet.stop();
    }
    return { fleet, platform, happenings };
  } finally {
    await close();
  }
}
