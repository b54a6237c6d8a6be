/** A run line by line, for a person who has to find out why it failed. */
import { hex } from "../../sim/board/power-cut.ts";
import type { VirtualSite } from "../../sim/site.ts";

const SHOWN_CHARS = 150;

/** Console (#), wire (> and <), flash, stops of the board, and what the platform takes, as they come. */
export function tell({ node, platform, clock }: VirtualSite): void {
  const { board } = node;
  const say = (mark: string, text: string): void =>
    console.log(`${(clock.nowMs / 1000).toFixed(3).padStart(9)} ${mark} ${text.slice(0, SHOWN_CHARS)}`);
  node.onConsole(({ text }) => say("#", text));
  node.onAt(({ direction, text }) => say(direction, text));
  platform.onEvent(({ id, outputs }) => say("cloud", `${id} ${JSON.stringify(outputs)}`));
  const { beforeOperation } = board.flash;
  board.flash.beforeOperation = (n, operation) => {
    const bytes = operation.kind === "program" ? ` ${Buffer.from(operation.bytes).toString("hex")}` : "";
    say("flash", `${operation.kind} ${hex(operation.address)}${bytes}`);
    beforeOperation?.(n, operation);
  };
  const { onStop } = board;
  board.onStop = (cause) => {
    say("stop", cause);
    onStop?.(cause);
  };
}
