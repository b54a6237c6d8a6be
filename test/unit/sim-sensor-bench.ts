/** A virtual sensor on the bench, and what of it the tests beside this file look at. */
import { LinePort } from "../../sim/board/uart.ts";
import { SimClock } from "../../sim/clock.ts";
import { Random } from "../../sim/random.ts";
import { VirtualSensor } from "../../sim/sensor/sensor.ts";

export const REFERENCE_V = 3.3;
/** Long enough for any element. */
export const WARM_S = 1200;

export interface Bench {
  readonly clock: SimClock;
  readonly sensor: VirtualSensor;
  readonly port: LinePort;
  /** Mean of many readings, in volts. */
  volts(read?: () => number): number;
  /** Rs in units of R0, from the mean of many readings. */
  ratio(): number;
  run(seconds: number): Bench;
}

/** Under power from the start. */
export function bench(gas: Record<string, unknown> = {}, seed = 1, hasHeaterPin = false): Bench {
  const clock = new SimClock();
  const port = new LinePort("Serial3");
  const sensor = new VirtualSensor({
    clock,
    random: new Random(seed),
    gas,
    referenceV: REFERENCE_V,
    port,
    hasHeaterPin,
  });
  sensor.power(true);
  const made: Bench = {
    clock,
    sensor,
    port,
    volts: (read = sensor.readGas) => {
      const readings = 400;
      let sum = 0;
      for (let i = 0; i < readings; i++) sum += read();
      // An ADC rounds down.
      return (sum / readings + 0.5 / 4096) * REFERENCE_V;
    },
    ratio: () => {
      const { supplyV, loadOhm, dividerRatio, r0Ohm } = sensor.circuit;
      return (((supplyV * dividerRatio) / made.volts() - 1) * loadOhm) / r0Ohm;
    },
    run: (seconds) => {
      clock.runFor(seconds * 1000);
      return made;
    },
  };
  return made;
}

export const warm = (gas: Record<string, unknown> = {}, seed = 1): Bench => bench(gas, seed).run(WARM_S);

/** `expected` within so many parts of it. */
export const isNear = (seen: number, expected: number, part: number): boolean =>
  Math.abs(seen - expected) <= Math.abs(expected) * part;
