/**
 * A flat part (`singleton.ts`) keeps what it is given in variables of its own: a second name, and a variable of the
 * board's, for what mostly has one already. Where the thing given is a variable of the bundle that never changes, its name
 * is used instead; where nothing but the factory itself looks at it, the parameter. A function that is written where it is given
 * gets its name there: made in the factory, as the minifier would have it, it would keep all that the factory was given.
 */
import type { AnyNode, AssignmentExpression, FunctionDeclaration, Identifier } from "acorn";
import MagicString from "magic-string";
import type { Bundle } from "./bundle.ts";
import { changed } from "./compose-maps.ts";
import { Scopes } from "./scopes.ts";

/** Objects that only the start looks at (the board's row) are let go of at its end. */
export function releaseAfterStart(input: Bundle): Bundle {
  const scopes = new Scopes(input.code);
  const released = [...scopes.top.keys()].filter((name) => {
    const at = scopes.fixed(name);
    const uses = scopes.uses(name);
    const isObject = at?.type === "VariableDeclarator" && at.init?.type === "ObjectExpression";
    return isObject && uses.length > 0 && uses.every(({ around }) => around.length === 0);
  });
  // At the end, so that the map still fits.
  const code = input.code.replace(/;?\s*$/, ";\n");
  return { ...input, code: code + released.map((name) => `${name} = void 0;\n`).join("") };
}

export function dropAliases(input: Bundle): Bundle {
  const scopes = new Scopes(input.code);
  const magic = new MagicString(input.code);
  const aliases = new Map<string, Alias>();
  for (const name of scopes.top.keys()) for (const alias of aliasesOf(name, scopes)) aliases.set(alias.name, alias);
  for (const alias of aliases.values()) {
    const value = settled(alias, aliases);
    const uses = scopes.uses(alias.name);
    if (!alias.isParameter && !alias.made && uses.some(({ around }) => scopes.hides(around, value))) {
      aliases.delete(alias.name);
      continue;
    }
    magic.remove(alias.taking.start, alias.taking.end);
    if (alias.made) magic.appendLeft(alias.made.start, `${alias.name} = `);
    else for (const { node } of uses) if (node !== alias.node) magic.overwrite(node.start, node.end, value);
  }
  // A constant in place of its name; the minifier does so only where it can follow all calls that come before.
  for (const name of scopes.top.keys()) {
    const literal = literalOf(name, scopes, input.code);
    if (literal === undefined) continue;
    for (const { node, parent } of scopes.uses(name))
      magic.overwrite(node.start, node.end, isObjectOf(parent, node) ? `(${literal})` : literal);
  }
  return changed(input, magic);
}

interface Alias {
  readonly name: string;
  readonly value: string;
  /** `name = parameter;`, and its left side. */
  readonly taking: AnyNode;
  readonly node: AnyNode;
  /** `value` is the factory's parameter: what was given is held no longer than the factory runs. */
  readonly isParameter?: boolean;
  /** The function that is given: `value` is the name itself. */
  readonly made?: AnyNode;
}

/** The variables in which a factory that runs once keeps parameters that were given as a name that never changes. */
function aliasesOf(factory: string, scopes: Scopes): Alias[] {
  const call = scopes.onceCalled(factory);
  if (!call) return [];
  const { params, body } = scopes.fixed(factory) as FunctionDeclaration;
  return params.flatMap((parameter, i): Alias[] => {
    const value = call.given[i];
    const taking = body.body[i];
    if (!value || taking?.type !== "ExpressionStatement") return [];
    const { left, right, operator } = taking.expression as AssignmentExpression;
    if (operator !== "=" || left?.type !== "Identifier" || right.type !== "Identifier") return [];
    if (right.name !== (parameter as Identifier).name) return [];
    const writes = scopes.mentions(left.name).filter(({ use }) => use !== "read" && use !== "declare");
    if (writes.length !== 1 || writes[0]?.node !== left) return [];
    const alias = { name: left.name, taking: taking as AnyNode, node: left as AnyNode };
    if (value.type === "Identifier" && isSetBefore(value, scopes)) return [{ ...alias, value: value.name }];
    if (isForStart(left.name, factory, scopes)) return [{ ...alias, value: right.name, isParameter: true }];
    const isMade = value.type === "FunctionExpression" && !isOffered(left.name, scopes);
    return isMade ? [{ ...alias, value: left.name, made: value }] : [];
  });
}

/** Whether only the factory's own statements look at it, and it is none of what the part offers. */
function isForStart(name: string, factory: string, scopes: Scopes): boolean {
  const at = scopes.fixed(factory);
  const isIn = scopes.uses(name).every(({ around }) => around.length === 1 && around[0] === at);
  return isIn && !isOffered(name, scopes);
}

/** It may be what a part offers, which `call-directly.ts` looks for in the factory. */
function isOffered(name: string, scopes: Scopes): boolean {
  return scopes.uses(name).some(({ parent }) => parent.type === "Property");
}

/**
 * Whether a name has, where it is handed on at the start, the value that it will always have. Functions are left
 * out: without the alias the minifier sees their one use and moves them there, and others then stay that moved before.
 */
function isSetBefore(use: Identifier, scopes: Scopes): boolean {
  const at = scopes.fixed(use.name);
  return at?.type === "VariableDeclarator" && at.end <= use.start;
}

/** An alias may be handed on itself. */
function settled(alias: Alias, aliases: ReadonlyMap<string, Alias>): string {
  const next = aliases.get(alias.value);
  return next && next !== alias ? settled(next, aliases) : alias.value;
}

/** The source of a number or text that a name stands for. */
function literalOf(name: string, scopes: Scopes, code: string): string | undefined {
  const at = scopes.fixed(name);
  if (at?.type !== "VariableDeclarator" || at.init?.type !== "Literal") return undefined;
  // A regular expression is an object and remembers where it was.
  return /^(number|string|boolean)$/.test(typeof at.init.value) ? code.slice(at.init.start, at.init.end) : undefined;
}

function isObjectOf(parent: AnyNode, node: AnyNode): boolean {
  return parent.type === "MemberExpression" && parent.object === node;
}
