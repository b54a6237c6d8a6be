/** The figures of the issue, in virtual time: power-on to the first reply, and gas at the ADC to bytes on the UART. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../sim/random.ts";
import { FAMILIES, Rig } from "./rig.ts";

const BRING_UP_FACTOR = 1.05;
/** A median that has not quite seen the step, one that has, and one more for the mean. */
const OVER_MS = 12_000;
/** Two readings more. */
const ALARM_MS = 25_000;
const NOT_BEFORE_MS = 15_000;
const READING_MS = 5000;
const MARGIN_MS = 50;
const PHASES = 20;

/** The longest stretches in which the modem had nothing to answer and the driver said nothing. */
function idleStretches(rig: Rig, untilMs: number): string {
  const lines = rig.node.at.filter(({ atMs }) => atMs <= untilMs);
  return lines
    .map((line, i) => ({
      gapMs: line.atMs - (lines[i - 1]?.atMs ?? 0),
      before: lines[i - 1]?.text ?? "power-on",
      line,
    }))
    .filter(({ line, gapMs }) => line.direction === ">" && gapMs > 5)
    .map(({ gapMs, before, line }) => `  ${gapMs.toFixed(0)} ms between "${before}" and "${line.text}"`)
    .join("\n");
}

for (const family of FAMILIES) {
  test(`${family}: power-on to the first post_reply takes at most ${BRING_UP_FACTOR} x the modem's own answer times`, (t) => {
    const rig = new Rig({ family });
    let tookMs = 0;
    let answeredMs = 0;
    rig.node.onAt(({ text }) => {
      if (tookMs > 0 || !text.startsWith("+MSUB:") || !text.includes("post_reply")) return;
      tookMs = rig.clock.nowMs;
      answeredMs = rig.node.modem.answerTimesMs();
    });
    rig.waitFor("post_reply", () => tookMs > 0, 60);
    const ratio = tookMs / answeredMs;
    t.diagnostic(
      `${family}: ${tookMs.toFixed(0)} ms, the modem's own ${answeredMs.toFixed(0)} ms, ratio ${ratio.toFixed(3)}`,
    );
    assert.ok(
      ratio <= BRING_UP_FACTOR,
      `${tookMs.toFixed(0)} ms / ${answeredMs.toFixed(0)} ms = ${ratio.toFixed(3)}. The driver's own pauses:\n${idleStretches(rig, tookMs)}`,
    );
  });
}

test("gas at the ADC to the first byte on the UART: over range within 12 s, the alarm within 15 to 25 s, any phase", (t) => {
  const rig = new Rig().warm();
  const random = new Random(7);
  const tooks: Record<"over" | "alarm", number[]> = { over: [], alarm: [] };
  let startMs = 0;
  // The wire tells of a line when it is through; the port, when it starts.
  const uart = rig.node.board.uart("Serial2");
  const through = uart.onWrite;
  let line = "";
  let lineMs = 0;
  uart.onWrite = (data) => {
    if (line === "") lineMs = rig.clock.nowMs;
    line += Buffer.from(data).toString("latin1");
    if (line.endsWith("\r")) {
      const [, state] = /GasCheck_Event.*GasState.22:([23])/.exec(line) ?? [];
      if (state !== undefined) tooks[state === "3" ? "alarm" : "over"].push(lineMs - startMs);
      line = "";
    }
    through?.(data);
  };
  for (let i = 0; i < PHASES; i++) {
    rig.clock.runFor(10_000 + random.between(0, READING_MS - 1));
    startMs = rig.clock.nowMs;
    rig.node.setLelPercent(25);
    rig.clock.runFor(30_000);
    assert.deepEqual([tooks.over.length, tooks.alarm.length], [i + 1, i + 1], `an MPUB of each\n${rig.story()}`);
    rig.node.setLelPercent(0);
    rig.waitFor("the alarm's end", () => rig.node.vitals.gasState === 1, 70);
  }
  const [over, alarm] = [Math.max(...tooks.over), Math.max(...tooks.alarm)];
  t.diagnostic(`worst of ${PHASES}: over range ${over.toFixed(0)} ms, alarm ${alarm.toFixed(0)} ms`);
  assert.ok(over <= OVER_MS + MARGIN_MS, `over range: ${tooks.over.map(Math.round).join(", ")}`);
  assert.ok(alarm <= ALARM_MS + MARGIN_MS, `alarm: ${tooks.alarm.map(Math.round).join(", ")}`);
  assert.ok(Math.min(...tooks.alarm) >= NOT_BEFORE_MS, `alarm: ${tooks.alarm.map(Math.round).join(", ")}`);
});
