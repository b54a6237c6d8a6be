/** Every course of gas and of trouble on the very bundle: what is told, in order, and when. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { play } from "./play.ts";
import { FAULT_PROFILES, PROFILES, type Profile } from "./profiles.ts";

/** A course of a day is played once, the others with several noises. */
const SEEDS = 5;
const LONG_S = 7200;

function hold(profile: Profile, seed: number): void {
  const { told, numbersInFault } = play(profile, seed);
  const story = `seed ${seed}: ${told.map(({ what, atS }) => `${what} at ${atS} s`).join(", ") || "nothing"}`;
  assert.deepEqual(
    told.map(({ what }) => what),
    profile.expected.map(({ what }) => what),
    story,
  );
  for (const [i, { what, fromS, toS }] of profile.expected.entries()) {
    const atS = told[i]?.atS ?? Number.NaN;
    assert.ok(atS >= fromS && atS <= toS, `${what} not within ${fromS} to ${toS} s; ${story}`);
  }
  assert.deepEqual(numbersInFault, [], "a number though a fault was told");
}

for (const profile of [...PROFILES, ...FAULT_PROFILES]) {
  test(profile.name, () => {
    for (let seed = 1; seed <= (profile.seconds > LONG_S ? 1 : SEEDS); seed++) hold(profile, seed);
  });
}
