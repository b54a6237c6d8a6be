/** What is done to the list: filter, follow, pause, copy, clear. */
import { AT_KINDS } from "../../../at-kind.ts";
import { stream } from "../../store.ts";
import type { DirectionChoice } from "./filter.ts";
import type { LinesView } from "./view.ts";
import { t } from "./words.ts";

export function LineFilters({ view }: { readonly view: LinesView }) {
  const { problem } = view.pattern.value;
  return (
    <div class="line-filters">
      <label class="line-query">
        <span class="hidden">{t("filter")}</span>
        <input
          type="search"
          value={view.query.value}
          placeholder={`${t("filter")}: ${t("filterHint")}`}
          spellcheck={false}
          autocomplete="off"
          aria-invalid={problem !== ""}
          aria-describedby="line-problem"
          onInput={({ currentTarget }) => (view.query.value = currentTarget.value)}
        />
      </label>
      <label>
        <span class="hidden">{t("direction")}</span>
        <select
          value={view.direction.value}
          onChange={({ currentTarget }) => (view.direction.value = currentTarget.value as DirectionChoice)}
        >
          <option value="both">{t("both")}</option>
          <option value=">">{t("toModem")}</option>
          <option value="<">{t("fromModem")}</option>
        </select>
      </label>
      <fieldset class="line-kinds">
        <legend class="hidden">{t("kinds")}</legend>
        {AT_KINDS.map((kind) => (
          <button
            key={kind}
            type="button"
            data-kind={kind}
            aria-pressed={!view.hidden.value.has(kind)}
            onClick={() => view.toggle(kind)}
          >
            {t(kind)}
          </button>
        ))}
      </fieldset>
      <p id="line-problem" class="line-problem" role="status">
        {problem === "" ? "" : t("wrong", problem)}
      </p>
    </div>
  );
}

interface ToolsProps {
  readonly view: LinesView;
  readonly copy: () => void;
}

export function LineTools({ view, copy }: ToolsProps) {
  const isPaused = view.pausedAt.value !== undefined;
  return (
    <>
      <button
        type="button"
        aria-pressed={view.isRaw.value}
        title={t("rawHint")}
        onClick={() => (view.isRaw.value = !view.isRaw.value)}
      >
        {t("raw")}
      </button>
      <button
        type="button"
        aria-pressed={isPaused}
        onClick={() => (view.pausedAt.value = isPaused ? undefined : stream("lines").value.count)}
      >
        {isPaused ? t("goOn") : t("pause")}
      </button>
      <button type="button" title={t("copyHint")} onClick={copy}>
        {t("copy")}
      </button>
      <button type="button" onClick={() => view.clear()}>
        {t("clear")}
      </button>
    </>
  );
}

/** Below the list: how many there are, and the way back to the end. */
export function LineFoot({ view, told }: { readonly view: LinesView; readonly told: string }) {
  const { count, items } = stream("lines").value;
  void view.cleared.value;
  const shown = view.rowsOf(items).length;
  const selected = view.selected.length;
  const { value: pausedAt } = view.pausedAt;
  return (
    <div class="line-foot">
      <span class="quiet-text">
        {t("count", shown)}
        {selected > 1 && ` · ${t("selected", selected)}`}
        {pausedAt !== undefined && ` · ${t("more", Math.max(0, count - pausedAt))}`}
      </span>
      <span class="quiet-text" role="status">
        {told}
      </span>
      <span class="spring" />
      <button type="button" disabled={view.follows.value} onClick={() => (view.follows.value = true)}>
        {view.follows.value ? t("follows") : t("end")}
      </button>
    </div>
  );
}
