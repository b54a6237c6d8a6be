/** All faults there are, by whom they strike, to be found by their words. */
import { useComputed, useSignal } from "@preact/signals";
import type { FaultInfo } from "../../../messages.ts";
import { clockText } from "../../format.ts";
import { translator } from "../../i18n.ts";
import { hello } from "../../store.ts";
import { whatOf } from "../what-of.ts";
import { FaultRow } from "./fault-row.tsx";
import { fits } from "./find.ts";
import { faultsLive, forS, step } from "./state.ts";

const t = translator({
  catalogue: ["catalogue of faults", "故障目录"],
  search: ["search", "搜索"],
  found: ["{} of {}", "{} / {}"],
  forS: ["what is held ends after, s", "保持型故障持续（秒）"],
  forever: ["until ended", "直到手动结束"],
  none: ["nothing is broken", "没有故障"],
  nothing: ["no fault has these words", "没有匹配的故障"],
  standing: ["standing", "当前故障"],
  since: ["since {}", "自 {}"],
  end: ["end {}", "结束 {}"],
  modem: ["modem", "模块"],
  input: ["bytes to the modem", "发往模块的字节"],
  cloud: ["network and cloud", "网络与云端"],
  site: ["sensor and board", "传感器与主板"],
});
const GROUPS = ["modem", "input", "cloud", "site"] as const;

export function Catalogue() {
  const typed = useSignal("");
  const all = hello.value?.faults ?? [];
  const found = useComputed(() =>
    (hello.value?.faults ?? []).filter((fault) => fits(fault, typed.value, whatOf(fault.name, fault.what))),
  );
  if (all.length === 0) return null;
  return (
    <>
      <Standing />
      <div class="fault-tools">
        <label>
          {t("search")}{" "}
          <input
            id="fault-search"
            class="fault-field"
            type="search"
            value={typed.value}
            onInput={({ currentTarget }) => (typed.value = currentTarget.value)}
          />
        </label>
        <span class="quiet-text" role="status">
          {t("found", found.value.length, all.length)}
        </span>
        <label>
          {t("forS")}{" "}
          <input
            class="fault-field fault-seconds"
            type="number"
            min="0"
            step="any"
            placeholder={t("forever")}
            value={forS.value}
            onInput={({ currentTarget }) => (forS.value = currentTarget.value)}
          />
        </label>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a section would be a landmark more */}
      <div
        class="catalogue"
        role="group"
        aria-label={t("catalogue")}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard must reach that
        tabIndex={0}
      >
        {found.value.length === 0 && <p class="quiet-text">{t("nothing")}</p>}
        {GROUPS.map((group) => (
          <Group key={group} group={group} faults={found.value.filter((fault) => fault.group === group)} />
        ))}
      </div>
    </>
  );
}

function Group({ group, faults }: { readonly group: FaultInfo["group"]; readonly faults: readonly FaultInfo[] }) {
  if (faults.length === 0) return null;
  return (
    <>
      <h3>
        {t(group)} <span class="quiet-text">{faults.length}</span>
      </h3>
      <ul class="fault-rows">
        {faults.map((fault) => (
          <FaultRow key={fault.name} fault={fault} />
        ))}
      </ul>
    </>
  );
}

function Standing() {
  const standing = faultsLive.value?.standing ?? [];
  return (
    <div class="standing">
      <h3>{t("standing")}</h3>
      {standing.length === 0 && <p class="quiet-text">{t("none")}</p>}
      <ul>
        {standing.map(({ name, sinceMs }) => (
          <li key={`${name} ${sinceMs}`} data-standing={name}>
            <code>{name}</code> {t("since", clockText(sinceMs))}{" "}
            <button type="button" onClick={() => step({ faultEnds: name })}>
              {t("end", name)}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
