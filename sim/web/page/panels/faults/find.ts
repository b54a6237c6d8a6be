/** Which faults fit what was typed. No browser in here. */
import type { FaultInfo } from "../../../messages.ts";

/** Each word stands somewhere in name, kinds or what it is; capitals don't matter. */
export function fits(fault: FaultInfo, typed: string, what = fault.what): boolean {
  const text = `${fault.name} ${fault.variants.join(" ")} ${fault.what} ${what} ${fault.group}`.toLowerCase();
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** Of "name:variant" the name. */
export const baseName = (name: string): string => name.split(":")[0] ?? "";

export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Where a problem of a script is, by its own words. */
export function placeIn(problem: string): Place | undefined {
  const [, line, column] = /line (\d+), column (\d+)/.exec(problem) ?? [];
  return line === undefined ? undefined : { line: Number(line), column: Number(column) };
}

/** The offset of a place in a text; both count from 1. */
export function offsetOf(text: string, { line, column }: Place): number {
  const lines = text.split("\n");
  const before = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  return Math.min(text.length, before + column - 1);
}

/** As a text field has it, whatever system a file is from: offsets are the same in both then. */
export const withFieldsLineEnds = (text: string): string => text.replace(/\r\n?/g, "\n");
