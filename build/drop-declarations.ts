/**
 * The parts' variables are given a value when their part is made, and at the top level that makes them: to declare them
 * first only takes flash. Those of the hot path stay declared, since that is what gives them their place (`global-names.ts`).
 */
import { parse } from "acorn";
import MagicString from "magic-string";
import { changed, type Mapped } from "./compose-maps.ts";

export function dropDeclarations(input: Mapped): Mapped {
  const magic = new MagicString(input.code);
  const { body } = parse(input.code, { ecmaVersion: 5, sourceType: "script" });
  for (const statement of body.slice(1)) {
    if (statement.type !== "VariableDeclaration") continue;
    const kept = statement.declarations.filter(({ init }) => init);
    if (kept.length === statement.declarations.length) continue;
    const first = kept[0];
    if (!first) magic.remove(statement.start, statement.end);
    // The minifier lists the bare ones first.
    else if (
      kept.every((declared, i) => declared === statement.declarations[statement.declarations.length - kept.length + i])
    )
      magic.remove(statement.declarations[0]?.start ?? first.start, first.start);
  }
  return changed(input, magic);
}
