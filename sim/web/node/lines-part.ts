/** What stands on the wire, and what the console prints. */
import type { Stage } from "../../scenario-run.ts";
import type { Tell } from "../hub.ts";
import { together } from "./part.ts";

export function followLines({ node }: Stage, tell: Tell): () => void {
  let number = 0;
  return together(
    node.onAt(({ atMs, direction, text }) => tell("lines", { number: ++number, atMs, direction, text })),
    node.onConsole(({ text }) => tell("console", text)),
  );
}
