/** The flash that is kept for the log, page by page: how full, how worn, and where it is written to. */
import { computed } from "@preact/signals";
import type { FlashPage } from "../../../live.ts";
import { numberText } from "../../format.ts";
import { translator } from "../../i18n.ts";
import { Fact } from "../../section.tsx";
import { live } from "../../store.ts";

const t = translator({
  title: ["Flash of the log", "日志闪存"],
  page: ["page", "页"],
  used: ["used", "已用"],
  bytes: ["{} of {} bytes", "{} / {} 字节"],
  erased: ["erased", "擦除"],
  times: ["{}×", "{} 次"],
  filling: ["written to now", "正在写入"],
  unknown: ["Unknown: a board tells nothing of its pages.", "未知：板子不报告各页情况。"],
  none: ["This board has no flash for the log: records wait in memory.", "此板没有日志闪存：记录保存在内存中。"],
  programs: ["words written, all flash", "写入字数（全部闪存）"],
  erases: ["pages erased, all flash", "擦除页数（全部闪存）"],
});

/** As text, so that what has not changed is not drawn again. */
const pages = computed(() => JSON.stringify(live.value?.journal.pages ?? null));
const programs = computed(() => live.value?.journal.programs ?? null);
const erases = computed(() => live.value?.journal.erases ?? null);
const grouped = new Intl.NumberFormat("en");

export function Pages() {
  const all = JSON.parse(pages.value) as readonly FlashPage[] | null;
  return (
    <div class="pages-box">
      <h3 id="pages-title">{t("title")}</h3>
      {all === null || all.length === 0 ? (
        <p class="quiet-text">{all === null ? t("unknown") : t("none")}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls has to be reached by the keyboard
        <section class="pages" aria-labelledby="pages-title" tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t("page")}</th>
                <th scope="col">{t("used")}</th>
                <th scope="col">{t("erased")}</th>
              </tr>
            </thead>
            <tbody>
              {all.map((page) => (
                <Page key={page.address} page={page} />
              ))}
            </tbody>
          </table>
        </section>
      )}
      <dl>
        <Fact name={t("programs")}>{numberText(programs.value, 0)}</Fact>
        <Fact name={t("erases")}>{numberText(erases.value, 0)}</Fact>
      </dl>
    </div>
  );
}

function Page({ page: { address, bytes, usedBytes, erases, isFilling } }: { readonly page: FlashPage }) {
  return (
    <tr data-page={address} data-filling={isFilling}>
      <th scope="row">
        <code>0x{address.toString(16)}</code>
        {isFilling && <span class="filling">✎ {t("filling")}</span>}
      </th>
      <td>
        <div class="page-bar" aria-hidden="true">
          <div style={{ width: usedBytes > 0 ? `max(2px, ${(usedBytes / bytes) * 100}%)` : "0" }} />
        </div>
        <span class="page-bytes">{t("bytes", grouped.format(usedBytes), grouped.format(bytes))}</span>
      </td>
      <td>{t("times", erases)}</td>
    </tr>
  );
}
