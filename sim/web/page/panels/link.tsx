/** Where the connection stands, how it came there, and what has failed on the way. */
import { computed } from "@preact/signals";
import { numberText, spanText, UNKNOWN } from "../format.ts";
import { translator } from "../i18n.ts";
import { Fact, Section } from "../section.tsx";
import { live } from "../store.ts";
import { Graph } from "./link/graph.tsx";
import { Ladder } from "./link/ladder.tsx";
import { Stay } from "./link/stay.tsx";
import { Transitions } from "./link/transitions.tsx";
import "./link.css";

const t = translator({
  title: ["Link", "链路"],
  state: ["state", "状态"],
  since: ["for", "已持续"],
  signal: ["signal", "信号"],
  good: ["good", "良好"],
  marginal: ["marginal", "勉强"],
  weak: ["too weak", "太弱"],
  modem: ["modem", "模块"],
  failures: ["failures since the start", "启动以来失败次数"],
  causes: ["Causes", "失败原因"],
  none: ["none", "无"],
});

/** The field guide's limits. */
const GOOD_DBM = -77;
const MARGINAL_DBM = -91;
const signalWord = (dbm: number) => (dbm >= GOOD_DBM ? "good" : dbm >= MARGINAL_DBM ? "marginal" : "weak");

const causes = computed(() => JSON.stringify(live.value?.link.causes ?? {}));
const isTold = computed(() => live.value?.link.failures != null);

export function Link() {
  return (
    <Section name="link" title={t("title")}>
      <Facts />
      <Stay />
      <div class="link-columns">
        <Graph />
        <div>
          <Ladder />
          <Causes />
        </div>
      </div>
      <Transitions />
    </Section>
  );
}

function Facts() {
  const { link, nowMs } = live.value ?? {};
  if (!link) return null;
  const { state, sinceMs, signalDbm, modem, failures } = link;
  const isTimed = typeof nowMs === "number" && sinceMs !== null;
  return (
    <dl>
      <Fact name={t("state")}>
        <strong data-link-state={state ?? ""}>{state ?? UNKNOWN}</strong>
      </Fact>
      <Fact name={t("since")}>{spanText(isTimed ? nowMs - sinceMs : null)}</Fact>
      <Fact name={t("signal")}>
        {numberText(signalDbm, 0, "dBm")}
        {signalDbm !== null && <span class="quiet-text"> {t(signalWord(signalDbm))}</span>}
      </Fact>
      <Fact name={t("failures")}>{numberText(failures, 0)}</Fact>
      <Fact name={t("modem")}>{modem ?? UNKNOWN}</Fact>
    </dl>
  );
}

function Causes() {
  const counts = Object.entries(JSON.parse(causes.value) as Record<string, number>).sort(([, a], [, b]) => b - a);
  return (
    <div class="causes-box">
      <h3 id="causes-title">{t("causes")}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls has to be reached by the keyboard */}
      <section class="causes-scroll" aria-labelledby="causes-title" tabIndex={0}>
        {counts.length === 0 && <p class="quiet-text">{isTold.value ? t("none") : UNKNOWN}</p>}
        <ul class="causes">
          {counts.map(([cause, count]) => (
            <li key={cause} data-cause={cause}>
              <span>{cause}</span> <b>{count}×</b>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}
