/** Who may import whom: one table, held by the build over what it bundles and by `npm run lint` over everything. */
import { existsSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import type TS from "typescript";
import { isConstantsOnly } from "./constants-only.ts";
import type { Finding } from "./errors.ts";
import { ts } from "./typescript.ts";

interface Row {
  /** A folder (ends in a slash) or a file; the first row that fits counts. */
  readonly from: string;
  /** Folders and files whose values and types it may import. "*": packages and Node. */
  readonly may: readonly string[];
  /** Of these, types only. */
  readonly mayTypes?: readonly string[];
  /** Of these, types, and values of files made only of constants. */
  readonly mayConstants?: readonly string[];
  readonly why: string;
}

/** Every file of src may import these; `system/` itself only the first. */
const HAL = "src/hal.ts";
const EVERYWHERE = [HAL, "src/system/"];

const ROWS: readonly Row[] = [
  { from: "src/main.ts", may: ["src/", "board"], why: "main.ts builds the parts; it knows src and the one board" },
  {
    from: "src/app.ts",
    may: [...EVERYWHERE, "src/cloud/cloud.ts", "src/gas/", "src/store/"],
    mayTypes: ["src/cloud/"],
    why: "app.ts joins gas, store and the cloud's interface; concrete classes come from main.ts",
  },
  {
    from: "src/services.ts",
    may: [...EVERYWHERE, "src/gas/", "src/store/"],
    mayTypes: ["src/app.ts", "src/cloud/"],
    why: "services.ts asks the parts that it is given",
  },
  {
    from: "src/espruino",
    may: EVERYWHERE,
    mayTypes: ["src/"],
    why: "the Espruino side fills interfaces of others, it runs none of their code",
  },
  { from: HAL, may: [], why: "hal.ts is the bottom" },
  { from: "src/system/", may: [HAL, "src/system/"], why: "system knows hal.ts only" },
  { from: "src/at/", may: [...EVERYWHERE, "src/at/"], why: "at knows no modem" },
  { from: "src/modem/", may: [...EVERYWHERE, "src/at/", "src/modem/"], why: "modem knows no cloud and no link" },
  {
    from: "src/link/",
    may: [...EVERYWHERE, "src/link/", "src/modem/modem.ts", "src/cloud/cloud.ts"],
    why: "link knows the interfaces modem/modem.ts and cloud/cloud.ts only",
  },
  {
    from: "src/ota/",
    may: [...EVERYWHERE, "src/ota/", "src/cloud/hash.ts", "src/cloud/hex.ts"],
    mayTypes: ["src/modem/modem.ts"],
    why: "ota knows flash and digests; what the cloud and the modem call it is theirs",
  },
  ...["src/cloud/", "src/gas/", "src/store/"].map((from) => ({
    from,
    may: [...EVERYWHERE, "src/cloud/", "src/gas/", "src/store/"],
    mayTypes: ["src/ota/"],
    why: "cloud, gas and store know neither at, modem nor link",
  })),
  { from: "src/", may: [], why: "a new part of src needs its row in build/house-rules.ts" },
  { from: "boards/", may: [], mayTypes: [HAL], why: "a board is data: it imports types of src/hal.ts only" },
  {
    from: "sim/",
    may: ["*", "sim/", "boards/", "build/"],
    mayConstants: ["src/"],
    why: "a simulator that shares code with the driver shares its mistakes: types and constants of src only",
  },
  {
    from: "build/",
    may: ["*", "build/", "boards/"],
    mayTypes: ["src/"],
    why: "the build reads src, it runs none of it",
  },
  {
    from: "tools/",
    may: ["*", "tools/", "build/", "sim/", "boards/", "src/", "test/faults/", "espruino.config.js"],
    why: "tools are run, not imported; replay plays a run of test/faults",
  },
  {
    from: "test/",
    may: ["*", "test/", "tools/", "build/", "sim/", "boards/", "src/"],
    why: "tests import anything of the project",
  },
];

interface Import {
  readonly specifier: string;
  readonly line: number;
  readonly typesOnly: boolean;
}

/** `file` is relative to `root` with forward slashes. */
export function checkImports(file: string, source: TS.SourceFile, root: string): Finding[] {
  const row = ROWS.find(({ from }) => file.startsWith(from));
  if (!row) return [];
  return importsOf(source)
    .filter((item) => !isAllowed(row, item, file, root))
    .map((item) => ({
      file,
      line: item.line,
      what: `may not import ${item.typesOnly ? "types of " : ""}"${item.specifier}"`,
      remedy: `${row.why}; pass it in from main.ts or move what both need`,
    }));
}

function isAllowed(row: Row, item: Import, file: string, root: string): boolean {
  const target = targetOf(item.specifier, file, root);
  if (target === undefined) return row.may.includes("*") || row.may.includes(item.specifier);
  const covers = (list: readonly string[] = []) =>
    list.some((entry) => target === entry || (entry.endsWith("/") && target.startsWith(entry)));
  if (covers(row.may) || (item.typesOnly && covers([...(row.mayTypes ?? []), ...(row.mayConstants ?? [])])))
    return true;
  if (!covers(row.mayConstants)) return false;
  return target.endsWith(".json") || isConstantsOnly(parseFile(join(root, target)));
}

/** The imported file relative to the project, or undefined for a package, Node or the word "board". */
function targetOf(specifier: string, file: string, root: string): string | undefined {
  if (!specifier.startsWith(".")) return undefined;
  const path = posix.normalize(posix.join(posix.dirname(file), specifier));
  const candidates = [path, `${path}.ts`, path.replace(/\.js$/, ".ts"), `${path}/index.ts`];
  return candidates.find((candidate) => /\.\w+$/.test(candidate) && existsSync(join(root, candidate))) ?? path;
}

function parseFile(path: string): TS.SourceFile {
  const text = existsSync(path) ? readFileSync(path, "utf8") : "";
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
}

function importsOf(source: TS.SourceFile): Import[] {
  const found: Import[] = [];
  const add = (specifier: TS.Node | undefined, typesOnly: boolean): void => {
    if (!specifier || !ts.isStringLiteralLike(specifier)) return;
    const line = source.getLineAndCharacterOfPosition(specifier.getStart(source)).line + 1;
    found.push({ specifier: specifier.text, line, typesOnly });
  };
  const visit = (node: TS.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, importsTypesOnly(node.importClause));
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, true);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node.arguments[0], false);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function importsTypesOnly(clause: TS.ImportClause | undefined): boolean {
  if (!clause) return false;
  if (clause.isTypeOnly) return true;
  const named = clause.namedBindings;
  return !clause.name && !!named && ts.isNamedImports(named) && named.elements.every((element) => element.isTypeOnly);
}
