/**
 * A part that exists once, made by one factory in a module marked `@singleton`, is laid flat: the factory's parameters and
 * variables become the module's, and so do all functions made in it. The interpreter keeps with each function the list of
 * scopes around it; a function directly in the bundle has one scope and no list, which saves four variables a function and
 * the copying of that list at each call. The source stays a factory, so that tests make as many as they like.
 */
import type TS from "typescript";
import type { Finding } from "./errors.ts";
import { exportedFunctions, hasMark } from "./lower.ts";
import { ts } from "./typescript.ts";

const MARK = "@singleton";

export const flattenSingleton: TS.TransformerFactory<TS.SourceFile> = (context) => (file) => {
  const factory = hasMark(file, MARK) ? exportedFunctions(file)[0] : undefined;
  if (!factory?.body || !factory.name) return file;
  const flat = new Flattener(context, factory);
  return context.factory.updateSourceFile(file, [
    ...file.statements.filter((statement) => statement !== factory),
    ...flat.moduleStatements(),
  ]);
};

/** Says what stands in the way of laying a module flat that asks for it. */
export function checkSingleton(file: string, source: TS.SourceFile): Finding[] {
  if (!hasMark(source, MARK)) return [];
  const exported = exportedFunctions(source);
  const line = (node: TS.Node) => source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
  const findings = exported.slice(1).map((node) => ({
    file,
    line: line(node),
    what: "a @singleton module exports more than its factory",
    remedy: "move this function to a file of its own",
  }));
  const names = new Set<string>();
  const statements = [...source.statements, ...(exported[0]?.body?.statements ?? [])];
  for (const statement of statements) {
    if (!ts.isFunctionDeclaration(statement) || !statement.name) continue;
    if (names.has(statement.name.text)) {
      findings.push({
        file,
        line: line(statement),
        what: `"${statement.name.text}" is declared in the module and in its factory, which @singleton makes one scope`,
        remedy: "rename one of them",
      });
    }
    names.add(statement.name.text);
  }
  return findings;
}

class Flattener {
  readonly #f: TS.NodeFactory;
  readonly #context: TS.TransformationContext;
  readonly #factory: TS.FunctionDeclaration;
  readonly #variables: TS.Identifier[] = [];
  readonly #functions: TS.FunctionDeclaration[] = [];
  #lifted = 0;

  constructor(context: TS.TransformationContext, factory: TS.FunctionDeclaration) {
    this.#context = context;
    this.#f = context.factory;
    this.#factory = factory;
  }

  moduleStatements(): TS.Statement[] {
    const f = this.#f;
    const names = this.#factory.parameters.map((parameter) => parameter.name as TS.Identifier);
    this.#variables.push(...names);
    const given = names.map((name) => f.createUniqueName(name.text));
    const takes = names.map((name, i) => assign(f, name, given[i] as TS.Identifier));
    const rest = (this.#factory.body?.statements ?? []).flatMap((statement) => this.#flatten(statement));
    const factory = f.createFunctionDeclaration(
      [f.createModifier(ts.SyntaxKind.ExportKeyword)],
      undefined,
      this.#factory.name,
      undefined,
      given.map((name) => f.createParameterDeclaration(undefined, undefined, name)),
      undefined,
      f.createBlock([...takes, ...rest], true),
    );
    const declared = this.#variables.map((name) => f.createVariableDeclaration(name));
    const list = f.createVariableDeclarationList(declared, ts.NodeFlags.Let);
    return [f.createVariableStatement(undefined, list), ...this.#functions, factory];
  }

  /** What is left of one of the factory's statements for the factory to run. */
  #flatten(statement: TS.Statement): TS.Statement[] {
    if (ts.isFunctionDeclaration(statement)) {
      this.#functions.push(statement);
      return [];
    }
    if (!ts.isVariableStatement(statement)) return [this.#lift(statement)];
    return statement.declarationList.declarations.map((declaration) => {
      const name = declaration.name as TS.Identifier;
      this.#variables.push(name);
      const value = declaration.initializer
        ? this.#lift(declaration.initializer)
        : this.#f.createIdentifier("undefined");
      return assign(this.#f, name, value);
    });
  }

  /** Every function made on the way becomes one of the module's. */
  #lift<T extends TS.Node>(node: T): T {
    const f = this.#f;
    const visit = (at: TS.Node): TS.Node => {
      if (ts.isMethodDeclaration(at) && at.body) {
        return f.createPropertyAssignment(at.name, this.#declare(at, at.body));
      }
      if (ts.isArrowFunction(at) || ts.isFunctionExpression(at)) {
        const body = ts.isBlock(at.body) ? at.body : f.createBlock([f.createReturnStatement(at.body)], true);
        return this.#declare(at, body);
      }
      return ts.visitEachChild(at, visit, this.#context);
    };
    return visit(node) as T;
  }

  #declare(made: TS.SignatureDeclaration, body: TS.Block): TS.Identifier {
    const f = this.#f;
    const name = f.createIdentifier(`${this.#factory.name?.text}_${this.#lifted++}`);
    const parameters = made.parameters as TS.NodeArray<TS.ParameterDeclaration>;
    const declared = f.createFunctionDeclaration(undefined, undefined, name, undefined, parameters, undefined, body);
    this.#functions.push(ts.setTextRange(declared, made));
    return name;
  }
}

function assign(f: TS.NodeFactory, name: TS.Identifier, value: TS.Expression): TS.Statement {
  return f.createExpressionStatement(f.createAssignment(name, value));
}
