/** What the page is told of the link is what the machine does: its states, deadlines and rungs in whole runs of the firmware. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Live } from "../../sim/web/live.ts";
import type { StateRow } from "../../sim/web/messages.ts";
import type { Transition } from "../../sim/web/news.ts";
import { MACHINE } from "../../tools/web/machine-table.ts";
import { FAMILIES } from "../bundle/rig.ts";
import { stateOf } from "../faults/at-text.ts";
import { openSource, type SourceRig } from "./source-rig.ts";

const OUTAGE_S = 3000;
const BACK_S = 900;
/** A stay ends in the turn of the clock that is due then. */
const TURN_MS = 5;
/** The firmware's clock is told in parts of a millisecond. */
const ROUNDING_MS = 1;

const rows: ReadonlyMap<string, StateRow> = new Map(MACHINE.map((row) => [row.name, row]));
/** The modem has kept what was open. */
const RESUMES = ["MSUB", "MCONNECT", "MDISCONNECT"];

function assertEdges(transitions: readonly Transition[]): void {
  for (const [i, { from, state }] of transitions.entries()) {
    const before = transitions[i - 1];
    if (from === null) continue;
    assert.equal(from, before?.state, `transition ${i} goes on from the one before`);
    const failed = before?.from;
    const row = rows.get(state);
    const isDrawn =
      state === "BACKOFF" ||
      rows.get(from)?.next === state ||
      (from === "BACKOFF" && (state === failed || (row?.begins.length ?? 0) > 0)) ||
      (from === "MQTTSTATU" && RESUMES.includes(state));
    assert.ok(isDrawn, `${from} > ${state} is not in the machine's table`);
  }
}

/** The looks between a transition and the one after it. */
function looksAt(rig: SourceRig, i: number): Live[] {
  const fromMs = rig.told.transitions[i]?.atMs ?? 0;
  const toMs = rig.told.transitions[i + 1]?.atMs ?? Number.POSITIVE_INFINITY;
  return rig.lives.filter(({ nowMs }) => nowMs !== null && nowMs > fromMs && nowMs < toMs);
}

test("a network cut: the climb over the ladder and the way back are told as they were", async (t) => {
  const rig = (await openSource(t)).warm();
  rig.network.cut();
  rig.run(OUTAGE_S, 500);
  rig.network.restore();
  rig.online(BACK_S, 500);
  const { transitions } = rig.told;
  const said = rig.node.console.flatMap(({ atMs, text }) => {
    const state = stateOf(text);
    return state === undefined ? [] : [{ atMs, state }];
  });
  assert.deepEqual(
    transitions.map(({ atMs, state }) => ({ atMs, state })),
    said,
  );
  assertEdges(transitions);
  const rungs: string[] = [];
  for (const [i, { state, from }] of transitions.entries()) {
    const next = transitions[i + 1];
    if (state !== "BACKOFF" || !next) continue;
    for (const { link, nowMs } of looksAt(rig, i)) {
      assert.equal(link.state, "BACKOFF");
      assert.ok(
        Math.abs((link.deadlineMs ?? 0) - next.atMs) <= TURN_MS,
        `at ${nowMs}: the back-off ends at ${next.atMs}`,
      );
      assert.ok(link.rung !== null && (link.rungTimes ?? 0) > 0);
      // The board's own restart is put off: till then it is the modem's reset that comes.
      const begins =
        link.rung === "repeat"
          ? from
          : MACHINE.find(({ begins }) => begins.includes(link.rung === "reboot" ? "reset" : (link.rung as "session")))
              ?.name;
      assert.equal(next.state, begins, `rung ${link.rung} leads to`);
      if (rungs.at(-1) !== link.rung) rungs.push(link.rung);
    }
  }
  assert.deepEqual(rungs.slice(0, 4), ["session", "bearer", "radio", "reset"], rungs.join());
  const { link } = rig.watch("a word of the cloud", (live) => live.link.rungTimes === 0, 60);
  assert.equal(link.rung, "repeat");
});

for (const family of FAMILIES) {
  test(`${family}: deadlines are the table's, and what it needs no word for is told as skipped`, async (t) => {
    const rig = await openSource(t, "pico", { family });
    const { link } = rig.online(60, 20);
    assert.deepEqual(link.skipped, family === "air780e" ? ["CSTT", "CIICR", "CIFSR"] : []);
    let checked = 0;
    for (const { link } of rig.lives) {
      const { state, sinceMs, deadlineMs, stayMs } = link;
      const deadlineS = rows.get(state ?? "")?.deadlineS;
      if (deadlineS === undefined || deadlineS === null || sinceMs === null || deadlineMs === null) continue;
      assert.ok(
        Math.abs(deadlineMs - sinceMs - deadlineS * 1000) <= ROUNDING_MS,
        `${state}: ${deadlineMs - sinceMs} ms`,
      );
      assert.equal(stayMs, deadlineMs - sinceMs);
      checked++;
    }
    assert.ok(checked > 100, `${checked} looks on the way up`);
    assertEdges(rig.told.transitions);
  });
}

test("ONLINE: each word of the cloud begins its stay anew", async (t) => {
  const rig = await openSource(t);
  const first = rig.online();
  rig.run(60);
  const { link, nowMs } = rig.look();
  assert.ok((link.deadlineMs ?? 0) > (first.link.deadlineMs ?? 0), "later than at first");
  const leftMs = (link.deadlineMs ?? 0) - (nowMs ?? 0);
  assert.ok(link.stayMs !== null && link.stayMs >= leftMs && link.stayMs <= 360_000, `${link.stayMs}, left ${leftMs}`);
});

test("without a firmware that runs nothing is known, and a start comes from nowhere", async (t) => {
  const rig = await openSource(t);
  const [unborn] = rig.lives;
  rig.online();
  rig.node.powerOff();
  const off = rig.look();
  for (const { link } of [unborn, off] as Live[]) {
    const { state, sinceMs, deadlineMs, stayMs, rung, rungTimes, modem, signalDbm } = link;
    assert.deepEqual([state, sinceMs, deadlineMs, stayMs, rung, rungTimes, modem, signalDbm], Array(8).fill(null));
  }
  rig.node.powerOn();
  rig.online();
  const starts = rig.told.transitions.filter(({ from }) => from === null);
  assert.deepEqual(
    starts.map(({ state }) => state),
    ["OFF", "OFF"],
  );
  assertEdges(rig.told.transitions);
});

test("no identity: the machine stands still, and no deadline is told", async (t) => {
  const rig = await openSource(t, "pico", { config: null });
  rig.run(5);
  const { link } = rig.look();
  assert.deepEqual([link.state, link.deadlineMs, link.stayMs, link.rungTimes], ["OFF", null, null, 0]);
});
