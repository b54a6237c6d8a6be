/** Runs texts in a bare realm and tells what they print: what the tests of the build's passes compare. */
import { createContext, Script } from "node:vm";
import type { DecodedSourceMap } from "@jridgewell/trace-mapping";
import { loadBoard } from "../../build/boards.ts";
import type { Bundle } from "../../build/bundle.ts";
import { bundle } from "../../build/bundle.ts";
import { buildFirmware } from "../../build/firmware.ts";
import { project } from "./build-fixture.ts";

/** Every printed line; an exception is the last one. */
export function printed(code: string): string[] {
  const lines: string[] = [];
  const print = (...values: unknown[]): void => void lines.push(values.map(String).join(" "));
  const context = createContext({ print, calls: [] });
  try {
    new Script(code, { filename: "firmware.js" }).runInContext(context, { timeout: 2000 });
    // Timers of the board, as it were: what was left to run later.
    new Script("calls.forEach(function (call) { call(); })").runInContext(context, { timeout: 2000 });
  } catch (error) {
    lines.push(`threw ${(error as Error).message}`);
  }
  return lines;
}

/** A text as the bundler might have made it, with the map of a text onto itself. */
export function bundleOf(code: string): Bundle {
  const lines = code.split("\n");
  const mappings = lines.map((line, i) => [...line].map((_, at) => [at, 0, i, at] as [number, number, number, number]));
  const map: DecodedSourceMap = { version: 3, sources: ["text.js"], names: [], mappings };
  return { code, maps: [map], foreignNames: [], singletons: [] };
}

/** What src prints, bundled without its marks and untouched by the passes, and what the firmware made of it prints. */
export async function bothWays(
  files: Readonly<Record<string, string>>,
): Promise<[plain: string[], built: string[], text: string]> {
  const unmarked = Object.entries(files).map(([name, text]) => [name, text.replace(/@(singleton|onDemand)/g, "$1")]);
  const root = project(Object.fromEntries(unmarked));
  const boardFile = await loadBoard(root, "tiny");
  const plain = await bundle({
    root,
    entry: "src/main.ts",
    boardPath: `${root}/boards/tiny.ts`,
    boardFile,
    version: "1.2.3",
  });
  const { text } = await buildFirmware({ boardId: "tiny", root: project(files), write: false });
  return [printed(plain.code), printed(text), text];
}
