/** Concentration over time: as it is and as it is read, with set points, states and what happened. */
import { effect, useComputed } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { clockText, numberText, UNKNOWN } from "../../format.ts";
import { language, translator } from "../../i18n.ts";
import { live } from "../../store.ts";
import { themeInForce } from "../../theme.ts";
import { Chart } from "./chart.ts";
import { colours } from "./colours.ts";
import { lastUpTo, moved, type Range, valuesRange, zoomed } from "./course.ts";
import { isMark, type Mark, markAt, marksOf } from "./marks.ts";
import { PlotLegend } from "./plot-legend.tsx";
import { PlotTools } from "./plot-tools.tsx";
import {
  course,
  cursorS,
  fixed,
  frozen,
  hiddenMarks,
  levels,
  perLel,
  scale,
  shownColumns,
  shownRange,
  unit,
  wholeRange,
} from "./view.ts";
import { GAS_STATES, gasWord, happeningText, whatWord } from "./words.ts";

const t = translator({
  plot: [
    "gas over time; arrow keys move, plus and minus zoom, 0 is all up to now",
    "气体随时间变化；方向键移动，加减号缩放，0 恢复",
  ],
  latest: [
    "At {}: gas at the sensor {}, the device reads {}, state {}; warning at {}, alarm at {}.",
    "{}：传感器处气体 {}，设备读数 {}，状态 {}；预警点 {}，报警点 {}。",
  ],
  warningAt: ["warning {}", "预警 {}"],
  alarmAt: ["alarm {}", "报警 {}"],
  gas: ["gas", "气体"],
  read: ["read", "读数"],
});

/** Between two drawings: more than an eye needs for a curve. */
const DRAW_EVERY_MS = 100;
const MARKS_APART_PX = 30;
const NEAR_PX = 8;
const MOVE_PART = 0.25;
const ZOOM_IN = 0.5;

/** What was drawn last: what the pointer asks. */
let drawnMarks: readonly Mark[] = [];
let drawnRange: Range | undefined;
let fieldPx = 1;

export function Plot() {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => show(host.current as HTMLElement), []);
  return (
    <div class="plot">
      <PlotTools zoom={zoom} move={move} reset={reset} />
      <Readout />
      <div
        ref={host}
        class="plot-field"
        role="img"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: keys move and zoom it; each has its button besides
        tabIndex={0}
        aria-label={t("plot")}
        aria-describedby="plot-now"
        onKeyDown={pressed}
      />
      <p id="plot-now" class="hidden">
        <Latest />
      </p>
      <PlotLegend />
    </div>
  );
}

const zoom = (factor: number): void => {
  fixed.value = zoomed(shownRange(), factor, wholeRange());
};
const move = (part: number): void => {
  fixed.value = moved(shownRange(), part, wholeRange());
};
const reset = (): void => {
  fixed.value = undefined;
};

const KEYS: Readonly<Record<string, () => void>> = {
  "+": () => zoom(ZOOM_IN),
  "=": () => zoom(ZOOM_IN),
  "-": () => zoom(1 / ZOOM_IN),
  ArrowLeft: () => move(-MOVE_PART),
  ArrowRight: () => move(MOVE_PART),
  "0": reset,
  Home: reset,
};

function pressed(event: KeyboardEvent): void {
  const act = event.ctrlKey || event.altKey || event.metaKey ? undefined : KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}

/** Draws as often as there is something new, but not oftener than it is worth; returns what ends it. */
function show(host: HTMLElement): () => void {
  let chart: Chart | undefined;
  let frame = 0;
  let lastMs = 0;
  const hooks = {
    zoomed: (range: Range) => {
      fixed.value = range;
    },
    reset,
    pointed: (atS: number | undefined) => {
      cursorS.value = atS;
    },
  };
  const draw = (nowMs: number): void => {
    frame = 0;
    if (nowMs - lastMs < DRAW_EVERY_MS) {
      frame = requestAnimationFrame(draw);
      return;
    }
    lastMs = nowMs;
    const isLog = scale.peek() === "log";
    if (chart?.isLog !== isLog) {
      chart?.destroy();
      chart = new Chart(host, isLog, hooks);
    }
    drawNow(chart);
  };
  const ask = (): void => {
    if (frame === 0) frame = requestAnimationFrame(draw);
  };
  const observer = new ResizeObserver(() => {
    chart?.resize(host.clientWidth);
    ask();
  });
  observer.observe(host);
  const stop = effect(() => {
    // What it depends on; it is read again when it is drawn.
    void [course(), shownRange(), scale.value, levels.value, hiddenMarks.value, language.value, themeInForce.value];
    ask();
  });
  return () => {
    stop();
    observer.disconnect();
    cancelAnimationFrame(frame);
    chart?.destroy();
  };
}

function drawNow(chart: Chart): void {
  const range = shownRange();
  const { columns, bands } = shownColumns();
  const { warning, alarm } = levels.value;
  const from = Math.max(0, lastUpTo(columns.atS, range.fromMs / 1000));
  const to = lastUpTo(columns.atS, range.toMs / 1000) + 1;
  const seen = [...columns.trueGas.slice(from, to), ...columns.readGas.slice(from, to)];
  const happenings = course().happenings.filter(({ what }) => isMark(what) && !hiddenMarks.value.has(what));
  fieldPx = chart.fieldPx;
  drawnRange = range;
  drawnMarks = marksOf(happenings, range, fieldPx, MARKS_APART_PX);
  chart.draw(columns, {
    range,
    bands,
    values: valuesRange(scale.value, seen, [warning, alarm], perLel.value),
    warning,
    alarm,
    warningText: t("warningAt", valueText(warning)),
    alarmText: t("alarmAt", valueText(alarm)),
    unit: unit.value,
    marks: drawnMarks,
    colours: colours(),
  });
}

function valueText(value: number | null | undefined): string {
  if (value === null || value === undefined) return UNKNOWN;
  return numberText(value, unit.value === "ppm" ? 0 : Math.abs(value) < 10 ? 2 : 1);
}

/** What is under the pointer; else what is so now. Always two lines. */
function Readout() {
  const text = useComputed(() => {
    const { points, nowMs } = course();
    const atS = cursorS.value ?? nowMs / 1000;
    const times = points.map(({ atMs }) => atMs / 1000);
    const point = points[Math.max(0, lastUpTo(times, atS))];
    const scaled = (value: number | null | undefined) =>
      value === null || value === undefined ? null : value * perLel.value;
    return {
      at: clockText(atS * 1000),
      gas: `${t("gas")} ${valueText(scaled(point?.trueLelPercent))}`,
      read: `${t("read")} ${valueText(scaled(point?.lelPercent))} ${unit.value}`,
      state: stateText(point?.gasState),
      mark: cursorS.value === undefined ? "" : markText(cursorS.value),
    };
  });
  const { at, gas, read, state, mark } = text.value;
  return (
    <p class="plot-readout" aria-hidden="true">
      <span>
        <time>{at}</time> · {gas} · {read} · {state}
      </span>
      <span class="quiet-text">{mark || " "}</span>
    </p>
  );
}

function markText(atS: number): string {
  if (!drawnRange) return "";
  const { fromMs, toMs } = drawnRange;
  const x = ((atS * 1000 - fromMs) / (toMs - fromMs)) * fieldPx;
  const { happenings = [] } = markAt(drawnMarks, x, NEAR_PX) ?? {};
  return happenings
    .map(({ atMs, what, text }) => `${clockText(atMs)} ${whatWord(what)}: ${happeningText(what, text)}`)
    .join(" · ");
}

function stateText(state: number | null | undefined): string {
  const name = state === null || state === undefined ? undefined : GAS_STATES[state];
  return name ? gasWord(name) : UNKNOWN;
}

/** For who can't see the curve. */
function Latest() {
  const sensor = live.value?.sensor;
  const { warning, alarm } = levels.value;
  const point = course().points.at(-1);
  const withUnit = (value: number | null | undefined) =>
    value === null || value === undefined ? UNKNOWN : `${valueText(value * perLel.value)} ${unit.value}`;
  return (
    <>
      {t(
        "latest",
        clockText(frozen.value?.nowMs ?? live.value?.nowMs),
        withUnit(point?.trueLelPercent),
        withUnit(point?.lelPercent),
        stateText(sensor?.gasState),
        `${valueText(warning)} ${unit.value}`,
        `${valueText(alarm)} ${unit.value}`,
      )}
    </>
  );
}
