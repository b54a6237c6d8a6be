/** Every course of gas and of trouble on the very bundle: what is told, in order, and when. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { OTHERS } from "./others.ts";
import { play, SEEDS_OF } from "./play.ts";
import { FAULT_PROFILES, PROFILES, type Profile } from "./profiles.ts";
import { filled, PAGE } from "./tables.ts";

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
    for (let seed = 1; seed <= SEEDS_OF(profile); seed++) hold(profile, seed);
  });
}

test("what other libraries make of the same volts", () => {
  const of = (library: number, loadV: number) => OTHERS[library]?.ppm(loadV);
  assert.deepEqual([of(0, 0), of(0, 5.1)], [0, 0], "MQSensorsLib: a wire that is cut, and a short, are 0 ppm");
  assert.ok((of(0, 4.99) as number) > 1e9, "MQSensorsLib just below the supply");
  assert.equal(of(2, 3.3), 706, "MQ135.js at its end");
  assert.equal(of(2, 0), 0, "MQ135.js and a wire that is cut");
});

test("docs/gas.md is what the bundle does", () => {
  const page = readFileSync(PAGE, "utf8");
  const lines = page.split("\n");
  const others = filled(page)
    .split("\n")
    .filter((line) => !lines.includes(line));
  assert.deepEqual(others, [], "run `npm run gas`, look at the difference and keep it");
});
