/** How fast the node's time goes, and whether it goes at all. */
import { numberText } from "../format.ts";
import { translator } from "../i18n.ts";
import { hello, live, send } from "../store.ts";
import "./pace.css";

const t = translator({
  speed: ["speed of the device's time", "设备时间的速度"],
  pause: ["pause", "暂停"],
  go: ["go on", "继续"],
  steps: ["step", "步进"],
  second: ["1 s", "1 秒"],
  minute: ["1 min", "1 分钟"],
  hint: ["steps while it pauses", "暂停时可步进"],
  actual: ["comes to ×{}", "实际 ×{}"],
});

const SPEEDS = [1, 10, 100, 1000, 10_000];
const STEPS = [
  ["second", 1000],
  ["minute", 60_000],
] as const;
/** Less than that is no rounding. */
const SLOWER_PART = 0.8;

export function Pace() {
  const can = hello.value?.can.pace;
  const pace = live.value?.pace;
  if (!can || !pace) return null;
  const isSlower = !pace.isPaused && pace.actual < pace.speed * SLOWER_PART;
  return (
    <fieldset class="pace">
      <legend class="hidden">{t("speed")}</legend>
      {[...new Set([...SPEEDS.filter((one) => one >= can.least && one <= can.most), pace.speed])]
        .sort((a, b) => a - b)
        .map((speed) => (
          <button
            key={speed}
            type="button"
            aria-pressed={pace.speed === speed}
            onClick={() => send({ do: "pace", speed })}
          >
            ×{speed}
          </button>
        ))}
      <button
        type="button"
        id="pace-pause"
        class="pace-pause"
        aria-pressed={pace.isPaused}
        onClick={() => send({ do: "pace", isPaused: !pace.isPaused })}
      >
        {pace.isPaused ? t("go") : t("pause")}
      </button>
      {can.steps &&
        STEPS.map(([word, stepMs]) => (
          <button
            key={word}
            type="button"
            aria-label={`${t("steps")} ${t(word)}`}
            aria-disabled={!pace.isPaused}
            title={pace.isPaused ? "" : t("hint")}
            onClick={() => pace.isPaused && send({ do: "pace", stepMs })}
          >
            +{t(word)}
          </button>
        ))}
      <span class="quiet-text pace-actual">
        {isSlower ? t("actual", numberText(pace.actual, pace.actual < 10 ? 1 : 0)) : ""}
      </span>
    </fieldset>
  );
}
