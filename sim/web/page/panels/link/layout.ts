/**
 * Where each state of the machine stands in its drawing, and how the lines run: the way up on the left, from the bottom to the top;
 * beside it, in the row of the state that it leads to, what is torn down first; the back-off above that. Made from the table alone.
 */
import type { StateRow } from "../../../messages.ts";

export interface Box {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly isUp: boolean;
  readonly row: StateRow;
}

export interface Line {
  readonly from: string;
  readonly to: string;
  readonly path: string;
  /** The rung that begins with it. */
  readonly label: string | null;
  readonly labelX: number;
  readonly labelY: number;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  readonly lines: readonly Line[];
}

export const BOX_HEIGHT = 22;
const ROW_HEIGHT = 30;
const TOP = 4;
const UP = { x: 20, width: 88 };
const DOWN = { x: 148, width: 100 };
/** Between the columns: ways to the back-off and from it. */
const CHANNEL_X = 130;
/** On the left: ways of a session that is resumed. */
const MARGIN_X = 8;
/** On the right: from the back-off to where the rungs begin. */
const BUS_X = 306;
const WIDTH = 312;
const BACKOFF = "BACKOFF";

export function layoutOf(rows: readonly StateRow[]): Layout {
  const boxes = boxesOf(rows);
  const at = (name: string | null): Box | undefined => boxes.find((box) => box.name === name);
  const lines = boxes.flatMap((box): Line[] => {
    const next = at(box.row.next);
    const backoff = at(BACKOFF);
    const begins = box.row.begins.join(", ");
    return [
      ...(next
        ? [{ from: box.name, to: next.name, path: straight(box, next), label: null, labelX: 0, labelY: 0 }]
        : []),
      ...(begins !== "" && backoff ? [byBus(backoff, box, begins)] : []),
    ];
  });
  const height = Math.max(0, ...boxes.map(({ y }) => y + BOX_HEIGHT)) + TOP;
  return { width: WIDTH, height, boxes, lines };
}

/** Any step the machine has taken: by its own line, or around the boxes. undefined where it is none. */
export function pathOf({ lines, boxes }: Layout, from: string, to: string): string | undefined {
  const own = lines.find((line) => line.from === from && line.to === to);
  if (own) return own.path;
  const [a, b] = [from, to].map((name) => boxes.find((box) => box.name === name));
  return a && b && a !== b ? around(a, b) : undefined;
}

function boxesOf(rows: readonly StateRow[]): Box[] {
  const up = chainFrom(rows, rows[0]);
  const boxes = up.map((row, i) => boxAt(row, up.length - 1 - i, true));
  for (const row of rows.filter((one) => !up.includes(one) && one.next !== null)) {
    const chain = chainFrom(rows, row);
    const steps = chain.findIndex((one) => up.includes(one));
    const goal = boxes.find(({ name }) => name === chain[steps]?.name);
    boxes.push(boxAt(row, freeRow(boxes, rowAt(goal) - (steps - 1)), false));
  }
  for (const row of rows.filter((one) => !up.includes(one) && one.next === null))
    boxes.push(boxAt(row, freeRow(boxes, 0), false));
  return boxes;
}

/** The row, and all that `next` leads to. */
function chainFrom(rows: readonly StateRow[], first: StateRow | undefined): StateRow[] {
  const chain: StateRow[] = [];
  for (let row = first; row && !chain.includes(row); ) {
    chain.push(row);
    const { next } = row;
    row = rows.find(({ name }) => name === next);
  }
  return chain;
}

const boxAt = (row: StateRow, index: number, isUp: boolean): Box => ({
  name: row.name,
  ...(isUp ? UP : DOWN),
  y: TOP + index * ROW_HEIGHT,
  isUp,
  row,
});

const rowAt = (box: Box | undefined): number => (box ? (box.y - TOP) / ROW_HEIGHT : 0);

function freeRow(boxes: readonly Box[], wanted: number): number {
  let row = Math.max(0, wanted);
  while (boxes.some((box) => !box.isUp && rowAt(box) === row)) row++;
  return row;
}

const middle = ({ y }: Box): number => y + BOX_HEIGHT / 2;
const right = ({ x, width }: Box): number => x + width;

function straight(from: Box, to: Box): string {
  if (from.isUp !== to.isUp) return from.y === to.y ? `M${from.x} ${middle(from)}H${right(to)}` : around(from, to);
  const x = from.x + from.width / 2;
  return from.y > to.y ? `M${x} ${from.y}V${to.y + BOX_HEIGHT}` : `M${x} ${from.y + BOX_HEIGHT}V${to.y}`;
}

function around(from: Box, to: Box): string {
  if (from.isUp && to.isUp) return `M${from.x} ${middle(from)}H${MARGIN_X}V${middle(to)}H${to.x}`;
  const port = (box: Box): number => (box.isUp ? right(box) : box.x);
  return `M${port(from)} ${middle(from)}H${CHANNEL_X}V${middle(to)}H${port(to)}`;
}

function byBus(backoff: Box, to: Box, label: string): Line {
  return {
    from: backoff.name,
    to: to.name,
    path: `M${right(backoff)} ${middle(backoff)}H${BUS_X}V${middle(to)}H${right(to)}`,
    label,
    labelX: (right(to) + BUS_X) / 2 + 2,
    labelY: middle(to) - 4,
  };
}
