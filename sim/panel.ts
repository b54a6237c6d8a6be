/** The face of a node: what a person in front of it sees, hears and presses. */
import type { Board, LoadPin } from "../src/hal.ts";
import type { VirtualBoard } from "./board/board.ts";
import type { SimClock } from "./clock.ts";

/** GB 15322.2: red is alarm, yellow is fault, green is normal (facts: gas section C.4). A board may lack some. */
export interface Lamps {
  readonly red?: boolean;
  readonly yellow?: boolean;
  readonly green?: boolean;
}

export type ButtonDeed = "press" | "hold";
const BUTTON_MS: Readonly<Record<ButtonDeed, number>> = { press: 200, hold: 5000 };

export class Panel {
  readonly #clock: SimClock;
  readonly #board: VirtualBoard;
  readonly #pins: Board;

  constructor(clock: SimClock, board: VirtualBoard, pins: Board) {
    this.#clock = clock;
    this.#board = board;
    this.#pins = pins;
  }

  /** Level of the pin behind `PowerSwitch`, seen from the load: true is on. */
  get output(): boolean {
    return this.#isOn(this.#pins.powerSwitch);
  }

  get lamps(): Lamps {
    const { alarmLed, faultLed, normalLed } = this.#pins;
    return {
      ...(alarmLed && { red: this.#isOn(alarmLed) }),
      ...(faultLed && { yellow: this.#isOn(faultLed) }),
      ...(normalLed && { green: this.#isOn(normalLed) }),
    };
  }

  /** Sounds, as a steady level or as a tone. */
  get buzzer(): boolean {
    const { buzzer } = this.#pins;
    return buzzer !== undefined && (this.#isOn(buzzer) || this.#board.pinDuty(buzzer.pin) % 1 > 0);
  }

  /** Let go of, it is an open contact: the board's own pull decides. False where there is no button. */
  button(deed: ButtonDeed): boolean {
    const { button } = this.#pins;
    if (!button) return false;
    this.#board.setPin(button.pin, button.activeLow !== true);
    this.#clock.after(BUTTON_MS[deed], () => this.#board.setPin(button.pin, undefined));
    return true;
  }

  #isOn({ pin, activeLow }: LoadPin): boolean {
    return this.#board.pinLevel(pin) !== (activeLow === true);
  }
}
