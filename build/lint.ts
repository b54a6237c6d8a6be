/** `npm run lint` after Biome: the house rules over every TypeScript file of the project. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Finding, formatFinding } from "./errors.ts";
import { checkImports } from "./house-rules.ts";
import { checkSource } from "./source-rules.ts";
import { ts } from "./typescript.ts";

const FOLDERS = ["src", "boards", "build", "sim", "tools", "test"];

export function lint(root: string): Finding[] {
  return FOLDERS.flatMap((folder) => filesIn(root, folder)).flatMap((file) => {
    const source = ts.createSourceFile(file, readFileSync(join(root, file), "utf8"), ts.ScriptTarget.Latest, true);
    const isFirmware = /^(src|boards)\//.test(file) && !file.endsWith(".d.ts");
    return [...checkImports(file, source, root), ...(isFirmware ? checkSource(file, source) : [])];
  });
}

function filesIn(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return filesIn(root, path);
    return entry.name.endsWith(".ts") ? [path] : [];
  });
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const findings = lint(process.cwd());
  for (const finding of findings) console.error(formatFinding(finding));
  process.exitCode = findings.length > 0 ? 1 : 0;
}
