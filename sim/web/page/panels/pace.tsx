/** How fast the node's time goes. */
import { numberText } from "../format.ts";
import { translator } from "../i18n.ts";
import { hello, live, send } from "../store.ts";

const t = translator({
  speed: ["speed", "速度"],
  pause: ["pause", "暂停"],
  go: ["go on", "继续"],
  step: ["step 1 s", "步进 1 秒"],
  actual: ["comes to ×{}", "实际 ×{}"],
});

const SPEEDS = [1, 10, 100, 1000, 10_000];
const STEP_MS = 1000;

export function Pace() {
  const can = hello.value?.can.pace;
  const pace = live.value?.pace;
  if (!can || !pace) return null;
  const isSlower = !pace.isPaused && pace.actual < pace.speed * 0.8;
  return (
    <fieldset class="pace">
      <legend class="hidden">{t("speed")}</legend>
      {SPEEDS.filter((one) => one >= can.least && one <= can.most).map((speed) => (
        <button
          key={speed}
          type="button"
          aria-pressed={pace.speed === speed}
          onClick={() => send({ do: "pace", speed })}
        >
          ×{speed}
        </button>
      ))}
      <button type="button" aria-pressed={pace.isPaused} onClick={() => send({ do: "pace", isPaused: !pace.isPaused })}>
        {pace.isPaused ? t("go") : t("pause")}
      </button>
      {can.steps && (
        <button type="button" disabled={!pace.isPaused} onClick={() => send({ do: "pace", stepMs: STEP_MS })}>
          {t("step")}
        </button>
      )}
      {isSlower && <span class="quiet-text">{t("actual", numberText(pace.actual, pace.actual < 10 ? 1 : 0))}</span>}
    </fieldset>
  );
}
