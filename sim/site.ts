/** A node and its cloud in one process and in virtual time: what tests and `canary run --speed max` run. */
import { SimClock } from "./clock.ts";
import { type Device, deviceKey } from "./cloud/login.ts";
import { Platform } from "./cloud/platform.ts";
import type { EventRecord } from "./cloud/records.ts";
import type { Settings } from "./cloud/settings.ts";
import { VirtualNetwork, type VirtualNetworkOptions } from "./cloud/virtual-network.ts";
import { DEFAULT_EPOCH_MS } from "./modem/options.ts";
import { type NodeOptions, VirtualNode } from "./node.ts";
import { deviceOf, EXAMPLE_CONFIG, hostOf } from "./profile.ts";

export interface SiteOptions extends Omit<NodeOptions, "network" | "clock"> {
  /** What the platform knows of the device; what the configuration says unless given. */
  readonly device?: Device;
  /** Host names that lead to the platform besides the configuration's own. */
  readonly hosts?: readonly string[];
  readonly settings?: Partial<Settings>;
  /** What speaks TLS, by port; the platform's own unless given. */
  readonly tls?: VirtualNetworkOptions["tls"];
}

export class VirtualSite {
  readonly clock = new SimClock();
  readonly platform: Platform;
  readonly network: VirtualNetwork;
  readonly node: VirtualNode;
  readonly device: Device;
  /** By which the world's calendar is ahead of the clock. */
  leaptMs = 0;

  constructor(options: SiteOptions) {
    const { clock } = this;
    const config = options.config && typeof options.config === "object" ? options.config : EXAMPLE_CONFIG;
    const epochMs = options.modem?.epochMs ?? DEFAULT_EPOCH_MS;
    this.device = options.device ?? deviceOf(config);
    this.platform = new Platform({
      clock: { nowMs: () => epochMs + this.leaptMs + clock.nowMs },
      devices: [this.device],
      settings: options.settings ?? {},
    });
    const hosts = [hostOf(config), ...(options.hosts ?? [])].map((host) => [host, this.platform]);
    this.network = new VirtualNetwork({
      clock,
      hosts: Object.fromEntries(hosts),
      ...(options.tls && { tls: options.tls }),
    });
    this.node = new VirtualNode({ web: this.platform.ota.files, ...options, network: this.network, clock });
  }

  /** As a stage, all of it is here. */
  get site(): this {
    return this;
  }

  /** Events of this device at the platform, copies not counted. */
  get events(): EventRecord[] {
    return this.platform.events.filter(({ device }) => device === deviceKey(this.device));
  }

  /**
   * Leaves out so much of the world's time: network and platform have a later date, and that is all. No timer of device,
   * modem or broker comes nearer, so nobody can tell but by asking for the date.
   */
  leap(ms: number): void {
    this.leaptMs += ms;
    this.node.modem.leap(ms);
  }

  /** Runs until `done`, looking now and then; false when `withinS` passed first. */
  runUntil(done: () => boolean, withinS: number, lookMs = 100): boolean {
    const endMs = this.clock.nowMs + withinS * 1000;
    while (!done()) {
      if (this.clock.nowMs >= endMs) return false;
      this.clock.runFor(Math.min(lookMs, endMs - this.clock.nowMs));
    }
    return true;
  }
}
