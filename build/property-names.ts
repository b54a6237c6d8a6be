/**
 * Which property names belong to the interpreter and must keep their spelling: whatever the language's library, Espruino's
 * typings and our own ambient declarations declare. Everything else is ours and gets a short name, unless it is written
 * in quotes somewhere.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cached } from "./source-cache.ts";

const require = createRequire(import.meta.url);
const here = dirname(fileURLToPath(import.meta.url));

/** Present on the interpreter, absent from ES5's library. */
const UNTYPED = [
  ..."__proto__ constructor prototype length name message stack type".split(" "),
  ..."includes startsWith endsWith padStart padEnd repeat replaceAll find findIndex fill assign values entries".split(
    " ",
  ),
  ..."fromEntries getOwnPropertyDescriptors setPrototypeOf prependListener removeAllListeners removeListener emit on".split(
    " ",
  ),
  // The REPL's name for all of it: where `defineProperty` is given a text the minifier takes that for a property, too.
  "canary",
];

export async function keptNames(): Promise<readonly string[]> {
  const texts = declarationFiles().map((file) => readFileSync(file, "utf8"));
  return cached(texts, async () => {
    const { declaredNamesOfText } = await import("./declared-names.ts");
    return [...new Set([...UNTYPED, ...texts.flatMap(declaredNamesOfText)])];
  });
}

function declarationFiles(): string[] {
  return [
    join(dirname(require.resolve("typescript")), "lib.es5.d.ts"),
    join(dirname(require.resolve("@types/espruino/package.json")), "index.d.ts"),
    join(here, "espruino-api.d.ts"),
    join(here, "espruino-globals.d.ts"),
  ];
}
