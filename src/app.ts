/** Sensor -> alarm -> journal; order from the cloud -> output. @singleton */
import type { Cloud } from "./cloud/cloud";
import type { Outbox } from "./cloud/outbox";
import { ALARM, type GasState, nextState, type SetPoints, WARMING } from "./gas/alarm";
import type { Reading, Sensor } from "./gas/sensor";
import type { Output } from "./hal";
import { ALARM_KIND, FAULT_KIND, NO_VALUE } from "./store/slot";
import { SENSOR_FAULTS } from "./system/fault-codes";
import type { Log } from "./system/log";

/** What the device knows and does; read by whoever reports it. */
export interface AppStatus {
  gas: GasState;
  last: Reading;
  power: number;
  /** Messages from the cloud that were not followed. */
  refusedDownlinks: number;
  /** Faults that stand. */
  standing: number[];
}

export interface App {
  readonly status: AppStatus;
  /** Takes a sample and what follows from it; once a second. */
  sense(): void;
  /** Something of the device is wrong, or sound again; told once each. */
  fault(code: number, isRaised: boolean): void;
  /** A message from the cloud. */
  message(topic: string, body: string, bytes: number): void;
}

const SUCCESS = 200;

/** The numbers of a reading that has some; undefined in any other. */
export type OkReading = { readonly ppm: number | undefined; readonly lelPercent: number | undefined };

/** Samples for which a sensor must be at fault, and then sound, to be believed. */
const FAULT_SAMPLES = 5;
const SOUND_SAMPLES = 30;

export function createApp(
  sensor: Sensor,
  setPoints: SetPoints,
  cloud: Cloud,
  outbox: Outbox,
  switchOutput: Output,
  alarmLed: Output | undefined,
  log: Log,
): App {
  const status: AppStatus = { gas: WARMING, last: { tag: "warming" }, power: 0, refusedDownlinks: 0, standing: [] };
  /** The sensor's fault that was told, the one that is seen, and for how many samples. */
  let toldCode = 0;
  let seenCode = 0;
  let seenSamples = 0;

  /** An alarm begins or ends: this, and nothing else, is what the device is for. */
  function decide(): void {
    const ppm = (status.last as unknown as OkReading).ppm;
    // Tenths; what is beyond the journal's number is beyond any air.
    outbox.post(ALARM_KIND + status.gas, ppm === undefined ? NO_VALUE : Math.min(Math.round(ppm * 10), NO_VALUE - 1));
    if (alarmLed) alarmLed(status.gas === ALARM);
  }

  function fault(code: number, isRaised: boolean): void {
    const at = status.standing.indexOf(code);
    if (isRaised === at >= 0) return;
    if (isRaised) status.standing.push(code);
    else status.standing.splice(at, 1);
    log("fault " + code + (isRaised ? "" : " is over"), isRaised);
    outbox.post(FAULT_KIND, code + (isRaised ? 256 : 0));
  }

  function watchSensor(): void {
    const code = SENSOR_FAULTS.indexOf(status.last.tag) + 1;
    seenSamples = code === seenCode ? seenSamples + 1 : 1;
    seenCode = code;
    if (code === toldCode || seenSamples < (code ? FAULT_SAMPLES : SOUND_SAMPLES)) return;
    if (toldCode) fault(toldCode, false);
    if (code) fault(code, true);
    toldCode = code;
  }

  return {
    status,
    sense() {
      const was = status.gas;
      status.last = sensor.sample();
      status.gas = nextState(was, status.last, setPoints);
      if (status.gas !== was) {
        log("gas " + was + " -> " + status.gas);
        if (status.gas === ALARM || was === ALARM) decide();
      }
      watchSensor();
    },
    fault,
    message(topic, body, bytes) {
      const downlink = cloud.receive(topic, body, bytes);
      if (downlink.kind === "reply") {
        // Not +id: Espruino takes digits behind a leading zero for octal ones.
        outbox.replied(parseInt(downlink.id, 10), downlink.code, downlink.canRetry);
        return;
      }
      if (downlink.code !== SUCCESS) {
        status.refusedDownlinks++;
        log("refused " + bytes + " bytes: code " + downlink.code, true);
      }
      if (downlink.kind !== "set") return;
      const on = downlink.values["PowerSwitch"];
      if (on !== undefined) {
        status.power = on as number;
        switchOutput(!!on);
      }
      outbox.answer(cloud.setReply(downlink.id, downlink.code));
    },
  };
}
