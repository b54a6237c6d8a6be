/** Walking acorn's tree in the order of the text. */
import type { AnyNode } from "acorn";

export type FunctionNode = Extract<AnyNode, { type: "FunctionDeclaration" | "FunctionExpression" }>;

export function isFunctionNode(node: AnyNode): node is FunctionNode {
  return node.type === "FunctionDeclaration" || node.type === "FunctionExpression";
}

export function childrenOf(node: AnyNode): AnyNode[] {
  const children: AnyNode[] = [];
  for (const value of Object.values(node) as unknown[]) {
    for (const one of Array.isArray(value) ? value : [value]) if (isNode(one)) children.push(one);
  }
  return children.sort((a, b) => a.start - b.start);
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === "object" && value !== null && "type" in value && "start" in value;
}

/** `Math.trunc` for a chain of plain names, else undefined. */
export function dottedName(node: AnyNode): string | undefined {
  if (node.type === "Identifier") return node.name;
  if (node.type !== "MemberExpression" || node.computed || node.property.type !== "Identifier") return undefined;
  const object = dottedName(node.object as AnyNode);
  return object === undefined ? undefined : `${object}.${node.property.name}`;
}
