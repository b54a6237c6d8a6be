/** What passes between board and modem. */
import { clockText } from "../format.ts";
import { translator } from "../i18n.ts";
import { Section } from "../section.tsx";
import { stream } from "../store.ts";

const t = translator({ title: ["UART", "串口"] });
const SHOWN = 100;

export function Lines() {
  const { items, count } = stream("lines").value;
  const first = count - items.length;
  return (
    <Section name="lines" title={t("title")}>
      <ol class="lines">
        {items.slice(-SHOWN).map(({ atMs, direction, text }, i) => (
          <li key={first + Math.max(0, items.length - SHOWN) + i}>
            <time>{clockText(atMs, 3)}</time> {direction} {text}
          </li>
        ))}
      </ol>
    </Section>
  );
}
