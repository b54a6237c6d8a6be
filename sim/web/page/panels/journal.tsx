/** What the device has decided and the cloud has to hear of: on its way, and in the flash that keeps it. */
import { numberText } from "../format.ts";
import { translator } from "../i18n.ts";
import { Fact, Section } from "../section.tsx";
import { live } from "../store.ts";
import { Board } from "./journal/board.tsx";
import { Pages } from "./journal/pages.tsx";
import { Trail } from "./journal/trail.tsx";
import "./journal.css";

const t = translator({
  title: ["Journal", "日志队列"],
  waiting: ["waiting", "等待"],
  dropped: ["given up for newer ones", "让位于新记录"],
  refused: ["refused", "被拒绝"],
  resends: ["sent again", "重发"],
});

export function Journal() {
  return (
    <Section name="journal" title={t("title")}>
      <Counters />
      <Trail />
      <div class="journal-columns">
        <Pages />
        <Board />
      </div>
    </Section>
  );
}

function Counters() {
  const journal = live.value?.journal;
  if (!journal) return null;
  return (
    <dl class="counters">
      <Fact name={t("waiting")}>
        <strong data-waiting={journal.waiting ?? ""}>{numberText(journal.waiting, 0)}</strong>
      </Fact>
      <Fact name={t("resends")}>{numberText(journal.resends, 0)}</Fact>
      <Fact name={t("refused")}>{numberText(journal.refused, 0)}</Fact>
      <Fact name={t("dropped")}>{numberText(journal.dropped, 0)}</Fact>
    </dl>
  );
}
