/** Where the connection stands. */
import { spanText, UNKNOWN } from "../format.ts";
import { translator } from "../i18n.ts";
import { Fact, Section } from "../section.tsx";
import { hello, live } from "../store.ts";

const t = translator({
  title: ["Link", "链路"],
  state: ["state", "状态"],
  since: ["for", "已持续"],
});

export function Link() {
  const now = live.value;
  if (!now) return null;
  const { link, nowMs } = now;
  return (
    <Section name="link" title={t("title")}>
      <dl>
        <Fact name={t("state")}>{link.state ?? UNKNOWN}</Fact>
        <Fact name={t("since")}>{spanText(nowMs === null || link.sinceMs === null ? null : nowMs - link.sinceMs)}</Fact>
      </dl>
      <ol class="states">
        {hello.value?.machine.map(({ name }) => (
          <li key={name} aria-current={name === link.state ? "step" : undefined}>
            {name}
          </li>
        ))}
      </ol>
    </Section>
  );
}
