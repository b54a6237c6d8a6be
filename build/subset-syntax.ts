/** Forms that are ES5 and that Espruino's parser refuses or reads differently. Each was run on the interpreter. */
import { type AnyNode, type Program, type Token, tokTypes } from "acorn";
import { full } from "acorn-walk";
import { openReturns } from "./close-returns.ts";
import type { Report } from "./subset.ts";
import { checkPattern } from "./subset-regex.ts";

export function checkSyntax(text: string, tree: Program, tokens: readonly Token[], report: Report): void {
  for (const end of openReturns(text)) {
    report(end - "return".length, "`return` without a semicolon before `}`", "let build/close-returns.ts do its work");
  }
  checkRegexPlaces(tokens, report);
  full(tree, (node) => checkNode(node as AnyNode, report));
}

function checkRegexPlaces(tokens: readonly Token[], report: Report): void {
  tokens.forEach((token, index) => {
    if (token.type === tokTypes.regexp && tokens[index - 1]?.type === tokTypes.parenR) {
      report(token.start, "a regular expression right after `)`", "put it into a variable first");
    }
  });
}

function checkNode(node: AnyNode, report: Report): void {
  switch (node.type) {
    case "ExpressionStatement":
      if (node.directive) report(node.start, `"${node.directive}"`, "drop it: Espruino ignores it");
      return;
    case "LabeledStatement":
      report(node.start, "label", "put the inner loop into a function and return");
      return;
    case "WithStatement":
      report(node.start, "with", "name the object");
      return;
    case "SwitchStatement": {
      const at = node.cases.findIndex((one) => !one.test);
      const early = at >= 0 && at < node.cases.length - 1 ? node.cases[at] : undefined;
      if (early) report(early.start, "`default` is not the last case", "move it to the end");
      return;
    }
    case "MemberExpression":
      if (node.computed && node.property.type === "SequenceExpression") {
        report(node.property.start, "a comma inside an index", "compute the index in a statement of its own");
      }
      return;
    case "ForInStatement":
      if (node.left.type === "VariableDeclaration" && node.left.declarations[0]?.init) {
        report(node.left.start, "an initial value in `for (var x = … in …)`", "declare the variable before the loop");
      }
      return;
    case "CallExpression":
      if (node.callee.type === "ParenthesizedExpression" && yieldsMember(node.callee.expression)) {
        report(node.callee.start, "a call through parentheses loses `this`", "call it plainly: o.f()");
      }
      return;
    case "Property":
      if (node.kind !== "init") report(node.start, `${node.kind}ter`, "use a method: a thrown exception is swallowed");
      return;
    case "Literal":
      if ("regex" in node && node.regex) checkPattern(node.start, node.regex.pattern, node.regex.flags, report);
      return;
    case "NewExpression":
      checkRegExpCall(node, report);
      return;
  }
}

function yieldsMember(node: AnyNode): boolean {
  if (node.type === "SequenceExpression") return yieldsMember(node.expressions[node.expressions.length - 1] as AnyNode);
  return node.type === "MemberExpression";
}

function checkRegExpCall(node: Extract<AnyNode, { type: "NewExpression" }>, report: Report): void {
  const [pattern, flags] = node.arguments as AnyNode[];
  if (node.callee.type !== "Identifier" || node.callee.name !== "RegExp" || pattern?.type !== "Literal") return;
  checkPattern(node.start, String(pattern.value), flags?.type === "Literal" ? String(flags.value) : "", report);
}
