/** Steps of a session without the secrets that were typed in it, a key at a time or as a whole. */
import type { Step } from "../scenario.ts";
import { endsLine } from "./typed-lines.ts";

/** The same steps where there is none. A line that has one is typed at once, at the time of its first key. */
export function maskedSteps(steps: readonly Step[], mask: (text: string) => string): Step[] {
  const whole: (Step | undefined)[] = [...steps];
  for (const line of typedLines(steps)) {
    const typed = line.map((at) => steps[at]?.type).join("");
    const masked = mask(typed);
    if (masked === typed) continue;
    for (const at of line) whole[at] = undefined;
    whole[line[0] as number] = { type: masked };
  }
  const kept = whole.filter((step) => step !== undefined);
  return JSON.parse(JSON.stringify(kept), (_, value) => (typeof value === "string" ? mask(value) : value));
}

/** For each line the places of the steps that type it. */
function typedLines(steps: readonly Step[]): number[][] {
  const lines: number[][] = [[]];
  for (const [at, { type }] of steps.entries()) {
    if (type === undefined) continue;
    lines.at(-1)?.push(at);
    if (endsLine(type)) lines.push([]);
  }
  return lines.filter(({ length }) => length > 0);
}
