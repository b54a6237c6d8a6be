/** The app between a sensor, an outbox and pins that write down what they are told. */
import { createApp } from "../../src/app.ts";
import type { Uplink } from "../../src/cloud/cloud.ts";
import type { Outbox } from "../../src/cloud/outbox.ts";
import type { Reading } from "../../src/gas/sensor.ts";
import { openAliyun } from "./cloud-bench.ts";

export function openApp(hasLamp = true) {
  let reading: Reading = { tag: "warming" };
  /** Kind and value of each record. */
  const posted: [kind: number, value: number][] = [];
  const pins: string[] = [];
  const answers: Uplink[] = [];
  const replies: string[] = [];
  const logged: string[] = [];
  const outbox = {
    post: (kind: number, value: number) => posted.push([kind, value]),
    answer: (uplink: Uplink) => answers.push(uplink),
    replied: (id: number, code: number) => replies.push(`${id} ${code}`),
  } as unknown as Outbox;
  const app = createApp(
    { sample: () => reading },
    { warning: 10, alarm: 20 },
    openAliyun(),
    outbox,
    (on) => pins.push(`switch ${on}`),
    hasLamp ? (on) => pins.push(`lamp ${on}`) : undefined,
    (text) => logged.push(text),
  );
  const sense = (...readings: readonly Reading[]) => {
    for (const one of readings) {
      reading = one;
      app.sense();
    }
  };
  const message = (topic: string, body: string) => app.message(topic, body, body.length);
  return { app, posted, pins, answers, replies, logged, sense, message };
}
