/** The figures of the issue, in virtual time: power-on to the first reply, and gas at the ADC to bytes on the UART. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../sim/random.ts";
import { FAMILIES, Rig } from "./rig.ts";

const BRING_UP_FACTOR = 1.05;
/** The third of five samples makes the median move: two periods after the first one that sees the step. */
const FILTER_MS = 2000;
const SAMPLE_MS = 1000;
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

test("gas at the ADC to the first byte of the alarm on the UART: filter + one sample period + 50 ms, any phase", (t) => {
  const rig = new Rig().warm();
  const random = new Random(7);
  const tooks: number[] = [];
  let startMs = 0;
  // The wire tells of a line when it is through; the port, when it starts.
  const uart = rig.node.board.uart("Serial2");
  const through = uart.onWrite;
  uart.onWrite = (data) => {
    if (startMs > 0 && Buffer.from(data).toString("latin1").includes("GasCheck_Event")) {
      tooks.push(rig.clock.nowMs - startMs);
      startMs = 0;
    }
    through?.(data);
  };
  for (let i = 0; i < PHASES; i++) {
    rig.clock.runFor(10_000 + random.between(0, 999));
    startMs = rig.clock.nowMs;
    rig.node.setLelPercent(25);
    rig.clock.runFor(10_000);
    assert.equal(tooks.length, i + 1, `an MPUB for alarm ${i + 1}\n${rig.story()}`);
    rig.node.setLelPercent(0);
    rig.clock.runFor(10_000);
  }
  const worst = Math.max(...tooks);
  t.diagnostic(`worst of ${PHASES}: ${worst.toFixed(0)} ms`);
  assert.ok(
    worst <= FILTER_MS + SAMPLE_MS + MARGIN_MS,
    `worst ${worst.toFixed(0)} ms of ${tooks.map(Math.round).join(", ")}`,
  );
});
