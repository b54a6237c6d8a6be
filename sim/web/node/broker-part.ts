/** The connection of the platform's stand-in to somebody else's broker: it is well, or it is lost and tried again. */
import { BROKER, BROKER_BACK, BROKER_GONE } from "../../cloud/attach.ts";
import type { Platform } from "../../cloud/platform.ts";

export class BrokerPart {
  #isGone = false;

  /** Returns what ends it. */
  follow(platform: Platform): () => void {
    return platform.onLog(({ device, text }) => {
      if (device === BROKER && text === BROKER_GONE) this.#isGone = true;
      if (device === BROKER && text === BROKER_BACK) this.#isGone = false;
    });
  }

  /** Empty while all is well. `where`: the broker's address. */
  trouble(where: string): string {
    return this.#isGone
      ? `no connection to the broker (${where}): is it running? It is tried again every second, and the device does so by itself.`
      : "";
  }
}
