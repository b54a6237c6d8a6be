/** A power cut here and there in the walk; all of them are in `exhaustive.ts`. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type CutCase, idOf, PAGE_CUTS, parseId, WORD_CUTS } from "./case-id.ts";
import { loadFirmware } from "./firmware.ts";
import { turnsOf } from "./plan.ts";
import { runCut } from "./run-cut.ts";

const firmware = await loadFirmware("pico");
/** Flash by its seed; every so many-th stretch of operations is cut, at a place and in a way that change from one to the next. */
const SAMPLES: readonly [what: string, seed: number, isModemUp: boolean, every: number][] = [
  ["new flash", 0, false, 1],
  ["new flash, the modem stays up", 0, true, 3],
  ["the log is full at the start", 1, false, 2],
  ["the log is full when the alarm comes, offline", 2, false, 1],
  ["the log is full when the settings change", 4, false, 2],
  ["the log is tidied", 5, true, 3],
  ["the sector is used up when the alarm comes, offline", 6, false, 2],
];

function play(cutCase: CutCase): ReturnType<typeof runCut> {
  const outcome = runCut(cutCase, firmware);
  const replay = `node --import tsx test/powercut/exhaustive.ts --only ${outcome.id}`;
  assert.deepEqual(outcome.findings, [], replay);
  assert.equal(outcome.isUnreached, false, `the cut was never come to: ${replay}`);
  return outcome;
}

describe("power cuts in flash operations", () => {
  for (const [what, seed, isModemUp, every] of SAMPLES) {
    it(what, () => {
      const clean: CutCase = { cuts: [], board: "pico", seed, isModemUp };
      const { operations } = play(clean);
      for (const [i, turn] of turnsOf(operations).entries()) {
        if (i % every > 0) continue;
        const operation = turn[(i * 7) % turn.length] ?? 0;
        const kinds = operations[operation]?.kind === "erase" ? PAGE_CUTS : WORD_CUTS;
        play({ ...clean, cuts: [{ operation, kind: kinds[(i + seed) % kinds.length] ?? "before" }] });
      }
    });
  }

  it("the same run twice is the same", () => {
    const cutCase: CutCase = { cuts: [{ operation: 50, kind: "bits" }], board: "pico", seed: 2, isModemUp: false };
    assert.deepEqual(play(cutCase), play(cutCase));
  });

  it("a second cut in the recovery from a first one", () => {
    for (const id of ["cut@30.bits+2.first-half/pico/s1", "cut@90.before+5.bits/pico/s2/modem-up"]) {
      play(parseId(id) as CutCase);
    }
  });

  it("a run's name says all of it, and nothing else is one", () => {
    for (const id of ["none/pico/s0", "cut@7.stray/mdbt42q/s12/modem-up", "cut@7.bits+0.before/pico/s1"]) {
      assert.equal(idOf(parseId(id) as CutCase), id);
    }
    for (const id of ["", "pico", "cut@7/pico/s1", "cut@7.half/pico/s1", "cut@.bits/pico/s1"]) {
      assert.equal(parseId(id), undefined, id);
    }
  });
});
