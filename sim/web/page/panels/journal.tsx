/** What waits in the device's flash for the cloud. */
import { numberText } from "../format.ts";
import { translator } from "../i18n.ts";
import { Fact, Section } from "../section.tsx";
import { live } from "../store.ts";

const t = translator({
  title: ["Journal", "日志队列"],
  waiting: ["waiting", "等待"],
  dropped: ["lost to newer ones", "被新记录覆盖"],
});

export function Journal() {
  const journal = live.value?.journal;
  if (!journal) return null;
  return (
    <Section name="journal" title={t("title")}>
      <dl>
        <Fact name={t("waiting")}>{numberText(journal.waiting, 0)}</Fact>
        <Fact name={t("dropped")}>{numberText(journal.dropped, 0)}</Fact>
      </dl>
    </Section>
  );
}
