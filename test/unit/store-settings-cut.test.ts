/** The power goes at every flash operation of a change of settings: one whole version is in force, and a way back is. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeFlash } from "./fake-flash.ts";
import { configText, startSettings } from "./settings-bench.ts";
import type { Store } from "./store-bench.ts";
import { settle } from "./store-bench.ts";
import { cutEverywhere } from "./store-cut.ts";

/** Room for four versions, and little more. */
const AREAS: FakeFlash["areas"] = [
  { address: 0x74000, pageBytes: 1024, pages: 1 },
  { address: 0x75000, pageBytes: 1024, pages: 1 },
];
const A = configText({ port: 1000 });
const B = configText({ port: 2000 });
const C = configText({ port: 3000 });
const LATER = configText({ port: 4000 });

/** What may be in force, and of that what has been online. */
class Versions {
  inForce: readonly string[] = [];
  proven: readonly string[] = [];

  step(inForce: readonly string[], proven: readonly string[], act: () => void): void {
    // Until it is done either may be.
    this.inForce = [...this.inForce, ...inForce];
    this.proven = [...this.proven, ...proven];
    act();
    this.inForce = inForce;
    this.proven = proven;
  }
}

type Act = (
  settings: ReturnType<Store["settings"]>,
  versions: Versions,
  store: Pick<Store, "bank" | "journal">,
) => void;
const change =
  (text: string): Act =>
  (settings, versions) =>
    versions.step([text], versions.proven, () => assert.deepEqual(settings.change(text), []));
const confirm: Act = (settings, versions) =>
  versions.step(versions.inForce, versions.inForce, () => settings.confirm());
const revert: Act = (settings, versions) => versions.step(versions.proven, versions.proven, () => settings.revert());
/** Fills the area, so that the next text moves all; one that waits keeps it from being tidied up before. */
const fill: Act = (_settings, _versions, { bank, journal }) => {
  journal.put(8 + 3, 1, 0, 0);
  for (let id = 2; bank.used() < bank.size; id++) {
    journal.put(8 + 3, id, 0, 0);
    settle(journal, id);
  }
};

/** On a board that has been online with A. */
const SCRIPTS: readonly (readonly [name: string, acts: readonly Act[]])[] = [
  ["a change", [change(B)]],
  ["a change, confirmed", [change(B), confirm]],
  ["a change, given up", [change(B), revert]],
  ["two changes, the second given up", [change(B), change(C), revert]],
  ["two changes, confirmed", [change(B), change(C), confirm]],
  ["two, each confirmed, and a third given up", [change(B), confirm, change(C), confirm, change(A), revert]],
  ["a change in a full area", [fill, change(B), confirm]],
  ["given up in a full area", [change(B), fill, revert]],
  ["two changes with a move between", [change(B), change(C), fill, change(B), revert]],
];

function prepared(): FakeFlash {
  const { flash, settings } = startSettings(new FakeFlash(AREAS), A);
  settings.confirm();
  return flash.clone();
}

function check(flash: FakeFlash, { inForce, proven }: Versions, where: string): void {
  const start = startSettings(flash.clone(), A);
  const text = start.text();
  assert.ok(inForce.includes(text), `${where}: in force is ${portOf(text)}, not ${inForce.map(portOf).join(" or ")}`);
  assert.deepEqual(start.settings.load().problems, [], where);
  if (start.settings.isProven()) {
    assert.ok(proven.includes(text), `${where}: ${portOf(text)} counts as proven, and was never online`);
    return;
  }
  if (!start.settings.isOnTrial()) {
    assert.ok(proven.includes(text), `${where}: ${portOf(text)} is not on trial, though it was never online`);
    return;
  }
  start.settings.revert();
  const back = startSettings(flash.clone(), A);
  back.settings.revert();
  assert.ok(
    proven.includes(back.text()),
    `${where}: the way back from ${portOf(text)} leads to ${portOf(back.text())}, not ${proven.map(portOf).join(" or ")}`,
  );
}

const portOf = (text: string) => /"port":(\d+)/.exec(text)?.[1] ?? JSON.stringify(text);

for (const [name, acts] of SCRIPTS) {
  test(`cut everywhere: ${name}`, (t) => {
    let turn = 0;
    const cases = cutEverywhere(
      prepared(),
      () => Object.assign(new Versions(), { inForce: [A], proven: [A] }),
      (store, versions) => {
        const settings = store.settings({ "canary.json": A });
        for (const act of acts) act(settings, versions, store);
      },
      (flash, versions, where) => {
        check(flash, versions, where);
        // What comes after the cut finds its way back too, over a move: of every fifth, since it takes long.
        if (turn++ % 5) return;
        const after = startSettings(flash, A);
        fill(after.settings, versions, after);
        after.shelf.beginBoot();
        check(flash, versions, `${where}, and a move`);
        versions.step([LATER], versions.proven, () => assert.deepEqual(after.settings.change(LATER), []));
        check(flash, versions, `${where}, a move and one more change`);
      },
    );
    t.diagnostic(`${cases} cuts`);
  });
}

test("cut everywhere: the provisioned file is taken over", () => {
  cutEverywhere(
    new FakeFlash(AREAS),
    () => ({}),
    (store) => void store.settings({ "canary.json": A }),
    (flash, _world, where) => assert.equal(startSettings(flash, A).text(), A, where),
  );
});

test("cut everywhere: a new file is taken over", () => {
  cutEverywhere(
    prepared(),
    () => Object.assign(new Versions(), { inForce: [A], proven: [A] }),
    (store, versions) => versions.step([B], [A], () => void store.settings({ "canary.json": B })),
    (flash, _versions, where) => {
      const start = startSettings(flash, B);
      assert.equal(start.text(), B, where);
      assert.equal(start.settings.isOnTrial(), true, where);
      start.settings.revert();
      assert.equal(startSettings(flash, B).text(), A, where);
    },
  );
});
