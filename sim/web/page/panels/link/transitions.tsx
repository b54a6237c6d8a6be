/** The last changes of state: when, how long each lasted, and why. */
import { computed } from "@preact/signals";
import type { Transition } from "../../../news.ts";
import { clockText, spanText, UNKNOWN } from "../../format.ts";
import { translator } from "../../i18n.ts";
import { live, stream } from "../../store.ts";

const t = translator({
  title: ["Last steps", "最近的变化"],
  time: ["at", "时间"],
  state: ["state", "状态"],
  took: ["took", "历时"],
  why: ["why", "原因"],
  still: ["goes on", "进行中"],
  start: ["the firmware started", "固件启动"],
  none: ["none yet", "暂无"],
});
const SHOWN = 50;

/** The last one goes on as long as there is a firmware that says so. */
const isRunning = computed(() => live.value?.link.state != null);

export function Transitions() {
  const { items, count } = stream("transitions").value;
  const shown = items.slice(-SHOWN);
  const first = count - shown.length;
  return (
    <div class="transitions-box">
      <h3 id="transitions-title">{t("title")}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls has to be reached by the keyboard */}
      <section class="transitions" aria-labelledby="transitions-title" tabIndex={0}>
        {shown.length === 0 ? (
          <p class="quiet-text">{t("none")}</p>
        ) : (
          <table>
            <thead>
              <tr>
                <th scope="col">{t("time")}</th>
                <th scope="col">{t("state")}</th>
                <th scope="col">{t("took")}</th>
                <th scope="col">{t("why")}</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((one, i) => <Row key={first + i} transition={one} endMs={shown[i + 1]?.atMs} />).reverse()}
            </tbody>
          </table>
        )}
      </section>
    </div>
  );
}

interface RowProps {
  readonly transition: Transition;
  /** When the next one came. */
  readonly endMs: number | undefined;
}

function Row({ transition: { atMs, from, state, why }, endMs }: RowProps) {
  return (
    <tr>
      <td>
        <time>{clockText(atMs, 2)}</time>
      </td>
      <td>
        <code>{state}</code>
      </td>
      <td class="figure">{endMs !== undefined ? spanText(endMs - atMs) : isRunning.value ? t("still") : UNKNOWN}</td>
      <td>{why || (from === null ? t("start") : "")}</td>
    </tr>
  );
}
