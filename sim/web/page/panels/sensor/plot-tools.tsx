/** Which part of the time the plot shows, and how. */
import { translator } from "../../i18n.ts";
import { hello } from "../../store.ts";
import type { Follow, Scale } from "./course.ts";
import { chosenUnit, fixed, follow, freeze, frozen, scale, unit } from "./view.ts";

const t = translator({
  tools: ["the plot", "曲线"],
  span: ["shown", "时间范围"],
  pace: ["by the speed", "随速度"],
  all: ["all", "全部"],
  minutes: ["{} min", "{} 分钟"],
  hours: ["{} h", "{} 小时"],
  scale: ["scale", "刻度"],
  auto: ["automatic", "自动"],
  full: ["0 to 100 %LEL", "0 至 100 %LEL"],
  log: ["logarithmic", "对数"],
  unit: ["unit", "单位"],
  in: ["zoom in", "放大"],
  out: ["zoom out", "缩小"],
  earlier: ["earlier", "向前"],
  later: ["later", "向后"],
  reset: ["follow", "跟随"],
  hold: ["hold the plot", "暂停曲线"],
});

const MINUTE_MS = 60_000;
const SPANS: readonly Follow[] = ["pace", 2 * MINUTE_MS, 10 * MINUTE_MS, 60 * MINUTE_MS, 24 * 60 * MINUTE_MS, "all"];
const SCALES: readonly Scale[] = ["auto", "full", "log"];

export interface PlotToolsProps {
  readonly zoom: (factor: number) => void;
  readonly move: (part: number) => void;
  readonly reset: () => void;
}

export function PlotTools({ zoom, move, reset }: PlotToolsProps) {
  return (
    <fieldset class="plot-tools">
      <legend class="hidden">{t("tools")}</legend>
      <button type="button" aria-label={t("earlier")} title={t("earlier")} onClick={() => move(-0.5)}>
        ◀
      </button>
      <button type="button" aria-label={t("in")} title={t("in")} onClick={() => zoom(0.5)}>
        +
      </button>
      <button type="button" aria-label={t("out")} title={t("out")} onClick={() => zoom(2)}>
        −
      </button>
      <button type="button" aria-label={t("later")} title={t("later")} onClick={() => move(0.5)}>
        ▶
      </button>
      <button type="button" aria-pressed={!fixed.value && !frozen.value} onClick={() => unfreeze(reset)}>
        {t("reset")}
      </button>
      <button type="button" aria-pressed={frozen.value !== undefined} onClick={freeze}>
        {t("hold")}
      </button>
      <label>
        {t("span")}{" "}
        <select
          value={String(follow.value)}
          onChange={({ currentTarget }) => {
            follow.value = SPANS.find((one) => String(one) === currentTarget.value) ?? "pace";
            reset();
          }}
        >
          {SPANS.map((one) => (
            <option key={one} value={String(one)}>
              {spanWord(one)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t("scale")}{" "}
        <select value={scale.value} onChange={({ currentTarget }) => (scale.value = currentTarget.value as Scale)}>
          {SCALES.map((one) => (
            <option key={one} value={one}>
              {t(one)}
            </option>
          ))}
        </select>
      </label>
      {hello.value?.sensor && (
        <label>
          {t("unit")}{" "}
          <select
            value={unit.value}
            onChange={({ currentTarget }) => (chosenUnit.value = currentTarget.value as "%LEL" | "ppm")}
          >
            <option value="%LEL">%LEL</option>
            <option value="ppm">ppm</option>
          </select>
        </label>
      )}
    </fieldset>
  );
}

function unfreeze(reset: () => void): void {
  frozen.value = undefined;
  reset();
}

function spanWord(span: Follow): string {
  if (typeof span !== "number") return t(span);
  const minutes = span / MINUTE_MS;
  return minutes < 60 ? t("minutes", minutes) : t("hours", minutes / 60);
}
