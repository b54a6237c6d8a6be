/**
 * A function that exists takes about seven of the board's variables, used or not. A module marked `@onDemand` is wrapped:
 * all it holds moves into the function it exports, so that its helpers and tables live only while that runs.
 */
import type TS from "typescript";
import type { Finding } from "./errors.ts";
import { exportedFunctions, hasMark, isExported, markedFunction, type Report, reporter } from "./marks.ts";
import { ts } from "./typescript.ts";

const MARK = "@onDemand";

export const foldOnDemand: TS.TransformerFactory<TS.SourceFile> = (context) => (file) => {
  const exported = hasMark(file, MARK) ? exportedFunctions(file)[0] : undefined;
  if (!exported?.name || !exported.body) return file;
  const { factory: f } = context;
  // Of names that nothing in the file has: a helper may have that of a parameter.
  const inner = f.createUniqueName(`${exported.name.text}Once`, ts.GeneratedIdentifierFlags.Optimistic);
  const given = exported.parameters.map((parameter) => f.createUniqueName((parameter.name as TS.Identifier).text));
  const { parameters, body } = exported;
  const moved = f.updateFunctionDeclaration(
    exported,
    undefined,
    undefined,
    inner,
    undefined,
    parameters,
    undefined,
    body,
  );
  const inside = file.statements
    .filter((statement) => !staysOutside(statement))
    .map((statement) => (statement === exported ? moved : statement));
  const outer = f.createFunctionDeclaration(
    [f.createModifier(ts.SyntaxKind.ExportKeyword)],
    undefined,
    exported.name,
    undefined,
    given.map((name) => f.createParameterDeclaration(undefined, undefined, name)),
    undefined,
    f.createBlock([...inside, f.createReturnStatement(f.createCallExpression(inner, undefined, given))], true),
  );
  return f.updateSourceFile(file, [...file.statements.filter(staysOutside), outer]);
};

/** Says what stands in the way of folding a module that asks for it. */
export function checkOnDemand(file: string, source: TS.SourceFile): Finding[] {
  if (!hasMark(source, MARK)) return [];
  const { findings, report } = reporter(file, source);
  const marked = markedFunction(source, MARK, report);
  const constants = new Set<string>();
  for (const statement of source.statements) {
    if (staysOutside(statement) || statement === marked) continue;
    if (ts.isVariableStatement(statement)) checkVariables(statement, constants, report);
    else if (!ts.isFunctionDeclaration(statement) && !ts.isClassDeclaration(statement))
      report(statement, `an ${MARK} module does something when it is loaded`, "do it in the function that it exports");
    if (isExported(statement) && !ts.isFunctionDeclaration(statement))
      report(statement, `an ${MARK} module exports more than its function`, "move this to a file of its own");
  }
  checkChanges(source, constants, report);
  return findings;
}

function checkVariables(statement: TS.VariableStatement, constants: Set<string>, report: Report): void {
  const isDeclared = ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword);
  if (isDeclared) return;
  const keep = "make it const, or keep the state with the caller: nothing outlives a call here";
  if (!(statement.declarationList.flags & ts.NodeFlags.Const))
    report(statement, `an ${MARK} module has a variable`, keep);
  for (const { name, initializer } of statement.declarationList.declarations) {
    if (ts.isIdentifier(name)) constants.add(name.text);
    const call = initializer && callIn(initializer);
    if (call) report(call, `a call makes a constant of an ${MARK} module, anew each time`, "make it in the function");
  }
}

/** A call that may give something else each time; methods of a literal don't. */
function callIn(node: TS.Node): TS.Node | undefined {
  if (ts.isFunctionLike(node)) return undefined;
  if (ts.isNewExpression(node)) return node;
  if (ts.isCallExpression(node)) {
    const { expression } = node;
    if (!ts.isPropertyAccessExpression(expression) || !ts.isLiteralExpression(expression.expression)) return node;
  }
  return ts.forEachChild(node, callIn);
}

const CHANGING = /^(push|pop|shift|unshift|splice|sort|reverse|fill|set)$/;

/** What is changed in a constant is forgotten with it. */
function checkChanges(source: TS.SourceFile, constants: ReadonlySet<string>, report: Report): void {
  const visit = (node: TS.Node): void => {
    const name = changedBy(node);
    if (name && constants.has(name))
      report(
        node,
        `an ${MARK} module changes its constant "${name}"`,
        "keep the state with the caller, or change a copy",
      );
    ts.forEachChild(node, visit);
  };
  visit(source);
}

function changedBy(node: TS.Node): string | undefined {
  if (ts.isBinaryExpression(node)) {
    const { kind } = node.operatorToken;
    const isAssignment = kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
    return isAssignment ? ownerOf(node.left) : undefined;
  }
  if (ts.isPostfixUnaryExpression(node)) return ownerOf(node.operand);
  if (ts.isPrefixUnaryExpression(node)) return /^(\+\+|--)/.test(node.getText()) ? ownerOf(node.operand) : undefined;
  if (ts.isDeleteExpression(node)) return ownerOf(node.expression);
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return undefined;
  return CHANGING.test(node.expression.name.text) ? ownerOf(node.expression.expression, true) : undefined;
}

/** `a` of `a.b[c]`. */
function ownerOf(node: TS.Node, isPart = false): string | undefined {
  if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node) || ts.isNonNullExpression(node))
    return ownerOf(node.expression, true);
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node)) return ownerOf(node.expression, isPart);
  return isPart && ts.isIdentifier(node) ? node.text : undefined;
}

/** Imports and what is gone after compilation. */
function staysOutside(statement: TS.Statement): boolean {
  return (
    ts.isImportDeclaration(statement) || ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)
  );
}
