/** Many nodes at once: one cell each, what became of their alarms, and how long the deliveries took. */

import { FLEET_CELLS, type FleetLive } from "../../live.ts";
import type { Happening } from "../../news.ts";
import { clockText, numberText, UNKNOWN } from "../format.ts";
import { translator } from "../i18n.ts";
import { Fact, Section } from "../section.tsx";
import { hello, live, stream } from "../store.ts";
import "./fleet.css";

const t = translator({
  title: ["Nodes", "设备"],
  totals: ["Alarms", "报警"],
  latency: ["From decision to the platform", "从判定到平台的时间"],
  happened: ["What happened", "事件"],
  devices: ["devices", "设备数"],
  online: ["online", "在线"],
  alarms: ["in alarm", "报警中"],
  decided: ["decided, with ends", "已判定（含解除）"],
  delivered: ["delivered", "已送达"],
  waiting: ["under way", "传送中"],
  lost: ["lost", "丢失"],
  memory: ["memory a device", "每台设备内存"],
  workers: ["threads", "线程"],
  off: ["off", "未上电"],
  connecting: ["connecting", "连接中"],
  onlineCell: ["online", "在线"],
  warning: ["warning", "预警"],
  alarm: ["alarm", "报警"],
  fault: ["fault", "故障"],
  below: ["below", "小于"],
  count: ["deliveries", "次数"],
  none: ["none yet", "暂无"],
  grid: ["{} nodes: {}", "{} 台设备：{}"],
});

type Cell = keyof typeof FLEET_CELLS;
const CELLS: readonly (readonly [cell: Cell, word: Parameters<typeof t>[0]])[] = [
  [".", "off"],
  ["c", "connecting"],
  ["o", "onlineCell"],
  ["w", "warning"],
  ["A", "alarm"],
  ["f", "fault"],
];
const MARKS: Readonly<Record<Cell, string>> = { ".": "", "c": "·", "o": "✓", "w": "!", "A": "A", "f": "×" };
const HAPPENED = 100;
/** With more, a cell is a square without a mark. */
const MOST_MARKED = 400;

export function Fleet() {
  const fleet = live.value?.fleet;
  if (!fleet) return null;
  return (
    <>
      <Nodes fleet={fleet} />
      <Totals fleet={fleet} />
      <Latency fleet={fleet} />
      <Happened />
    </>
  );
}

function Nodes({ fleet: { cells } }: { readonly fleet: FleetLive }) {
  const names = hello.value?.nodes ?? [];
  const counted = CELLS.map(([cell, word]) => [cell, t(word), cells.split(cell).length - 1] as const);
  const said = counted.flatMap(([, word, count]) => (count > 0 ? [`${word} ${count}`] : [])).join(", ");
  return (
    <Section name="fleet" title={t("title")}>
      <ul class="fleet-legend">
        {counted.map(([cell, word, count]) => (
          <li key={cell}>
            <span class={`fleet-cell cell-${FLEET_CELLS[cell]}`} aria-hidden="true">
              {MARKS[cell]}
            </span>{" "}
            {word} <output>{count}</output>
          </li>
        ))}
      </ul>
      <div
        class={`fleet-grid ${cells.length > MOST_MARKED ? "many" : ""}`}
        role="img"
        aria-label={t("grid", cells.length, said)}
      >
        {[...cells].map((cell, node) => (
          <span key={node} class={`fleet-cell cell-${FLEET_CELLS[cell as Cell]}`} title={names[node] ?? ""}>
            {cells.length > MOST_MARKED ? "" : MARKS[cell as Cell]}
          </span>
        ))}
      </div>
    </Section>
  );
}

function Totals({ fleet }: { readonly fleet: FleetLive }) {
  const { bytesPerDevice } = fleet;
  return (
    <Section name="fleet-totals" title={t("totals")}>
      <dl>
        <Fact name={t("devices")}>{fleet.devices}</Fact>
        <Fact name={t("online")}>{fleet.online}</Fact>
        <Fact name={t("alarms")}>{fleet.alarms}</Fact>
        <Fact name={t("decided")}>{fleet.decided}</Fact>
        <Fact name={t("delivered")}>{fleet.delivered}</Fact>
        <Fact name={t("waiting")}>{fleet.waiting}</Fact>
        <Fact name={t("lost")}>
          <span class={fleet.lost > 0 ? "gas-alarm" : ""}>{fleet.lost}</span>
        </Fact>
        <Fact name={t("memory")}>
          {bytesPerDevice === null ? UNKNOWN : numberText(bytesPerDevice / 1_000_000, 1, "MB")}
        </Fact>
        <Fact name={t("workers")}>{fleet.workers}</Fact>
      </dl>
    </Section>
  );
}

function Latency({ fleet: { latency } }: { readonly fleet: FleetLive }) {
  const most = Math.max(1, ...latency.map(({ count }) => count));
  return (
    <Section name="fleet-latency" title={t("latency")}>
      {latency.length === 0 ? (
        <p class="quiet-text">{t("none")}</p>
      ) : (
        <table class="fleet-histogram">
          <thead>
            <tr>
              <th scope="col">{t("below")}</th>
              <th scope="col">{t("count")}</th>
            </tr>
          </thead>
          <tbody>
            {latency.map(({ belowS, count }) => (
              <tr key={belowS}>
                <th scope="row">{belowS} s</th>
                <td>
                  <span class="fleet-bar" style={{ width: `${(count / most) * 70}%` }} /> {count}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Section>
  );
}

function Happened() {
  const { items, count } = stream("happenings").value;
  const shown = items.slice(-HAPPENED).reverse();
  return (
    <Section name="fleet-happened" title={t("happened")}>
      {shown.length === 0 ? (
        <p class="quiet-text">{t("none")}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard must reach that
        <ol class="fleet-happened" tabIndex={0} aria-label={t("happened")}>
          {shown.map(({ atMs, what, text }: Happening, i) => (
            <li key={count - i} class={what === "error" ? "gas-alarm" : ""}>
              <time>{clockText(atMs)}</time> {what === "gas" ? `${nodeOf(text)}: ${t("alarm")}` : text}
            </li>
          ))}
        </ol>
      )}
    </Section>
  );
}

/** `D0042: gas alarm` */
const nodeOf = (text: string): string => text.replace(/:.*/, "");
