/** What happened, as a list: the plot's marks for who reads, and what they leave out. */
import { clockText } from "../../format.ts";
import { translator } from "../../i18n.ts";
import { stream } from "../../store.ts";
import { happeningText, whatWord } from "./words.ts";

const t = translator({
  title: ["what happened", "发生的事件"],
  none: ["nothing yet", "暂无"],
});
const SHOWN = 100;

export function TimeLine() {
  const { items, count } = stream("happenings").value;
  return (
    <details class="time-line">
      <summary>{t("title")}</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard must reach that */}
      <ol tabIndex={0} aria-label={t("title")}>
        {items.length === 0 && <li class="quiet-text">{t("none")}</li>}
        {items
          .slice(-SHOWN)
          .map(({ atMs, what, text }, i, shown) => (
            <li key={count - shown.length + i} class={`what-${what}`}>
              <time>{clockText(atMs)}</time> <b>{whatWord(what)}</b> {happeningText(what, text)}
            </li>
          ))
          .reverse()}
      </ol>
    </details>
  );
}
