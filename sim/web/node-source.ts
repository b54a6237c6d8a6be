/** A virtual node and its cloud as the page sees them. */
import type { Stage } from "../scenario-run.ts";
import { faultOf, faultsOf } from "../sensor/faults.ts";
import { GAS_PROFILES, type GasProfile } from "../sensor/gas-profiles.ts";
import type { Source, Tell } from "./hub.ts";
import type { Answer, Facts, Hello, Live, Order, StateRow } from "./messages.ts";
import { boardPart } from "./node/board-part.ts";
import { BrokerPart } from "./node/broker-part.ts";
import { cloudPart } from "./node/cloud-part.ts";
import { journalPart } from "./node/journal-part.ts";
import { followLines } from "./node/lines-part.ts";
import { LinkPart } from "./node/link-part.ts";
import { type Part, together } from "./node/part.ts";
import { sensorPart } from "./node/sensor-part.ts";

export interface NodeSourceOptions {
  readonly stage: Stage;
  readonly facts: Facts;
  readonly machine: readonly StateRow[];
  /** An order was given: whoever plays by himself stops. */
  readonly touched: () => void;
}

export class NodeSource implements Source {
  readonly #options: NodeSourceOptions;
  readonly #link = new LinkPart();
  readonly #broker = new BrokerPart();
  readonly #parts: readonly Part<unknown>[] = [sensorPart, this.#link, cloudPart];

  constructor(options: NodeSourceOptions) {
    this.#options = options;
  }

  hello(): Omit<Hello, "kind" | "protocol"> {
    const { stage, facts, machine } = this.#options;
    const { device, platform, node } = stage;
    return {
      source: "run",
      title: device.productKey ? `${device.deviceName} · ${device.productKey}` : device.deviceName,
      facts,
      can: { gas: true, pace: null, board: true, powerCut: false, cloud: true, repl: true, script: true },
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
      cloud: cloudPart.live(scene),
      faults: { standing: [], isCutArmed: false, script: null },
      fleet: null,
    };
  }

  follow(tell: Tell): () => void {
    const { stage } = this.#options;
    return together(
      this.#broker.follow(stage.platform),
      followLines(stage, tell),
      ...this.#parts.map((part) => part.follow?.(stage, tell) ?? (() => {})),
    );
  }

  trouble(): string {
    return this.#broker.trouble(this.#options.facts.where);
  }

  order(order: Order): Answer {
    if (order.do !== "step") throw new Error(`this can't be done here: ${order.do}`);
    const { node, platform, device } = this.#options.stage;
    const { gasLelPercent, cloudSet } = order.step;
    this.#options.touched();
    if (gasLelPercent !== undefined) node.setLelPercent(gasLelPercent);
    if (cloudSet) platform.propertySet(device, cloudSet);
    return { text: "" };
  }
}
