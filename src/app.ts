/** Sensor -> alarm -> journal; order from the cloud -> output. @singleton */
import type { Cloud } from "./cloud/cloud";
import type { Outbox } from "./cloud/outbox";
import { ALARM, type GasState, nextState, type SetPoints, WARMING } from "./gas/alarm";
import type { Reading, Sensor } from "./gas/sensor";
import type { Clock, Output } from "./hal";
import type { Log } from "./system/log";

/** What the device knows and does; read by whoever reports it. */
export interface AppStatus {
  gas: GasState;
  last: Reading;
  power: number;
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
  outbox: Outbox,
  switchOutput: Output,
  alarmLed: Output | undefined,
  log: Log,
): App {
  const status: AppStatus = { gas: WARMING, last: { tag: "warming" }, power: 0, refusedDownlinks: 0 };

  /** An alarm begins or ends: this, and nothing else, is what the device is for. */
  function decide(): void {
    const reading = status.last as unknown as OkReading;
    outbox.post({
      id: cloud.nextId(),
      notBeforeMs: 0,
      sends: 0,
      decidedAtMs: clock.nowMs(),
      epochMs: undefined,
      state: status.gas,
      ppm: reading.ppm,
      lelPercent: reading.lelPercent,
    });
    if (alarmLed) alarmLed(status.gas === ALARM);
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
    },
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
        status.power = on;
        switchOutput(!!on);
      }
      outbox.answer(cloud.setReply(downlink.id, downlink.code));
    },
  };
}
