/** The cloud's further services over the real app: what they answer, refuse and send, with a clock that a test moves. */

import { createOrders, type Orders } from "../../src/cloud/aliyun/orders.ts";
import type { Extra, Members, Properties, Uplink } from "../../src/cloud/cloud.ts";
import { type AppOptions, openApp } from "./app-bench.ts";
import { IDENTITY, openAliyun, THING } from "./cloud-bench.ts";
import { FakeClock } from "./fake-clock.ts";

export const DEVICE = `${IDENTITY.productKey}/${IDENTITY.deviceName}`;
export const SETTABLE = ["PowerSwitch", "WarningLevel", "AlarmLevel"];

const shortOf = (topic: string): string => (topic.startsWith(THING) ? topic.slice(THING.length) : topic);

export class OrdersBench {
  readonly clock = new FakeClock();
  readonly cloud = openAliyun();
  /** `code bytes` of each that is refused by the services themselves. */
  readonly refused: string[] = [];
  readonly answers: Uplink[] = [];
  /** What was logged, the troubles marked. */
  readonly logged: string[] = [];
  /** Each service that was called, by its name. */
  readonly called: string[] = [];
  readonly app;
  values: Properties = { PowerSwitch: 0, GasState: 1, GasLel: 0.5 };
  readonly orders: Orders;

  constructor(options: AppOptions = {}) {
    const service = options.service ?? (() => ({ code: 200, values: { Result: 0 } }));
    this.app = openApp({
      ...options,
      service: (name, ppm) => {
        this.called.push(name);
        return service(name, ppm);
      },
    });
    const { app } = this.app;
    this.orders = createOrders(
      THING,
      this.cloud.receive,
      app.message,
      (code, bytes) => {
        this.refused.push(`${code} ${bytes}`);
        app.refuse(code, bytes);
      },
      () => this.values,
      (uplink) => this.answers.push(uplink),
    );
  }

  readonly log = (text: string, isTrouble?: boolean): void => {
    this.logged.push(isTrouble ? `! ${text}` : text);
  };

  get isOn(): number {
    return this.app.app.status.power;
  }

  /** All that were refused, by whomever. */
  get refusals(): number {
    return this.app.app.status.refusedDownlinks;
  }

  /** What was answered since the last call: topic behind the device's own, code, data. */
  takeAnswers(): [topic: string, id: string, code: number, data: Members][] {
    return this.answers.splice(0).map(({ topic, payload }) => {
      const { id, code, data } = JSON.parse(payload);
      return [shortOf(topic), id, code, data];
    });
  }

  /** A message whose body is as long as it says. */
  give(extra: Extra, topic: string, body: unknown): boolean {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    return extra.receive(topic, text, text.length);
  }

  /** The next message: topic behind the device's own, and all but what each has. */
  next(extra: Extra): [topic: string, params: unknown, id: string] | undefined {
    const uplink = extra.next(this.clock.nowMs());
    if (!uplink) return undefined;
    const { id, params, ...rest } = JSON.parse(uplink.payload);
    return [shortOf(uplink.topic), params ?? rest, id];
  }

  /** All that go up within the time, a look a second. */
  run(extra: Extra, seconds: number): [topic: string, params: unknown, id: string][] {
    const sent: [topic: string, params: unknown, id: string][] = [];
    for (let i = 0; i < seconds; i++) {
      const uplink = this.next(extra);
      if (uplink) sent.push(uplink);
      this.clock.advance(1000);
    }
    return sent;
  }
}
