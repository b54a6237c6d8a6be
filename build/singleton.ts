/**
 * A part that exists once, made by one factory in a module marked `@singleton`, is laid flat: the factory's parameters and
 * variables become the module's, and so do all functions made in it. The interpreter keeps with each function the list of
 * scopes around it; a function directly in the bundle has one scope and no list, which saves four variables a function and
 * the copying of that list at each call. The source stays a factory, so that tests make as many as they like.
 */
import type TS from "typescript";
import { declaredIn, freeNames } from "./free-names.ts";
import { exportedFunctions, hasMark } from "./marks.ts";
import { ts } from "./typescript.ts";

export const flattenSingleton: TS.TransformerFactory<TS.SourceFile> = (context) => (file) => {
  const factory = hasMark(file, "@singleton") ? exportedFunctions(file)[0] : undefined;
  if (!factory?.body || !factory.name) return file;
  const flat = new Flattener(context, factory);
  return context.factory.updateSourceFile(file, [
    ...file.statements.filter((statement) => statement !== factory),
    ...flat.moduleStatements(),
  ]);
};

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

  /**
   * Every function made on the way becomes one of the module's, unless it needs what is only there: a variable of a block,
   * its own name, or that each turn of a loop makes another.
   */
  #lift<T extends TS.Node>(node: T): T {
    const visit = (at: TS.Node, local: readonly string[]): TS.Node => {
      if (ts.isFunctionLike(at)) return this.#canLift(at, local) ? this.#moved(at as Made) : at;
      if (ts.isIterationStatement(at, false)) return at;
      const inner = [...local, ...declaredIn(at)];
      return ts.visitEachChild(at, (child) => visit(child, inner), this.#context);
    };
    return visit(node, []) as T;
  }

  #canLift(made: TS.SignatureDeclaration, local: readonly string[]): boolean {
    if (ts.isFunctionExpression(made) && made.name) return false;
    const free = freeNames(made);
    return isMade(made) && !local.some((name) => free.has(name));
  }

  #moved(made: Made): TS.Node {
    const f = this.#f;
    const body = ts.isBlock(made.body) ? made.body : f.createBlock([f.createReturnStatement(made.body)], true);
    const name = this.#declare(made, body);
    return ts.isMethodDeclaration(made) ? f.createPropertyAssignment(made.name, name) : name;
  }

  #declare(made: TS.SignatureDeclaration, body: TS.Block): TS.Identifier {
    const f = this.#f;
    const wish = `${this.#factory.name?.text}_${this.#lifted++}`;
    const name = f.createUniqueName(wish, ts.GeneratedIdentifierFlags.Optimistic);
    const parameters = made.parameters as TS.NodeArray<TS.ParameterDeclaration>;
    const declared = f.createFunctionDeclaration(undefined, undefined, name, undefined, parameters, undefined, body);
    this.#functions.push(ts.setTextRange(declared, made));
    return name;
  }
}

type Made = (TS.MethodDeclaration | TS.ArrowFunction | TS.FunctionExpression) & { readonly body: TS.ConciseBody };

function isMade(node: TS.SignatureDeclaration): boolean {
  return ts.isMethodDeclaration(node) || ts.isArrowFunction(node) || ts.isFunctionExpression(node);
}

function assign(f: TS.NodeFactory, name: TS.Identifier, value: TS.Expression): TS.Statement {
  return f.createExpressionStatement(f.createAssignment(name, value));
}
