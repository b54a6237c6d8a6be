/**
 * Faults of all sorts, several at once, at any time, while gas comes and goes: whatever was decided has arrived in the end,
 * once. `CANARY_SEEDS=100-199 node --import tsx --test test/bundle/random.test.ts` plays others.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { EventRecord } from "../../sim/cloud/records.ts";
import { FAULTS, type FaultName } from "../../sim/modem/faults.ts";
import { Random } from "../../sim/random.ts";
import { FAMILIES, NORMAL, RECOVERY_S, Rig } from "./rig.ts";

const [FIRST = 1, LAST = 10] = (process.env["CANARY_SEEDS"] ?? "1-10").split("-").map(Number);
const NAMES = Object.keys(FAULTS) as FaultName[];
const BLOWS = 6;
const isOverRange = (outputs: EventRecord["outputs"]): boolean =>
  outputs["GasState"] === 2 && outputs["OverRange"] === 1;
const DECISION = /gas \d -> 3$|gas 3 -> \d$/;

function strike(rig: Rig, random: Random): string {
  const name = NAMES[random.between(0, NAMES.length - 1)] as FaultName;
  const forMs = random.between(1, 400) * 1000;
  const isHeld = FAULTS[name].lasts === "held";
  rig.node.modem.fault(name, isHeld ? { forMs } : {});
  const told = [`${(rig.clock.nowMs / 1000).toFixed(1)} s ${name}${isHeld ? ` for ${forMs / 1000} s` : ""}`];
  if (random.next() < 0.3) {
    rig.network.cut();
    rig.clock.after(random.between(1, 300) * 1000, () => rig.network.restore());
    told.push("network cut");
  }
  if (random.next() < 0.2) rig.network.drop();
  if (random.next() < 0.2) rig.platform.loseReplies(random.between(1, 5));
  return told.join(", ");
}

function play(seed: number): void {
  const random = new Random(seed * 7919);
  const family = FAMILIES[seed % FAMILIES.length] as (typeof FAMILIES)[number];
  const rig = new Rig({ seed, family, chunk: random.next() < 0.3 ? random.between(1, 40) : "whole" }).warm();
  const told: string[] = [];
  for (let blow = 0; blow < BLOWS; blow++) {
    told.push(strike(rig, random));
    rig.clock.runFor(random.next() * 40_000);
    if (random.next() < 0.6) rig.node.setLelPercent(25);
    rig.clock.runFor(random.next() * 600_000);
    rig.node.setLelPercent(0);
  }
  const because = `seed ${seed}: ${told.join("; ")}`;
  rig.network.restore();
  rig.clock.runFor(400_000);
  const isHome = () => rig.node.state === "ONLINE" && rig.node.vitals.waiting === 0;
  rig.waitFor(`online and nothing waiting. ${because}`, isHome, RECOVERY_S, 1000);
  rig.waitFor(`sensor warm. ${because}`, () => rig.node.vitals.gasState === NORMAL, 300, 1000);
  rig.alarm(200);
  const decided = rig.node.console.filter(({ text }) => DECISION.test(text)).length;
  assert.equal(
    // What was over range, and no alarm yet, the console does not tell.
    rig.events.filter(({ name, outputs }) => name === "GasCheck_Event" && !isOverRange(outputs)).length,
    decided,
    `decided and arrived. ${because}\n${rig.story()}`,
  );
  assert.deepEqual(rig.platform.violations, [], because);
  assert.ok(!rig.node.stops.includes("watchdog"), `no bite of the watchdog. ${because}`);
  rig.assertAlive();
}

for (let seed = FIRST; seed <= LAST; seed++) test(`seed ${seed}`, () => play(seed));
