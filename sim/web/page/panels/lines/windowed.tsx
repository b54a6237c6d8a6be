/**
 * A long list of rows of one height: only those in sight are in the document, and a new line moves nothing but the window. At
 * its end it follows, until one scrolls up; anywhere else the line that one looks at stays where it is.
 */
import { type Signal, useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";

export interface WindowedProps<R> {
  readonly rows: readonly R[];
  readonly rowPx: number;
  /** Rows are in the order of these. */
  readonly numberOf: (row: R) => number;
  readonly indexOf: (number: number) => number;
  readonly follows: Signal<boolean>;
  /** A number of a row that is to be in sight, when it changes. */
  readonly active?: number | undefined;
  readonly children: (row: R, index: number) => ComponentChildren;
  /** For the box that scrolls. */
  readonly box: Readonly<Record<string, unknown>>;
}

const BEYOND = 4;
/** Browsers place by parts of a pixel. */
const CLOSE_PX = 2;

export function Windowed<R>(props: WindowedProps<R>) {
  const { rows, rowPx, numberOf, indexOf, follows, active, children, box } = props;
  const element = useRef<HTMLDivElement>(null);
  const height = useSignal(0);
  /** The row at the upper edge, and how much of it is above. */
  const look = useSignal({ number: 0, beyondPx: 0 });
  const placed = useRef(0);
  const mostPx = Math.max(0, rows.length * rowPx - height.value);
  const wantedPx = follows.value ? mostPx : indexOf(look.value.number) * rowPx + look.value.beyondPx;
  const atPx = Math.min(mostPx, wantedPx);
  const first = Math.max(0, Math.floor(atPx / rowPx) - BEYOND);
  const last = Math.min(rows.length, Math.ceil((atPx + height.value) / rowPx) + BEYOND);

  const place = (px: number): void => {
    if (!element.current) return;
    element.current.scrollTop = px;
    placed.current = element.current.scrollTop;
  };
  const lookAt = (px: number): void => {
    const row = rows[Math.floor(px / rowPx)];
    look.value = { number: row === undefined ? 0 : numberOf(row), beyondPx: px % rowPx };
  };

  useEffect(() => {
    const shown = element.current as HTMLDivElement;
    const observer = new ResizeObserver(() => (height.value = shown.clientHeight));
    observer.observe(shown);
    return () => observer.disconnect();
  }, []);
  // Only where it is another place: a finger or a wheel may be moving it.
  useLayoutEffect(() => {
    if (Math.abs(placed.current - atPx) >= CLOSE_PX) place(atPx);
  }, [atPx]);
  useLayoutEffect(() => {
    const index = active === undefined ? -1 : indexOf(active);
    if (index < 0 || index >= rows.length) return;
    const lowPx = (index + 1) * rowPx - height.value;
    const px = Math.max(lowPx, Math.min(placed.current, index * rowPx));
    if (px === placed.current) return;
    follows.value = px >= mostPx - CLOSE_PX;
    lookAt(px);
    place(px);
  }, [active]);

  const onScroll = ({ currentTarget: { scrollTop } }: { currentTarget: HTMLElement }): void => {
    if (Math.abs(scrollTop - placed.current) < CLOSE_PX) return;
    placed.current = scrollTop;
    follows.value = scrollTop >= mostPx - CLOSE_PX;
    lookAt(scrollTop);
  };
  const stop = (): void => {
    if (!follows.value || mostPx === 0) return;
    lookAt(placed.current);
    follows.value = false;
  };
  return (
    <div
      {...box}
      ref={element}
      onScroll={onScroll}
      onWheel={({ deltaY }) => deltaY < 0 && stop()}
      // On the bar at its side.
      onPointerDown={({ target, currentTarget }) => target === currentTarget && stop()}
    >
      <div role="presentation" class="windowed-all" style={{ height: `${rows.length * rowPx}px` }}>
        <div role="presentation" style={{ transform: `translateY(${first * rowPx}px)` }}>
          {rows.slice(first, last).map((row, at) => children(row, first + at))}
        </div>
      </div>
    </div>
  );
}
