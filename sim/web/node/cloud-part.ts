/** What the platform has of the device; null where the device's cloud is another's, of which nothing is seen from here. */
import type { Platform } from "../../cloud/platform.ts";
import type { Stage } from "../../scenario-run.ts";
import { CloudView } from "../cloud-view.ts";
import type { Tell } from "../hub.ts";
import type { CloudLive, Maybe } from "../live.ts";
import type { Part, Scene } from "./part.ts";

export class CloudPart implements Part<Maybe<CloudLive>> {
  readonly #view: CloudView | undefined;

  constructor(platform: Platform | undefined) {
    this.#view = platform && new CloudView(platform);
  }

  live({ stage: { device } }: Scene): Maybe<CloudLive> {
    return this.#view?.live(device) ?? null;
  }

  follow(_stage: Stage, tell: Tell): () => void {
    return this.#view?.follow(tell) ?? (() => {});
  }
}
