/** Joins the map of one more step of text changes to that of the steps before. */
import remapping, { type SourceMapInput } from "@jridgewell/remapping";
import type MagicString from "magic-string";

export function composed(step: MagicString, earlierMap: string): string {
  const map = step.generateMap({ source: "before.js", hires: "boundary" });
  const joined = remapping(map as unknown as SourceMapInput, (file) =>
    file === "before.js" ? (JSON.parse(earlierMap) as SourceMapInput) : null,
  );
  return joined.toString();
}
