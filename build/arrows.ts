/**
 * Espruino's arrow functions are its functions in fewer bytes: `function(n){return n+1}` -> `n=>n+1`, and one of the top level
 * `function $a(n){}` -> `$a=n=>{};`. A long body stays in
 * braces, which the interpreter steps over by counting them, where it would have to parse an expression.
 */
import {
  type AnonymousFunctionDeclaration,
  type FunctionDeclaration,
  type FunctionExpression,
  type Identifier,
  type Node,
  parse,
} from "acorn";
import { ancestor, full } from "acorn-walk";
import MagicString from "magic-string";
import { changed, type Mapped } from "./compose-maps.ts";

type Fun = FunctionExpression | FunctionDeclaration | AnonymousFunctionDeclaration;

const LONGEST_EXPRESSION = 400;

export function toArrows(input: Mapped): Mapped {
  const magic = new MagicString(input.code);
  ancestor(parse(input.code, { ecmaVersion: 5, sourceType: "script" }), {
    FunctionExpression(node: FunctionExpression, _state: unknown, ancestors: Node[]) {
      if (!node.id && isPlain(node)) shorten(magic, node, needsBrackets(node, ancestors.at(-2) as Node));
    },
    FunctionDeclaration(node: FunctionDeclaration | AnonymousFunctionDeclaration, _state: unknown, ancestors: Node[]) {
      // Its name would have to be declared anywhere else.
      if (ancestors.at(-2)?.type !== "Program" || !node.id || !isPlain(node)) return;
      // Its name stays in the map.
      magic.remove(node.start, node.id.start).appendLeft(node.id.end, "=").appendLeft(node.end, ";");
      shorten(magic, node, false, node.id.end);
    },
  });
  return changed(input, magic);
}

function shorten(magic: MagicString, { start, end, params, body }: Fun, isBracketed: boolean, from = start): void {
  const names = params.map((param) => (param as Identifier).name);
  const head = `${names.length === 1 ? names[0] : `(${names})`}=>`;
  magic.update(from, body.start, isBracketed ? `(${head}` : head);
  if (isBracketed) magic.appendLeft(end, ")");
  const [only] = body.body;
  if (body.body.length !== 1 || only?.type !== "ReturnStatement" || !only.argument) return;
  const { argument } = only;
  if (argument.end - argument.start > LONGEST_EXPRESSION) return;
  const isOpen = argument.type === "SequenceExpression" || magic.original.charAt(argument.start) === "{";
  magic.update(body.start, argument.start, isOpen ? "(" : "").update(argument.end, body.end, isOpen ? ")" : "");
}

/**
 * It has no `this` and no `arguments`. The names of its parameters are short ones of the minifier's: the interpreter
 * looks them up before it comes to the arrow, and must not find a pin.
 */
function isPlain(node: Fun): boolean {
  let isIt = node.params.every((param) => param.type === "Identifier" && /^[a-z]$/.test(param.name));
  full(node.body, (inner) => {
    if (inner.type === "ThisExpression" || (inner.type === "Identifier" && (inner as Identifier).name === "arguments"))
      isIt = false;
  });
  return isIt;
}

/** An arrow function is no operand as it stands. */
function needsBrackets(node: Node, { type, callee, right }: Node & { callee?: Node; right?: Node }): boolean {
  if (type === "CallExpression") return callee === node;
  return !(type === "AssignmentExpression"
    ? right === node
    : /^(Property|ReturnStatement|VariableDeclarator)$/.test(type));
}
