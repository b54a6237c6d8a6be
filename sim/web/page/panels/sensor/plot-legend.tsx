/** What curves, bands and marks stand for, in words; marks can be left out by their kind. */
import { translator } from "../../i18n.ts";
import { hello } from "../../store.ts";
import { MARKS, type MarkKind } from "./marks.ts";
import { hiddenMarks } from "./view.ts";
import { GAS_STATES, gasWord, whatWord } from "./words.ts";

const t = translator({
  legend: ["what is what in the plot", "图例"],
  true: ["gas at the sensor", "传感器处的气体"],
  read: ["as the device reads it", "设备读数"],
  marks: ["marks in time", "时间标记"],
});

export function PlotLegend() {
  return (
    <>
      <ul class="plot-legend" aria-label={t("legend")}>
        {hello.value?.can.gas && (
          <li>
            <span class="swatch swatch-true" aria-hidden="true" />
            {t("true")}
          </li>
        )}
        <li>
          <span class="swatch swatch-read" aria-hidden="true" />
          {t("read")}
        </li>
        {GAS_STATES.map((name) => (
          <li key={name}>
            <span class={`swatch band-${name}`} aria-hidden="true" />
            {gasWord(name)}
          </li>
        ))}
      </ul>
      <fieldset class="plot-marks">
        <legend class="hidden">{t("marks")}</legend>
        {(Object.keys(MARKS) as MarkKind[]).map((kind) => (
          <button
            key={kind}
            type="button"
            class="mark-kind"
            aria-pressed={!hiddenMarks.value.has(kind)}
            onClick={() => toggle(kind)}
          >
            <b>{MARKS[kind]}</b> {whatWord(kind)}
          </button>
        ))}
      </fieldset>
    </>
  );
}

function toggle(kind: MarkKind): void {
  const hidden = new Set(hiddenMarks.value);
  if (!hidden.delete(kind)) hidden.add(kind);
  hiddenMarks.value = hidden;
}
