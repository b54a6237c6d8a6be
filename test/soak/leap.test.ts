/** What the leaps of a soak leave out changes nothing but the date, and a year with leaps comes to what one without does. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULT_EPOCH_MS } from "../../sim/modem/options.ts";
import { VirtualSite } from "../../sim/site.ts";
import { loadFirmware } from "../faults/bundle.ts";
import { SOAK_CONFIG } from "./config.ts";
import { playYear, type YearReport } from "./year.ts";

const firmware = await loadFirmware();
const DAY_MS = 86_400_000;
const WARM_MS = 400_000;
const LEAD_MS = 330_000;
/** From the gas to the alarm at the platform. */
const ALARM_MS = 30_000;
const DATE = /\+CCLK: ?"[^"]*"|\\22time\\22:\d+/g;

function siteOf(leapMs: number, ownScope = true): VirtualSite {
  const site = new VirtualSite({ ...firmware, config: SOAK_CONFIG, ownScope });
  site.node.powerOn();
  site.clock.runFor(WARM_MS);
  if (leapMs > 0) site.leap(leapMs);
  return site;
}

const linesOf = ({ node }: VirtualSite): string[] =>
  [
    ...node.at.map(({ atMs, direction, text }) => `${atMs} ${direction} ${text}`),
    ...node.console.map(({ atMs, text }) => `${atMs} # ${text}`),
  ].map((line) => line.replace(DATE, "DATE"));

function hourWithAlarm(site: VirtualSite): string[] {
  site.clock.runFor(LEAD_MS);
  site.node.setLelPercent(25);
  site.clock.runFor(30_000);
  site.node.setLelPercent(0);
  site.node.board.pressReset();
  site.clock.runFor(3_600_000);
  return linesOf(site);
}

test("the bundle does to the byte the same, whether its variables are global or its own", () => {
  assert.deepEqual(hourWithAlarm(siteOf(0, true)), hourWithAlarm(siteOf(0, false)));
});

test("over a leap the device says and hears what it would have, at the same moments, but for the date, asked for again", () => {
  const leapt = hourWithAlarm(siteOf(30 * DAY_MS));
  const whole = hourWithAlarm(siteOf(0));
  const extra = leapt.findIndex((line, i) => line !== whole[i]);
  const again = leapt.splice(extra, 6).map((line) => line.replace(/^[\d.]+ /, ""));
  assert.deepEqual(again, ["> AT+CSQ", "< +CSQ: 22,0", "< OK", "> AT+CCLK?", "< DATE", "< OK"]);
  assert.deepEqual(leapt, whole);
});

for (const days of [0.01, 1, 300]) {
  test(`an alarm after a leap of ${days} days has the new date`, () => {
    const site = siteOf(days * DAY_MS);
    site.clock.runFor(LEAD_MS);
    const gasMs = DEFAULT_EPOCH_MS + days * DAY_MS + site.clock.nowMs;
    site.node.setLelPercent(25);
    site.clock.runFor(ALARM_MS);
    const alarm = site.events.find(({ outputs }) => outputs["GasState"] === 3);
    assert.ok(alarm, "the alarm is there");
    const lateMs = alarm.timeMs - gasMs;
    assert.ok(lateMs > 14_000 && lateMs < ALARM_MS, `its time is ${lateMs} ms behind the gas`);
    assert.ok(alarm.receivedMs - gasMs < ALARM_MS, "and the platform's date is the same");
  });
}

const outcomeOf = ({ seed, findings, forced, owed, incidents, ranMs, leaptMs }: YearReport) => ({
  seed,
  findings: findings.map(({ check, message }) => `${check}: ${message}`),
  forced,
  owed,
  incidents,
  days: Math.round((ranMs + leaptMs) / DAY_MS),
});

for (const seed of [101, 102]) {
  test(`seed ${seed}: two days with leaps come to what they do with every second run`, () => {
    const options = { ...firmware, seed, lengthMs: 2 * DAY_MS, pace: 6 };
    const leapt = playYear(options);
    const whole = playYear({ ...options, everySecond: true });
    assert.deepEqual(outcomeOf(leapt), outcomeOf(whole), [...leapt.story, "", ...whole.story].join("\n"));
    assert.equal(whole.leaptMs, 0);
    assert.ok(leapt.leaptMs > leapt.ranMs, "most of the time was left out");
  });
}

test("the same seed is the same year, to the line", () => {
  const [first, second] = [1, 2].map(() => playYear({ ...firmware, seed: 103, lengthMs: 20 * DAY_MS, lines: 2000 }));
  assert.deepEqual(second, first);
});
