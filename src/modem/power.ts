/** The modem's power key and reset line, where the board drives them (facts: modem section 3). */
import type { Clock, Output } from "../hal";

/** Long enough for every family: 1 s to 2 s are asked for. */
const KEY_MS = 2000;
/** Air780E takes 500 ms for a power-off; the others 150 ms for a reset. */
const RESET_MS = 600;

export interface PowerPins {
  readonly hasKey: boolean;
  pressKey(done: () => void): void;
  pulseReset(done: () => void): void;
}

export function createPower(key: Output | undefined, reset: Output | undefined, clock: Clock): PowerPins {
  function pulse(pin: Output | undefined, ms: number, done: () => void): void {
    if (!pin) {
      done();
      return;
    }
    pin.write(true);
    clock.after(ms, () => {
      pin.write(false);
      done();
    });
  }

  return {
    hasKey: !!key,
    pressKey: (done) => pulse(key, KEY_MS, done),
    pulseReset: (done) => pulse(reset, RESET_MS, done),
  };
}
