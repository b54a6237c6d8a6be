/** Boots and stops of a board, for whoever only looks on. */
import type { VirtualBoard } from "../../board/board.ts";

/** "on", or why it stopped. Returns what ends it. */
export function onPower(board: VirtualBoard, listener: (what: string) => void): () => void {
  const { onBoot, onStop } = board;
  let isOver = false;
  const tell = (what: string): void => {
    if (!isOver) listener(what);
  };
  board.onBoot = () => {
    onBoot?.();
    tell("on");
  };
  board.onStop = (cause) => {
    onStop?.(cause);
    tell(cause);
  };
  // Not by putting back what was there: somebody else may have hooked in behind.
  return () => {
    isOver = true;
  };
}
