/** Sensor -> alarm -> journal; order from the cloud -> output. */
import type { AlarmEvent, Cloud, Properties } from "./cloud/cloud";
import type { Outbox } from "./cloud/outbox";
import { ALARM, type GasState, nextState, type SetPoints, WARMING } from "./gas/alarm";
import type { Reading, Sensor } from "./gas/sensor";
import type { Clock, Output } from "./hal";
import type { Journal } from "./store/journal";
import type { Log } from "./system/log";

export interface App {
  /** Takes a sample and what follows from it; once a second. */
  sense(): void;
  /** A message from the cloud. */
  message(topic: string, body: string, bytes: number): void;
  gasState(): GasState;
  reading(): Reading;
  powerSwitch(): number;
  readonly counters: { refusedDownlinks: number };
}

const SUCCESS = 200;

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
  const counters = { refusedDownlinks: 0 };
  let reading: Reading = { tag: "warming" };
  let gasState: GasState = WARMING;
  let powerSwitch = 0;

  /** An alarm begins or ends: this, and nothing else, is what the device is for. */
  function decide(): void {
    const isOk = reading.tag === "ok";
    journal.put({
      id: cloud.nextId(),
      decidedAtMs: clock.nowMs(),
      state: gasState,
      ppm: isOk ? (reading as { ppm: number }).ppm : undefined,
      lelPercent: isOk ? (reading as { lelPercent: number }).lelPercent : undefined,
    });
    if (alarmLed) alarmLed.write(gasState === ALARM);
  }

  return {
    sense() {
      const was = gasState;
      reading = sensor.sample();
      gasState = nextState(was, reading, setPoints);
      if (gasState !== was) {
        log.info(`gas ${was} -> ${gasState}`);
        if (gasState === ALARM || was === ALARM) decide();
      }
      outbox.pump();
    },
    message(topic, body, bytes) {
      const downlink = cloud.receive(topic, body, bytes);
      if (downlink.kind === "reply") {
        outbox.replied(+downlink.id, downlink.code);
        return;
      }
      if (downlink.code !== SUCCESS) {
        counters.refusedDownlinks++;
        log.trouble(`refused a message of ${bytes} bytes: code ${downlink.code}`);
      }
      if (downlink.kind === "none") return;
      const on = downlink.values["PowerSwitch"];
      if (on !== undefined) {
        powerSwitch = on;
        switchOutput.write(!!on);
      }
      outbox.answer(cloud.setReply(downlink.id, downlink.code));
    },
    gasState: () => gasState,
    reading: () => reading,
    powerSwitch: () => powerSwitch,
    counters,
  };
}

/** The values of all properties of the thing model; a reading that is no number has none. */
export function propertiesOf(app: App, signalDbm: number | undefined): Properties {
  const reading = app.reading();
  const isOk = reading.tag === "ok";
  return {
    "PowerSwitch": app.powerSwitch(),
    "GasState": app.gasState(),
    "GasConcentration": isOk ? (reading as { ppm: number }).ppm : undefined,
    "GasLel": isOk ? (reading as { lelPercent: number }).lelPercent : undefined,
    "SignalStrength": signalDbm,
  };
}
