/** What a device or its line has told may be anything: read by its type, and where it is another, as nothing. */
import { isObject } from "../scenario-checks.ts";

export type Members = Readonly<Record<string, unknown>>;

export const numberOf = (value: unknown): number | null => (typeof value === "number" ? value : null);
/** An empty text tells nothing: it is unknown, as one that was left out. */
export const textOf = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);
export const truthOf = (value: unknown): boolean | null => (typeof value === "boolean" ? value : null);
export const numbersOf = (value: unknown): number[] | null =>
  Array.isArray(value) ? value.filter((one) => typeof one === "number") : null;
export const membersOf = (value: unknown): Members => (isObject(value) ? value : {});

/** Undefined where the text is no JSON, or its value no object. */
export function objectIn(text: string): Members | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
