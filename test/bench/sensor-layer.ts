/**
 * The sensing side alone, for the bench: an MQ-4 with nothing else wired, its filter, its faults, and the alarm rules. What
 * the build makes of it is what it makes of it in the firmware.
 */
import { firstState, isCalm, nextState, rulesOf } from "../../src/gas/alarm";
import { dosesOf } from "../../src/gas/exposure";
import type { Reading } from "../../src/gas/reading";
import { createSensor } from "../../src/gas/sensor";
import { sensorNamed } from "../../src/gas/sensors";

/** As in src/espruino.ts, whose types belong to the firmware's own check. */
declare function analogRead(pin: unknown): number;

const realm = global as unknown as { [name: string]: unknown };
const type = sensorNamed("MQ-4");
const none = { supply: undefined, heater: undefined, heat: undefined, climate: undefined, silence: undefined };
const sensor = createSensor(
  () => analogRead(realm["D0"]),
  none,
  3.3,
  type,
  { loadOhm: 20000, supplyV: 5, dividerRatio: 0.6 },
  { r0Ohm: 10000, span: 1 },
  0,
);
const rules = rulesOf(type, 10, 20, true, dosesOf("EN 50291"));
let state = firstState(false);
let isAtRest = false;

function follow(reading: Reading): void {
  state = nextState(state, reading, rules);
  isAtRest = isCalm(state);
}
// In the firmware it is kept out of line by its file; here by a second mention.
realm["follow"] = follow;

realm["sense"] = () => {
  const reading = sensor.sample(isAtRest);
  if (reading) follow(reading);
};
realm["gas"] = () => state.gas;
