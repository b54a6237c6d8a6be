/**
 * The bundle runs at the top level, not in a function of its own: a function of the top level needs no note of its scope,
 * which is one of the board's variables for each, and a list less to build at each call. So that nothing a person types at
 * the REPL can meet them, all its names begin with `$`.
 */
import { type AnyNode, type Function as FunctionNode, type Identifier, parse } from "acorn";
import { ancestor } from "acorn-walk";
import MagicString from "magic-string";
import type { Text } from "./close-returns.ts";
import { composed } from "./compose-maps.ts";

export function prefixGlobalNames(input: Text): Text {
  const program = parse(input.text, { ecmaVersion: 5, sourceType: "script" }) as AnyNode;
  const declared = declarationsByScope(program);
  const own = declared.get(program) ?? new Set<string>();
  const mentions = new Map<string, AnyNode[]>();
  const rename = (node: AnyNode, _state: unknown, ancestors: readonly AnyNode[]) => {
    const name = (node as Identifier).name;
    const isShadowed = ancestors.some((scope) => scope !== program && declared.get(scope)?.has(name));
    if (own.has(name) && !isShadowed) mentions.set(name, [...(mentions.get(name) ?? []), node]);
  };
  // A function's own name stands outside of it, although the walker comes to it from within.
  const renameId = (node: AnyNode, state: unknown, ancestors: readonly AnyNode[]) => {
    const id = (node as FunctionNode).id;
    if (node.type === "FunctionDeclaration" && id) rename(id as AnyNode, state, ancestors.slice(0, -1));
  };
  ancestor(program, {
    Identifier: rename,
    VariablePattern(node: AnyNode, state: unknown, ancestors: readonly AnyNode[]) {
      const parent = ancestors.at(-2);
      if (!parent || !/^Function/.test(parent.type) || (parent as FunctionNode).id !== node)
        rename(node, state, ancestors);
    },
    Function: renameId,
  } as Parameters<typeof ancestor>[1]);
  const magic = new MagicString(input.text);
  const byUse = [...mentions.values()].sort((a, b) => b.length - a.length);
  byUse.forEach((nodes, rank) => {
    for (const node of nodes) magic.overwrite(node.start, node.end, nameOf(rank));
  });
  return { text: magic.toString(), map: composed(magic, input.map) };
}

const DIGITS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";

/** The shortest for the most used. Up to three signs behind the `$` a name fits into one variable. */
function nameOf(rank: number): string {
  const base = DIGITS.length;
  return rank < base ? `$${DIGITS[rank]}` : `$${DIGITS[Math.floor(rank / base) - 1]}${DIGITS[rank % base]}`;
}

/** The names that each function, and the program, declares. */
export function declarationsByScope(program: AnyNode): Map<AnyNode, Set<string>> {
  const scopes = new Map<AnyNode, Set<string>>([[program, new Set()]]);
  const add = (scope: AnyNode, name: string) => {
    scopes.set(scope, (scopes.get(scope) ?? new Set()).add(name));
  };
  ancestor(program, {
    Function(node, _state, ancestors) {
      const outer = scopeAround(ancestors.slice(0, -1), program);
      if (node.id) add(node.type === "FunctionDeclaration" ? outer : (node as AnyNode), node.id.name);
      for (const parameter of node.params) add(node as AnyNode, (parameter as Identifier).name);
    },
    VariableDeclarator(node, _state, ancestors) {
      add(scopeAround(ancestors, program), (node.id as Identifier).name);
    },
    CatchClause(node, _state, ancestors) {
      // Wider than the clause, which only spares a rename.
      if (node.param) add(scopeAround(ancestors, program), (node.param as Identifier).name);
    },
  });
  return scopes;
}

function scopeAround(ancestors: readonly AnyNode[], program: AnyNode): AnyNode {
  return [...ancestors].reverse().find((node) => /Function/.test(node.type)) ?? program;
}
