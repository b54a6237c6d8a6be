/** What stands on the plot's time line: of the gas, of the power, at the cloud. */
import type { Stage } from "../../stage.ts";
import { eventText } from "../event-text.ts";
import type { Tell } from "../hub.ts";
import { onPower } from "./on-power.ts";
import { together } from "./part.ts";
import { GAS_CHANGE } from "./sensor-part.ts";

export function followHappenings({ clock, node, platform }: Stage, tell: Tell): () => void {
  return together(
    node.onConsole(({ text, atMs }) => {
      const to = GAS_CHANGE.exec(text)?.[1];
      if (to !== undefined) tell("happenings", { atMs, what: "gas", text: to });
    }),
    onPower(node.board, (what) => tell("happenings", { atMs: clock.nowMs, what: "power", text: what })),
    platform.onEvent(({ name, outputs }) =>
      tell("happenings", { atMs: clock.nowMs, what: "event", text: eventText(name, outputs) }),
    ),
  );
}
