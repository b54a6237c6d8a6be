/** Uses of built-ins that Espruino lacks or that mean something else there. */
import type { AnyNode } from "acorn";
import { full } from "acorn-walk";
import { MISSING_GLOBALS, MISSING_METHODS, MISSING_STATICS, MODULES } from "./espruino-library.ts";
import type { Report } from "./subset.ts";
import { dottedName } from "./subset-tree.ts";

const OWN_PROTOTYPES = /^(Array|Object|String|Number|Function|Date|RegExp|Boolean)\.prototype\./;

export function checkLibrary(tree: AnyNode, report: Report): void {
  const own = definedNames(tree);
  full(tree, (found) => {
    const node = found as AnyNode;
    if (node.type === "Identifier" && Object.hasOwn(MISSING_GLOBALS, node.name) && !own.variables.has(node.name)) {
      report(node.start, `${node.name} is missing`, MISSING_GLOBALS[node.name] ?? "");
    }
    if (node.type === "MemberExpression") checkMember(node, report);
    if (node.type === "CallExpression") checkCall(node, own.properties, report);
    if (node.type === "AssignmentExpression") checkLength(node.left, report);
    if (node.type === "UpdateExpression") checkLength(node.argument, report);
    if (node.type === "BinaryExpression") checkInstanceof(node, report);
  });
}

/** Names the bundle gives its own variables and properties: the same spelling then is no built-in. */
function definedNames(tree: AnyNode): { variables: Set<string>; properties: Set<string> } {
  const variables = new Set<string>();
  const properties = new Set<string>();
  full(tree, (found) => {
    const node = found as AnyNode;
    if (node.type === "VariableDeclarator" && node.id.type === "Identifier") variables.add(node.id.name);
    if (node.type === "FunctionDeclaration" || node.type === "FunctionExpression") {
      if (node.id) variables.add(node.id.name);
      for (const param of node.params) if (param.type === "Identifier") variables.add(param.name);
    }
    if (node.type === "Property" && node.key.type === "Identifier") properties.add(node.key.name);
    if (node.type === "AssignmentExpression" && node.left.type === "MemberExpression" && !node.left.computed) {
      if (node.left.property.type === "Identifier") properties.add(node.left.property.name);
    }
  });
  return { variables, properties };
}

function checkMember(node: Extract<AnyNode, { type: "MemberExpression" }>, report: Report): void {
  const name = dottedName(node);
  if (name === undefined) return;
  const remedy = Object.hasOwn(MISSING_STATICS, name) ? MISSING_STATICS[name] : undefined;
  if (remedy !== undefined) report(node.start, `${name} is missing`, remedy);
  if (OWN_PROTOTYPES.test(name) && name.split(".").length === 3) {
    report(
      node.start,
      `${name} is undefined: prototypes of built-ins hold no methods`,
      "take it from a value: [].slice.call(…)",
    );
  }
}

function checkCall(node: Extract<AnyNode, { type: "CallExpression" }>, own: ReadonlySet<string>, report: Report): void {
  const { callee } = node;
  if (callee.type === "Identifier" && callee.name === "require") checkRequire(node, report);
  if (callee.type !== "MemberExpression" || callee.computed || callee.property.type !== "Identifier") return;
  const method = callee.property.name;
  if (Object.hasOwn(MISSING_METHODS, method) && !own.has(method)) {
    report(node.start, `.${method}() is missing`, MISSING_METHODS[method] ?? "");
  }
  if (dottedName(callee as AnyNode) === "JSON.stringify" && hasReplacer(node.arguments[1] as AnyNode | undefined)) {
    report(node.start, "JSON.stringify ignores its replacer", "build the object to be written first");
  }
}

function hasReplacer(node: AnyNode | undefined): boolean {
  if (!node || (node.type === "Literal" && node.value === null)) return false;
  return (
    !(node.type === "UnaryExpression" && node.operator === "void") &&
    !(node.type === "Identifier" && node.name === "undefined")
  );
}

function checkRequire(node: Extract<AnyNode, { type: "CallExpression" }>, report: Report): void {
  const [module] = node.arguments;
  const name = module?.type === "Literal" ? String(module.value) : undefined;
  if (name !== undefined && MODULES.has(name)) return;
  report(
    node.start,
    `require of ${name === undefined ? "a computed name" : `"${name}"`}`,
    `only ${[...MODULES].join(", ")} are on every board`,
  );
}

function checkLength(target: { type: string; start: number }, report: Report): void {
  const node = target as AnyNode;
  if (
    node.type === "MemberExpression" &&
    !node.computed &&
    node.property.type === "Identifier" &&
    node.property.name === "length"
  ) {
    report(node.start, "assignment to .length", "make a new array, or use splice");
  }
}

function checkInstanceof(node: Extract<AnyNode, { type: "BinaryExpression" }>, report: Report): void {
  if (node.operator !== "instanceof" || node.right.type !== "Identifier" || !/Error$/.test(node.right.name)) return;
  report(node.start, `instanceof ${node.right.name} is false for the interpreter's own errors`, "look at e.message");
}
