/** The app between a sensor, an outbox and pins that write down what they are told. */
import { createApp } from "../../src/app.ts";
import type { Outcome, ServiceName, Settings, Uplink } from "../../src/cloud/cloud.ts";
import type { Outbox } from "../../src/cloud/outbox.ts";
import { type AlarmState, firstState, type Rules } from "../../src/gas/alarm.ts";
import type { Reading } from "../../src/gas/reading.ts";
import type { Sensor } from "../../src/gas/sensor.ts";
import { openAliyun } from "./cloud-bench.ts";

export const RULES: Rules = { warningPpm: 5000, alarmPpm: 10000, clearPpm: 8000, isLatching: false };

export interface AppOptions {
  readonly alarm?: AlarmState;
  readonly rules?: Rules;
  readonly powerOnAlarm?: 0 | 1;
  readonly power?: 0 | 1;
  readonly isExpired?: () => boolean;
  readonly service?: (name: ServiceName, ppm: number) => Outcome;
  readonly configure?: (values: Settings) => number;
}

export function openApp(options: AppOptions = {}) {
  let reading: Reading | undefined = { tag: "warming" };
  /** Kind and value of each record. */
  const posted: [kind: number, value: number][] = [];
  const pins: string[] = [];
  const shown: string[] = [];
  const answers: Uplink[] = [];
  const replies: string[] = [];
  const logged: string[] = [];
  const outbox = {
    post: (kind: number, value: number) => posted.push([kind, value]),
    answer: (uplink: Uplink) => answers.push(uplink),
    replied: (id: number, code: number) => replies.push(`${id} ${code}`),
  } as unknown as Outbox;
  /** Of each sample, whether the sensor may leave out a reading. */
  const calms: boolean[] = [];
  const sample = (isCalm: boolean) => {
    calms.push(isCalm);
    return reading;
  };
  const app = createApp(
    { sample } as unknown as Sensor,
    options.rules ?? RULES,
    options.alarm ?? firstState(false),
    options.isExpired ?? (() => false),
    openAliyun(),
    outbox,
    (on) => pins.push(`switch ${on}`) > 0,
    options.powerOnAlarm,
    options.power ?? 0,
    {
      show: (gas, isFaulty) => shown.push(`${gas}${isFaulty ? " faulty" : ""}`),
      sound: () => {},
      silence: () => {},
      silentS: () => 0,
      loud: () => shown.push("loud"),
      test: () => true,
    },
    options.service ?? (() => ({ code: 5161, values: {} })),
    options.configure ?? (() => 200),
    (text) => logged.push(text),
  );
  const sense = (...readings: readonly (Reading | undefined)[]) => {
    for (const one of readings) {
      reading = one;
      app.sense();
    }
  };
  const message = (topic: string, body: string) => app.message(topic, body, body.length);
  return { app, posted, pins, shown, answers, replies, logged, calms, sense, message };
}
