/** The marks in a module's leading comment, `@onDemand` and `@singleton`, and what both ask of the module. */
import type TS from "typescript";
import type { Finding } from "./errors.ts";
import { ts } from "./typescript.ts";

export type Mark = "@onDemand" | "@singleton";
const MARKS: readonly Mark[] = ["@onDemand", "@singleton"];

export type Report = (node: TS.Node, what: string, remedy: string) => void;

export function hasMark(file: TS.SourceFile, mark: Mark): boolean {
  // After a first transformer the statements may be new ones, which stand nowhere.
  const { text, statements } = ts.getOriginalNode(file) as TS.SourceFile;
  const lead = text.slice(0, statements[0]?.getStart(file) ?? text.length);
  return new RegExp(`${mark}\\b`).test(lead);
}

/** Collects findings as nodes of one file. */
export function reporter(file: string, source: TS.SourceFile): { findings: Finding[]; report: Report } {
  const findings: Finding[] = [];
  const report: Report = (node, what, remedy) => {
    const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
    findings.push({ file, line, what, remedy });
  };
  return { findings, report };
}

export function checkMarks(file: string, source: TS.SourceFile): Finding[] {
  const findings: Finding[] = [];
  const lines = source.text.split("\n");
  for (const mark of MARKS) {
    const at = lines.findIndex((line) => new RegExp(`^\\s*(/\\*|\\*|//).*${mark}\\b`).test(line));
    if (at < 0 || hasMark(source, mark)) continue;
    const remedy = "a mark is for the whole module: move it into the comment at the file's top";
    findings.push({ file, line: at + 1, what: `${mark} behind the first statement`, remedy });
  }
  if (MARKS.every((mark) => hasMark(source, mark))) {
    const remedy = "choose one: a part that exists once, or a function that is there only while it runs";
    findings.push({ file, line: 1, what: "a module is both @onDemand and @singleton", remedy });
  }
  return findings;
}

/** Exported functions with a body; of an overloaded one the others leave nothing behind. */
export function exportedFunctions(file: TS.SourceFile): TS.FunctionDeclaration[] {
  return file.statements.filter(ts.isFunctionDeclaration).filter((one) => isExported(one) && !!one.body);
}

export function isExported(statement: TS.Statement): boolean {
  return hasModifier(statement, ts.SyntaxKind.ExportKeyword);
}

/** The one function that a mark is about; says so when there is none, or more, or one with parameters too clever. */
export function markedFunction(source: TS.SourceFile, mark: Mark, report: Report): TS.FunctionDeclaration | undefined {
  const [marked, ...others] = exportedFunctions(source);
  if (!marked?.name || hasModifier(marked, ts.SyntaxKind.DefaultKeyword)) {
    const at = marked ?? source.statements[0] ?? source;
    report(at, `a ${mark} module exports no function by name`, "export the one that others call, or drop the mark");
    return undefined;
  }
  for (const other of others)
    report(other, `a ${mark} module exports more than one function`, "move this one to a file of its own");
  for (const parameter of marked.parameters) {
    if (!ts.isIdentifier(parameter.name) || parameter.initializer || parameter.dotDotDotToken)
      report(
        parameter,
        `a parameter of a ${mark} function is more than a name`,
        "take it apart in the function's body",
      );
  }
  for (const node of ownWords(marked))
    report(node, `"${node.getText(source)}" in a ${mark} function`, "name what is meant: the function is taken apart");
  return marked;
}

/** `this` and `arguments` where they mean the function's own. */
function ownWords(marked: TS.Node): TS.Node[] {
  const found: TS.Node[] = [];
  const visit = (node: TS.Node): void => {
    const { parent } = node;
    const isMember = ts.isPropertyAccessExpression(parent) && parent.name === node;
    const isArguments = ts.isIdentifier(node) && node.text === "arguments" && !isMember;
    if (node.kind === ts.SyntaxKind.ThisKeyword || isArguments) found.push(node);
    if (ts.isArrowFunction(node) || !(ts.isFunctionLike(node) || ts.isClassLike(node))) ts.forEachChild(node, visit);
  };
  ts.forEachChild(marked, visit);
  return found;
}

function hasModifier(node: TS.Node, kind: TS.SyntaxKind): boolean {
  const modifiers = ts.canHaveModifiers(node) ? ts.getModifiers(node) : undefined;
  return modifiers?.some((modifier) => modifier.kind === kind) ?? false;
}
