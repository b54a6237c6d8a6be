/** The very bundle in its virtual surroundings, in virtual time: what the tests of this folder share. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { loadBoard } from "../../build/boards.ts";
import type { EventRecord } from "../../sim/cloud/records.ts";
import { firmwareFor } from "../../sim/firmware.ts";
import { EXAMPLE_CONFIG, type NodeConfig } from "../../sim/profile.ts";
import { type SiteOptions, VirtualSite } from "../../sim/site.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const BOARD_ID = "pico";

export const boardFile = await loadBoard(ROOT, BOARD_ID);
export const bundle = (await firmwareFor(BOARD_ID, ROOT)).text;
/** For the tests of what only some boards have. */
export async function rigBoard(id: string): Promise<Required<Pick<SiteOptions, "bundle" | "boardFile">>> {
  return { bundle: (await firmwareFor(id, ROOT)).text, boardFile: await loadBoard(ROOT, id) };
}
export const FAMILIES = ["air202", "air724", "air780e"] as const;

export const ALARM = 3;
export const WARNING = 2;
export const NORMAL = 1;
/** Two medians that have seen a step and two readings more; two medians and eleven readings more. */
export const RAISES_S = 28;
export const CLEARS_S = 68;
/** The design's promise for any silence (design, section 5). */
export const RECOVERY_S = 15 * 60;
const COLD_START_S = 60;
/** With a minute of calm behind it: an alarm may stand from before. */
const WARM_UP_S = 300;
const SHOWN_CHARS = 160;

export type RigOptions = Partial<SiteOptions>;

/** The example's configuration with changes to its parts; alarms end by themselves. */
export function configWith(change: NodeConfig): NodeConfig {
  return {
    ...EXAMPLE_CONFIG,
    ...change,
    cloud: { ...EXAMPLE_CONFIG.cloud, ...change.cloud },
    gas: { ...EXAMPLE_CONFIG.gas, latch: false, ...change.gas },
  };
}

export class Rig extends VirtualSite {
  constructor(options: RigOptions = {}) {
    // A flash that is given has its own.
    super({ bundle, boardFile, ...(!options.flash && { config: configWith({}) }), ...options });
    this.node.powerOn();
  }

  /** Runs until `done`; fails with what was seen instead. */
  waitFor(what: string, done: () => boolean, withinS: number, lookMs = 100): void {
    const ok = this.runUntil(done, withinS, lookMs);
    assert.ok(ok, `not within ${withinS} s: ${what}\n${this.story()}`);
  }

  online(withinS = COLD_START_S): this {
    this.waitFor("state ONLINE", () => this.node.state === "ONLINE", withinS);
    return this;
  }

  /** Online, and the sensor past its warm-up. */
  warm(): this {
    this.online();
    this.waitFor("sensor warm", () => this.node.vitals.gasState === NORMAL, WARM_UP_S, 1000);
    return this;
  }

  eventsOf(gasState: number): EventRecord[] {
    return this.events.filter(({ outputs }) => outputs["GasState"] === gasState);
  }

  /** Gas comes, the cloud hears of it, gas goes, the cloud hears of that: each so long after the device has decided it. */
  alarm(withinS = 5, lelPercent = 25): void {
    const rises = this.eventsOf(ALARM).length;
    const falls = this.eventsOf(NORMAL).length;
    this.node.setLelPercent(lelPercent);
    this.waitFor("event of the alarm's rise", () => this.eventsOf(ALARM).length > rises, RAISES_S + withinS);
    this.node.setLelPercent(0);
    this.waitFor("event of the alarm's fall", () => this.eventsOf(NORMAL).length > falls, CLEARS_S + withinS);
  }

  /** Nothing that nobody asked for: neither broken rules nor exceptions. */
  assertClean(): void {
    assert.deepEqual(this.platform.violations, [], "rules of the platform broken by the device");
    assert.deepEqual(this.node.modem.violations, [], "rules of the modem broken by the driver");
    this.assertAlive();
  }

  assertAlive(): void {
    assert.deepEqual(this.node.board.uncaught, [], "exceptions that the firmware did not catch");
  }

  assertNoSecret(...secrets: string[]): void {
    const shown = [
      ...this.node.console.map(({ text }) => text),
      ...this.platform.messages.map(({ text, payload = "" }) => `${text} ${payload}`),
      JSON.stringify(this.node.status() ?? ""),
    ];
    for (const secret of secrets) {
      assert.equal(
        shown.find((line) => line.includes(secret)),
        undefined,
        `"${secret}" was shown`,
      );
    }
  }

  /** The last of everything, for a person who has to find out why. */
  story(lines = 16): string {
    const at = this.node.at
      .slice(-lines)
      .map((line) => `  ${seconds(line.atMs)} ${line.direction} ${line.text.slice(0, SHOWN_CHARS)}`);
    const said = this.node.console.slice(-lines).map((line) => `  ${seconds(line.atMs)} # ${line.text}`);
    const status = JSON.stringify(this.node.status() ?? "none");
    return [`now ${seconds(this.clock.nowMs)} status ${status}`, "AT lines:", ...at, "console:", ...said].join("\n");
  }
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3);
