/** Runs a scenario's steps on a node and its cloud, in whatever time the clock has. */
import type { SimClock } from "./clock.ts";
import { type Device, deviceKey } from "./cloud/login.ts";
import type { Call, Platform } from "./cloud/platform.ts";
import type { EventRecord } from "./cloud/records.ts";
import type { VirtualNode } from "./node.ts";
import { type BoardDeed, type Expectation, outputsOf, type Step } from "./scenario.ts";

/** What a scenario plays on. */
export interface Stage {
  readonly clock: SimClock;
  readonly node: VirtualNode;
  readonly platform: Platform;
  readonly device: Device;
  readonly network: { cut(): void; restore(): void; drop(): void };
}

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
  readonly #steps: readonly Step[];
  readonly #hooks: ScenarioHooks;
  #at = 0;
  #isOver = false;
  /** Events named by earlier steps. */
  readonly #named = new Set<EventRecord>();
  #set: Call | undefined;
  #service: Call | undefined;

  constructor(stage: Stage, steps: readonly Step[], hooks: ScenarioHooks) {
    this.#stage = stage;
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

  #next(): void {
    if (this.#isOver) return;
    const step = this.#steps[this.#at++];
    if (!step) {
      this.#end({ ok: true, why: "", seen: "" });
      return;
    }
    this.#hooks.step?.(this.#at, step);
    const expected = step.wait ?? step.expect;
    if (expected) this.#await(step, expected, step.withinS ?? (step.wait ? WAIT_S : EXPECT_S));
    else if (this.#act(step)) {
      this.#stage.clock.after((step.sleepS ?? 0) * 1000, () => this.#next());
    }
  }

  #await(step: Step, expected: Expectation, withinS: number): void {
    const endMs = this.#stage.clock.nowMs + withinS * 1000;
    const look = (): void => {
      if (this.#isOver) return;
      if (this.#holds(expected)) this.#next();
      else if (this.#stage.clock.nowMs >= endMs) this.#fail(step, withinS);
      else this.#stage.clock.after(LOOK_MS, look);
    };
    look();
  }

  /** False when this node can't do that; the run is over then. */
  #act(step: Step): boolean {
    try {
      this.#do(step);
      return true;
    } catch (error) {
      const why = `step ${this.#at} of ${this.#steps.length} can't be done: ${(error as Error).message}`;
      this.#end({ ok: false, why, seen: this.seen() });
      return false;
    }
  }

  #do(step: Step): void {
    const { node, network, platform, device } = this.#stage;
    this.#surround(step);
    if (step.network) network[step.network]();
    if (step.cloudSet) this.#set = platform.propertySet(device, step.cloudSet);
    if (step.desired) platform.setDesired(device, step.desired);
    if (step.service) this.#service = platform.service(device, step.service.name, { ...step.service.params });
    if (step.button && !node.panel.button(step.button)) throw new Error("this board has no button");
    if (step.console) node.board.evaluate(step.console);
    if (step.modem) {
      const hold = step.forS === undefined ? {} : { forMs: step.forS * 1000 };
      node.modem.fault(step.modem === "reset" ? "rebooting" : step.modem, hold);
    }
    if (step.board) this.#drive(step.board);
  }

  /** What the sensor is in, and what is wrong with it. */
  #surround(step: Step): void {
    const { node } = this.#stage;
    if (step.gasLelPercent !== undefined) node.setLelPercent(step.gasLelPercent);
    if (step.gasPpm !== undefined) node.setLelPercent((step.gasPpm * 100) / node.sensor.head.lelPpm);
    if (step.gasProfile !== undefined) node.sensor.follow(step.gasProfile);
    if (step.temperatureC !== undefined) node.sensor.setTemperatureC(step.temperatureC);
    if (step.humidityPercent !== undefined) node.sensor.setHumidityPercent(step.humidityPercent);
    if (step.sensorFault !== undefined) node.sensor.setFault(step.sensorFault, step.value);
    if (step.adcVolts !== undefined) node.setAdcVolts(step.adcVolts);
  }

  #drive(deed: BoardDeed): void {
    const { board } = this.#stage.node;
    if (deed === "reset") board.pressReset();
    else if (deed === "off") board.powerOff();
    else board.boot();
  }

  #holds(expected: Expectation): boolean {
    const { node, platform, device } = this.#stage;
    const wanted: readonly [unknown, () => unknown][] = [
      [expected.state, () => node.state],
      [expected.gasState, () => node.vitals.gasState],
      [expected.output, () => node.output],
      [expected.alarmLamp, () => node.alarmLamp],
      [expected.waiting, () => node.vitals.waiting],
      [expected.setReply, () => this.#set?.reply?.code],
      [expected.serviceReply, () => this.#service?.reply?.code],
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
      ...(this.#set ? [`last set answered: ${this.#set.reply?.code ?? "no"}`] : []),
      ...(this.#service ? [`last service answered: ${this.#service.reply?.code ?? "no"}`] : []),
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
