/**
 * A choice that the build's constants have made, `false ? a() : b()`, is what was chosen. The minifier does so too, but the
 * passes before it must see that a part is made by one call and no other.
 */
import type { ConditionalExpression } from "acorn";
import { parse } from "acorn";
import { full } from "acorn-walk";
import MagicString from "magic-string";
import { changed, type Mapped } from "./compose-maps.ts";

/** In place of a choice these need no brackets. */
const WHOLE = new Set(["CallExpression", "Identifier", "MemberExpression", "Literal", "ConditionalExpression"]);

export function foldChoices<T extends Mapped>(input: T): T {
  const magic = new MagicString(input.code);
  full(parse(input.code, { ecmaVersion: 5, sourceType: "script" }), (node) => {
    if (node.type === "ConditionalExpression") fold(node as ConditionalExpression, magic);
  });
  return changed(input, magic);
}

function fold({ test, consequent, alternate, start, end }: ConditionalExpression, magic: MagicString): void {
  if (test.type !== "Literal" || typeof test.value !== "boolean") return;
  const chosen = test.value ? consequent : alternate;
  if (!WHOLE.has(chosen.type)) return;
  // With the brackets around it, if there are any.
  magic.remove(start, chosen.start);
  if (chosen.end < end) magic.remove(chosen.end, end);
}
