/** The exhaustive set leaves out no fault and no command. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseId } from "./case-id.ts";
import { CATALOGUE } from "./catalogue.ts";
import { distinctPlaces } from "./places.ts";
import { Planner } from "./plan.ts";
import type { Outcome } from "./run-case.ts";

const WALK = [
  "AT.1",
  ...Array.from({ length: 9 }, (_, i) => [`AT+CREG.${i + 1}`, `AT+CREG.${i + 1}+`]).flat(),
  "AT+MPUB:alarm.1",
  "AT+MPUB:alarm.1+",
];
/** A way back has two commands more. */
const BACK = [...WALK, "AT+MIPCLOSE.1", "AT+MCONFIG.2"];

function played(strikes: number): Outcome {
  const places = strikes === 0 ? WALK : BACK;
  return { id: "", findings: [], unreached: [], skipped: new Map(), places, walkPlaces: places.length, virtualMs: 0 };
}

const planner = (seed = 1) => new Planner("air202", seed, ({ strikes }) => played(strikes.length));

test("of a polled command the first two and the last two are places; only second lines have a place behind OK", () => {
  assert.deepEqual(distinctPlaces(WALK), [
    "AT.1",
    "AT+CREG.1",
    "AT+CREG.2",
    "AT+CREG.8",
    "AT+CREG.9",
    "AT+MPUB:alarm.1",
    "AT+MPUB:alarm.1+",
  ]);
});

test("every fault stands at every command of the walk, and every name can be read back", () => {
  for (const isWhole of [true, false]) {
    const struck = new Set<string>();
    for (const id of planner().walk(isWhole).ids) {
      const [strike] = parseId(id).strikes;
      if (strike) struck.add(`${strike.name} ${strike.place}`);
    }
    for (const name of Object.keys(CATALOGUE)) {
      if (name === "split" || name === "timerLost") continue;
      for (const place of distinctPlaces(WALK).filter((one) => !one.endsWith("+"))) {
        assert.ok(struck.has(`${name} ${place}`), `${name} at ${place}`);
      }
    }
  }
});

test("the longer plan has every kind of every fault", () => {
  const kinds = new Set([...planner().walk(true).ids, ...planner().byTime().ids].map((id) => id.split(/[@~]/)[0]));
  for (const [name, { variants }] of Object.entries(CATALOGUE)) {
    for (const variant of Object.keys(variants ?? {})) assert.ok(kinds.has(`${name}:${variant}`), `${name}:${variant}`);
  }
});

test("ways back: every seed plays another part of the runs, and all seeds together play all", () => {
  const parts = Array.from({ length: 8 }, (_, seed) =>
    planner(seed)
      .waysBack()
      .flatMap(({ ids }) => ids),
  );
  const all = new Set(parts.flat().map((id) => id.split("/")[0]));
  assert.equal(
    all.size,
    parts.reduce((sum, ids) => sum + ids.length, 0),
  );
  for (const name of Object.keys(CATALOGUE)) {
    if (name === "split" || name === "timerLost") continue;
    assert.ok(
      [...all].some((id) => id?.includes(`,${name}`)),
      name,
    );
  }
});

test("pairs are the seed's", () => {
  const ids = (seed: number) => planner(seed).pairs(20).ids;
  assert.deepEqual(ids(3), ids(3));
  assert.notDeepEqual(ids(3), ids(4));
  for (const id of ids(3)) assert.equal(parseId(id).strikes.length, 2);
});
