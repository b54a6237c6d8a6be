/** One line whole: as it stood on the wire, and where it is a message, its topic and payload. */
import { messageIn, visible } from "../../../at-line.ts";
import { clockText } from "../../format.ts";
import type { LinesView } from "./view.ts";
import { t } from "./words.ts";

export function LineDetail({ view }: { readonly view: LinesView }) {
  const row = view.activeRow;
  if (!view.isOpen.value || !row?.line) return null;
  const { line, kind, number } = row;
  const message = messageIn(line.text);
  const way = line.direction === ">" ? t("toModem") : t("fromModem");
  return (
    <section class="line-detail" aria-label={t("details", number)}>
      <div class="line-detail-head">
        <span>
          <time>{clockText(line.atMs, 3)}</time> · {way} · {t(kind)}
        </span>
        <button type="button" class="quiet" onClick={() => (view.isOpen.value = false)}>
          {t("close")}
        </button>
      </div>
      <dl>
        {message && (
          <>
            <dt>{t("topic")}</dt>
            <dd>{visible(message.topic)}</dd>
            <dt>{t("payload")}</dt>
            <dd>{payloadText(message.payload)}</dd>
          </>
        )}
        <dt>{t("wire")}</dt>
        <dd>{visible(line.text)}</dd>
      </dl>
    </section>
  );
}

function payloadText(payload: string): string {
  try {
    return JSON.stringify(JSON.parse(payload), null, 2);
  } catch {
    return visible(payload);
  }
}
