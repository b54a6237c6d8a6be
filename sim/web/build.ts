/** The page as files: made by Vite from `page/`, and not made again while nothing of it has changed. A package has them already. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const SOURCES = join(HERE, "page");
/** What the sources are that it was made from. */
const STAMP = "sources.sha256";

export const PAGE_FOLDER = join(HERE, "../../dist/web");

/** Returns the folder of the built page. Throws where it can neither be found nor made. */
export async function builtPage(): Promise<string> {
  const stampFile = join(PAGE_FOLDER, STAMP);
  const stamp = stampOf();
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) return PAGE_FOLDER;
  const { build } = await import("vite").catch(() => {
    throw new Error(
      `the page's files in ${PAGE_FOLDER} are missing or of another version, and Vite, which makes them, is not here`,
    );
  });
  await build({ configFile: join(SOURCES, "vite.config.ts"), root: SOURCES, logLevel: "error" });
  writeFileSync(stampFile, stamp);
  return PAGE_FOLDER;
}

/** Of the page's own files, and of those that it shares with its server. */
function stampOf(): string {
  const hash = createHash("sha256");
  for (const file of filesIn(HERE)) hash.update(relative(HERE, file)).update(readFileSync(file));
  return hash.digest("hex");
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesIn(path) : [path];
  });
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  console.log(await builtPage());
}
