/** Whether a file holds types and constant data only, so that a simulator may read it without running src's logic. */
import type TS from "typescript";
import { ts } from "./typescript.ts";

export function isConstantsOnly(source: TS.SourceFile): boolean {
  return source.statements.length > 0 && source.statements.every(isConstantStatement);
}

function isConstantStatement(node: TS.Statement): boolean {
  if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return true;
  if (ts.isImportDeclaration(node)) return !!node.importClause?.isTypeOnly;
  if (ts.isExportDeclaration(node)) return node.isTypeOnly || !node.moduleSpecifier;
  if (!ts.isVariableStatement(node) || !(node.declarationList.flags & ts.NodeFlags.Const)) return false;
  return node.declarationList.declarations.every(({ initializer }) => !!initializer && isConstant(initializer));
}

function isConstant(node: TS.Expression): boolean {
  if (ts.isLiteralExpression(node) || ts.isIdentifier(node)) return true;
  if (node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword) return true;
  if (node.kind === ts.SyntaxKind.NullKeyword) return true;
  if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node) || ts.isParenthesizedExpression(node))
    return isConstant(node.expression);
  if (ts.isPrefixUnaryExpression(node)) return isConstant(node.operand);
  if (ts.isBinaryExpression(node)) return isConstant(node.left) && isConstant(node.right);
  if (ts.isPropertyAccessExpression(node)) return isConstant(node.expression);
  if (ts.isArrayLiteralExpression(node)) return node.elements.every(isConstant);
  if (!ts.isObjectLiteralExpression(node)) return false;
  return node.properties.every((property) => ts.isPropertyAssignment(property) && isConstant(property.initializer));
}
