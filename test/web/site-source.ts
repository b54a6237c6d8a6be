/** What the page looks at, of a site that a test drives in virtual time. */
import { Deeds } from "../../sim/deeds.ts";
import { SlicedPace } from "../../sim/pace.ts";
import { Player } from "../../sim/player.ts";
import { Recorder } from "../../sim/recorder.ts";
import type { VirtualSite } from "../../sim/site.ts";
import type { Facts } from "../../sim/web/messages.ts";
import { NodeSource, type NodeSourceOptions } from "../../sim/web/node-source.ts";

export const FACTS: Facts = {
  board: "pico",
  boardName: "Espruino Pico",
  version: "0",
  sha256: "0",
  modem: "air202",
  seed: 1,
  where: "here",
};

export function sourceOf(site: VirtualSite, more: Partial<NodeSourceOptions> = {}): NodeSource {
  const deeds = more.deeds ?? new Deeds(site);
  return new NodeSource({
    deeds,
    recorder: new Recorder(deeds),
    player: new Player(deeds),
    pace: new SlicedPace(site.clock, 1),
    facts: FACTS,
    machine: [],
    scenarios: [],
    touched: () => {},
    ...more,
  });
}
