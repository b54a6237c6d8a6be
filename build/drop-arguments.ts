/**
 * What the minifier leaves of a factory that runs once: parameters that nothing reads any more, each with a number in its
 * place where it is called. Both go.
 */
import { type CallExpression, type FunctionExpression, type Identifier, type Node, parse } from "acorn";
import { full, simple } from "acorn-walk";
import MagicString from "magic-string";
import { changed, type Mapped } from "./compose-maps.ts";

export function dropArguments(input: Mapped): Mapped {
  const magic = new MagicString(input.code);
  simple(parse(input.code, { ecmaVersion: 5, sourceType: "script" }), {
    CallExpression(node: CallExpression) {
      const { callee } = node;
      if (callee.type !== "FunctionExpression" || callee.id) return;
      const names = namesIn(callee);
      if (names.has("arguments")) return;
      const isUnused = callee.params.map(
        (param, i) => !names.has((param as Identifier).name) && (node.arguments[i]?.type ?? "Literal") === "Literal",
      );
      remove(magic, callee.params, isUnused);
      remove(magic, node.arguments, isUnused);
    },
  });
  return changed(input, magic);
}

function namesIn({ body }: FunctionExpression): ReadonlySet<string> {
  const names = new Set<string>();
  full(body, (node) => {
    if (node.type === "Identifier") names.add((node as Identifier).name);
  });
  return names;
}

/** Takes items out of a list, and the commas that go with them. */
function remove(magic: MagicString, list: readonly Node[], isOut: readonly boolean[]): void {
  const lastKept = list.reduce((last, _, i) => (isOut[i] ? last : i), -1);
  list.forEach((item, i) => {
    const next = list[i + 1];
    if (i < lastKept && isOut[i] && next) magic.remove(item.start, next.start);
  });
  const [from, to] = [list[lastKept]?.end ?? list[0]?.start, list.at(-1)?.end];
  if (from !== undefined && to !== undefined && from < to) magic.remove(from, to);
}
