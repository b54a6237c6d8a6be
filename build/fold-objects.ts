/**
 * An object of the top level that is made of constants, and with which nothing is done but to read its properties by name,
 * is a list of constants: the board's row. Each is written where it is read, so that the minifier can drop what follows from
 * it. What is a list or an object in it, and is handed on, stays. Its texts are kept from the minifier's short names: what is
 * looked up by one (`global[pin]`) may come to be written as a property.
 */
import type { AnyNode, Identifier, MemberExpression, ObjectExpression, Property } from "acorn";
import { ancestor, simple } from "acorn-walk";
import MagicString from "magic-string";
import type { Bundle } from "./bundle.ts";
import { changed } from "./compose-maps.ts";
import { Scopes } from "./scopes.ts";

interface Read {
  /** The text that names it, outermost. */
  readonly at: AnyNode;
  /** What it names; undefined where the object has no such property. */
  readonly value: AnyNode | undefined;
  /** The object's own property that it begins with. */
  readonly first: string;
}

export function foldObjects(input: Bundle): Bundle {
  const scopes = new Scopes(input.code);
  const magic = new MagicString(input.code);
  const foreignNames = new Set(input.foreignNames);
  for (const name of scopes.top.keys()) {
    const at = scopes.fixed(name);
    if (at?.type !== "VariableDeclarator" || at.init?.type !== "ObjectExpression" || !isConstant(at.init)) continue;
    const reads = readsOf(at.init, new Set(scopes.uses(name).map(({ node }) => node)), scopes.program);
    if (!reads) continue;
    fold(at.init, reads, input.code, magic);
    simple(at.init, {
      Literal({ value }) {
        if (typeof value === "string") foreignNames.add(value);
      },
    });
  }
  return { ...changed(input, magic), foreignNames: [...foreignNames] };
}

function fold(object: ObjectExpression, reads: readonly Read[], code: string, magic: MagicString): void {
  // What is handed on may be changed there: all of it stays.
  const kept = new Set(reads.filter(({ value }) => value && isGroup(value)).map(({ first }) => first));
  for (const { at, value, first } of reads) {
    if (!kept.has(first))
      magic.overwrite(at.start, at.end, value ? `(${code.slice(value.start, value.end)})` : "(void 0)");
  }
  const properties = (object.properties as Property[]).filter(({ key }) => kept.has(nameOf(key)));
  magic.overwrite(
    object.start,
    object.end,
    `{ ${properties.map((one) => code.slice(one.start, one.end)).join(", ")} }`,
  );
}

/** All reads of the object; undefined when anything else is done with it. */
function readsOf(object: ObjectExpression, uses: ReadonlySet<Identifier>, program: AnyNode): Read[] | undefined {
  const reads: (Read | undefined)[] = [];
  ancestor(program, {
    Identifier(node, _state, ancestors) {
      if (uses.has(node as Identifier)) reads.push(readAt(object, ancestors as AnyNode[]));
    },
  });
  return reads.length === uses.size && reads.every((read) => read) ? (reads as Read[]) : undefined;
}

function readAt(object: ObjectExpression, ancestors: readonly AnyNode[]): Read | undefined {
  let value: AnyNode | undefined = object;
  let depth = ancestors.length - 1;
  let first = "";
  while (value && isGroup(value)) {
    const parent = ancestors[depth - 1];
    if (!isRead(parent, ancestors[depth])) break;
    if (value.type !== "ObjectExpression") break;
    const name = nameOf(parent.property);
    first ||= name;
    // Every object has what its prototype has.
    value = (value.properties as Property[]).findLast(({ key }) => nameOf(key) === name)?.value;
    if (!value && name in Object.prototype) return undefined;
    depth--;
  }
  const at = ancestors[depth] as AnyNode;
  return first === "" || isChanged(ancestors[depth - 1], at) ? undefined : { at, value, first };
}

function isRead(parent: AnyNode | undefined, node: AnyNode | undefined): parent is MemberExpression {
  return parent?.type === "MemberExpression" && parent.object === node && !parent.computed;
}

function isChanged(parent: AnyNode | undefined, node: AnyNode): boolean {
  if (parent?.type === "AssignmentExpression" || parent?.type === "ForInStatement") return parent.left === node;
  return parent?.type === "UpdateExpression" || (parent?.type === "UnaryExpression" && parent.operator === "delete");
}

const isGroup = (node: AnyNode): boolean => node.type === "ObjectExpression" || node.type === "ArrayExpression";

const nameOf = (key: AnyNode): string =>
  key.type === "Identifier" ? key.name : key.type === "Literal" ? String(key.value) : "";

function isConstant(node: AnyNode): boolean {
  // A pattern is an object, and remembers where it was.
  if (node.type === "Literal") return !("regex" in node && node.regex);
  if (node.type === "UnaryExpression") return isConstant(node.argument);
  if (node.type === "ArrayExpression") return node.elements.every((one) => !!one && isConstant(one as AnyNode));
  if (node.type !== "ObjectExpression") return false;
  return node.properties.every((one) => one.type === "Property" && isConstant(one.value));
}
