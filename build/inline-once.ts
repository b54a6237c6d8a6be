/**
 * A function that is called once, by the code that runs at the start, need not stay: written where it is called, as a
 * function expression, it and its parameters leave the board's memory when the start is over. Only what it has made stays.
 */
import { type AnyNode, type CallExpression, type FunctionDeclaration, type Identifier, parse } from "acorn";
import { ancestor } from "acorn-walk";
import MagicString from "magic-string";
import type { Bundle } from "./bundle.ts";
import { composed } from "./compose-maps.ts";

export function inlineOnce(input: Bundle): Bundle {
  const magic = new MagicString(input.code);
  for (const { declaration, callee } of onceCalled(input.code)) {
    magic.remove(callee.start, callee.end);
    magic.prependRight(declaration.start, "(").appendLeft(declaration.end, ")");
    magic.move(declaration.start, declaration.end, callee.start);
  }
  return { ...input, code: magic.toString(), map: composed(magic, input.map) };
}

interface Once {
  readonly declaration: FunctionDeclaration;
  readonly callee: Identifier;
}

/** Declarations with exactly one mention, which is a call in the code that runs once: at the top level. */
function onceCalled(text: string): Once[] {
  const program = parse(text, { ecmaVersion: 5, sourceType: "script" });
  const declarations = new Map<string, FunctionDeclaration>();
  const mentions = new Map<string, number>();
  const calls = new Map<string, Identifier>();
  ancestor(program as AnyNode, {
    FunctionDeclaration(node, _state, ancestors) {
      if (functionsAround(ancestors).length === 0 && node.id && "name" in node.id)
        declarations.set(node.id.name, node as FunctionDeclaration);
    },
    Identifier(node, _state, ancestors) {
      mentions.set(node.name, (mentions.get(node.name) ?? 0) + 1);
      const call = ancestors.at(-2) as CallExpression | undefined;
      const runsOnce = functionsAround(ancestors).length === 0;
      if (call?.type === "CallExpression" && call.callee === node && runsOnce) calls.set(node.name, node);
    },
  });
  return [...calls]
    .filter(([name]) => mentions.get(name) === 1 && declarations.has(name))
    .map(([name, callee]) => ({ declaration: declarations.get(name) as FunctionDeclaration, callee }));
}

/** The functions that a node stands in, outermost first; itself left out. */
function functionsAround(ancestors: readonly AnyNode[]): AnyNode[] {
  return ancestors.slice(0, -1).filter((node) => /Function/.test(node.type));
}
