/**
 * Source text -> the same program with a counter at each statement and each way a branch can go. The usual tool for it
 * (c8, over V8's own counters) sees only ways that have text: an `if` that is always taken looks complete to it.
 */
import MagicString from "magic-string";
import type TS from "typescript";
import { ts } from "../../build/typescript.ts";

export interface Point {
  readonly kind: "statement" | "branch";
  /** From 1 on. */
  readonly line: number;
  /** What it is, for whoever has to reach it. */
  readonly what: string;
  /** The way past a logical operator: its left side was taken more often than the right one, whose number this is. */
  readonly less?: number;
}

export interface Instrumented {
  readonly code: string;
  readonly points: readonly Point[];
}

/** What the code calls for its counters, once a module: the file's name and how many it needs. */
export const COUNTERS = "coverageOf";

const LOGICAL = new Set([
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.QuestionQuestionToken,
]);

export function instrument(file: string, text: string): Instrumented {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const magic = new MagicString(text);
  const points: Point[] = [];

  const add = (node: TS.Node, kind: Point["kind"], what: string): string => {
    const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
    points.push({ kind, line, what });
    return `__c[${points.length - 1}]++`;
  };

  function wrap(node: TS.Node, counter: string): void {
    magic.appendLeft(node.getStart(), `(${counter}, `);
    magic.prependRight(node.getEnd(), ")");
  }

  /** As a block, with the counter at its beginning. */
  function block(node: TS.Statement, counter: string): void {
    if (ts.isBlock(node)) magic.appendLeft(node.getStart() + 1, ` ${counter};`);
    else {
      magic.appendLeft(node.getStart(), `{ ${counter}; `);
      magic.prependRight(node.getEnd(), " }");
    }
  }

  function branches(node: TS.Node): void {
    if (ts.isIfStatement(node)) {
      const taken = add(node, "branch", "if, taken");
      const past = add(node, "branch", "if, not taken");
      // The outer first: what is put to the same place later comes before it.
      if (node.elseStatement) block(node.elseStatement, past);
      else magic.prependRight(node.getEnd(), ` else { ${past}; }`);
      block(node.thenStatement, taken);
    } else if (ts.isConditionalExpression(node)) {
      wrap(node.whenTrue, add(node.whenTrue, "branch", "?, first"));
      wrap(node.whenFalse, add(node.whenFalse, "branch", "?, second"));
    } else if (ts.isBinaryExpression(node) && LOGICAL.has(node.operatorToken.kind)) logical(node);
    else if (ts.isCaseOrDefaultClause(node) && node.statements[0])
      magic.appendLeft(node.statements[0].getStart(), `${add(node, "branch", "case")}; `);
    else if (ts.isParameter(node) && node.initializer)
      wrap(node.initializer, add(node, "branch", "value of a parameter that is not given"));
    else if (ts.isIterationStatement(node, false) && !ts.isBlock(node.statement)) {
      magic.appendLeft(node.statement.getStart(), "{ ");
      magic.prependRight(node.statement.getEnd(), " }");
    }
  }

  function logical(node: TS.BinaryExpression): void {
    const operator = node.operatorToken.getText();
    const left = add(node.left, "branch", `left of ${operator}`);
    const right = add(node.right, "branch", `right of ${operator}`);
    points.push({ ...(points.at(-1) as Point), what: `past the right of ${operator}`, less: points.length - 1 });
    wrap(node.left, left);
    wrap(node.right, right);
  }

  function functions(node: TS.Node): void {
    if (ts.isArrowFunction(node) && !ts.isBlock(node.body)) wrap(node.body, add(node, "statement", "function"));
    else if (ts.isFunctionLike(node) && "body" in node && node.body && ts.isBlock(node.body as TS.Node))
      block(node.body as TS.Block, add(node, "statement", "function"));
  }

  function visit(node: TS.Node): void {
    if (isCounted(node)) magic.appendLeft(node.getStart(), `${add(node, "statement", "statement")}; `);
    functions(node);
    branches(node);
    if (!ts.isTypeNode(node)) ts.forEachChild(node, visit);
  }

  ts.forEachChild(source, visit);
  magic.prepend(`var __c = ${COUNTERS}(${JSON.stringify(file)}, ${points.length}); `);
  return { code: magic.toString(), points };
}

/** A statement that does something, where another may stand before it. */
function isCounted(node: TS.Node): boolean {
  if (!ts.isStatement(node) || ts.isBlock(node) || ts.isFunctionDeclaration(node)) return false;
  if (ts.isImportDeclaration(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return false;
  if (ts.isVariableStatement(node) && !node.declarationList.declarations.some(({ initializer }) => initializer))
    return false;
  // Of a branch's own statement the branch is counted.
  return ts.isBlock(node.parent) || ts.isSourceFile(node.parent) || ts.isCaseOrDefaultClause(node.parent);
}
