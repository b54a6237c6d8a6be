/**
 * The power goes at every single flash operation of two updates, of a trial's end and of the way back, before it and in the
 * middle: what starts next is one of the two bundles, whole, and the update comes to its end all the same.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { FlashOperation } from "../../sim/board/flash.ts";
import { PowerCut, TORN, type Torn } from "../../sim/board/power-cut.ts";
import { Random } from "../../sim/random.ts";
import { type Bench, bundleOf, confirm, fetchAll, flashed, update } from "./ota-bench.ts";

const [FIRST, SECOND, THIRD] = [bundleOf("first"), bundleOf("second", 1700), bundleOf("third", 1500)];

const CUTS: Readonly<Record<string, Torn | undefined>> = {
  "before it": undefined,
  "at its first half": TORN.firstHalf,
  "at its second half": TORN.secondHalf,
  "at its even bits": TORN.bits(0x55555555),
};

interface Step {
  readonly name: string;
  readonly run: (bench: Bench) => void;
  /** What may run after a cut in it; none: it only leads to the next. */
  readonly may: readonly string[];
  /** What shall run at last. */
  readonly wanted: string;
}

const start = (bench: Bench): void => void bench.start();
const starts = (count: number) => (bench: Bench) => {
  for (let i = 0; i < count; i++) bench.start();
};

function stepsOf(from: string, to: string): readonly Step[] {
  return [
    { name: "laying out", run: (bench) => bench.rooms().lay(), may: [from], wanted: to },
    { name: "what comes", run: (bench) => fetchAll(bench.rooms(), to), may: [from], wanted: to },
    {
      name: "keeping and ordering",
      run: (bench) => {
        const rooms = bench.rooms();
        for (let at = rooms.keep(0); at; ) at = rooms.keep(at);
        rooms.order(to.length);
      },
      may: [from, to],
      wanted: to,
    },
    { name: "the start that puts it in place", run: start, may: [from, to], wanted: to },
  ];
}

const WAYS: Readonly<Record<string, readonly Step[]>> = {
  "the first update, the second, and its end": [
    ...stepsOf(FIRST, SECOND),
    { name: "the end of the trial", run: confirm, may: [SECOND], wanted: SECOND },
    ...stepsOf(SECOND, THIRD),
    { name: "the end of its trial", run: confirm, may: [THIRD], wanted: THIRD },
  ],
  "the way back to the one that was flashed": [
    { name: "an update", run: (bench) => update(bench, SECOND), may: [FIRST, SECOND], wanted: SECOND },
    { name: "its bad starts", run: starts(5), may: [], wanted: SECOND },
    { name: "the start that puts the old one back", run: start, may: [FIRST], wanted: THIRD },
    {
      name: "what is told",
      run: (bench) => {
        bench.rooms().isBackAnew();
        bench.rooms().told();
      },
      may: [FIRST],
      wanted: THIRD,
    },
  ],
  "the way back to one that came over the air": [
    {
      name: "two updates",
      run: (bench) => {
        update(bench, SECOND);
        bench.start();
        confirm(bench);
        update(bench, THIRD);
        starts(5)(bench);
      },
      may: [],
      wanted: THIRD,
    },
    { name: "the start that puts the old one back", run: start, may: [SECOND], wanted: FIRST },
  ],
};

/** Where files begin, or will: half of the word with a file's size is for Espruino to read, and nothing of ours can mend it. */
const headersOf = ({ files }: Bench): readonly number[] => files.list().map(({ address }) => address);

const isIn = (headers: readonly number[], { kind, address }: FlashOperation): boolean =>
  kind === "program" && headers.includes(address);

/** Once more from whatever stands there, without another cut: until `wanted` runs and is confirmed. */
function finish(bench: Bench, wanted: string): void {
  for (let round = 0; round < 3; round++) {
    const { bundle } = bench.start();
    if (bench.rooms().isOnTrial()) confirm(bench);
    if (bundle === wanted) return;
    update(bench, wanted);
  }
  assert.fail("the update does not come to its end");
}

for (const [way, steps] of Object.entries(WAYS)) {
  describe(way, () => {
    let before = flashed(FIRST);
    for (const { name, run, may, wanted } of steps) {
      const from = before.clone();
      const after = before.clone();
      run(after);
      before = after;
      if (may.length === 0) continue;
      it(name, (test) => {
        const { operations } = from.flash;
        const whole = from.clone();
        run(whole);
        const count = whole.flash.operations - operations;
        const headers = headersOf(whole);
        let runs = 0;
        for (let n = 0; n < count; n++) {
          for (const [how, torn] of Object.entries(CUTS)) {
            const bench = from.clone();
            let what: FlashOperation | undefined;
            let isOurs = true;
            bench.flash.beforeOperation = (at, operation) => {
              if (at - operations < n) return;
              what = operation;
              isOurs = torn === undefined || !isIn(headers, operation);
              throw new PowerCut(at, torn);
            };
            assert.throws(() => run(bench), PowerCut);
            if (!isOurs) continue;
            runs++;
            bench.flash.beforeOperation = undefined;
            const where = `${name}, operation ${n} (${what?.kind} at 0x${what?.address.toString(16)}), ${how}`;
            const next = bench.clone();
            const { isSound, bundle } = next.start();
            assert.ok(isSound, `files can't be read: ${where}`);
            assert.ok(
              bundle !== undefined && may.includes(bundle),
              `${JSON.stringify(bundle?.slice(0, 40))} runs: ${where}`,
            );
            if (n % 16 === 0 || count < 100) finish(bench, wanted);
          }
        }
        test.diagnostic(`${runs} cuts`);
      });
    }
  });
}

describe("a mains that fails again and again", () => {
  for (let seed = 1; seed <= 60; seed++) {
    it(`seed ${seed}`, () => {
      const random = new Random(seed);
      const bench = flashed(FIRST);
      const bundles = [FIRST, SECOND, THIRD, SECOND];
      for (const [i, wanted] of bundles.slice(1).entries()) {
        const may = [bundles[i], wanted];
        let isThere = false;
        for (let tries = 0; !isThere; tries++) {
          assert.ok(tries < 100, `${wanted.slice(0, 14)} is not in its place after 100 starts`);
          // Later and later, or it would never come far enough.
          const left = random.between(0, 40 * tries);
          const from = bench.flash.operations;
          bench.flash.beforeOperation = (at) => {
            if (at - from >= left) throw new PowerCut(at);
          };
          try {
            const { isSound, bundle } = bench.start();
            assert.ok(
              isSound && bundle !== undefined && may.includes(bundle),
              `start ${tries}: ${bundle?.slice(0, 40)}`,
            );
            if (bench.rooms().isOnTrial()) confirm(bench);
            if (bundle === wanted) isThere = true;
            else update(bench, wanted);
          } catch (error) {
            if (!(error instanceof PowerCut)) throw error;
          }
        }
      }
    });
  }
});
