/**
 * A function that is called once, by the code that runs at the start, need not stay: written where it is called, as a
 * function expression, it and its parameters leave the board's memory when the start is over. Only what it has made stays.
 */
import MagicString from "magic-string";
import type { Bundle } from "./bundle.ts";
import { changed } from "./compose-maps.ts";
import { Scopes } from "./scopes.ts";

export function inlineOnce(input: Bundle): Bundle {
  const magic = new MagicString(input.code);
  const scopes = new Scopes(input.code);
  for (const name of scopes.top.keys()) {
    const once = scopes.onceCalled(name);
    const declaration = once && scopes.fixed(name);
    if (!declaration) continue;
    magic.remove(once.callee.start, once.callee.end);
    magic.prependRight(declaration.start, "(").appendLeft(declaration.end, ")");
    magic.move(declaration.start, declaration.end, once.callee.start);
  }
  return changed(input, magic);
}
