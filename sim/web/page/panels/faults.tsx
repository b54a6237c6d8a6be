/** What is broken at the moment. */
import { translator } from "../i18n.ts";
import { Section } from "../section.tsx";
import { live } from "../store.ts";

const t = translator({
  title: ["Faults", "故障注入"],
  none: ["nothing is broken", "没有故障"],
});

export function Faults() {
  const standing = live.value?.faults.standing ?? [];
  return (
    <Section name="faults" title={t("title")}>
      {standing.length === 0 ? <p class="quiet-text">{t("none")}</p> : <p>{standing.join(", ")}</p>}
    </Section>
  );
}
