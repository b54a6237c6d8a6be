/** How long the state has lasted, and how long it may. */
import { spanText, UNKNOWN } from "../../format.ts";
import { translator } from "../../i18n.ts";
import { live } from "../../store.ts";

const t = translator({
  deadline: ["deadline in", "距超时"],
  BACKOFF: ["next try in", "距下次重试"],
  ONLINE: ["without a word from the cloud, lost in", "若云端无消息，断开于"],
  of: ["{} of {}", "{} / {}"],
  none: ["no deadline is known", "超时未知"],
});

const wordFor = (state: string | null) => (state === "BACKOFF" || state === "ONLINE" ? state : "deadline");

export function Stay() {
  const { nowMs, link } = live.value ?? {};
  const { state = null, deadlineMs, stayMs } = link ?? {};
  const isKnown = typeof nowMs === "number" && typeof deadlineMs === "number";
  const leftMs = isKnown ? Math.max(0, deadlineMs - nowMs) : null;
  const part = leftMs !== null && stayMs ? Math.min(1, leftMs / stayMs) : 0;
  const figures = leftMs === null ? UNKNOWN : stayMs ? t("of", spanText(leftMs), spanText(stayMs)) : spanText(leftMs);
  return (
    <div class="stay" data-state={state ?? ""}>
      <span>{leftMs === null ? t("none") : t(wordFor(state))}</span>
      <output>{figures}</output>
      <div
        class="stay-bar"
        role="progressbar"
        aria-label={t(wordFor(state))}
        aria-valuemin={0}
        aria-valuemax={100}
        {...(leftMs !== null && { "aria-valuenow": Math.round(part * 100), "aria-valuetext": figures })}
      >
        <div style={{ width: `${part * 100}%` }} />
      </div>
    </div>
  );
}
