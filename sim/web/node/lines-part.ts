/** What stands on the wire and on the console. */
import type { Stage } from "../../scenario-run.ts";
import type { Tell } from "../hub.ts";
import { together } from "./part.ts";

export function followLines({ node }: Stage, tell: Tell): () => void {
  return together(
    node.onAt(({ atMs, direction, text }) => tell("lines", { atMs, direction, text })),
    node.onConsole(({ text }) => tell("console", text)),
  );
}
