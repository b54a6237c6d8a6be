/** What a scenario plays on, and what a person at the page or the keys acts on. */
import type { SimClock } from "./clock.ts";
import type { Device } from "./cloud/login.ts";
import type { Network } from "./cloud/network.ts";
import type { Platform } from "./cloud/platform.ts";
import type { VirtualNode } from "./node.ts";
import type { VirtualSite } from "./site.ts";

export interface Stage {
  readonly clock: SimClock;
  readonly node: VirtualNode;
  readonly platform: Platform;
  readonly device: Device;
  readonly network: Pick<Network, "trouble"> & { cut(): void; restore(): void; drop(): void };
  /** There where network and cloud are in this process too, which is what faults behind the modem strike. */
  readonly site?: VirtualSite | undefined;
}
