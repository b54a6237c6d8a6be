/**
 * A flat part (`singleton.ts`) keeps what it is given in variables of its own: a second name, and a variable of the
 * board's, for what mostly has one already. Where the thing given is a variable of the bundle that never changes, its name
 * is used instead.
 */
import { type AnyNode, type AssignmentExpression, type FunctionDeclaration, type Identifier, parse } from "acorn";
import { ancestor } from "acorn-walk";
import MagicString from "magic-string";
import type { Bundle } from "./bundle.ts";
import { composed } from "./compose-maps.ts";
import { declarationsByScope } from "./global-names.ts";

/**
 * What a flat part offers is an object of names that exist anyway: `link.heard` is the function `heard`. Where it is used
 * by such a property, the name takes its place, and with its last use the object goes.
 */
export function callDirectly(input: Bundle): Bundle {
  const program = parse(input.code, { ecmaVersion: 5, sourceType: "script" }) as AnyNode;
  const declared = declarationsByScope(program);
  const names = survey(program, declared);
  const magic = new MagicString(input.code);
  for (const [part, factory] of names.parts) {
    const offered = offeredNames(names.factories.get(factory));
    if (names.writes.get(part) !== 1) continue;
    for (const { node, scopes, parent } of names.mentions.get(part) ?? []) {
      if (parent?.type !== "MemberExpression" || parent.object !== node || parent.computed) continue;
      const direct = offered.get((parent.property as Identifier).name);
      if (!direct || scopes.some((scope) => declared.get(scope)?.has(direct))) continue;
      magic.overwrite(parent.start, parent.end, direct);
    }
  }
  return { ...input, code: magic.toString(), map: composed(magic, input.map) };
}

/** property -> name, of the object literal that a factory ends with. */
function offeredNames(factory: FunctionDeclaration | undefined): Map<string, string> {
  const last = factory?.body.body.at(-1);
  const literal =
    last?.type === "ReturnStatement" && last.argument?.type === "ObjectExpression" ? last.argument : undefined;
  const own = new Set(factory?.params.map((parameter) => (parameter as Identifier).name));
  const offered = new Map<string, string>();
  for (const property of literal?.properties ?? []) {
    if (property.type !== "Property" || property.value.type !== "Identifier" || own.has(property.value.name)) continue;
    if (property.key.type === "Identifier") offered.set(property.key.name, property.value.name);
  }
  return offered;
}

/** Objects that only the start looks at (the board's row) are let go of at its end. */
export function releaseAfterStart(input: Bundle): Bundle {
  const program = parse(input.code, { ecmaVersion: 5, sourceType: "script" }) as AnyNode;
  const names = survey(program, declarationsByScope(program));
  const released = [...names.objects].filter((name) => {
    const uses = names.mentions.get(name) ?? [];
    return uses.length > 0 && uses.every(({ scopes }) => scopes.length === 0);
  });
  // At the end, so that the map still fits.
  return { ...input, code: input.code + released.map((name) => `${name} = void 0;\n`).join("") };
}

interface Mention {
  readonly node: AnyNode;
  readonly parent: AnyNode | undefined;
  /** The functions it stands in. */
  readonly scopes: readonly AnyNode[];
}

interface Names {
  /** Times a name of the top level is given a value. */
  readonly writes: Map<string, number>;
  readonly mentions: Map<string, Mention[]>;
  readonly factories: Map<string, FunctionDeclaration>;
  readonly calls: Map<string, readonly AnyNode[]>;
  /** Names of the top level that begin as a number or a text, and its source. */
  readonly literals: Map<string, string>;
  /** Names of the top level that a factory makes, and that factory. */
  readonly parts: Map<string, string>;
  /** Names of the top level that begin as an object. */
  readonly objects: Set<string>;
}

export function dropAliases(input: Bundle): Bundle {
  const program = parse(input.code, { ecmaVersion: 5, sourceType: "script" }) as AnyNode;
  const declared = declarationsByScope(program);
  const names = survey(program, declared);
  const magic = new MagicString(input.code);
  for (const [factory, node] of names.factories) {
    const given = names.calls.get(factory);
    if (given && names.mentions.get(factory)?.length === 1) replace(node, given, names, declared, magic);
  }
  // A constant in place of its name; the minifier does so only where it can follow all calls that come before.
  for (const [name, literal] of names.literals) {
    if (names.writes.get(name) !== 1) continue;
    for (const { node } of names.mentions.get(name) ?? []) magic.overwrite(node.start, node.end, literal);
  }
  return { ...input, code: magic.toString(), map: composed(magic, input.map) };
}

function replace(
  factory: FunctionDeclaration,
  given: readonly AnyNode[],
  names: Names,
  declared: ReturnType<typeof declarationsByScope>,
  magic: MagicString,
): void {
  factory.params.forEach((parameter, i) => {
    const value = given[i];
    const taking = factory.body.body[i];
    if (value?.type !== "Identifier" || taking?.type !== "ExpressionStatement") return;
    const { left, right } = taking.expression as AssignmentExpression;
    if (right?.type !== "Identifier" || right.name !== (parameter as Identifier).name) return;
    const alias = (left as Identifier).name;
    const uses = names.mentions.get(alias) ?? [];
    const isConstant = names.writes.get(value.name) === 1 && names.writes.get(alias) === 1;
    if (!isConstant || uses.some(({ scopes }) => scopes.some((scope) => declared.get(scope)?.has(value.name)))) return;
    magic.remove(taking.start, taking.end);
    for (const { node } of uses) if (node !== left) magic.overwrite(node.start, node.end, value.name);
  });
}

function survey(program: AnyNode, declared: ReturnType<typeof declarationsByScope>): Names {
  const names: Names = {
    writes: new Map(),
    mentions: new Map(),
    factories: new Map(),
    calls: new Map(),
    parts: new Map(),
    objects: new Set(),
    literals: new Map(),
  };
  const wrote = (name: string) => names.writes.set(name, (names.writes.get(name) ?? 0) + 1);
  const mention = (node: AnyNode, ancestors: readonly AnyNode[]) => {
    const { name } = node as Identifier;
    const scopes = ancestors.filter((scope) => /Function/.test(scope.type));
    if (scopes.some((scope) => declared.get(scope)?.has(name))) return;
    names.mentions.set(name, [...(names.mentions.get(name) ?? []), { node, parent: ancestors.at(-2), scopes }]);
  };
  ancestor(program, {
    Identifier: (node, _state, ancestors) => mention(node as AnyNode, ancestors),
    VariablePattern(node: AnyNode, _state: unknown, ancestors: readonly AnyNode[]) {
      if (ancestors.at(-2)?.type === "AssignmentExpression") mention(node, ancestors);
    },
    AssignmentExpression: (node) => void (node.left.type === "Identifier" && wrote(node.left.name)),
    UpdateExpression: (node) => void (node.argument.type === "Identifier" && wrote(node.argument.name)),
    VariableDeclarator(node, _state, ancestors) {
      const isTop = !ancestors.some((scope) => /Function/.test(scope.type));
      if (isTop && node.init) wrote((node.id as Identifier).name);
      if (isTop && node.init?.type === "Literal" && node.init.raw) {
        names.literals.set((node.id as Identifier).name, node.init.raw);
      }
      if (isTop && node.init?.type === "CallExpression" && node.init.callee.type === "Identifier") {
        names.parts.set((node.id as Identifier).name, node.init.callee.name);
      }
      if (isTop && node.init?.type === "ObjectExpression") names.objects.add((node.id as Identifier).name);
    },
    FunctionDeclaration(node, _state, ancestors) {
      if (ancestors.length === 2 && node.id) names.factories.set(node.id.name, node as FunctionDeclaration);
    },
    CallExpression(node, _state, ancestors) {
      const isTop = !ancestors.some((scope) => /Function/.test(scope.type));
      if (isTop && node.callee.type === "Identifier") names.calls.set(node.callee.name, node.arguments as AnyNode[]);
    },
  } as Parameters<typeof ancestor>[1]);
  return names;
}
