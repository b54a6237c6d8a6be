/** The keyboard, and what each key does. */
import type { Deeds } from "../../sim/deeds.ts";
import type { Step } from "../../sim/scenario.ts";
import { faultOf, faultsOf } from "../../sim/sensor/faults.ts";
import type { Printer } from "./printer.ts";

export const KEY_HELP =
  "g gas  l leak  c clear  f fault  b button (B hold)  p switch  k calibrate  t test  a acknowledge\n" +
  "n network  r reset modem  s status  ? help  q quit";
const GAS_LEL_PERCENT = 25;

export interface KeyDesk {
  readonly deeds: Deeds;
  readonly printer: Printer;
  /** A key was pressed that acts: whoever plays by himself stops. */
  readonly touched: () => void;
  readonly quit: () => void;
}

export class Keys {
  readonly #desk: KeyDesk;

  constructor(desk: KeyDesk) {
    this.#desk = desk;
  }

  /** Takes the terminal; the returned function gives it back. */
  listen(stdin: NodeJS.ReadStream): () => void {
    const take = (bytes: Buffer) => {
      for (const key of bytes.toString("latin1")) this.press(key);
    };
    stdin.setRawMode(true);
    stdin.resume();
    stdin.on("data", take);
    return () => {
      stdin.off("data", take);
      if (!stdin.destroyed) stdin.setRawMode(false);
      stdin.pause();
    };
  }

  press(key: string): void {
    const act = this.#acts[key];
    if (key === "\x03" || key === "\x04" || key === "q") this.#desk.quit();
    else if (act) act();
  }

  readonly #acts: Readonly<Record<string, () => void>> = {
    g: () => this.#do({ gasLelPercent: GAS_LEL_PERCENT }, `gas: ${GAS_LEL_PERCENT} %LEL`),
    l: () => this.#do({ gasProfile: "slow-leak" }, "a leak: 1 %LEL a minute"),
    c: () => this.#do({ gasLelPercent: 0 }, "clean air"),
    f: () => this.#fault(),
    b: () => this.#do({ button: "press" }, "the button is pressed"),
    B: () => this.#do({ button: "hold" }, "the button is held for 5 s"),
    k: () => this.#service("Calibrate"),
    t: () => this.#service("SelfTest"),
    a: () => this.#service("Acknowledge"),
    p: () => this.#switch(),
    n: () => this.#network(),
    r: () => this.#do({ modem: "reset" }, "the modem restarts"),
    s: () => this.#desk.printer.status(this.#desk.deeds.stage.node),
    "?": () => this.#note(KEY_HELP),
  };

  #do(step: Step, text: string): void {
    const { deeds, touched } = this.#desk;
    touched();
    try {
      deeds.order(step);
      this.#note(text);
    } catch (error) {
      this.#note((error as Error).message);
    }
  }

  /** One after the other, and then none. */
  #fault(): void {
    const { sensor } = this.#desk.deeds.stage.node;
    const names = faultsOf(sensor.head.kind);
    const next = names[sensor.fault ? names.indexOf(sensor.fault.name) + 1 : 0] ?? null;
    this.#do({ sensorFault: next }, next ? `sensor fault ${next}: ${faultOf(next).what}` : "the sensor is sound again");
  }

  #service(name: string): void {
    this.#do({ service: { name } }, `the cloud calls ${name}`);
  }

  #switch(): void {
    const wanted = this.#desk.deeds.stage.node.output ? 0 : 1;
    this.#do({ cloudSet: { PowerSwitch: wanted } }, `the cloud sets PowerSwitch to ${wanted}`);
  }

  #network(): void {
    if (!this.#desk.deeds.isNetworkCut)
      this.#do({ network: "cut" }, "the network is cut: nothing passes, nobody is told");
    else this.#do({ network: "restore" }, "the network is back");
  }

  #note(text: string): void {
    this.#desk.printer.line("note", text);
  }
}
