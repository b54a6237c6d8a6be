/** The plot itself: uPlot on a canvas, with what it lacks painted in. */
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { clockText } from "../../format.ts";
import type { Columns, Range } from "./course.ts";
import { type Picture, paintBands, paintLevels, paintMarks } from "./paint.ts";

export interface ChartHooks {
  zoomed(range: Range): void;
  reset(): void;
  /** Seconds under the pointer; undefined where it is elsewhere. */
  pointed(atS: number | undefined): void;
}

const HEIGHT_PX = 260;
const FONT = "12px system-ui, sans-serif";
const X_SPACE_PX = 84;
const X_SIZE_PX = 32;
const LEAST_Y_SIZE_PX = 48;
const DIGIT_PX = 7;
const TICK_PX = 18;
const TOP_PX = 20;
/** Half of a time below the axis. */
const RIGHT_PX = 30;
const LEAST_DRAG_PX = 4;
/** Steps of a clock. */
const STEPS_S = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200];
const DAY_S = 86_400;

export class Chart {
  readonly isLog: boolean;
  readonly #plot: uPlot;
  #picture: Picture | undefined;

  constructor(host: HTMLElement, isLog: boolean, hooks: ChartHooks) {
    this.isLog = isLog;
    const colour = (name: keyof Picture["colours"]) => () => this.#picture?.colours[name] ?? "";
    const axis = {
      stroke: colour("quiet"),
      font: FONT,
      grid: { stroke: colour("line"), width: 1 },
      ticks: { stroke: colour("line"), width: 1 },
    };
    this.#plot = new uPlot(
      {
        width: host.clientWidth,
        height: HEIGHT_PX,
        padding: [TOP_PX, RIGHT_PX, 0, 0],
        legend: { show: false },
        cursor: {
          drag: { x: true, y: false, setScale: false, dist: LEAST_DRAG_PX },
          points: { show: false },
          y: false,
          bind: {
            dblclick: () => () => {
              hooks.reset();
              return null;
            },
          },
        },
        scales: { x: { time: false }, y: { distr: isLog ? 3 : 1 } },
        axes: [
          {
            ...axis,
            space: X_SPACE_PX,
            size: X_SIZE_PX,
            incrs: [...STEPS_S, ...[1, 2, 5, 10, 20, 50, 100, 200, 500].map((days) => days * DAY_S)],
            values: (_, splits, __, ___, step) => splits.map((s) => clockText(s * 1000, step < 1 ? 1 : 0)),
          },
          { ...axis, size: (_, values) => sizeOf(values) },
        ],
        series: [
          {},
          { stroke: colour("accent"), width: 2, dash: [5, 3], points: { show: false } },
          { stroke: colour("text"), width: 1.5, points: { show: false }, paths: steps },
        ],
        hooks: {
          drawClear: [(plot) => this.#picture && paintBands(plot, this.#picture)],
          draw: [
            (plot) => {
              if (!this.#picture) return;
              paintLevels(plot, this.#picture);
              paintMarks(plot, this.#picture);
            },
          ],
          setSelect: [
            (plot) => {
              const { left, width } = plot.select;
              if (width < LEAST_DRAG_PX) return;
              hooks.zoomed({
                fromMs: plot.posToVal(left, "x") * 1000,
                toMs: plot.posToVal(left + width, "x") * 1000,
              });
              plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
            },
          ],
          setCursor: [
            (plot) => {
              const { left = -1 } = plot.cursor;
              hooks.pointed(left < 0 ? undefined : plot.posToVal(left, "x"));
            },
          ],
        },
      },
      [[], [], []],
      host,
    );
  }

  /** Of the field that the curves are in, in CSS pixels. */
  get fieldPx(): number {
    return this.#plot.bbox.width / devicePixelRatio;
  }

  draw({ atS, trueGas, readGas }: Columns, picture: Picture): void {
    this.#picture = picture;
    const { range, values } = picture;
    this.#plot.batch(() => {
      this.#plot.setData([atS, trueGas, readGas] as unknown as uPlot.AlignedData, false);
      this.#plot.setScale("x", { min: range.fromMs / 1000, max: range.toMs / 1000 });
      this.#plot.setScale("y", { min: values[0], max: values[1] });
    });
  }

  resize(width: number): void {
    if (width > 0 && width !== this.#plot.width) this.#plot.setSize({ width, height: HEIGHT_PX });
  }

  destroy(): void {
    this.#plot.destroy();
  }
}

const sizeOf = (values: readonly (string | null)[] | null): number =>
  Math.max(LEAST_Y_SIZE_PX, ...(values ?? []).map((text) => (text ?? "").length * DIGIT_PX + TICK_PX));

/** A reading stands until the next one. */
const steps: uPlot.Series.PathBuilder = (plot, series, from, to) =>
  uPlot.paths.stepped?.({ align: 1 })(plot, series, from, to) ?? null;
