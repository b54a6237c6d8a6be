/** The board that `espruino.config.js` names for whoever does not name one. */
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

export async function defaultBoard(): Promise<string> {
  const config = (await import(pathToFileURL(join(ROOT, "espruino.config.js")).href)) as { default: { board: string } };
  return config.default.board;
}
