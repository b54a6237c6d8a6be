/**
 * The bundle runs at the top level, not in a function of its own: a function of the top level needs no note of its scope,
 * which is one of the board's variables for each, and a list less to build at each call. So that nothing a person types at
 * the REPL can meet them, all its names begin with `$`.
 */
import type { Identifier } from "acorn";
import MagicString from "magic-string";
import { changed, type Mapped } from "./compose-maps.ts";
import { Scopes } from "./scopes.ts";

export function prefixGlobalNames(input: Mapped, hotNames: readonly string[] = []): Mapped {
  const scopes = new Scopes(input.code);
  const magic = new MagicString(input.code);
  const byUse = [...scopes.top.values()].sort((a, b) => b.length - a.length);
  let rank = 0;
  const first: string[] = [];
  for (const mentions of byUse) {
    // A short name of an inner scope may look the same; there it would stand before the new one.
    while (scopes.taken.has(nameOf(rank))) rank++;
    const name = nameOf(rank++);
    const [mention] = mentions;
    if (mention && hotNames.includes((mention.node as Identifier).name)) first.push(name);
    for (const { node } of mentions) magic.overwrite(node.start, node.end, name);
  }
  // A name is searched for in the order in which the names were made.
  if (first.length > 0) magic.prepend(`var ${first.join()};`);
  return changed(input, magic);
}

const DIGITS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";

/** The shortest for the most used. Up to three signs behind the `$` a name fits into one variable. */
function nameOf(rank: number): string {
  const base = DIGITS.length;
  return rank < base ? `$${DIGITS[rank]}` : `$${DIGITS[Math.floor(rank / base) - 1]}${DIGITS[rank % base]}`;
}
