/** The device's console. */
import { translator } from "../i18n.ts";
import { Section } from "../section.tsx";
import { stream } from "../store.ts";

const t = translator({ title: ["Console", "控制台"] });
const SHOWN = 100;

export function Terminal() {
  const { items } = stream("console").value;
  return (
    <Section name="terminal" title={t("title")}>
      <pre class="console">{items.slice(-SHOWN).join("\n")}</pre>
    </Section>
  );
}
