/** A virtual node as the page's server sees it, in virtual time: all that it tells is kept. */
import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { type SiteOptions, VirtualSite } from "../../sim/site.ts";
import type { Live } from "../../sim/web/live.ts";
import { MAX_NEWS, type News, type NewsKind } from "../../sim/web/news.ts";
import type { NodeSource } from "../../sim/web/node-source.ts";
import { MACHINE } from "../../tools/web/machine-table.ts";
import { configWith, NORMAL, rigBoard } from "../bundle/rig.ts";
import { sourceOf } from "./site-source.ts";

type Told = { [K in NewsKind]: News[K][] };

const KINDS = Object.keys(MAX_NEWS) as NewsKind[];

export class SourceRig extends VirtualSite {
  readonly source: NodeSource;
  readonly told = Object.fromEntries(KINDS.map((kind) => [kind, []])) as unknown as Told;
  /** What was so at each look. */
  readonly lives: Live[] = [];
  readonly #stop: () => void;

  constructor(options: SiteOptions) {
    super({ config: configWith({}), ...options });
    this.source = sourceOf(this, { machine: MACHINE });
    this.#stop = this.source.follow((kind, item) => void this.told[kind]?.push(item as never));
    this.look();
    this.node.powerOn();
  }

  look(): Live {
    const live = this.source.live();
    this.lives.push(live);
    return live;
  }

  /** Runs and looks, as a page does, until it is so. */
  watch(what: string, isSo: (live: Live) => boolean, withinS: number, lookMs = 100): Live {
    const endMs = this.clock.nowMs + withinS * 1000;
    for (;;) {
      const live = this.look();
      if (isSo(live)) return live;
      assert.ok(this.clock.nowMs < endMs, `not within ${withinS} s: ${what}. Last seen: ${JSON.stringify(live)}`);
      this.clock.runFor(lookMs);
    }
  }

  run(seconds: number, lookMs = 100): void {
    const endMs = this.clock.nowMs + seconds * 1000;
    this.watch("the end", () => this.clock.nowMs >= endMs, seconds + 1, lookMs);
  }

  online(withinS = 60, lookMs = 100): Live {
    return this.watch("ONLINE", ({ link }) => link.state === "ONLINE", withinS, lookMs);
  }

  /** Online, and the sensor past its warm-up. */
  warm(): this {
    this.online();
    this.watch("sensor warm", ({ sensor }) => sensor.gasState === NORMAL, 300, 1000);
    return this;
  }

  end(): void {
    this.#stop();
    this.node.dispose();
  }
}

/** It ends with the test. */
export async function openSource(
  test: TestContext,
  board = "pico",
  options: Partial<SiteOptions> = {},
): Promise<SourceRig> {
  const rig = new SourceRig({ ...(await rigBoard(board)), ...options });
  test.after(() => rig.end());
  return rig;
}
