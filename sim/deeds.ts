/**
 * Everything that can be done to a node and its world, one step of a scenario at a time: for a script, for the page, for a key.
 * One for a stage, so that all of them know what stands.
 */
import type { Call } from "./cloud/platform.ts";
import { faultChoice } from "./faults.ts";
import { Listeners } from "./listeners.ts";
import { NextWriteCut } from "./next-write-cut.ts";
import type { Step } from "./scenario.ts";
import type { LOOKS } from "./scenario-table.ts";
import type { Stage } from "./stage.ts";
import { type StandingFault, StandingFaults } from "./standing-faults.ts";

export interface Done {
  readonly atMs: number;
  readonly step: Step;
}

type Extra = "withinS" | "value" | "forS" | "backAfterS";
type DeedName = Exclude<keyof Step, (typeof LOOKS)[number] | Extra>;
type Acts = { readonly [K in DeedName]: (value: Exclude<Step[K], undefined>, step: Step) => void };

const BACK_AFTER_S = 5;

export class Deeds {
  readonly stage: Stage;
  /** Told of each deed when it is done; returns what takes the listener off again. */
  readonly onDone: (listener: (done: Done) => void) => () => void;
  /** Told of each fault that was held, when it ends; the same. */
  readonly onFaultEnd: StandingFaults["onEnd"];
  /** What the cloud was told last to ask the device. */
  lastSet: Call | undefined;
  lastService: Call | undefined;
  readonly #done = new Listeners<Done>();
  readonly #faults: StandingFaults;
  readonly #cut: NextWriteCut;
  readonly #acts: Acts;

  constructor(stage: Stage) {
    this.stage = stage;
    this.onDone = (listener) => this.#done.add(listener);
    this.#faults = new StandingFaults(stage);
    this.onFaultEnd = this.#faults.onEnd;
    this.#cut = new NextWriteCut(stage);
    this.#acts = { ...this.#air(), ...this.#cloud(), ...this.#board(), ...this.#trouble() };
  }

  /** Faults that are held, in the order in which they began. */
  get standing(): readonly StandingFault[] {
    return this.#faults.list;
  }

  /** The power goes at the next operation of the flash. */
  get isCutArmed(): boolean {
    return this.#cut.isArmed;
  }

  /** Nothing passes, and nobody is told. */
  get isNetworkCut(): boolean {
    return this.stage.network.trouble === "timeout";
  }

  /** It does something; others wait, look or tell. */
  isDeed(step: Step): boolean {
    return this.#nameOf(step) !== undefined;
  }

  /**
   * From outside of the clock, by a person: at a moment that nothing else has, which is as good as now, so that it can be
   * done again at that very moment. Throws like `perform`.
   */
  order(step: Step): void {
    this.stage.clock.runToGap();
    this.perform(step);
  }

  /** Now. Throws, with the reason, where this stage can't do it. */
  perform(step: Step): void {
    const name = this.#nameOf(step);
    if (name === undefined) throw new Error(`${JSON.stringify(step)} is nothing that can be done`);
    const { nowMs } = this.stage.clock;
    (this.#acts[name] as (value: unknown, step: Step) => void)(step[name], step);
    this.#done.tell({ atMs: nowMs, step });
  }

  #nameOf(step: Step): DeedName | undefined {
    const names = Object.keys(step) as DeedName[];
    return names.find((name) => Object.hasOwn(this.#acts, name) && step[name] !== undefined);
  }

  /** What the sensor is in, and what is wrong with it. */
  #air() {
    const { node } = this.stage;
    const { sensor } = node;
    return {
      gasLelPercent: (percent) => node.setLelPercent(percent),
      gasPpm: (ppm) => node.setLelPercent((ppm * 100) / sensor.head.lelPpm),
      gasProfile: (profile) => sensor.follow(profile),
      temperatureC: (course) => sensor.setTemperatureC(course),
      humidityPercent: (course) => sensor.setHumidityPercent(course),
      sensorFault: (name, { value }) => sensor.setFault(name, value),
      adcVolts: (volts) => node.setAdcVolts(volts),
    } satisfies Partial<Acts>;
  }

  #cloud() {
    const { network, platform, device } = this.stage;
    return {
      network: (deed) => network[deed](),
      cloudSet: (values) => {
        this.lastSet = platform.propertySet(device, { ...values });
      },
      desired: (values) => platform.setDesired(device, { ...values }),
      service: ({ name, params }) => {
        this.lastService = platform.service(device, name, { ...params });
      },
    } satisfies Partial<Acts>;
  }

  #board() {
    const { node } = this.stage;
    const { board } = node;
    return {
      button: (deed) => {
        if (!node.panel.button(deed)) throw new Error("this board has no button");
      },
      console: (line) => {
        if (!board.isRunning) throw new Error("the board is off: there is no REPL");
        board.isAttended = true;
        board.evaluate(line);
      },
      type: (keys) => {
        if (!node.type(keys)) throw new Error("the board is off, or its REPL is at no port");
      },
      board: (deed) => {
        if (deed === "reset") board.pressReset();
        else if (deed === "off") board.powerOff();
        else board.boot();
      },
    } satisfies Partial<Acts>;
  }

  #trouble() {
    const msOf = (seconds: number | undefined) => (seconds === undefined ? undefined : seconds * 1000);
    return {
      modem: (name, { forS }) =>
        this.#faults.start({ name: name === "reset" ? "rebooting" : name, variant: undefined }, msOf(forS)),
      fault: (text, { forS }) => this.#faults.start(faultChoice(text), msOf(forS)),
      faultEnds: (text) => this.#faults.end(faultChoice(text)),
      powerCut: (how, { backAfterS = BACK_AFTER_S }) => {
        if (how === null) this.#cut.callOff();
        else this.#cut.arm(how, backAfterS * 1000);
      },
    } satisfies Partial<Acts>;
  }
}
