/**
 * What a person may ask of the device: at the REPL, through the cloud, or with the button. The same code for all.
 * @singleton
 */
import type { App } from "./app";
import type { Outcome, Outputs, Properties, ServiceName } from "./cloud/cloud";
import type { Outbox } from "./cloud/outbox";
import { ALARM } from "./gas/alarm";
import { calibrate } from "./gas/calibration";
import type { Panel } from "./gas/panel";
import type { Calibrated, Sensor } from "./gas/sensor";
import type { SensorType } from "./gas/sensors";
import type { Calibration, Calibrations } from "./store/calibrations";
import { SELF_TEST_KIND } from "./store/slot";
import { SENSOR_FAULTS, UNCALIBRATED } from "./system/fault-codes";
import { HAS_PLATFORM } from "./system/features";
import type { Life } from "./system/life";
import type { Log } from "./system/log";

export interface Services {
  /** By its name in the thing model. */
  call(name: ServiceName, ppm: number): Outcome;
  /** So long, in seconds, somebody has held the button. */
  pressed(heldS: number): void;
  selfTest(): number;
  /** What is to be told of calibration and life. */
  report(values: Properties): void;
  /** What a person wants to know of the sensor. */
  details(): object;
}

const SUCCESS = 200;
const SERVICE_UNKNOWN = 5161;
/** The device's own: it can't be done now. */
const REFUSED = 100001;
/** What a self-test finds wanting; summed up. */
const HEATER_FAILED = 1;
/** Or the sensor's circuit. */
const ADC_FAILED = 2;
const OUTPUT_FAILED = 4;
const JOURNAL_FAILED = 8;
const LINK_FAILED = 16;
const LONG_PRESS_S = 3;
/** Half a year (facts: gas section C.3). */
const CALIBRATE_EVERY_H = 4380;

export function createServices(
  app: App,
  sensor: Sensor,
  type: SensorType,
  calibrated: Calibrated,
  calibrations: Calibrations,
  panel: Panel,
  life: Life,
  outbox: Outbox,
  isOnline: () => boolean,
  /** Not at once: there is an answer to give. */
  restartSoon: () => void,
  diagnose: () => Outputs<"GetDiagnostics">,
  log: Log,
): Services {
  function selfTest(): number {
    // Not of the reading's tag, which is "expired" at last.
    const tag = SENSOR_FAULTS[app.status.sensorFault - 1];
    let failed = 0;
    if (tag) failed = tag === "fault:heater" ? HEATER_FAILED : ADC_FAILED;
    // Both are driven.
    const isLit = panel.test();
    if (!app.drive() || !isLit) failed += OUTPUT_FAILED;
    if (!life.keep()) failed += JOURNAL_FAILED;
    if (!isOnline()) failed += LINK_FAILED;
    log("self-test " + failed, failed > 0);
    outbox.post(SELF_TEST_KIND, failed);
    return failed;
  }

  function calibrateNow(ppm: number): Outcome<"Calibrate"> {
    const { last, gas } = app.status;
    const isKnown = app.status.standing.indexOf(UNCALIBRATED) < 0;
    // What is asked for is named: for the sensor as a whole the build would keep an object in memory.
    const { ohm, noisePpm, drift } = sensor;
    const look = { ohm, ppm: sensor.ppm, noisePpm, drift };
    const found = calibrate(look, type, last, gas, calibrated, isKnown, ppm);
    const why = typeof found === "string" ? found : calibrations.add(life.hours(), found) ? "" : "flash is full";
    log("calibrate " + (why || Math.round((found as Calibrated).r0Ohm)), why !== "");
    if (why) return { code: REFUSED, values: { "Reason": why } };
    calibrated.r0Ohm = (found as Calibrated).r0Ohm;
    calibrated.span = (found as Calibrated).span;
    app.fault(UNCALIBRATED, false);
    return { code: SUCCESS, values: { "R0Ohm": calibrated.r0Ohm } };
  }

  function restart(): Outcome<"Reboot"> {
    // It stays lit, and what it has switched stays switched.
    if (app.status.gas === ALARM) return { code: REFUSED, values: { "Reason": "alarm" } };
    restartSoon();
    return { code: SUCCESS, values: {} };
  }

  function acknowledge(): void {
    panel.silence();
    app.acknowledge();
  }

  return {
    call(name, ppm) {
      let values: Outcome["values"] = {};
      if (name === "Calibrate") return calibrateNow(ppm);
      if (HAS_PLATFORM && name === "Reboot") return restart();
      if (HAS_PLATFORM && name === "GetDiagnostics") values = diagnose();
      else if (name === "SelfTest") values = { "Result": selfTest() };
      else if (name === "Silence") panel.silence();
      else if (name === "Acknowledge") acknowledge();
      else return { code: SERVICE_UNKNOWN, values };
      return { code: SUCCESS, values };
    },
    pressed(heldS) {
      if (heldS >= LONG_PRESS_S) selfTest();
      else acknowledge();
    },
    selfTest,
    details: () => ({
      "reading": app.status.last,
      "lelPpm": type.lelPpm,
      "ohm": sensor.ohm(),
      "r0Ohm": calibrated.r0Ohm,
      "span": calibrated.span,
      "noisePpm": sensor.noisePpm(),
      "resolutionPpm": sensor.resolutionPpm(),
      "drift": sensor.drift(),
      "runHours": life.hours(),
      "calibrations": calibrations.list(),
    }),
    report(values) {
      const list = calibrations.list();
      const last = list[list.length - 1];
      values["CalibrationCount"] = last ? last[4] : 0;
      values["CalibrationDueH"] = (last ? last[1] + CALIBRATE_EVERY_H : 0) - life.hours();
      if (last) values["R0Drift"] = 100 * (last[2] / (list[0] as Calibration)[2] - 1);
    },
  };
}
