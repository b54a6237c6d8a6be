/** What lies behind the plot's curves and over them: bands of state, set points, marks in time. */
import type uPlot from "uplot";
import type { Colours } from "./colours.ts";
import type { Band, Range } from "./course.ts";
import type { Mark } from "./marks.ts";
import { GAS_STATES, gasWord } from "./words.ts";

export interface Picture {
  readonly range: Range;
  readonly values: readonly [low: number, high: number];
  readonly bands: readonly Band[];
  readonly warning: number | null;
  readonly alarm: number | null;
  readonly warningText: string;
  readonly alarmText: string;
  readonly unit: string;
  readonly marks: readonly Mark[];
  readonly colours: Colours;
}

const FONT_PX = 12;
const BAND_COLOURS = { warming: "quiet", normal: "good", warning: "warn", alarm: "bad", fault: "bad" } as const;
const BAND_ALPHA = { warming: 0.16, normal: 0.1, warning: 0.2, alarm: 0.24, fault: 0.12 } as const;
const HATCH_PX = 8;
/** The first mark so near to the axis would stand on the unit. */
const UNIT_PX = 16;
/** The unit stands over the axis' highest number. */
const UNIT_ABOVE_PX = 9;

/** Behind grid and curves. */
export function paintBands(plot: uPlot, { bands, range, colours }: Picture): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  ctx.save();
  clip(ctx, bbox);
  ctx.font = `${FONT_PX * ratio}px system-ui, sans-serif`;
  ctx.textAlign = "left";
  ctx.textBaseline = "bottom";
  for (const { fromMs, toMs, state } of bands) {
    const name = state === null ? undefined : GAS_STATES[state];
    if (!name || toMs < range.fromMs || fromMs > range.toMs) continue;
    const left = Math.max(bbox.left, plot.valToPos(fromMs / 1000, "x", true));
    const right = Math.min(bbox.left + bbox.width, plot.valToPos(toMs / 1000, "x", true));
    const colour = colours[BAND_COLOURS[name]];
    ctx.globalAlpha = BAND_ALPHA[name];
    ctx.fillStyle = colour;
    ctx.fillRect(left, bbox.top, right - left, bbox.height);
    if (name === "fault") hatch(ctx, { left, right, top: bbox.top, height: bbox.height }, colour);
    ctx.globalAlpha = 1;
    const word = gasWord(name);
    if (ctx.measureText(word).width + 6 * ratio > right - left) continue;
    ctx.fillStyle = colours.text;
    ctx.fillText(word, left + 3 * ratio, bbox.top + bbox.height - 2 * ratio);
  }
  ctx.restore();
}

/** Over the curves. */
export function paintLevels(plot: uPlot, picture: Picture): void {
  const { ctx, bbox } = plot;
  const { colours, warning, alarm, warningText, alarmText, values } = picture;
  const ratio = devicePixelRatio;
  ctx.save();
  clip(ctx, bbox);
  ctx.font = `${FONT_PX * ratio}px system-ui, sans-serif`;
  ctx.textAlign = "right";
  ctx.textBaseline = "bottom";
  ctx.lineWidth = 1.5 * ratio;
  for (const [level, colour, text, dash] of [
    [warning, colours.warn, warningText, [6, 4]],
    [alarm, colours.bad, alarmText, [12, 4]],
  ] as const) {
    if (level === null || level < values[0] || level > values[1]) continue;
    const y = plot.valToPos(level, "y", true);
    ctx.strokeStyle = colour;
    ctx.setLineDash(dash.map((px) => px * ratio));
    stroke(ctx, bbox.left, y, bbox.left + bbox.width, y);
    lettering(ctx, text, bbox.left + bbox.width - 4 * ratio, y - 1 * ratio, colour, colours.part);
  }
  ctx.restore();
}

export function paintMarks(plot: uPlot, { marks, colours, unit }: Picture): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.font = `600 ${FONT_PX * ratio}px system-ui, sans-serif`;
  ctx.textBaseline = "bottom";
  ctx.textAlign = "left";
  ctx.fillStyle = colours.quiet;
  if ((marks[0]?.x ?? UNIT_PX) >= UNIT_PX) ctx.fillText(unit, 2 * ratio, bbox.top - UNIT_ABOVE_PX * ratio);
  ctx.textAlign = "center";
  ctx.fillStyle = colours.text;
  ctx.strokeStyle = colours.quiet;
  ctx.lineWidth = ratio;
  ctx.setLineDash([2 * ratio, 3 * ratio]);
  for (const { x, letters } of marks) {
    const at = bbox.left + x * ratio;
    stroke(ctx, at, bbox.top, at, bbox.top + bbox.height);
    ctx.fillText(letters, at, bbox.top - 3 * ratio);
  }
  ctx.restore();
}

function clip(ctx: CanvasRenderingContext2D, { left, top, width, height }: uPlot.BBox): void {
  ctx.beginPath();
  ctx.rect(left, top, width, height);
  ctx.clip();
}

function stroke(ctx: CanvasRenderingContext2D, x0: number, y0: number, x1: number, y1: number): void {
  ctx.beginPath();
  ctx.moveTo(x0, y0);
  ctx.lineTo(x1, y1);
  ctx.stroke();
}

/** With a rim of the background, for it may stand on anything. */
function lettering(
  ctx: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  colour: string,
  rim: string,
): void {
  ctx.save();
  ctx.setLineDash([]);
  ctx.lineJoin = "round";
  ctx.lineWidth = 4 * devicePixelRatio;
  ctx.strokeStyle = rim;
  ctx.strokeText(text, x, y);
  ctx.fillStyle = colour;
  ctx.fillText(text, x, y);
  ctx.restore();
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly height: number;
}

/** Not by its colour alone is a fault told from an alarm. */
function hatch(ctx: CanvasRenderingContext2D, { left, right, top, height }: Box, colour: string): void {
  const step = HATCH_PX * devicePixelRatio;
  ctx.save();
  clip(ctx, { left, top, width: right - left, height });
  ctx.globalAlpha = 0.35;
  ctx.strokeStyle = colour;
  ctx.lineWidth = devicePixelRatio;
  for (let x = left - height - (left % step); x < right; x += step) stroke(ctx, x, top + height, x + height, top);
  ctx.restore();
}
