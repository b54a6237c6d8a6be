/** New settings on trial: proven by a link that comes up, or given up for the ones before. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { MARK_GOOD } from "../../src/store/slot.ts";
import { FakeFlash, ONE_AREA, TWO_AREAS } from "./fake-flash.ts";
import { configText, startSettings } from "./settings-bench.ts";
import { settle } from "./store-bench.ts";

const OLD = configText({ port: 1000 });

/** A board that has been online with its provisioned settings. */
function proven(areas: FakeFlash["areas"] = TWO_AREAS) {
  const first = startSettings(new FakeFlash(areas), OLD);
  first.settings.confirm();
  return first;
}

test("a first version is not on trial: there is nothing to go back to", () => {
  const { flash, settings } = startSettings(new FakeFlash(), OLD);
  assert.deepEqual([settings.isOnTrial(), settings.isProven()], [false, false]);
  settings.confirm();
  assert.deepEqual([settings.isOnTrial(), settings.isProven()], [false, true]);
  const { operations } = flash;
  settings.confirm();
  assert.equal(flash.operations, operations, "confirmed once");
  assert.equal(startSettings(flash, OLD).settings.isProven(), true);
});

const CHANGES: readonly (readonly [name: string, text: string, onTrial: boolean])[] = [
  ["port", configText({ port: 2000 }), true],
  ["host", configText({ port: 1000, host: "10.0.0.9" }), true],
  ["secret", configText({ port: 1000, deviceSecret: "another" }), true],
  ["APN", configText({ port: 1000 }, { modem: { apn: { name: "iot" } } }), true],
  ["baud", configText({ port: 1000 }, { modem: { baud: 9600 } }), true],
  ["interval", configText({ port: 1000 }, { report: { intervalS: 60 } }), false],
  ["set point", configText({ port: 1000 }, { gas: { alarmLelPercent: 15 } }), false],
  ["nothing", OLD, false],
];
for (const [name, text, onTrial] of CHANGES) {
  test(`a change of ${name}: ${onTrial ? "on trial until it has been online" : "the link does not depend on it"}`, () => {
    const { flash, settings } = proven();
    assert.deepEqual(settings.change(text), []);
    const after = startSettings(flash, OLD);
    assert.equal(after.text(), text);
    assert.deepEqual([after.settings.isOnTrial(), after.settings.isProven()], [onTrial, false]);
    after.settings.confirm();
    assert.deepEqual([after.settings.isOnTrial(), after.settings.isProven()], [false, true]);
  });
}

test("on trial: two starts it has, with the third it is given up", () => {
  const { flash, settings } = proven();
  settings.change(configText({ port: 2000 }));
  const tried = [1, 2, 3].map(() => startSettings(flash, OLD).settings.isTried());
  assert.deepEqual(tried, [false, false, true]);
  const last = startSettings(flash, OLD);
  last.settings.revert();
  assert.deepEqual([last.port(), last.settings.isOnTrial(), last.settings.isProven()], [1000, false, true]);
  assert.equal(startSettings(flash, OLD).port(), 1000, "and the file that was taken over is not taken over again");
});

test("given up: the way back is the last that was proven, not the last that was tried", () => {
  const { flash, settings } = proven();
  for (const port of [2000, 3000]) {
    assert.deepEqual(settings.change(configText({ port })), []);
    assert.equal(startSettings(flash, OLD).port(), port);
  }
  const after = startSettings(flash, OLD);
  after.settings.revert();
  assert.equal(startSettings(flash, OLD).port(), 1000);
});

test("taken back twice, what the link depends on is given up for who asks by itself, over starts and moves; another is not", () => {
  const { flash, settings } = proven();
  const bad = configText({ port: 2000 });
  const alike = configText({ port: 2000 }, { report: { intervalS: 60 } });
  assert.equal(settings.isGivenUp(bad), false);
  for (const isGivenUp of [false, true]) {
    assert.deepEqual(startSettings(flash, OLD).settings.change(bad), [], "a person's word counts");
    startSettings(flash, OLD).settings.revert();
    const after = startSettings(flash, OLD);
    assert.deepEqual([after.settings.isGivenUp(bad), after.settings.isGivenUp(alike)], [isGivenUp, isGivenUp]);
    assert.equal(after.settings.isGivenUp(OLD), false);
  }
  const full = startSettings(flash, OLD);
  const { areas } = full.bank;
  for (let i = 0; i < 3000; i++) full.shelf.keepHours(i);
  assert.ok(areas > 1);
  assert.equal(startSettings(flash, OLD).settings.isGivenUp(bad), true, "behind a move");
});

test("a new file on trial, given up, is not taken over again; another one is", () => {
  const { flash } = proven();
  const file = configText({ port: 2000 });
  const after = startSettings(flash, file);
  assert.deepEqual([after.port(), after.settings.isOnTrial()], [2000, true]);
  after.settings.revert();
  assert.equal(startSettings(flash, file).port(), 1000);
  assert.equal(startSettings(flash, configText({ port: 3000 })).port(), 3000);
});

for (const [name, areas] of [
  ["two areas", TWO_AREAS],
  ["one area", ONE_AREA],
] as const) {
  test(`${name}: both versions outlive the moves while one is on trial, the older one only so long`, () => {
    const { flash, shelf, journal, settings } = proven(areas);
    const text = configText({ port: 2000 });
    settings.change(text);
    for (let id = 1; id <= 300; id++) {
      journal.put(8 + 3, id, 0, 0);
      settle(journal, id);
      if (id % 50 === 0) shelf.beginBoot();
      if (id % 50 === 0) shelf.markBoot(MARK_GOOD);
    }
    const after = startSettings(flash.clone(), OLD);
    assert.deepEqual([after.text(), after.settings.isOnTrial()], [text, true]);
    after.settings.revert();
    assert.equal(after.text(), OLD);
    settings.confirm();
    for (let id = 1; id <= 300; id++) {
      journal.put(8 + 3, id, 0, 0);
      settle(journal, id);
    }
    const last = startSettings(flash, OLD);
    assert.deepEqual([last.text(), last.settings.isOnTrial(), last.settings.isProven()], [text, false, true]);
  });
}

test("full of alarms: the way back needs no room", () => {
  const { flash, shelf, journal, settings } = proven();
  settings.change(configText({ port: 2000 }));
  for (let id = 1; id <= 61; id++) journal.put(8 + 3, id, 0, 0);
  const { depth } = shelf.counters;
  settings.revert();
  assert.deepEqual([settings.load().config.cloud.port, settings.isOnTrial()], [1000, false]);
  const after = startSettings(flash, OLD);
  assert.deepEqual([after.port(), after.settings.isProven(), after.shelf.counters.depth], [1000, true, depth]);
});

test("another broker's login is on trial as another host is", () => {
  const { settings } = proven();
  settings.change(configText({ port: 1000 }, { mqtt: { username: "other" } }));
  assert.equal(settings.isOnTrial(), true);
});

test("masked: no secret is left, however often it stands there", () => {
  const apn = { password: "pass" };
  const more = { modem: { apn }, mqtt: { password: "t0ken" } };
  const { settings } = startSettings(new FakeFlash(), configText({}, more));
  assert.equal(settings.masked("s3cr3t and pass, t0ken, s3cr3t"), "*** and ***, ***, ***");
  assert.equal(startSettings(new FakeFlash(), configText()).settings.masked("s3cr3t pass"), "*** pass");
  assert.equal(startSettings(new FakeFlash()).settings.masked("no secret known"), "no secret known");
});
