/** One TypeScript file -> ES5 with modules, and what there is to object to. */
import type TS from "typescript";
import { declaredNames } from "./declared-names.ts";
import type { Finding } from "./errors.ts";
import { checkImports } from "./house-rules.ts";
import { templatesToSums } from "./lower.ts";
import { checkMarks } from "./marks.ts";
import { checkOnDemand, foldOnDemand } from "./on-demand.ts";
import { flattenSingleton } from "./singleton.ts";
import { checkSingleton, singletonOf } from "./singleton-rules.ts";
import { checkSource } from "./source-rules.ts";
import { ts } from "./typescript.ts";

export interface Digest {
  readonly code: string;
  readonly findings: readonly Finding[];
  /** Property names that the file declares as belonging to someone else (`declare …`): never mangled. */
  readonly foreignNames: readonly string[];
  /** The factory of a @singleton module. */
  readonly singleton?: { readonly name: string; readonly line: number };
}

const OPTIONS: TS.CompilerOptions = {
  target: ts.ScriptTarget.ES5,
  module: ts.ModuleKind.ES2015,
  ignoreDeprecations: "5.0",
  sourceMap: true,
  inlineSources: true,
  isolatedModules: true,
  // A helper that slips past the source rules then shows up as an unknown global instead of growing the bundle.
  noEmitHelpers: true,
  removeComments: true,
  newLine: ts.NewLineKind.LineFeed,
};

/** `file` is relative to `root`. */
export function digestSource(file: string, text: string, root: string): Digest {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const marks = [...checkMarks(file, source), ...checkOnDemand(file, source), ...checkSingleton(file, source)];
  const singleton = singletonOf(source);
  return {
    // What the marks ask for is done only where it can be.
    code: transpile(file, text, marks.length === 0 ? [foldOnDemand, flattenSingleton] : []),
    findings: [...checkImports(file, source, root), ...checkSource(file, source), ...marks],
    foreignNames: declaredNames(source, "ambient"),
    ...(singleton && { singleton }),
  };
}

function transpile(file: string, text: string, forMarks: TS.TransformerFactory<TS.SourceFile>[]): string {
  const output = ts.transpileModule(text, {
    compilerOptions: OPTIONS,
    fileName: file,
    transformers: { before: [templatesToSums, ...forMarks] },
  });
  const map = JSON.parse(output.sourceMapText ?? "{}") as { sources: string[] };
  // esbuild resolves this beside the file it comes from, so the bare name is the whole path.
  map.sources = [file.slice(file.lastIndexOf("/") + 1)];
  const encoded = Buffer.from(JSON.stringify(map)).toString("base64");
  const code = output.outputText.replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n");
  return `${code}//# sourceMappingURL=data:application/json;base64,${encoded}\n`;
}
