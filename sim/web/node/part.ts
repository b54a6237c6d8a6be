/** How a section of the page is filled from a virtual node: it looks when it is asked, and tells what happens. */
import type { VirtualNode } from "../../node.ts";
import type { Stage } from "../../scenario-run.ts";
import type { Status } from "../../status.ts";
import type { Tell } from "../hub.ts";

/** What the parts look at. */
export interface Scene {
  readonly stage: Stage;
  /** `canary.status()`, laid flat; empty while no firmware runs. */
  readonly status: Status;
}

export interface Part<Live> {
  readonly live: (scene: Scene) => Live;
  /** Starts to tell; returns what ends it. */
  readonly follow?: (stage: Stage, tell: Tell) => () => void;
}

/** What an expression comes to on the device, as JSON; null where it comes to nothing, or no firmware runs. */
export function askJson(node: VirtualNode, expression: string): unknown {
  const [line = ""] = node.ask(`print(JSON.stringify(${expression}))`);
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return null;
  }
}

/** Ends all of them. */
export function together(...stops: readonly (() => void)[]): () => void {
  return () => {
    for (const stop of stops) stop();
  };
}
