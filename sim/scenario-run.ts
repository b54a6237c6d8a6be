/** Runs a scenario's steps on a node and its cloud, in whatever time the clock has. */
import { exactMs } from "./clock.ts";
import { deviceKey } from "./cloud/login.ts";
import type { EventRecord } from "./cloud/records.ts";
import { Deeds } from "./deeds.ts";
import { type Expectation, outputsOf, type Step } from "./scenario.ts";
import type { Stage } from "./stage.ts";

export type { Stage } from "./stage.ts";

export interface Outcome {
  readonly ok: boolean;
  /** One sentence each: what failed, what was seen. Empty when all went well. */
  readonly why: string;
  readonly seen: string;
}

export interface ScenarioHooks {
  step?(number: number, step: Step): void;
  done(outcome: Outcome): void;
}

const LOOK_MS = 100;
const WAIT_S = 300;
const EXPECT_S = 10;

export class ScenarioRun {
  readonly #stage: Stage;
  readonly #deeds: Deeds;
  readonly #steps: readonly Step[];
  readonly #hooks: ScenarioHooks;
  #at = 0;
  #isOver = false;
  /** Events named by earlier steps. */
  readonly #named = new Set<EventRecord>();

  /** `deeds` of the stage, where somebody else does something to it too. */
  constructor(stage: Stage, steps: readonly Step[], hooks: ScenarioHooks, deeds = new Deeds(stage)) {
    this.#stage = stage;
    this.#deeds = deeds;
    this.#steps = steps;
    this.#hooks = hooks;
  }

  start(): void {
    this.#stage.clock.after(0, () => this.#next());
  }

  /** No step follows, no outcome either. */
  stop(): void {
    this.#isOver = true;
  }

  /**
   * Goes through the steps up to one that takes time. Deeds come at a moment of their own, those without a wait between them
   * at the same one: whoever does the same at the same times has the same run.
   */
  #next(isPlaced = false): void {
    while (!this.#isOver) {
      const step = this.#steps[this.#at];
      if (!step) {
        this.#end({ ok: true, why: "", seen: "" });
        return;
      }
      const isDeed = this.#deeds.isDeed(step);
      if (isDeed && !isPlaced && !this.#stage.clock.isAtGap) {
        this.#stage.clock.atGap(() => this.#next(true));
        return;
      }
      this.#at++;
      this.#hooks.step?.(this.#at, step);
      if (isDeed) {
        isPlaced = true;
        this.#act(step);
      } else if (this.#takesTime(step)) return;
    }
  }

  /** Waits, as the step says, and goes on by itself; false where there is nothing to wait for. */
  #takesTime(step: Step): boolean {
    const { clock } = this.#stage;
    const expected = step.wait ?? step.expect;
    if (expected) {
      const withinS = step.withinS ?? (step.wait ? WAIT_S : EXPECT_S);
      return !this.#isMet(step, expected, withinS, clock.nowMs + withinS * 1000);
    }
    const waitMs = exactMs((step.sleepS ?? 0) * 1000);
    if (waitMs > 0) clock.after(waitMs, () => this.#next());
    return waitMs > 0;
  }

  /** True when it holds; else it is looked at again and again, until it does or the time is over. */
  #isMet(step: Step, expected: Expectation, withinS: number, endMs: number): boolean {
    const { clock } = this.#stage;
    if (this.#holds(expected)) return true;
    if (clock.nowMs >= endMs) this.#fail(step, withinS);
    else {
      clock.after(LOOK_MS, () => {
        if (!this.#isOver && this.#isMet(step, expected, withinS, endMs)) this.#next();
      });
    }
    return false;
  }

  #act(step: Step): void {
    try {
      this.#deeds.perform(step);
    } catch (error) {
      const why = `step ${this.#at} of ${this.#steps.length} can't be done: ${(error as Error).message}`;
      this.#end({ ok: false, why, seen: this.seen() });
    }
  }

  #holds(expected: Expectation): boolean {
    const { node, platform, device } = this.#stage;
    const wanted: readonly [unknown, () => unknown][] = [
      [expected.state, () => node.state],
      [expected.gasState, () => node.vitals.gasState],
      [expected.output, () => node.output],
      [expected.alarmLamp, () => node.alarmLamp],
      [expected.waiting, () => node.vitals.waiting],
      [expected.setReply, () => this.#deeds.lastSet?.reply?.code],
      [expected.serviceReply, () => this.#deeds.lastService?.reply?.code],
    ];
    if (wanted.some(([value, seen]) => value !== undefined && seen() !== value)) return false;
    const lamps: Readonly<Record<string, unknown>> = { ...node.panel.lamps };
    if (expected.lamps && !contains((name) => lamps[name], { ...expected.lamps })) return false;
    if (expected.property && !contains((name) => platform.property(device, name)?.value, expected.property))
      return false;
    return expected.event === undefined || this.#nameEvent(expected);
  }

  /** True when an event fits that no step has named before; it is this step's from now on. */
  #nameEvent(expected: Expectation): boolean {
    const event = this.#unnamed().find(
      ({ name, outputs }) =>
        name === expected.event && outputsOf(expected).every(([key, value]) => outputs[key] === value),
    );
    if (event) this.#named.add(event);
    return event !== undefined;
  }

  #unnamed(): EventRecord[] {
    const { platform, device } = this.#stage;
    return platform.events.filter((event) => event.device === deviceKey(device) && !this.#named.has(event));
  }

  #fail(step: Step, withinS: number): void {
    const what = JSON.stringify(step.wait ?? step.expect);
    const why = `step ${this.#at} of ${this.#steps.length} failed: ${what} did not come true within ${withinS} s`;
    this.#end({ ok: false, why, seen: this.seen() });
  }

  /** The world as the expectations see it. */
  seen(): string {
    const { node, platform, device } = this.#stage;
    const { state, gasState, waiting, troubles } = node.vitals;
    const { lastSet, lastService } = this.#deeds;
    const events = this.#unnamed().map(({ name, outputs }) => `${name} ${JSON.stringify(outputs)}`);
    const properties = [...(platform.properties.get(deviceKey(device))?.values() ?? [])].map(
      ({ name, value }) => `${name} ${JSON.stringify(value)}`,
    );
    return [
      `state ${state}`,
      `gasState ${gasState}`,
      `events waiting on the device: ${waiting}`,
      `lamps ${lampsOf(node.panel.lamps)}`,
      `output ${node.output ? "on" : "off"}`,
      `events not yet named: ${events.join(", ") || "none"}`,
      `properties at the cloud: ${properties.join(", ") || "none"}`,
      ...(lastSet ? [`last set answered: ${lastSet.reply?.code ?? "no"}`] : []),
      ...(lastService ? [`last service answered: ${lastService.reply?.code ?? "no"}`] : []),
      `troubles: ${troubles.join("; ") || "none"}`,
    ].join("; ");
  }

  #end(outcome: Outcome): void {
    this.#isOver = true;
    this.#hooks.done(outcome);
  }
}

function contains(seen: (name: string) => unknown, wanted: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(wanted).every(([name, value]) => JSON.stringify(seen(name)) === JSON.stringify(value));
}

/** The ones that are lit. */
function lampsOf(lamps: object): string {
  const lit = Object.entries(lamps).flatMap(([name, isLit]) => (isLit ? [name] : []));
  return lit.join(" and ") || "all dark";
}
