/**
 * What TypeScript would lower in a form that is dear on the board, lowered here first, as a transformer of its tree:
 * templates become sums (its own way is a chain of `concat` calls).
 */
import type TS from "typescript";
import { ts } from "./typescript.ts";

/** `a${b}c` -> ("a" + b + "c"). */
export const templatesToSums: TS.TransformerFactory<TS.SourceFile> = (context) => {
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
