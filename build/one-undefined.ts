/** The text says `undefined` as `void 0`, dozens of times. A variable that never gets a value says it in fewer bytes. */
import { type Node, parse, type UnaryExpression } from "acorn";
import { simple } from "acorn-walk";
import MagicString from "magic-string";
import { changed, type Mapped } from "./compose-maps.ts";

/** No name of `global-names.ts`. */
const NAME = "$$";
const DECLARATION = `var ${NAME};`;
/** Below, the declaration takes more than it saves. */
const LEAST = 3;

export function oneUndefined(input: Mapped): Mapped {
  const magic = new MagicString(input.code);
  const places: Node[] = [];
  simple(parse(input.code, { ecmaVersion: 5, sourceType: "script" }), {
    UnaryExpression(node: UnaryExpression) {
      if (node.operator === "void" && node.argument.type === "Literal") places.push(node);
    },
  });
  if (places.length < LEAST) return input;
  for (const { start, end } of places) magic.update(start, end, NAME);
  return changed(input, magic.prepend(DECLARATION));
}
