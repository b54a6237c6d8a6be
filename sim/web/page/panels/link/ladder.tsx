/** How far down is torn before building up again: the rungs, and the one that was taken last. */
import { computed } from "@preact/signals";
import { RUNGS } from "../../../live.ts";
import { translator } from "../../i18n.ts";
import { live } from "../../store.ts";

const t = translator({
  title: ["Ladder", "恢复阶梯"],
  repeat: ["the command again", "重发指令"],
  session: ["a new MQTT session", "新建 MQTT 会话"],
  bearer: ["a new bearer", "重建承载"],
  radio: ["radio off and on", "重启射频"],
  reset: ["the modem's reset", "模块复位"],
  reboot: ["the board's restart (the modem's reset till it is due)", "板子重启（到时之前仍为模块复位）"],
  now: ["taken last", "最近一级"],
  none: ["Nothing had to be mended since the cloud was heard.", "自上次收到云端消息以来无需恢复。"],
  unknown: ["Unknown: no firmware runs that tells.", "未知：没有固件报告。"],
  taken: ["Taken last, until the cloud is heard:", "最近一级（直到再次收到云端消息）："],
});

const standing = computed(() => live.value?.link.rung ?? null);
const times = computed(() => live.value?.link.rungTimes ?? null);

export function Ladder() {
  const isClimbing = (times.value ?? 0) > 0;
  return (
    <div class="ladder-box">
      <h3>{t("title")}</h3>
      <p class="quiet-text">{times.value === null ? t("unknown") : isClimbing ? t("taken") : t("none")}</p>
      <ol class="ladder">
        {RUNGS.map((rung) => {
          const isNow = isClimbing && rung === standing.value;
          return (
            <li key={rung} data-rung={rung} aria-current={isNow ? "step" : undefined}>
              <code>{rung}</code>
              <span>{t(rung)}</span>
              <strong>
                {isNow && (
                  <>
                    <span class="hidden">{t("now")} </span>◀ {times.value}×
                  </>
                )}
              </strong>
            </li>
          );
        })}
      </ol>
    </div>
  );
}
