/** A device, its cloud, and bundles to be sent over the air: what the tests of OTA beside this file share. */
import assert from "node:assert/strict";
import { crc32 } from "node:zlib";
import { type BoardFile, loadBoard } from "../../build/boards.ts";
import { deviceKey } from "../../sim/cloud/login.ts";
import type { OtaJob } from "../../sim/cloud/ota.ts";
import type { ImageGiven, Via } from "../../sim/cloud/ota-image.ts";
import { firmwareFor } from "../../sim/firmware.ts";
import { ROOT } from "../../tools/root.ts";
import { configWith, Rig, type RigOptions } from "./rig.ts";

export const VERSION = "0.1.0";
const NEXT = "0.1.1";

export interface Kind {
  readonly boardFile: BoardFile;
  readonly bundle: string;
}

export async function kindOf(boardId: string): Promise<Kind> {
  return { boardFile: await loadBoard(ROOT, boardId), bundle: (await firmwareFor(boardId, ROOT)).text };
}

export const releaseOf = (text: string, version: string): string =>
  `${version}-${crc32(Buffer.from(text, "latin1")).toString(16).padStart(8, "0")}`;

/** The same program by another version. */
export const nextOf = (bundle: string, version = NEXT): string => bundle.replaceAll(VERSION, version);

export class OtaRig extends Rig {
  readonly bundle: string;

  constructor({ boardFile, bundle }: Kind, options: RigOptions = {}) {
    super({ boardFile, bundle, ...(!options.flash && { config: configWith({}) }), ...options });
    this.bundle = bundle;
  }

  get ota(): Record<string, unknown> {
    return (this.node.status()?.["ota"] ?? {}) as Record<string, unknown>;
  }

  /** What the console of the platform shows. */
  get version(): string | undefined {
    return this.platform.firmwareVersions.get(`${deviceKey(this.device)} default`);
  }

  /** As whoever operates the device does it. */
  push(text: string, given: Partial<ImageGiven> = {}, via: Via = "mqtt"): OtaJob {
    const image = this.platform.ota.add({
      productKey: this.device.productKey,
      version: releaseOf(text, NEXT),
      content: Buffer.from(text, "latin1"),
      signMethod: "SHA256",
      ...given,
    });
    return this.platform.ota.push(this.device, image, via);
  }

  /** What runs tells its version. */
  waitForVersion(text: string, version: string, withinS: number): void {
    const wanted = releaseOf(text, version);
    this.waitFor(`version ${wanted} told`, () => this.version === wanted, withinS, 1000);
  }

  /** Of a link that is signed: whoever has it has the bundle. */
  assertNoSecretOf(mark: string): void {
    assert.equal(
      this.node.console.find(({ text }) => text.includes(mark)),
      undefined,
      `"${mark}" was shown`,
    );
  }

  assertStep(job: OtaJob, step: number, desc: RegExp): void {
    assert.equal(job.steps.at(-1), step, this.story());
    assert.match(this.platform.ota.progress.at(-1)?.desc ?? "", desc);
  }
}
