/** A quick part of the exhaustive set: each fault once, somewhere on the walk; `exhaustive.ts` plays them all. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { FamilyName } from "../../sim/modem/family.ts";
import { Random } from "../../sim/random.ts";
import { loadFirmware } from "./bundle.ts";
import { idOf, parseId, type Strike } from "./case-id.ts";
import { type AnyFaultName, CATALOGUE } from "./catalogue.ts";
import { type Outcome, runFaultCase } from "./run-case.ts";

const FAMILIES: readonly FamilyName[] = ["air202", "air780e", "air724"];
const PLACES = ["AT+CPIN.1", "AT+CREG.1", "AT+MIPSTART.1", "AT+MCONNECT.1", "AT+MSUB.2", "AT+MPUB:property.1"];
const ALARM_PLACES = ["AT+MPUB:alarm.1", "AT+MPUB:clear.1", "AT+MPUB:alarm.1+"];
const QUIET = "t120";

const firmware = await loadFirmware();
const random = new Random(7);
const pick = <T>(list: readonly T[]): T => list[random.between(0, list.length - 1)] as T;

function told({ id, findings }: Outcome): string {
  const lines = findings.map(({ atMs, check, message }) => `  ${(atMs / 1000).toFixed(1)} s ${check}: ${message}`);
  return [id, ...lines, `npm run replay -- '${id}' ${firmware.hash}`].join("\n");
}

for (const family of FAMILIES) {
  test(`${family}: the walk without a fault`, () => {
    const outcome = runFaultCase({ strikes: [], family, seed: 1 }, firmware);
    assert.equal(outcome.findings.length, 0, told(outcome));
    assert.deepEqual([...outcome.skipped], [], "every promise can be checked");
  });
}

/** One kind of each fault, before the alarm or in the middle of it. */
function strikeOf(name: AnyFaultName): Strike {
  const variant = pick(Object.keys(CATALOGUE[name].variants ?? { "": {} }));
  const place = name === "timerLost" ? QUIET : pick(random.next() < 0.5 ? PLACES : ALARM_PLACES);
  return {
    name,
    place: CATALOGUE[name].acts === "now" ? place : place.replace(/\+$/, ""),
    ...(variant && { variant }),
  };
}

for (const name of Object.keys(CATALOGUE) as AnyFaultName[]) {
  test(`${name}: ${CATALOGUE[name].what}`, () => {
    const outcome = runFaultCase({ strikes: [strikeOf(name)], family: pick(FAMILIES), seed: 1 }, firmware);
    assert.equal(outcome.findings.length, 0, told(outcome));
    assert.deepEqual(outcome.unreached, []);
  });
}

test("the same name gives the same run, to the line", () => {
  const lines = (id: string): string[] => {
    const seen: string[] = [];
    runFaultCase(parseId(id), {
      ...firmware,
      tap: ({ node }) => node.onAt(({ atMs, direction, text }) => seen.push(`${atMs} ${direction} ${text}`)),
    });
    return seen;
  };
  const id = "garbage@AT+MCONNECT.1,kicked@AT+MPUB:alarm.1/air202/s5";
  const [first, second] = [lines(id), lines(id)];
  assert.ok(first.length > 100);
  assert.deepEqual(first, second);
});

test("a run's name can be read back", () => {
  for (const id of [
    "commandLost:3@AT+MCONFIG.1/air202/s17",
    "cmeForOk:65535@AT+CREG.2,clockJumps:-1h~1200@AT+MPUB:alarm.1+/air780e/s4",
    "split:at7@t0/air724/s1",
    "none/air202/s3",
  ]) {
    assert.equal(idOf(parseId(id)), id);
  }
  for (const wrong of ["", "x", "nothing@AT.1/air202/s1", "mute@AT.1/air999/s1", "mute/air202/s1"]) {
    assert.throws(() => parseId(wrong), Error, wrong);
  }
});
