/** The plain bundle in the virtual board at a plain broker, all in virtual time. */
import assert from "node:assert/strict";
import type { Dialect } from "../../build/boards.ts";
import { SimClock } from "../../sim/clock.ts";
import { PlainBroker } from "../../sim/cloud/plain-broker.ts";
import { VirtualNode } from "../../sim/node.ts";
import type { NodeConfig } from "../../sim/profile.ts";
import type { Board } from "../../src/hal.ts";
import { mainBundle } from "./main-bundle.ts";
import { boardFileOf, FULL, take } from "./main-rig.ts";

export const BASE = "gas-canary/D001/";
const HOST = "broker.example";

export interface PlainOptions {
  readonly board?: Board;
  /** Of a bundle that has but one. */
  readonly dialect?: Dialect;
  readonly mqtt?: Readonly<Record<string, unknown>>;
  readonly cloud?: Readonly<Record<string, unknown>>;
  readonly more?: NodeConfig;
}

export async function openPlain(options: PlainOptions = {}): Promise<PlainRig> {
  const boardFile = boardFileOf(options.board ?? FULL);
  const bundle = await mainBundle(boardFile, options.dialect);
  const clock = new SimClock();
  const broker = new PlainBroker(clock, HOST);
  const config: NodeConfig = {
    gas: { r0Ohm: 10_000, latch: false },
    ...options.more,
    cloud: { dialect: "mqtt", deviceName: "D001", host: HOST, ...options.cloud },
    mqtt: { username: "canary", password: "t0ken-of-D001", ...options.mqtt },
  };
  const node = new VirtualNode({ bundle, boardFile, network: broker, clock, config });
  node.onConsole(({ text }) => take(text));
  node.powerOn();
  return new PlainRig(node, broker);
}

export class PlainRig {
  readonly node: VirtualNode;
  readonly broker: PlainBroker;

  constructor(node: VirtualNode, broker: PlainBroker) {
    this.node = node;
    this.broker = broker;
  }

  get said(): string {
    return this.node.console.map(({ text }) => text).join("\n");
  }

  run(seconds: number): this {
    this.node.clock.runFor(seconds * 1000);
    return this;
  }

  until(what: string, done: () => boolean, withinS: number): this {
    for (let s = 0; s < withinS && !done(); s++) this.run(1);
    assert.ok(done(), `not within ${withinS} s: ${what}\n${this.said.slice(-2000)}`);
    return this;
  }

  online(withinS = 60): this {
    return this.until("ONLINE", () => this.node.state === "ONLINE", withinS);
  }

  warm(): this {
    return this.until("a warm sensor", () => this.node.status()?.["gasState"] === 1, 260);
  }

  /** `canary.reboot()`, and the restart. */
  reboot(): this {
    const { bootCount } = this.node.board;
    for (const line of this.node.ask("canary.reboot()")) take(line);
    return this.until("a restart", () => this.node.board.bootCount > bootCount, 5);
  }

  /** Ids of the alarms and ends that the broker was given, copies too; with the state of each. */
  get alarms(): { id: string; state: number }[] {
    return this.broker.payloads(`${BASE}event`).flatMap((text) => {
      const { id, GasState } = JSON.parse(text) as { id: string; GasState?: number };
      return GasState === undefined ? [] : [{ id, state: GasState }];
    });
  }

  get state(): Record<string, unknown> {
    return JSON.parse(this.broker.retained.get(`${BASE}state`) ?? "{}");
  }

  /** What has been reached is counted, and all of it ends. */
  end(): void {
    const [counts] = this.node.board.isRunning
      ? this.node.ask("typeof coverage=='undefined'||print(JSON.stringify(coverage))")
      : [];
    if (counts?.startsWith("{")) take(counts, "");
    this.node.dispose();
  }
}
