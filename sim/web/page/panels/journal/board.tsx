/** The board: its starts, what it says went wrong, and its memory. */
import { computed } from "@preact/signals";
import { numberText, UNKNOWN } from "../../format.ts";
import { translator } from "../../i18n.ts";
import { Fact } from "../../section.tsx";
import { live } from "../../store.ts";

const t = translator({
  title: ["Board", "板子"],
  boots: ["starts", "启动次数"],
  cause: ["why it started", "启动原因"],
  memory: ["memory in JsVars", "内存（JsVar）"],
  usedOf: ["{} of {} used", "已用 {} / {}"],
  uncounted: ["not counted here, of {}", "此处不统计，共 {}"],
  troubles: ["Troubles", "异常"],
  crashes: ["Last words of earlier runs", "此前运行的遗言"],
  none: ["none", "无"],
  unknown: ["unknown", "未知"],
});

const known = computed(() => {
  const { boots, resetCause, usedVars, allVars, troubles = [], crashes } = live.value?.board ?? {};
  // A board that tells nothing of its starts tells nothing of its troubles.
  return JSON.stringify({ boots, resetCause, usedVars, allVars, troubles: boots === null ? null : troubles, crashes });
});

interface Known {
  readonly boots?: number | null;
  readonly resetCause?: string | null;
  readonly usedVars?: number | null;
  readonly allVars?: number | null;
  readonly troubles?: readonly string[] | null;
  readonly crashes?: readonly string[] | null;
}

export function Board() {
  const { boots, resetCause, usedVars, allVars, troubles, crashes } = JSON.parse(known.value) as Known;
  return (
    <div class="board-box">
      <h3>{t("title")}</h3>
      <dl>
        <Fact name={t("boots")}>{numberText(boots, 0)}</Fact>
        <Fact name={t("cause")}>{resetCause ?? UNKNOWN}</Fact>
        <Fact name={t("memory")}>{memoryText(usedVars, allVars)}</Fact>
      </dl>
      <div class="said">
        <Texts title={t("troubles")} texts={troubles ?? null} />
        <Texts title={t("crashes")} texts={crashes ?? null} />
      </div>
    </div>
  );
}

/** What nobody has counted is said to be so. */
function memoryText(used: number | null | undefined, all: number | null | undefined): string {
  if (typeof used === "number") return t("usedOf", numberText(used, 0), numberText(all, 0));
  return typeof all === "number" ? t("uncounted", numberText(all, 0)) : UNKNOWN;
}

function Texts({ title, texts }: { readonly title: string; readonly texts: readonly string[] | null }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls has to be reached by the keyboard
    <section aria-label={title} tabIndex={0}>
      <h3>{title}</h3>
      {texts === null || texts.length === 0 ? (
        <p class="quiet-text">{texts === null ? t("unknown") : t("none")}</p>
      ) : (
        <ul>
          {texts.map((text) => (
            <li key={text}>
              <code>{text}</code>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
