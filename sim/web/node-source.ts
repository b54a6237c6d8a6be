/** A virtual node and its cloud as the page sees them. */

import { deviceKey } from "../cloud/login.ts";
import type { Stage } from "../scenario-run.ts";
import { faultOf, faultsOf } from "../sensor/faults.ts";
import { GAS_PROFILES, type GasProfile } from "../sensor/gas-profiles.ts";
import { CLOUD_STEPS, cloudStep, manage, offerImage } from "./cloud-orders.ts";
import type { Source, Tell } from "./hub.ts";
import type { Answer, Facts, Hello, Live, Order, StateRow } from "./messages.ts";
import { boardPart } from "./node/board-part.ts";
import { CloudPart } from "./node/cloud-part.ts";
import { journalPart } from "./node/journal-part.ts";
import { followLines } from "./node/lines-part.ts";
import { LinkPart } from "./node/link-part.ts";
import { type Part, together } from "./node/part.ts";
import { sensorPart } from "./node/sensor-part.ts";

export interface NodeSourceOptions {
  readonly stage: Stage;
  readonly facts: Facts;
  readonly machine: readonly StateRow[];
  /** The device's cloud is another process's: the stage's platform hears nothing of it. */
  readonly isCloudElsewhere?: boolean;
  /** An order was given: whoever plays by himself stops. */
  readonly touched: () => void;
}

export class NodeSource implements Source {
  readonly #options: NodeSourceOptions;
  readonly #link = new LinkPart();
  readonly #cloud: CloudPart;
  readonly #parts: readonly Part<unknown>[];

  constructor(options: NodeSourceOptions) {
    this.#options = options;
    this.#cloud = new CloudPart(options.isCloudElsewhere ? undefined : options.stage.platform);
    this.#parts = [sensorPart, this.#link, this.#cloud];
  }

  hello(): Omit<Hello, "kind" | "protocol"> {
    const { stage, facts, machine } = this.#options;
    const { device, platform, node } = stage;
    return {
      source: "run",
      title: device.productKey ? `${device.deviceName} · ${device.productKey}` : device.deviceName,
      facts,
      can: {
        gas: true,
        pace: null,
        board: true,
        powerCut: false,
        cloud: !this.#options.isCloudElsewhere,
        repl: true,
        script: true,
      },
      machine,
      model: platform.model,
      faults: [],
      sensorFaults: faultsOf(node.sensor.head.kind).map((name) => {
        const { what, value } = faultOf(name);
        return { name, what, value: value ? { usual: null, ...value } : null };
      }),
      profiles: Object.entries(GAS_PROFILES).map(([name, profile]: [string, GasProfile]) => ({
        name,
        what: profile.what ?? "",
      })),
    };
  }

  live(): Live {
    const { stage } = this.#options;
    const scene = { stage, status: stage.node.status() ?? {} };
    return {
      nowMs: stage.clock.nowMs,
      pace: null,
      board: boardPart.live(scene),
      sensor: sensorPart.live(scene),
      link: this.#link.live(scene),
      journal: journalPart.live(scene),
      cloud: this.#cloud.live(scene),
      faults: { standing: [], isCutArmed: false, script: null },
      fleet: null,
    };
  }

  follow(tell: Tell): () => void {
    const { stage } = this.#options;
    return together(followLines(stage, tell), ...this.#parts.map((part) => part.follow?.(stage, tell) ?? (() => {})));
  }

  order(order: Order): Answer {
    const { node } = this.#options.stage;
    const answer = this.#askCloud(order);
    if (answer) return answer;
    if (order.do !== "step") throw new Error(`this can't be done here: ${order.do}`);
    const { gasLelPercent } = order.step;
    this.#options.touched();
    if (gasLelPercent !== undefined) node.setLelPercent(gasLelPercent);
    return { text: "" };
  }

  /** Undefined where it is nothing for the cloud. */
  #askCloud(order: Order): Answer | undefined {
    if (order.do !== "step" && order.do !== "ota" && order.do !== "manage") return undefined;
    const { stage, isCloudElsewhere, touched } = this.#options;
    const { platform, device } = stage;
    const isClouds = order.do !== "step" || CLOUD_STEPS.some((name) => order.step[name] !== undefined);
    if (!isClouds) return undefined;
    if (isCloudElsewhere) throw new Error("the device's cloud is another's: what it is to ask is typed there");
    if (order.device !== undefined && order.device !== deviceKey(device))
      throw new Error(`there is no device ${order.device} here, only ${deviceKey(device)}`);
    touched();
    if (order.do === "ota") return offerImage(platform, device, order);
    if (order.do === "manage") return manage(platform, device, order.deed);
    return cloudStep(platform, device, order.step);
  }
}
