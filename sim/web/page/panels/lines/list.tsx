/** The lines themselves: one is gone to with arrows or a click, several with Shift, one is opened with Enter or a click. */
import { clockText } from "../../format.ts";
import { stream } from "../../store.ts";
import { indexOf, type Row } from "./rows.ts";
import type { LinesView } from "./view.ts";
import { Windowed } from "./windowed.tsx";
import { t } from "./words.ts";

export const ROW_PX = 24;
const PAGE_ROWS = 10;
const NO_HOURS = "00:";
const idOf = (number: number): string => `line-${number}`;

interface ListProps {
  readonly view: LinesView;
  readonly copy: () => void;
}

export function LineList({ view, copy }: ListProps) {
  const { items } = stream("lines").value;
  void view.cleared.value;
  const rows = view.rowsOf(items);
  const active = view.active.value;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (handle(event, view, copy)) event.preventDefault();
  };
  return (
    <div class="line-list">
      <Windowed
        rows={rows}
        rowPx={ROW_PX}
        numberOf={({ number }: Row) => number}
        indexOf={(number) => indexOf(rows, number)}
        follows={view.follows}
        active={active}
        box={{
          "class": "line-box",
          "role": "listbox",
          "tabIndex": 0,
          "aria-label": t("list"),
          "aria-multiselectable": true,
          "aria-activedescendant": view.activeRow && idOf(view.activeRow.number),
          onKeyDown,
        }}
      >
        {(row, index) => <LineRow key={index % 100} {...{ row, index, view }} count={rows.length} />}
      </Windowed>
      {rows.length === 0 && <p class="line-none quiet-text">{t(items.length === 0 ? "none" : "noneFit")}</p>}
    </div>
  );
}

interface RowProps {
  readonly row: Row;
  readonly index: number;
  readonly count: number;
  readonly view: LinesView;
}

function LineRow({ row, index, count, view }: RowProps) {
  const { line, kind, number } = row;
  const onClick = ({ shiftKey }: MouseEvent): void => {
    if (String(getSelection()) !== "" && !shiftKey) return;
    const wasOpen = view.isOpen.value && view.active.value === number;
    view.goTo(row, shiftKey);
    view.isOpen.value = !shiftKey && !wasOpen;
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the keys
    // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus
    <div
      role="option"
      id={idOf(number)}
      class={`line-row ${view.active.value === number ? "active" : ""}`}
      aria-selected={view.isSelected(row)}
      aria-setsize={count}
      aria-posinset={index + 1}
      data-kind={line ? kind : "missing"}
      onClick={onClick}
    >
      {line ? (
        <>
          <LineTime atMs={line.atMs} />
          <span class="line-way">{line.direction}</span>
          <span class="line-kind">{t(kind)}</span>
          <span class="line-text">{view.textOf(row)}</span>
        </>
      ) : (
        <span class="line-missing">{view.textOf(row)}</span>
      )}
    </div>
  );
}

/** Where there is little room, hours are shown only where there are some. */
function LineTime({ atMs }: { readonly atMs: number | null }) {
  const text = clockText(atMs, 3);
  return text.startsWith(NO_HOURS) ? (
    <time>
      <span class="line-hours">{NO_HOURS}</span>
      {text.slice(NO_HOURS.length)}
    </time>
  ) : (
    <time>{text}</time>
  );
}

/** Whether it was for the list. */
function handle(event: KeyboardEvent, view: LinesView, copy: () => void): boolean {
  const { key, shiftKey } = event;
  if (event.ctrlKey || event.metaKey) return withControl(key.toLowerCase(), view, copy);
  const rows = view.shown;
  const known = view.active.value === undefined ? -1 : indexOf(rows, view.active.value);
  const at = known < 0 ? rows.length : known;
  const places: Readonly<Record<string, number>> = {
    ArrowUp: at - 1,
    ArrowDown: at + 1,
    PageUp: at - PAGE_ROWS,
    PageDown: at + PAGE_ROWS,
    Home: 0,
    End: rows.length - 1,
  };
  const place = places[key];
  if (place !== undefined) view.goTo(rows[Math.max(0, Math.min(rows.length - 1, place))], shiftKey);
  else if (key === "Enter" || key === " ") view.isOpen.value = view.activeRow !== undefined && !view.isOpen.value;
  else if (key === "Escape") view.leave();
  else return false;
  return true;
}

function withControl(key: string, view: LinesView, copy: () => void): boolean {
  if (key === "a") view.selectAll();
  else if (key === "c" && String(getSelection()) === "") copy();
  else return false;
  return true;
}
