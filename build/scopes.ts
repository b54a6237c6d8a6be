/** The names of the bundle's top level, and every place that means them: shadowed ones are told apart. */
import { type AnyNode, type FunctionDeclaration, type Identifier, parse, type VariableDeclarator } from "acorn";

export interface Mention {
  readonly node: Identifier;
  /** function: its declaration. declare: a `var` that gives no value. write: it gets a value here. */
  readonly use: "function" | "declare" | "write" | "read";
  readonly parent: AnyNode;
  /** The functions and catch clauses around it, outermost first. */
  readonly around: readonly AnyNode[];
  /** It stands in a loop, so that what is there may run more than once. */
  readonly isRepeated: boolean;
}

const LOOPS = new Set(["ForStatement", "ForInStatement", "WhileStatement", "DoWhileStatement"]);

export class Scopes {
  readonly program: AnyNode;
  /** Names of the top level. */
  readonly top = new Map<string, Mention[]>();
  /** Names of inner scopes and of what is not the bundle's: what a new name must differ from. */
  readonly taken = new Set<string>();
  readonly #declared = new Map<AnyNode, Set<string>>();
  readonly #isDirect = new Set<AnyNode>();

  constructor(code: string) {
    this.program = parse(code, { ecmaVersion: 5, sourceType: "script" }) as AnyNode;
    this.#declare(this.program, this.program);
    for (const name of this.#declared.get(this.program) ?? []) this.top.set(name, []);
    for (const statement of (this.program as Extract<AnyNode, { type: "Program" }>).body) {
      this.#isDirect.add(statement as AnyNode);
      if (statement.type === "VariableDeclaration") for (const one of statement.declarations) this.#isDirect.add(one);
    }
    this.#visit(this.program, this.program, [], false);
  }

  mentions(name: string): readonly Mention[] {
    return this.top.get(name) ?? [];
  }

  /** Where it is used; its declarations left out. */
  uses(name: string): Mention[] {
    return this.mentions(name).filter((mention) => mention.use === "read" || !isDeclaration(mention));
  }

  /** The name's one declaration, directly at the top level, when it gets its value there and nowhere else. */
  fixed(name: string): VariableDeclarator | FunctionDeclaration | undefined {
    const given = this.mentions(name).filter(({ use }) => use === "write" || use === "function");
    const at = given.length === 1 ? given[0]?.parent : undefined;
    if (!at || !this.#isDirect.has(at)) return undefined;
    if (at.type === "VariableDeclarator") return at;
    return at.type === "FunctionDeclaration" && at.id ? (at as FunctionDeclaration) : undefined;
  }

  /** The arguments of the one call of a function of the top level that runs once and is mentioned nowhere else. */
  onceCalled(name: string): { callee: Identifier; given: readonly AnyNode[] } | undefined {
    const [use, ...others] = this.uses(name);
    if (!use || others.length > 0 || use.around.length > 0 || use.isRepeated) return undefined;
    if (use.parent.type !== "CallExpression" || use.parent.callee !== use.node) return undefined;
    return this.fixed(name)?.type === "FunctionDeclaration"
      ? { callee: use.node, given: use.parent.arguments as AnyNode[] }
      : undefined;
  }

  /** Whether a name, written at this place, would mean something nearer than the top level. */
  hides(around: readonly AnyNode[], name: string): boolean {
    return around.some((scope) => this.#declared.get(scope)?.has(name));
  }

  isOfTop(name: string): boolean {
    return this.top.has(name);
  }

  #add(scope: AnyNode, name: string): void {
    const names = this.#declared.get(scope) ?? new Set();
    this.#declared.set(scope, names.add(name));
  }

  #declare(node: AnyNode, scope: AnyNode): void {
    let inner = scope;
    if (node.type === "VariableDeclarator") this.#add(scope, (node.id as Identifier).name);
    if (node.type === "CatchClause" && node.param) this.#add(node, (node.param as Identifier).name);
    if (node.type === "FunctionDeclaration" || node.type === "FunctionExpression") {
      if (node.id) this.#add(node.type === "FunctionDeclaration" ? scope : node, node.id.name);
      for (const parameter of node.params) this.#add(node, (parameter as Identifier).name);
      this.#add(node, "arguments");
      inner = node;
    }
    eachChild(node, (child) => this.#declare(child, inner));
  }

  #visit(node: AnyNode, parent: AnyNode, around: readonly AnyNode[], isRepeated: boolean): void {
    if (node.type === "Identifier") {
      // The name of a declaration stands outside of the function it declares.
      const isOwn = parent.type === "FunctionDeclaration" && parent.id === node;
      const outside = isOwn ? around.slice(0, -1) : around;
      this.#note({ node, use: useOf(node, parent), parent, around: outside, isRepeated });
      return;
    }
    const isScope = /^Function|^CatchClause$/.test(node.type);
    const inner = isScope ? [...around, node] : around;
    const repeats = !/^Function/.test(node.type) && (isRepeated || LOOPS.has(node.type));
    eachChild(node, (child) => {
      const isForIn = child.type === "VariableDeclaration" && node.type === "ForInStatement";
      if (isForIn) this.#visitForInName(child, inner);
      else this.#visit(child, node, inner, repeats);
    });
  }

  /** `for (var name in …)` gives a value without an initial one. */
  #visitForInName(node: Extract<AnyNode, { type: "VariableDeclaration" }>, around: readonly AnyNode[]): void {
    const name = node.declarations[0]?.id as Identifier;
    this.#note({ node: name, use: "write", parent: node, around, isRepeated: true });
  }

  #note(mention: Mention): void {
    const { name } = mention.node;
    const mentions = this.hides(mention.around, name) ? undefined : this.top.get(name);
    if (mentions) mentions.push(mention);
    else this.taken.add(name);
  }
}

function isDeclaration({ use, parent }: Mention): boolean {
  return use === "function" || use === "declare" || parent.type === "VariableDeclarator";
}

function useOf(node: Identifier, parent: AnyNode): Mention["use"] {
  switch (parent.type) {
    case "FunctionDeclaration":
      return "function";
    case "VariableDeclarator":
      if (parent.id !== node) return "read";
      return parent.init ? "write" : "declare";
    case "AssignmentExpression":
    case "ForInStatement":
      return parent.left === node ? "write" : "read";
    case "UpdateExpression":
      return "write";
    default:
      return "read";
  }
}

/** Names of properties and labels are no names. */
export function eachChild(node: AnyNode, take: (child: AnyNode) => void): void {
  const isKeyed = (node.type === "MemberExpression" || node.type === "Property") && !node.computed;
  const skipped = node.type === "MemberExpression" ? "property" : "key";
  for (const [key, value] of Object.entries(node) as [string, unknown][]) {
    if (typeof value !== "object" || value === null || key === "label" || (isKeyed && key === skipped)) continue;
    for (const one of Array.isArray(value) ? value : [value]) if (one && typeof one.type === "string") take(one);
  }
}
