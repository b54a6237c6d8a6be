/** The report as a table for people, and the line that shows what is waited for. */
import type pico from "picocolors";
import type { Report, Row, StepName, Verdict } from "./report.ts";

type Colors = ReturnType<typeof pico.createColors>;

const STEP_CHARS = 13;
const INDENT = " ".repeat(4);
const LEAST_WIDTH = 40;
const MOST_WIDTH = 110;

export interface PrinterOptions {
  readonly colors: Colors;
  readonly columns: number;
}

/** One row a step: verdict, points of weight, what was seen; below it what to do. */
export function tableOf(report: Report, { colors, columns }: PrinterOptions): string {
  const width = Math.max(LEAST_WIDTH, Math.min(MOST_WIDTH, columns));
  const lines = report.rows.flatMap((row) => [
    ...wrap(`${row.step.padEnd(STEP_CHARS)} ${points(row)}  ${row.seen}`, width - 11, " ".repeat(21)).map((text, i) =>
      i === 0 ? `${mark(row.verdict, colors)} ${text}` : `${" ".repeat(10)}${text}`,
    ),
    ...(row.advice === undefined
      ? []
      : wrap(`-> ${row.advice}`, width - INDENT.length, "   ").map((text) => INDENT + text)),
  ]);
  const changed = report.changed.flatMap((one) => wrap(one, width, ""));
  return [...lines, "", ...wrap(summary(report), width, ""), ...changed].join("\n");
}

function summary({ rows, score }: Report): string {
  const named = (verdict: Verdict) => rows.filter((row) => row.verdict === verdict).map(({ step }) => step);
  const [fails, warns] = [named("fail"), named("warn")];
  const parts = [
    fails.length > 0 && `failed: ${fails.join(", ")}`,
    warns.length > 0 && `to look at: ${warns.join(", ")}`,
  ];
  const what = parts.filter(Boolean).join("; ") || "all that was tried works";
  return `Score ${score} of 100 (a warning is worth half; what was not asked for does not count): ${what}.`;
}

function points({ points: got, weight }: Row): string {
  return (weight === 0 ? "-" : `${got}/${weight}`).padStart(6);
}

function mark(verdict: Verdict, { green, yellow, red, dim }: Colors): string {
  const paint = { ok: green, warn: yellow, fail: red, "not tried": dim }[verdict];
  return paint(verdict.padEnd(9));
}

/** Lines of at most `width`, all but the first indented; a word longer than that stands alone. */
export function wrap(text: string, width: number, indent: string): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/(?<=\S) (?=\S)/)) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = indent + word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** Where it stands, on a terminal only: one line that is written over. */
export function progressOn(stream: NodeJS.WriteStream): { show(step: StepName, waitedS: number): void; clear(): void } {
  const clear = () => void stream.write("\r\x1b[K");
  return {
    show: (step, waitedS) => {
      clear();
      stream.write(`${step} ...${waitedS > 0 ? ` ${waitedS} s` : ""}`);
    },
    clear,
  };
}
