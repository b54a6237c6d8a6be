/** What the device says is wrong with itself, in words: the yellow lamp's reasons. */
import { faultWords } from "../../../../device-words.ts";
import { language, translator } from "../../i18n.ts";
import { live } from "../../store.ts";
import { FAULTS_ZH } from "./fault-zh.ts";

const t = translator({
  title: ["faults of the device", "设备故障"],
  none: ["it reports no fault of its own", "设备未报告自身故障"],
  unknown: ["whether it has a fault of its own is unknown", "设备自身故障未知"],
});

export function OwnFaults() {
  const codes = live.value?.board.faults ?? null;
  if (codes === null || codes.length === 0)
    return <p class="own-faults quiet-text">{codes === null ? t("unknown") : t("none")}</p>;
  return (
    <ul class="own-faults" aria-label={t("title")}>
      {codes.map((code) => (
        <li key={code} data-fault-code={code}>
          <b>{code}</b> {(language.value === "zh" && FAULTS_ZH[code]) || faultWords(code).what}
        </li>
      ))}
    </ul>
  );
}
