/** The board that `espruino.config.js` names for whoever does not name one. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT } from "./root.ts";

export async function defaultBoard(): Promise<string> {
  const config = (await import(pathToFileURL(join(ROOT, "espruino.config.js")).href)) as { default: { board: string } };
  return config.default.board;
}
