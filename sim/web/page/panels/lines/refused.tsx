/** The way out where the clipboard is refused: the text, selected, for the person's own hand. */
import { useEffect, useRef } from "preact/hooks";
import { t } from "./words.ts";

export function RefusedCopy({ text, close }: { readonly text: string; readonly close: () => void }) {
  const box = useRef<HTMLTextAreaElement>(null);
  useEffect(() => box.current?.select(), [text]);
  return (
    <div class="line-refused" role="alert">
      <p>{t("refused")}</p>
      <textarea ref={box} aria-label={t("text")} readOnly rows={5} value={text} />
      <button type="button" onClick={close}>
        {t("close")}
      </button>
    </div>
  );
}
