/**
 * What TypeScript would lower in a form that is dear on the board, lowered here first, as transformers of its tree:
 * templates become sums (its own way is a chain of `concat` calls), and a module that is needed only now and then is folded
 * into the one function it exports (see `foldOnDemand`).
 */
import type TS from "typescript";
import type { Finding } from "./errors.ts";
import { ts } from "./typescript.ts";

type Transformer = TS.TransformerFactory<TS.SourceFile>;

/** `a${b}c` -> ("a" + b + "c"). */
export const templatesToSums: Transformer = (context) => {
  const { factory } = context;
  const visit = (node: TS.Node): TS.Node => {
    // Refused by the source rules, which want to see it as it is.
    if (ts.isTaggedTemplateExpression(node)) return node;
    const inner = ts.visitEachChild(node, visit, context);
    if (ts.isNoSubstitutionTemplateLiteral(inner)) return factory.createStringLiteral(inner.text);
    if (!ts.isTemplateExpression(inner)) return inner;
    let sum: TS.Expression = factory.createStringLiteral(inner.head.text);
    for (const span of inner.templateSpans) {
      const value = ts.isIdentifier(span.expression)
        ? span.expression
        : factory.createParenthesizedExpression(span.expression);
      sum = factory.createAdd(sum, value);
      if (span.literal.text) sum = factory.createAdd(sum, factory.createStringLiteral(span.literal.text));
    }
    return ts.setTextRange(factory.createParenthesizedExpression(sum), inner);
  };
  return (file) => ts.visitEachChild(file, visit, context);
};

/** Marks a module, in its leading comment. */
const ON_DEMAND = "@onDemand";

/**
 * A function that exists takes about seven of the board's variables, used or not. A module marked `@onDemand` is wrapped:
 * all it holds moves into the function it exports, so that its helpers and tables live only while that runs.
 */
export const foldOnDemand: Transformer = (context) => (file) => {
  if (!hasMark(file, ON_DEMAND)) return file;
  const { factory } = context;
  const exported = exportedFunctions(file)[0];
  if (!exported?.name || !exported.body) return file;
  const inner = factory.createIdentifier(`${exported.name.text}Once`);
  const inside = file.statements
    .filter((statement) => !staysOutside(statement))
    .map((statement) =>
      statement === exported
        ? factory.updateFunctionDeclaration(
            exported,
            undefined,
            undefined,
            inner,
            undefined,
            exported.parameters,
            undefined,
            exported.body,
          )
        : statement,
    );
  const names = exported.parameters.map((parameter) => parameter.name as TS.Identifier);
  const call = factory.createReturnStatement(factory.createCallExpression(inner, undefined, names));
  const body = factory.createBlock([...inside, call], true);
  const outer = factory.createFunctionDeclaration(
    [factory.createModifier(ts.SyntaxKind.ExportKeyword)],
    undefined,
    exported.name,
    undefined,
    names.map((name) => factory.createParameterDeclaration(undefined, undefined, name)),
    undefined,
    body,
  );
  return factory.updateSourceFile(file, [...file.statements.filter(staysOutside), outer]);
};

/** Says what stands in the way of folding a module that asks for it. */
export function checkOnDemand(file: string, source: TS.SourceFile): Finding[] {
  if (!hasMark(source, ON_DEMAND)) return [];
  const others = source.statements.filter((statement) => isExported(statement) && !staysOutside(statement)).slice(1);
  const mutable = source.statements.filter(
    (statement) => ts.isVariableStatement(statement) && !(statement.declarationList.flags & ts.NodeFlags.Const),
  );
  return [
    ...others.map((node) => ({
      node,
      what: "an @onDemand module exports more than one function",
      remedy: "move this one to a file of its own",
    })),
    ...mutable.map((node) => ({
      node,
      what: "an @onDemand module has a variable",
      remedy: "make it const, or keep the state with the caller: nothing outlives a call here",
    })),
  ].map(({ node, what, remedy }) => ({
    file,
    line: source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1,
    what,
    remedy,
  }));
}

export function hasMark(file: TS.SourceFile, mark: string): boolean {
  return file.text.slice(0, file.statements[0]?.getStart(file) ?? 0).includes(mark);
}

/** Imports and what is gone after compilation. */
function staysOutside(statement: TS.Statement): boolean {
  return (
    ts.isImportDeclaration(statement) || ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)
  );
}

export function exportedFunctions(file: TS.SourceFile): TS.FunctionDeclaration[] {
  return file.statements.filter(ts.isFunctionDeclaration).filter(isExported);
}

function isExported(statement: TS.Statement): boolean {
  const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined;
  return modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword) ?? false;
}
