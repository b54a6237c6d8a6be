/** What stands in the way of laying a @singleton module flat (`singleton.ts`). */
import type TS from "typescript";
import type { Finding } from "./errors.ts";
import { addNames, addStatement, freeNames, varsIn } from "./free-names.ts";
import { exportedFunctions, hasMark, markedFunction, type Report, reporter } from "./marks.ts";
import { ts } from "./typescript.ts";

export function singletonOf(source: TS.SourceFile): { name: string; line: number } | undefined {
  const name = hasMark(source, "@singleton") ? exportedFunctions(source)[0]?.name : undefined;
  return name && { name: name.text, line: source.getLineAndCharacterOfPosition(name.getStart(source)).line + 1 };
}

export function checkSingleton(file: string, source: TS.SourceFile): Finding[] {
  if (!hasMark(source, "@singleton")) return [];
  const { findings, report } = reporter(file, source);
  const factory = markedFunction(source, "@singleton", report);
  if (factory?.body) {
    checkScope(source, factory, report);
    checkStatements(factory.body, report);
    checkInside(factory.body, report);
  }
  return findings;
}

/** Module and factory become one scope. */
function checkScope(source: TS.SourceFile, factory: TS.FunctionDeclaration, report: Report): void {
  const inModule = new Set<string>();
  const others = source.statements.filter((statement) => statement !== factory);
  for (const statement of others) addStatement(statement, inModule);
  const inFactory = new Set<string>();
  const declare = (node: TS.Node, names: ReadonlySet<string>): void => {
    for (const name of names) {
      if (inModule.has(name) || inFactory.has(name) || name === factory.name?.text)
        report(
          node,
          `"${name}" is declared in the module and in its factory, which @singleton makes one scope`,
          "rename one of them",
        );
      inFactory.add(name);
    }
  };
  for (const node of [...factory.parameters, ...(factory.body?.statements ?? [])]) {
    const names = new Set<string>();
    if (ts.isParameter(node)) addNames(node.name, names);
    else addStatement(node, names);
    declare(node, names);
  }
  for (const statement of others) {
    for (const [name, node] of freeNames(statement)) {
      if (inFactory.has(name) && !inModule.has(name))
        report(
          node,
          `"${name}" means something else here than in the factory, and @singleton makes them one scope`,
          "rename the factory's",
        );
    }
  }
}

function checkStatements(body: TS.Block, report: Report): void {
  for (const statement of body.statements) {
    if (!ts.isVariableStatement(statement)) {
      for (const name of varsIn(statement))
        report(
          statement,
          `"${name}" is a variable of the factory, declared in a block`,
          "declare it at the factory's top level, or with let",
        );
      continue;
    }
    for (const { name } of statement.declarationList.declarations) {
      if (!ts.isIdentifier(name))
        report(name, "a @singleton factory takes something apart as it declares it", "declare the names one by one");
    }
  }
}

function checkInside(body: TS.Block, report: Report): void {
  const last = body.statements.at(-1);
  const visit = (node: TS.Node, isOwn: boolean): void => {
    if (ts.isReturnStatement(node) && isOwn && node !== last)
      report(node, "a @singleton factory returns before its end", "return once, as its last statement");
    if (node.kind === ts.SyntaxKind.ThisKeyword)
      report(node, "`this` in a @singleton module's factory", "use the factory's variables: methods become functions");
    if (ts.isClassLike(node) || ts.isEnumDeclaration(node))
      report(node, "a class or enum in a @singleton factory", "declare it in the module, beside the factory");
    else ts.forEachChild(node, (child) => visit(child, isOwn && !ts.isFunctionLike(node)));
  };
  visit(body, true);
}
