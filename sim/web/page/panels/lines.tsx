/** What passes between board and modem: every line, decoded, filtered, followed. */
import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { Section } from "../section.tsx";
import { putIntoClipboard } from "./clipboard.ts";
import { LineDetail } from "./lines/detail.tsx";
import { LineList } from "./lines/list.tsx";
import { RefusedCopy } from "./lines/refused.tsx";
import { LineFilters, LineFoot, LineTools } from "./lines/tools.tsx";
import { LinesView } from "./lines/view.ts";
import { t } from "./lines/words.ts";
import "./lines.css";

const TOLD_MS = 4000;

export function Lines() {
  const view = useMemo(() => new LinesView(), []);
  const told = useSignal("");
  const refused = useSignal<string | undefined>(undefined);
  const copy = async (): Promise<void> => {
    const { text, count } = view.copyText();
    const isCopied = await putIntoClipboard(text);
    refused.value = isCopied ? undefined : text;
    told.value = isCopied ? t("copied", count) : "";
    setTimeout(() => (told.value = ""), TOLD_MS);
  };
  return (
    <Section name="lines" title={t("title")} tools={<LineTools view={view} copy={copy} />}>
      <LineFilters view={view} />
      <LineList view={view} copy={copy} />
      <LineFoot view={view} told={told.value} />
      {refused.value !== undefined && <RefusedCopy text={refused.value} close={() => (refused.value = undefined)} />}
      <LineDetail view={view} />
    </Section>
  );
}
