/** The names that declarations give to members of things. */
import type TS from "typescript";
import { ts } from "./typescript.ts";

export function declaredNamesOfText(text: string): string[] {
  return declaredNames(ts.createSourceFile("names.d.ts", text, ts.ScriptTarget.Latest, false), "all");
}

/** "all": every declared member; "ambient": only what stands under `declare`, that is, someone else's names. */
export function declaredNames(source: TS.SourceFile, which: "all" | "ambient"): string[] {
  const names: string[] = [];
  const visit = (node: TS.Node, collecting: boolean): void => {
    const inside = collecting || isAmbient(node);
    if (inside) {
      const name = memberName(node);
      if (name) names.push(name);
    }
    // Nothing in the number and date formats of other languages reaches a board.
    if (ts.isModuleDeclaration(node) && node.name.text === "Intl") return;
    ts.forEachChild(node, (child) => visit(child, inside));
  };
  visit(source, which === "all");
  return names;
}

function isAmbient(node: TS.Node): boolean {
  return ts.canHaveModifiers(node) && !!ts.getModifiers(node)?.some((m) => m.kind === ts.SyntaxKind.DeclareKeyword);
}

function memberName(node: TS.Node): string | undefined {
  const isMember =
    ts.isPropertySignature(node) ||
    ts.isMethodSignature(node) ||
    ts.isFunctionDeclaration(node) ||
    ts.isVariableDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isModuleDeclaration(node) ||
    ts.isPropertyDeclaration(node) ||
    ts.isMethodDeclaration(node);
  if (!isMember || !node.name) return undefined;
  return ts.isIdentifier(node.name) || ts.isStringLiteral(node.name) ? node.name.text : undefined;
}
