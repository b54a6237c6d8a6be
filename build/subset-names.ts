/**
 * Espruino does not hoist. A function exists from its text on; a `var` from the line that declares it, and before that, or
 * when that line was skipped, its name means an outer variable or a new global. This walk holds every name of the final
 * text to that: declared earlier, and on every path.
 */
import type { AnyNode, Program } from "acorn";
import { isGlobal } from "./espruino-library.ts";
import type { Report } from "./subset.ts";
import { childrenOf, type FunctionNode, isFunctionNode } from "./subset-tree.ts";

interface Declaration {
  readonly kind: "function" | "var" | "param";
  /** From here on the name is there. */
  readonly from: number;
  /** The statements that may be skipped around it, outermost first. */
  readonly blocks: readonly AnyNode[];
}

interface Scope {
  readonly parent: Scope | undefined;
  readonly names: Map<string, Declaration[]>;
  /** Runs where it stands (the program, an immediately called function): outer names are subject to order too. */
  readonly isImmediate: boolean;
}

export function checkNames(tree: Program, report: Report): void {
  walkBody(
    tree.body as AnyNode[],
    { parent: undefined, names: declarationsIn(tree.body as AnyNode[]), isImmediate: true },
    [],
    report,
  );
}

function walkBody(body: readonly AnyNode[], scope: Scope, blocks: readonly AnyNode[], report: Report): void {
  for (const node of body) walk(node, undefined, scope, blocks, report);
}

function walk(
  node: AnyNode,
  parent: AnyNode | undefined,
  scope: Scope,
  blocks: readonly AnyNode[],
  report: Report,
): void {
  if (isFunctionNode(node)) walkFunction(node, parent, scope, blocks, report);
  else if (node.type === "CatchClause") walkCatch(node, scope, blocks, report);
  else if (node.type === "Identifier") checkUse(node, parent, scope, blocks, report);
  else {
    for (const child of childrenOf(node)) {
      walk(child, node, scope, maySkip(node, child) ? [...blocks, child] : blocks, report);
    }
  }
}

function walkFunction(
  node: FunctionNode,
  parent: AnyNode | undefined,
  scope: Scope,
  blocks: readonly AnyNode[],
  report: Report,
): void {
  if (node.type === "FunctionDeclaration" && blocks.some((block) => !isFunctionNode(block))) {
    report(node.start, "function {name} declared inside a block", "declare it outside the block");
  }
  const body = node.body.type === "BlockStatement" ? (node.body.body as AnyNode[]) : [];
  const names = declarationsIn(body);
  for (const param of node.params) {
    if (param.type === "Identifier") names.set(param.name, [{ kind: "param", from: node.start, blocks: [] }]);
  }
  names.set("arguments", [{ kind: "param", from: node.start, blocks: [] }]);
  if (node.type === "FunctionExpression" && node.id && !names.has(node.id.name)) {
    names.set(node.id.name, [{ kind: "param", from: node.start, blocks: [] }]);
  }
  const isImmediate = scope.isImmediate && !!parent && calls(parent, node);
  walkBody(body, { parent: scope, names, isImmediate }, isImmediate ? blocks : [], report);
}

function walkCatch(
  node: Extract<AnyNode, { type: "CatchClause" }>,
  scope: Scope,
  blocks: readonly AnyNode[],
  report: Report,
): void {
  const names = new Map<string, Declaration[]>();
  if (node.param?.type === "Identifier") names.set(node.param.name, [{ kind: "param", from: node.start, blocks: [] }]);
  walk(node.body, node, { parent: scope, names, isImmediate: true }, blocks, report);
}

function calls(parent: AnyNode, node: AnyNode): boolean {
  if (parent.type === "ParenthesizedExpression") return parent.expression === node;
  return parent.type === "CallExpression" && parent.callee === node;
}

function checkUse(
  node: Extract<AnyNode, { type: "Identifier" }>,
  parent: AnyNode | undefined,
  scope: Scope,
  blocks: readonly AnyNode[],
  report: Report,
): void {
  if (isPropertyName(node, parent)) return;
  let isOrdered = true;
  for (let at: Scope | undefined = scope; at; at = at.parent) {
    const found = at.names.get(node.name);
    if (found) {
      if (isOrdered) checkOrder(node, found, blocks, report);
      return;
    }
    isOrdered = isOrdered && at.isImmediate;
  }
  if (isGlobal(node.name)) return;
  if (isAssigned(node, parent))
    report(node.start, "{name} is assigned but never declared", "declare it with var, let or const");
  else
    report(
      node.start,
      `unknown global ${node.name}`,
      'Espruino does not have it; declare it, or write it as global["…"] where a board has it',
    );
}

function checkOrder(
  node: { start: number },
  declared: readonly Declaration[],
  blocks: readonly AnyNode[],
  report: Report,
): void {
  const earlier = declared.filter(({ from }) => from <= node.start);
  if (earlier.length === 0) {
    const kind = declared[0]?.kind === "function" ? "function {name}" : "{name}";
    report(node.start, `${kind} used before its declaration`, "move the declaration up: Espruino does not hoist");
    return;
  }
  if (!earlier.some((one) => one.blocks.every((block, depth) => blocks[depth] === block))) {
    report(node.start, "{name} is declared in a block that may be skipped", "declare it at the top of the function");
  }
}

/** Declarations of one function, without those of the functions in it. */
function declarationsIn(body: readonly AnyNode[]): Map<string, Declaration[]> {
  const names = new Map<string, Declaration[]>();
  const add = (name: string, one: Declaration) => names.set(name, [...(names.get(name) ?? []), one]);
  const visit = (node: AnyNode, blocks: readonly AnyNode[]): void => {
    if (node.type === "FunctionDeclaration") add(node.id?.name ?? "", { kind: "function", from: node.start, blocks });
    if (isFunctionNode(node)) return;
    if (node.type === "VariableDeclaration") {
      for (const one of node.declarations) {
        if (one.id.type === "Identifier") add(one.id.name, { kind: "var", from: one.id.start, blocks });
      }
    }
    for (const child of childrenOf(node)) visit(child, maySkip(node, child) ? [...blocks, child] : blocks);
  };
  for (const node of body) visit(node, []);
  return names;
}

/** Whether `child` may not run although `parent` does. The first turn of do…while and finally always do. */
function maySkip(parent: AnyNode, child: AnyNode): boolean {
  switch (parent.type) {
    case "IfStatement":
      return child !== parent.test;
    case "ForStatement":
      return child === parent.body || child === parent.update;
    case "ForInStatement":
      return child === parent.body;
    case "WhileStatement":
      return child === parent.body;
    case "SwitchStatement":
      return child !== parent.discriminant;
    case "TryStatement":
      return child !== parent.finalizer;
    default:
      return false;
  }
}

function isPropertyName(node: AnyNode, parent: AnyNode | undefined): boolean {
  if (parent?.type === "MemberExpression") return parent.property === node && !parent.computed;
  if (parent?.type === "Property") return parent.key === node && !parent.computed;
  return (
    parent?.type === "LabeledStatement" || parent?.type === "BreakStatement" || parent?.type === "ContinueStatement"
  );
}

function isAssigned(node: AnyNode, parent: AnyNode | undefined): boolean {
  return parent?.type === "AssignmentExpression" && parent.left === node;
}
