/**
 * What a flat part offers is an object of names that exist anyway: `link.heard` is the function `heard`. Where it is used
 * by such a property, the name takes its place, and with its last use the object goes.
 */
import type { AnyNode, FunctionDeclaration } from "acorn";
import MagicString from "magic-string";
import type { Bundle } from "./bundle.ts";
import { changed } from "./compose-maps.ts";
import { eachChild, type Mention, Scopes } from "./scopes.ts";

export function callDirectly(input: Bundle): Bundle {
  const scopes = new Scopes(input.code);
  const magic = new MagicString(input.code);
  const written = writtenProperties(scopes.program);
  for (const part of scopes.top.keys()) {
    const at = scopes.fixed(part);
    if (at?.type !== "VariableDeclarator" || at.init?.type !== "CallExpression") continue;
    const offered = at.init.callee.type === "Identifier" ? offeredNames(at.init.callee.name, scopes) : undefined;
    if (!offered) continue;
    for (const { node, around, parent } of scopes.uses(part)) {
      const property = plainProperty(parent, node);
      const direct = property === undefined ? undefined : offered.get(property);
      if (!direct || written.has(property as string) || scopes.hides(around, direct)) continue;
      magic.overwrite(parent.start, parent.end, direct);
    }
  }
  return changed(input, magic);
}

/** property -> name, of the object literal that a factory ends with; only names that will always mean the same. */
function offeredNames(factory: string, scopes: Scopes): Map<string, string> | undefined {
  const declaration = scopes.fixed(factory);
  if (declaration?.type !== "FunctionDeclaration" || returnsIn(declaration.body as AnyNode) !== 1) return undefined;
  const last = declaration.body.body.at(-1);
  if (last?.type !== "ReturnStatement" || last.argument?.type !== "ObjectExpression") return undefined;
  const isOnce = scopes.onceCalled(factory) !== undefined;
  const offered = new Map<string, string>();
  for (const { type, ...property } of last.argument.properties) {
    if (type !== "Property" || !("key" in property)) continue;
    const { key, value } = property as { key: AnyNode; value: AnyNode };
    const name = key.type === "Identifier" ? key.name : String((key as { value?: unknown }).value);
    const isFree = value.type === "Identifier" && !scopes.hides([declaration as AnyNode], value.name);
    if (isFree && isSettled(value.name, declaration, isOnce, scopes)) offered.set(name, value.name);
    else offered.delete(name);
  }
  return offered;
}

/** A function without `this`; or a variable that only the factory gives a value, in the one time that it runs. */
function isSettled(name: string, factory: FunctionDeclaration, isOnce: boolean, scopes: Scopes): boolean {
  const at = scopes.fixed(name);
  if (at?.type === "FunctionDeclaration") return !usesThis(at.body as AnyNode);
  const writes = scopes.mentions(name).filter(({ use }) => use === "write" || use === "function");
  const isIn = ({ around, isRepeated }: Mention) => around.length === 1 && around[0] === factory && !isRepeated;
  return isOnce && writes.length === 1 && isIn(writes[0] as Mention);
}

function usesThis(node: AnyNode): boolean {
  return some(node, (at) => at.type === "ThisExpression");
}

function returnsIn(body: AnyNode): number {
  let count = 0;
  some(body, (at) => at.type === "ReturnStatement" && ++count < 0);
  return count;
}

/** Looks at a function's own code, not at that of the functions made in it. */
function some(node: AnyNode, test: (at: AnyNode) => boolean): boolean {
  if (test(node)) return true;
  let found = false;
  if (!/^Function/.test(node.type)) {
    eachChild(node, (child) => {
      found ||= some(child, test);
    });
  }
  return found;
}

/** `name` of `object.name` and of `object["name"]`. */
function plainProperty(parent: AnyNode, object?: AnyNode): string | undefined {
  if (parent.type !== "MemberExpression" || (object && parent.object !== object)) return undefined;
  if (!parent.computed) return parent.property.type === "Identifier" ? parent.property.name : undefined;
  return parent.property.type === "Literal" ? String(parent.property.value) : undefined;
}

/** The names of properties that are given a value or deleted, of whatever object: a part may go by other names. */
function writtenProperties(program: AnyNode): Set<string> {
  const written = new Set<string>();
  const visit = (node: AnyNode): void => {
    const target =
      node.type === "AssignmentExpression" || node.type === "ForInStatement"
        ? node.left
        : node.type === "UpdateExpression" || (node.type === "UnaryExpression" && node.operator === "delete")
          ? node.argument
          : undefined;
    const name = target && plainProperty(target as AnyNode);
    if (name !== undefined) written.add(name);
    eachChild(node, visit);
  };
  visit(program);
  return written;
}
