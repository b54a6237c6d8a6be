/** Sensor -> alarm -> journal; order from the cloud -> output. @singleton */
import type { AlarmEvent, Cloud } from "./cloud/cloud";
import type { Outbox } from "./cloud/outbox";
import { ALARM, type GasState, nextState, type SetPoints, WARMING } from "./gas/alarm";
import type { Reading, Sensor } from "./gas/sensor";
import type { Clock, Output } from "./hal";
import type { Journal } from "./store/journal";
import type { Log } from "./system/log";

/** What the device knows and does; read by whoever reports it. */
export interface AppStatus {
  gasState: GasState;
  reading: Reading;
  powerSwitch: number;
  /** Messages from the cloud that were not followed. */
  refusedDownlinks: number;
}

export interface App {
  readonly status: AppStatus;
  /** Takes a sample and what follows from it; once a second. */
  sense(): void;
  /** A message from the cloud. */
  message(topic: string, body: string, bytes: number): void;
}

const SUCCESS = 200;

/** The numbers of a reading that has some; undefined in any other. */
export type OkReading = { readonly ppm: number | undefined; readonly lelPercent: number | undefined };

export function createApp(
  clock: Clock,
  sensor: Sensor,
  setPoints: SetPoints,
  cloud: Cloud,
  journal: Journal<AlarmEvent>,
  outbox: Outbox,
  switchOutput: Output,
  alarmLed: Output | undefined,
  log: Log,
): App {
  const status: AppStatus = { gasState: WARMING, reading: { tag: "warming" }, powerSwitch: 0, refusedDownlinks: 0 };

  /** An alarm begins or ends: this, and nothing else, is what the device is for. */
  function decide(): void {
    const reading = status.reading as unknown as OkReading;
    journal.put({
      id: cloud.nextId(),
      decidedAtMs: clock.nowMs(),
      epochMs: undefined,
      state: status.gasState,
      ppm: reading.ppm,
      lelPercent: reading.lelPercent,
    });
    if (alarmLed) alarmLed(status.gasState === ALARM);
  }

  return {
    status,
    sense() {
      const was = status.gasState;
      status.reading = sensor.sample();
      status.gasState = nextState(was, status.reading, setPoints);
      if (status.gasState !== was) {
        log("gas " + was + " -> " + status.gasState);
        if (status.gasState === ALARM || was === ALARM) decide();
      }
    },
    message(topic, body, bytes) {
      const downlink = cloud.receive(topic, body, bytes);
      if (downlink.kind === "reply") {
        outbox.replied(+downlink.id, downlink.code, downlink.canRetry);
        return;
      }
      if (downlink.code !== SUCCESS) {
        status.refusedDownlinks++;
        log("refused a message of " + bytes + " bytes: code " + downlink.code, true);
      }
      if (downlink.kind !== "set") return;
      const on = downlink.values["PowerSwitch"];
      if (on !== undefined) {
        status.powerSwitch = on;
        switchOutput(!!on);
      }
      outbox.answer(cloud.setReply(downlink.id, downlink.code));
    },
  };
}
