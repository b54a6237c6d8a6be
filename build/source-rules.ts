/** What TypeScript would lower into helpers the board can't run, or into something that means something else there. */
import type TS from "typescript";
import type { Finding } from "./errors.ts";
import { ts } from "./typescript.ts";

const K = ts.SyntaxKind;
type Rule = { what: string; remedy: string; is?: (node: TS.Node) => boolean };

const BY_KIND: Partial<Record<TS.SyntaxKind, Rule>> = {
  [K.AwaitExpression]: { what: "await", remedy: "pass a callback; the device has no Promise" },
  [K.AsyncKeyword]: { what: "async function", remedy: "pass a callback; the device has no Promise" },
  [K.YieldExpression]: { what: "generator", remedy: "keep the state in an object and step it" },
  [K.SpreadElement]: { what: "spread of an array", remedy: "use concat, or apply for arguments" },
  [K.SpreadAssignment]: { what: "spread of an object", remedy: "name the properties" },
  [K.Decorator]: { what: "decorator", remedy: "call the function" },
  [K.BigIntLiteral]: { what: "BigInt", remedy: "use a number or a string of digits" },
  [K.LabeledStatement]: { what: "label", remedy: "put the inner loop into a function and return" },
  [K.TaggedTemplateExpression]: { what: "tagged template", remedy: "call the function" },
  [K.GetAccessor]: { what: "getter", remedy: "use a method: Espruino swallows an exception thrown in a getter" },
  [K.SetAccessor]: { what: "setter", remedy: "use a method" },
  [K.PrivateIdentifier]: { what: "#private name", remedy: "use `private`; names are mangled anyway" },
  [K.HeritageClause]: { what: "class that extends", remedy: "hold the other object and call it", is: extendsClass },
  [K.BindingElement]: { what: "rest in an object pattern", remedy: "name the properties", is: isObjectRest },
  [K.ForOfStatement]: {
    what: "for await",
    remedy: "pass a callback",
    is: (node) => !!(node as TS.ForOfStatement).awaitModifier,
  },
  [K.WithStatement]: { what: "with", remedy: "name the object" },
};

export function checkSource(file: string, source: TS.SourceFile): Finding[] {
  const findings: Finding[] = [];
  const report = (node: TS.Node, rule: Rule): void => {
    const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
    findings.push({ file, line, what: rule.what, remedy: rule.remedy });
  };
  const visit = (node: TS.Node): void => {
    const rule = BY_KIND[node.kind];
    if (rule && (!rule.is || rule.is(node))) report(node, rule);
    if (isGenerator(node)) report(node, { what: "generator", remedy: "keep the state in an object and step it" });
    if (isImportCall(node))
      report(node, { what: "dynamic import", remedy: "import it at the top: the bundle is one file" });
    // Types and declarations of others leave nothing behind.
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node)) return;
    ts.forEachChild(node, visit);
  };
  visit(source);
  return findings;
}

function extendsClass(node: TS.Node): boolean {
  return (node as TS.HeritageClause).token === K.ExtendsKeyword && ts.isClassLike(node.parent);
}

function isObjectRest(node: TS.Node): boolean {
  return !!(node as TS.BindingElement).dotDotDotToken && ts.isObjectBindingPattern(node.parent);
}

function isGenerator(node: TS.Node): boolean {
  return (
    (ts.isFunctionDeclaration(node) || ts.isFunctionExpression(node) || ts.isMethodDeclaration(node)) &&
    !!node.asteriskToken
  );
}

function isImportCall(node: TS.Node): boolean {
  return ts.isCallExpression(node) && node.expression.kind === K.ImportKeyword;
}
