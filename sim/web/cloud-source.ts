/** A platform alone, as the page sees it: devices that log in from wherever they are. One of them is shown in full, to all pages. */
import { type Device, deviceKey } from "../cloud/login.ts";
import type { Platform } from "../cloud/platform.ts";
import { cloudStep, manage, offerImage } from "./cloud-orders.ts";
import { CloudView } from "./cloud-view.ts";
import type { Source, Tell } from "./hub.ts";
import type { Live } from "./live.ts";
import type { Answer, Hello, Order } from "./messages.ts";
import { UNABLE, UNKNOWN } from "./unknown.ts";

export interface CloudSourceOptions {
  readonly platform: Platform;
  /** Where devices reach it. */
  readonly where: string;
}

export class CloudSource implements Source {
  readonly #platform: Platform;
  readonly #where: string;
  readonly #view: CloudView;
  #chosen: string | undefined;

  constructor({ platform, where }: CloudSourceOptions) {
    this.#platform = platform;
    this.#where = where;
    this.#view = new CloudView(platform);
  }

  hello(): Omit<Hello, "kind"> {
    return {
      source: "cloud",
      title: this.#where,
      facts: null,
      can: { ...UNABLE, cloud: true },
      machine: [],
      model: this.#platform.model,
      faults: [],
      sensorFaults: [],
      profiles: [],
    };
  }

  live(): Live {
    return { ...UNKNOWN, cloud: this.#view.live(this.#device()) };
  }

  follow(tell: Tell): () => void {
    return this.#view.follow(tell);
  }

  order(order: Order): Answer {
    if (order.do === "choose") {
      this.#chosen = deviceKey(this.#named(order.device));
      return { text: "" };
    }
    if (order.do !== "step" && order.do !== "ota" && order.do !== "manage") throw new Error(NO_NODE);
    const device = order.device === undefined ? this.#device() : this.#named(order.device);
    if (!device) throw new Error("no device has logged in yet: there is nobody to ask");
    if (order.do === "ota") return offerImage(this.#platform, device, order);
    if (order.do === "manage") return manage(this.#platform, device, order.deed);
    const answer = cloudStep(this.#platform, device, order.step);
    if (!answer) throw new Error(NO_NODE);
    return answer;
  }

  #device(): Device | undefined {
    const { devices } = this.#platform;
    const chosen = devices.find((one) => deviceKey(one) === this.#chosen);
    if (chosen) return chosen;
    const first = devices.find((one) => this.#platform.isOnline(one));
    // It stays the one that is shown, whoever comes and goes.
    this.#chosen = first && deviceKey(first);
    return first ?? devices[0];
  }

  #named(key: string): Device {
    const device = this.#platform.devices.find((one) => deviceKey(one) === key);
    if (!device) throw new Error(`there is no device ${key}: it has not logged in, and nobody has named it`);
    return device;
  }
}

const NO_NODE = "that is done to a node, and this is the cloud alone";
