/** One TypeScript file -> ES5 with modules, and what there is to object to. */
import type TS from "typescript";
import { declaredNames } from "./declared-names.ts";
import type { Finding } from "./errors.ts";
import { checkImports } from "./house-rules.ts";
import { checkOnDemand, foldOnDemand, templatesToSums } from "./lower.ts";
import { checkSingleton, flattenSingleton } from "./singleton.ts";
import { checkSource } from "./source-rules.ts";
import { ts } from "./typescript.ts";

export interface Digest {
  readonly code: string;
  readonly findings: readonly Finding[];
  /** Property names that the file declares as belonging to someone else (`declare …`): never mangled. */
  readonly foreignNames: readonly string[];
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
  return {
    code: transpile(file, text),
    findings: [
      ...checkImports(file, source, root),
      ...checkSource(file, source),
      ...checkOnDemand(file, source),
      ...checkSingleton(file, source),
    ],
    foreignNames: declaredNames(source, "ambient"),
  };
}

function transpile(file: string, text: string): string {
  const output = ts.transpileModule(text, {
    compilerOptions: OPTIONS,
    fileName: file,
    transformers: { before: [templatesToSums, foldOnDemand, flattenSingleton] },
  });
  const map = JSON.parse(output.sourceMapText ?? "{}") as { sources: string[] };
  // esbuild resolves this beside the file it comes from, so the bare name is the whole path.
  map.sources = [file.slice(file.lastIndexOf("/") + 1)];
  const encoded = Buffer.from(JSON.stringify(map)).toString("base64");
  const code = output.outputText.replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n");
  return `${code}//# sourceMappingURL=data:application/json;base64,${encoded}\n`;
}
