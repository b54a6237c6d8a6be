/**
 * Marks the calls of functions that run for every line or byte chunk of a modem, so that the minifier does not move such a
 * function into its only caller: there it would be made anew at each call, which costs by the length of its text. Elsewhere
 * the move is welcome: a function that is not there takes no memory.
 */
import { type CallExpression, type Identifier, parse } from "acorn";
import { simple } from "acorn-walk";
import MagicString from "magic-string";
import type { Bundle } from "./bundle.ts";
import { changed } from "./compose-maps.ts";

/**
 * Files and, of their functions, the hot ones: all that runs for each line of the modem; of what runs for each sample, those that
 * hold what mostly is not run, since the interpreter reads over it each time. The bundler heads each module with its path.
 */
const HOT: readonly (readonly [file: RegExp, functions: RegExp])[] = [
  [/^\/\/ src\/(at\/.*|modem\/luat\/urcs)\.ts$/, /./],
  [/^\/\/ src\/gas\/sensor\.ts$/, /./],
  [/^\/\/ src\/app\.ts$/, /^(sense|follow)(_|$)/],
];
const MODULE_HEAD = /^\s*\/\/ (src|boards)\/.*\.ts$/;

export function keepHot(input: Bundle): Bundle {
  const magic = new MagicString(input.code);
  const hot = hotFunctions(input.code);
  simple(parse(input.code, { ecmaVersion: 5, sourceType: "script" }), {
    CallExpression(node: CallExpression) {
      if (hot.has((node.callee as Identifier).name)) magic.appendLeft(node.start, "/*@__NOINLINE__*/");
    },
  });
  return { ...changed(input, magic), hotNames: hotNames(input.code) };
}

/** The functions that are hot in the module with this head; undefined where none is. */
function hotIn(head: string): RegExp | undefined {
  return HOT.find(([file]) => file.test(head))?.[1];
}

/** All names that hot modules declare at the top level: looked up for every line, so they are to be found first. */
function hotNames(code: string): string[] {
  const names: string[] = [];
  let hot: RegExp | undefined;
  for (const line of code.split("\n")) {
    if (MODULE_HEAD.test(line)) hot = hotIn(line.trim());
    const declared = hot ? /^var ([\w, ]+)[;=]/.exec(line) : null;
    if (declared) names.push(...(declared[1] ?? "").split(",").map((name) => name.trim()));
  }
  return names;
}

function hotFunctions(code: string): Set<string> {
  const names = new Set<string>();
  let hot: RegExp | undefined;
  for (const line of code.split("\n")) {
    if (MODULE_HEAD.test(line)) hot = hotIn(line.trim());
    const [, name] = (hot && /^\s*function (\w+)\(/.exec(line)) || [];
    // What makes a part runs once; what `singleton.ts` lifted out of it has a number behind its name.
    if (name && hot?.test(name) && !/^create(?!\w+_\d+$)/.test(name)) names.add(name);
  }
  return names;
}
