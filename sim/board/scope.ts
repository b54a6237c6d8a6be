/**
 * Runs a program in a scope of its own. In a realm of `node:vm` each use of a global variable calls out of V8, which costs
 * more than all else that a program does; variables of a function are as fast as any. The program sees no difference, but
 * that its variables are not properties of `global`, and that built-ins replaced later are not the ones it uses.
 */
import { type Identifier, parse } from "acorn";
import { full } from "acorn-walk";
import type { Realm } from "./realm.ts";

/** Names that a program speaks of, its own and those of built-ins; a board boots the same program over and over. */
const namesOf = new Map<string, readonly string[]>();
const KEPT_PROGRAMS = 8;
/** They mean something by themselves where a program is a function. */
const NOT_DECLARED = new Set(["arguments", "eval"]);

function namesIn(source: string): readonly string[] {
  const known = namesOf.get(source);
  if (known) return known;
  const names = new Set<string>();
  full(parse(source, { ecmaVersion: "latest" }), (node) => {
    if (node.type === "Identifier" && !NOT_DECLARED.has((node as Identifier).name))
      names.add((node as Identifier).name);
  });
  if (namesOf.size >= KEPT_PROGRAMS) namesOf.clear();
  namesOf.set(source, [...names]);
  return [...names];
}

/** What is no program at all fails as it would without this. */
export function runScoped(realm: Realm, source: string, filename: string): unknown {
  let names: readonly string[];
  try {
    names = namesIn(source);
  } catch {
    return realm.run(source, filename);
  }
  const { global } = realm;
  const builtIn = names.filter((name) => Object.hasOwn(global, name));
  const own = names.filter((name) => !(name in global));
  const head = `(function (${builtIn.join()}) {${own.length > 0 ? `var ${own.join()};` : ""}`;
  // Where something went wrong is told as if the head were not there.
  const program = realm.run(`${head}${source}\n})`, filename, -head.length) as (...values: unknown[]) => unknown;
  return program.apply(
    global,
    builtIn.map((name) => global[name]),
  );
}
