/** Espruino's regular expressions know characters, classes, `* + ^ $ . |` and groups; more looks like a match and is none. */
import type { Report } from "./subset.ts";

const INSTEAD = "use indexOf, substr or split";

/** Tried in turn at every character outside a class. */
const LACKS: readonly (readonly [RegExp, string])[] = [
  [/^\\b/i, "word boundary"],
  [/^\\[1-9]/, "backreference"],
  [/^\\u/, "\\u escape"],
  [/^\(\?/, "group that starts with (?"],
  [/^\)[*+?{]/, "quantifier on a group"],
  [/^\?/, "? (neither optional nor non-greedy)"],
  [/^\{\d+,?\d*\}/, "counted repeat {n}"],
];

export function checkPattern(at: number, pattern: string, flags: string, report: Report): void {
  const say = (what: string) => report(at, `regular expression /${pattern}/: ${what}`, INSTEAD);
  if (flags.includes("m")) say("flag m");
  let depth = 0;
  for (let i = 0; i < pattern.length; ) {
    const rest = pattern.slice(i);
    const charClass = /^\[(?:\\.|[^\]\\])*\]/.exec(rest);
    if (charClass) {
      if (/[^\\]\//.test(charClass[0])) say("slash inside a class");
      i += charClass[0].length;
      continue;
    }
    for (const [form, name] of LACKS) if (form.test(rest)) say(name);
    if (rest[0] === "(") depth++;
    if (rest[0] === ")") depth--;
    if (rest[0] === "|" && depth > 0) say("alternation inside a group");
    i += rest[0] === "\\" ? 2 : 1;
    // `(?` is one finding, not two.
    if (rest.startsWith("(?")) i++;
  }
}
