/** The settings' versions: one whole text in force whatever happens, the one before it until the new one is proven. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { MAX_CONFIG_CHARS } from "../../src/store/settings.ts";
import { FakeFlash } from "./fake-flash.ts";
import { startSettings as start, configText as text } from "./settings-bench.ts";

const FILE = text({ port: 1000 });

test("nothing in flash: a problem, and no identity", () => {
  const { settings } = start();
  const { config, problems } = settings.load();
  assert.deepEqual([problems.length > 0, config.cloud.productKey], [true, null]);
  assert.deepEqual([settings.isOnTrial(), settings.isTried(), settings.isProven()], [false, false, false]);
  settings.confirm();
});

test("the provisioned file is taken over once, and stays though the file goes", () => {
  const first = start(new FakeFlash(), FILE);
  assert.equal(first.port(), 1000);
  const { operations } = first.flash;
  const second = start(first.flash);
  assert.equal(second.port(), 1000);
  assert.deepEqual(second.settings.load().problems, []);
  start(first.flash, FILE);
  assert.ok(first.flash.operations <= operations + 8, "a boot mark each, and no second copy of the text");
});

test("a file that has changed is taken over again, one that has not never overrules a change", () => {
  const { flash, settings } = start(new FakeFlash(), FILE);
  assert.deepEqual(settings.change(text({ port: 2000 })), []);
  assert.equal(start(flash, FILE).port(), 2000, "the file is still the one that was taken over");
  assert.equal(start(flash, text({ port: 3000 })).port(), 3000);
});

const BAD_FILES: readonly (readonly [name: string, file: string])[] = [
  ["no JSON", "{"],
  ["no identity", "{}"],
  ["64 kB of it", text({}, { gas: { sensor: "x".repeat(65536) } })],
  ["64 kB of noise", "\xff".repeat(65536)],
];
for (const [name, file] of BAD_FILES) {
  test(`a file that is bad, ${name}: said, and the version before stays in force`, () => {
    const { flash } = start(new FakeFlash(), FILE);
    const after = start(flash, file);
    assert.equal(after.port(), 1000);
    assert.ok(after.settings.load().problems.length > 0);
  });

  test(`a file that is bad, ${name}, and nothing before it: the defaults, and no identity`, () => {
    const { settings, port } = start(new FakeFlash(), file);
    assert.equal(port(), 1883);
    assert.ok(settings.load().problems.length > 0);
    assert.ok(!settings.load().config.cloud.deviceSecret);
  });
}

const CHANGES: readonly (readonly [name: string, text: string, problem: RegExp])[] = [
  ["no identity", "{}", /productKey is missing/],
  ["longer than may be", text({}, { x: "y".repeat(MAX_CONFIG_CHARS) }), /longer than 1500/],
  ["64 kB", "x".repeat(65536), /longer than 1500/],
];
for (const [name, change, problem] of CHANGES) {
  test(`a change that is bad, ${name}, changes nothing`, () => {
    const { flash, settings } = start(new FakeFlash(), FILE);
    const { operations } = flash;
    assert.match(settings.change(change).join(), problem);
    assert.equal(flash.operations, operations);
    assert.equal(start(flash, FILE).port(), 1000);
  });
}

test("a full flash is said, and the version before stays", () => {
  const { flash, journal, settings, port } = start(new FakeFlash(), text());
  for (let id = 1; id <= 61; id++) journal.put(8 + 3, id, 0, 0);
  assert.match(settings.change(text({ port: 2000 })).join(), /full/);
  assert.equal(port(), 1883);
  assert.equal(start(flash).port(), 1883);
});

test("without any flash for it the file is read each time, and a change is refused", () => {
  const { settings, port } = start(new FakeFlash([]), FILE);
  assert.equal(port(), 1000);
  assert.match(settings.change(text()).join(), /full/);
  assert.equal(start(new FakeFlash([]), text({}, { x: "y".repeat(2000) })).port(), 1883);
});
