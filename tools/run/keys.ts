/** The keyboard, and what each key does. */
import type { ButtonDeed } from "../../sim/panel.ts";
import type { Stage } from "../../sim/scenario-run.ts";
import { faultOf, faultsOf } from "../../sim/sensor/faults.ts";
import type { Printer } from "./printer.ts";

export const KEY_HELP =
  "g gas  l leak  c clear  f fault  b button (B hold)  p switch  k calibrate  t test  a acknowledge\n" +
  "n network  r reset modem  s status  ? help  q quit";
const GAS_LEL_PERCENT = 25;

export interface KeyDesk {
  readonly stage: Stage;
  readonly printer: Printer;
  /** A key was pressed that acts: whoever plays by himself stops. */
  readonly touched: () => void;
  readonly quit: () => void;
}

export class Keys {
  readonly #desk: KeyDesk;
  #isCut = false;

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
    g: () => this.#gas(GAS_LEL_PERCENT, `gas: ${GAS_LEL_PERCENT} %LEL`),
    l: () => this.#leak(),
    c: () => this.#gas(0, "clean air"),
    f: () => this.#fault(),
    b: () => this.#button("press"),
    B: () => this.#button("hold"),
    k: () => this.#service("Calibrate"),
    t: () => this.#service("SelfTest"),
    a: () => this.#service("Acknowledge"),
    p: () => this.#switch(),
    n: () => this.#network(),
    r: () => {
      this.#desk.touched();
      this.#note("the modem restarts");
      this.#desk.stage.node.modem.fault("rebooting");
    },
    s: () => this.#desk.printer.status(this.#desk.stage.node),
    "?": () => this.#note(KEY_HELP),
  };

  #gas(lelPercent: number, text: string): void {
    this.#desk.touched();
    this.#note(text);
    this.#desk.stage.node.setLelPercent(lelPercent);
  }

  #leak(): void {
    this.#desk.touched();
    this.#note("a leak: 1 %LEL a minute");
    this.#desk.stage.node.sensor.follow("slow-leak");
  }

  /** One after the other, and then none. */
  #fault(): void {
    const { sensor } = this.#desk.stage.node;
    const names = faultsOf(sensor.head.kind);
    const next = names[sensor.fault ? names.indexOf(sensor.fault.name) + 1 : 0] ?? null;
    this.#desk.touched();
    this.#note(next ? `sensor fault ${next}: ${faultOf(next).what}` : "the sensor is sound again");
    sensor.setFault(next);
  }

  #button(deed: ButtonDeed): void {
    const { stage, touched } = this.#desk;
    touched();
    if (stage.node.panel.button(deed))
      this.#note(deed === "hold" ? "the button is held for 5 s" : "the button is pressed");
    else this.#note("this board has no button");
  }

  #service(name: string): void {
    const { stage, touched } = this.#desk;
    touched();
    this.#note(`the cloud calls ${name}`);
    stage.platform.service(stage.device, name, {});
  }

  #switch(): void {
    const { node, platform, device } = this.#desk.stage;
    const wanted = node.output ? 0 : 1;
    this.#desk.touched();
    this.#note(`the cloud sets PowerSwitch to ${wanted}`);
    platform.propertySet(device, { PowerSwitch: wanted });
  }

  #network(): void {
    const { network } = this.#desk.stage;
    this.#isCut = !this.#isCut;
    this.#desk.touched();
    this.#note(this.#isCut ? "the network is cut: nothing passes, nobody is told" : "the network is back");
    if (this.#isCut) network.cut();
    else network.restore();
  }

  #note(text: string): void {
    this.#desk.printer.line("note", text);
  }
}
