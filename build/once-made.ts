/** A part that was laid flat has one set of variables: a second one would share them. So its factory must run once. */
import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import type { AnyNode, FunctionDeclaration } from "acorn";
import type { Bundle, Singleton } from "./bundle.ts";
import { joined } from "./compose-maps.ts";
import { BuildError, type Finding } from "./errors.ts";
import { type Mention, Scopes } from "./scopes.ts";

export function checkedSingletons(bundle: Bundle): Bundle {
  if (bundle.singletons.length === 0) return bundle;
  const scopes = new Scopes(bundle.code);
  const places = new Places(bundle);
  const flat = new Map<AnyNode, Singleton>();
  const names = new Map<string, Singleton>();
  for (const name of scopes.top.keys()) {
    const at = scopes.fixed(name);
    const singleton = at?.type === "FunctionDeclaration" ? places.singletonAt(at, name) : undefined;
    if (!singleton) continue;
    names.set(name, singleton);
    flat.set(at as AnyNode, singleton);
  }
  const findings = [...names].flatMap(([name, singleton]) => {
    const uses = scopes.uses(name);
    const wrong = uses.find((use) => !isOnce(use, flat)) ?? uses[1];
    return wrong ? [{ ...places.of(wrong.node.start, singleton), ...complaint(singleton, wrong, uses, flat) }] : [];
  });
  if (findings.length > 0) throw new BuildError(findings);
  return bundle;
}

function isOnce({ node, parent, around, isRepeated }: Mention, flat: ReadonlyMap<AnyNode, Singleton>): boolean {
  const isCall = parent.type === "CallExpression" && parent.callee === node;
  return isCall && !isRepeated && (around.length === 0 || (around.length === 1 && flat.has(around[0] as AnyNode)));
}

function complaint(
  { name, file }: Singleton,
  wrong: Mention,
  uses: readonly Mention[],
  flat: ReadonlyMap<AnyNode, Singleton>,
): Pick<Finding, "what" | "remedy"> {
  const isCall = wrong.parent.type === "CallExpression" && wrong.parent.callee === wrong.node;
  const how = !isCall
    ? "handed on as a value"
    : isOnce(wrong, flat)
      ? `called ${uses.length} times`
      : "called where it may run more than once";
  return {
    what: `${name} is ${how}, but its module is marked @singleton`,
    remedy: `make one at the start and hand that on, or drop the mark in ${file}`,
  };
}

/** From the bundle back to the sources. */
class Places {
  readonly #trace: TraceMap;
  readonly #lineStarts = [0];
  readonly #singletons: readonly Singleton[];

  constructor(bundle: Bundle) {
    this.#trace = new TraceMap(joined(bundle.maps));
    this.#singletons = bundle.singletons;
    const { code } = bundle;
    for (let at = code.indexOf("\n"); at >= 0; at = code.indexOf("\n", at + 1)) this.#lineStarts.push(at + 1);
  }

  /** The bundler may have put a number behind the name. */
  singletonAt(declaration: FunctionDeclaration, name: string): Singleton | undefined {
    const at = this.#original(declaration.id.start);
    return this.#singletons.find(
      (one) =>
        one.file === at.source && one.line === at.line && name.replace(/\d*$/, "") === one.name.replace(/\d*$/, ""),
    );
  }

  of(at: number, otherwise: Singleton): Pick<Finding, "file" | "line"> {
    const { source, line } = this.#original(at);
    return source && line ? { file: source, line } : otherwise;
  }

  #original(at: number): ReturnType<typeof originalPositionFor> {
    const row = this.#lineStarts.findLastIndex((start) => start <= at);
    return originalPositionFor(this.#trace, { line: row + 1, column: at - (this.#lineStarts[row] ?? 0) });
  }
}
