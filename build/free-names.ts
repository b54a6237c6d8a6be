/** The names that a piece of TypeScript uses and does not declare itself. */
import type TS from "typescript";
import { ts } from "./typescript.ts";

/** name -> where it is used first. */
export function freeNames(root: TS.Node): Map<string, TS.Node> {
  const free = new Map<string, TS.Node>();
  const visit = (node: TS.Node, scopes: readonly ReadonlySet<string>[]): void => {
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return;
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return;
    if (ts.isIdentifier(node)) {
      if (!scopes.some((names) => names.has(node.text)) && !free.has(node.text)) free.set(node.text, node);
      return;
    }
    const declared = declaredIn(node);
    const inner = declared.size > 0 ? [...scopes, declared] : scopes;
    ts.forEachChild(node, (child) => {
      if (!isPropertyName(node, child)) visit(child, inner);
    });
  };
  visit(root, []);
  return free;
}

/** What a node declares for all that is inside of it. */
export function declaredIn(node: TS.Node): Set<string> {
  const names = new Set<string>();
  if (ts.isFunctionLike(node)) {
    for (const parameter of node.parameters) addNames(parameter.name, names);
    const isNamed = ts.isFunctionExpression(node) || ts.isFunctionDeclaration(node);
    if (isNamed && node.name) names.add(node.name.text);
    if ("body" in node && node.body) for (const name of varsIn(node.body as TS.Node)) names.add(name);
  } else if (ts.isBlock(node) || ts.isSourceFile(node) || ts.isCaseBlock(node)) {
    const statements = ts.isCaseBlock(node)
      ? node.clauses.flatMap((clause) => [...clause.statements])
      : node.statements;
    for (const statement of statements) addStatement(statement, names);
  } else if (ts.isForStatement(node) || ts.isForInStatement(node) || ts.isForOfStatement(node)) {
    if (node.initializer && ts.isVariableDeclarationList(node.initializer)) addList(node.initializer, names);
  } else if (ts.isCatchClause(node) && node.variableDeclaration) addNames(node.variableDeclaration.name, names);
  return names;
}

/** Names that the `var`s of a function declare, wherever they stand in it. */
export function varsIn(body: TS.Node): Set<string> {
  const names = new Set<string>();
  const visit = (node: TS.Node): void => {
    if (ts.isFunctionLike(node)) return;
    if (ts.isVariableDeclarationList(node) && !(node.flags & ts.NodeFlags.BlockScoped)) addList(node, names);
    ts.forEachChild(node, visit);
  };
  visit(body);
  return names;
}

export function addStatement(statement: TS.Statement, names: Set<string>): void {
  if (ts.isVariableStatement(statement)) addList(statement.declarationList, names);
  const isNamed = ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement);
  if ((isNamed || ts.isEnumDeclaration(statement)) && statement.name) names.add(statement.name.text);
  if (!ts.isImportDeclaration(statement) || !statement.importClause || statement.importClause.isTypeOnly) return;
  const { name, namedBindings } = statement.importClause;
  if (name) names.add(name.text);
  if (namedBindings && ts.isNamespaceImport(namedBindings)) names.add(namedBindings.name.text);
  if (namedBindings && ts.isNamedImports(namedBindings))
    for (const one of namedBindings.elements) if (!one.isTypeOnly) names.add(one.name.text);
}

function addList(list: TS.VariableDeclarationList, names: Set<string>): void {
  for (const declaration of list.declarations) addNames(declaration.name, names);
}

export function addNames(name: TS.BindingName, names: Set<string>): void {
  if (ts.isIdentifier(name)) names.add(name.text);
  else for (const element of name.elements) if (ts.isBindingElement(element)) addNames(element.name, names);
}

function isPropertyName(parent: TS.Node, child: TS.Node): boolean {
  if (!ts.isIdentifier(child)) return false;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === child;
  if (ts.isBindingElement(parent)) return parent.propertyName === child;
  const isMember =
    ts.isPropertyAssignment(parent) || ts.isMethodDeclaration(parent) || ts.isPropertyDeclaration(parent);
  return (isMember || ts.isEnumMember(parent)) && parent.name === child;
}
