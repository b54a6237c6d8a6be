/** The console's lines, where nobody can type. */
import { useSignal } from "@preact/signals";
import { stream } from "../../store.ts";
import { Windowed } from "../lines/windowed.tsx";
import { t } from "./words.ts";

const ROW_PX = 20;

export function ConsoleLines() {
  const { items, count } = stream("console").value;
  const follows = useSignal(true);
  const first = count - items.length;
  const rows = items.map((text, at) => ({ number: first + at, text }));
  return (
    <>
      <Windowed
        rows={rows}
        rowPx={ROW_PX}
        numberOf={({ number }) => number}
        indexOf={(number) => Math.max(0, number - first)}
        follows={follows}
        box={{ "class": "console-box", "role": "log", "aria-live": "off", "tabIndex": 0, "aria-label": t("lines") }}
      >
        {({ text }, index) => (
          <div class="console-row" key={index % 100} title={text}>
            {text}
          </div>
        )}
      </Windowed>
      <div class="line-foot">
        <span class="quiet-text">{items.length === 0 ? t("none") : ""}</span>
        <span class="spring" />
        <button type="button" disabled={follows.value} onClick={() => (follows.value = true)}>
          {follows.value ? t("follows") : t("end")}
        </button>
      </div>
    </>
  );
}
