/**
 * OTA as the platform does it (fact 3): images, jobs that only the new version closes, and what devices say on the way.
 * The blocks of a download over MQTT are `ota-download.ts`.
 */
import { FaultPlan } from "./fault-plan.ts";
import { FileServer } from "./file-server.ts";
import { type Device, deviceKey } from "./login.ts";
import type { DownloadFault } from "./ota-download.ts";
import {
  brokenManifest,
  type ImageFile,
  type ImageGiven,
  type ManifestFault,
  makeImage,
  manifestOf,
  type OtaImage,
  type Via,
  viaFault,
} from "./ota-image.ts";
import type { Platform } from "./platform.ts";
import type { Json } from "./raw-json.ts";
import { keepBounded } from "./records.ts";
import { topicFor } from "./topics.ts";

export interface OtaJob {
  readonly device: Device;
  readonly image: OtaImage;
  readonly via: Via;
  readonly startedMs: number;
  status: "pending" | "upgrading" | "succeeded" | "failed" | "cancelled";
  /** Since the device's last login it has heard of the job. */
  isTold: boolean;
  pushes: number;
  /** As they were reported, with a failure's below 0. */
  readonly steps: number[];
}

export interface Progress {
  readonly device: string;
  readonly module: string;
  readonly step: number;
  readonly desc: string;
  readonly atMs: number;
}

/** As in a recorded push: ids count up from there. */
const FIRST_PUSH_ID = 1_507_707_025;
const FIRST_STREAM_ID = 1_397_345;
const STEPS_KEPT = 1000;
const IMAGES_KEPT = 100;

export class Ota {
  readonly images: OtaImage[] = [];
  readonly jobs: OtaJob[] = [];
  readonly progress: Progress[] = [];
  /** Behind the links of the manifests. */
  readonly files: FileServer;
  readonly manifestFaults = new FaultPlan<ManifestFault>();
  readonly downloadFaults = new FaultPlan<DownloadFault>();
  readonly #platform: Platform;
  #nextPushId = FIRST_PUSH_ID;
  #nextStreamId = FIRST_STREAM_ID;

  constructor(platform: Platform) {
    this.#platform = platform;
    this.files = new FileServer(platform);
  }

  add(given: ImageGiven): OtaImage {
    const image = makeImage(given, this.#nextStreamId++, (path, bytes) => this.files.put(path, bytes));
    this.images.push(image);
    keepBounded(this.images, IMAGES_KEPT);
    return image;
  }

  /** At once to a device that is online, else as soon as it is; a new job takes the place of the module's older one. */
  push(device: Device, image: OtaImage, via: Via = "https"): OtaJob {
    const wrong =
      image.productKey === device.productKey ? viaFault(image, via) : `the image is for product ${image.productKey}`;
    if (wrong) throw new Error(`${image.version} can't be pushed to ${device.deviceName}: ${wrong}`);
    const older = this.openJob(device, image.module);
    if (older) this.cancel(older);
    const job: OtaJob = {
      device,
      image,
      via,
      startedMs: this.#platform.nowMs,
      status: "pending",
      isTold: false,
      pushes: 0,
      steps: [],
    };
    this.jobs.push(job);
    keepBounded(this.jobs, this.#platform.settings.logLimit);
    if (this.#platform.isOnline(device)) this.#tell(job);
    return job;
  }

  /** Anything at all on the topic of pushes: for manifests that no platform sends. */
  pushRaw(device: Device, payload: string | Uint8Array): void {
    this.#platform.rawDownlink(device, topicFor("/ota/device/upgrade/{PK}/{DN}", device), payload);
  }

  cancel(job: OtaJob): void {
    if (isOpen(job)) job.status = "cancelled";
  }

  openJob(device: Device, module: string): OtaJob | undefined {
    const key = deviceKey(device);
    return this.jobs.find((job) => isOpen(job) && job.image.module === module && deviceKey(job.device) === key);
  }

  /** What a device may download over MQTT: files of its jobs, done ones too, for it may be behind. */
  fileOf(device: Device, streamId: number, fileId: number): ImageFile | undefined {
    const key = deviceKey(device);
    const job = this.jobs.findLast(({ image, ...one }) => image.streamId === streamId && deviceKey(one.device) === key);
    return job?.via === "mqtt" ? job.image.files[fileId - 1] : undefined;
  }

  // ---- for uplink.ts and platform.ts

  /** A device has logged in; what it needs is pushed when it is heard, for before that it may listen to nothing yet. */
  online(device: Device): void {
    for (const job of this.#openJobs(device)) job.isTold = false;
  }

  heard(device: Device): void {
    for (const job of this.#openJobs(device)) if (!job.isTold) this.#tell(job);
  }

  /** Only the new version closes a job, whatever the steps were. */
  reported(device: Device, module: string, version: string): void {
    const job = this.openJob(device, module);
    if (job?.image.version !== version) return;
    job.status = "succeeded";
    this.#platform.note("note", device, `upgraded to ${version}, module ${module}`);
  }

  stepped(device: Device, module: string, step: number, desc: string): void {
    const { nowMs, settings } = this.#platform;
    this.progress.push({ device: deviceKey(device), module, step, desc, atMs: nowMs });
    keepBounded(this.progress, settings.logLimit);
    const job = this.openJob(device, module);
    if (!job) {
      this.#platform.note("note", device, `step ${step} of module ${module}, for which there is no job`);
      return;
    }
    job.steps.push(step);
    keepBounded(job.steps, STEPS_KEPT);
    job.status = step < 0 && settings.otaFailureClosesJob ? "failed" : "upgrading";
  }

  /** The `data` that answers `firmware/get`: empty where there is nothing to do. */
  asked(device: Device, module: string): Record<string, Json> {
    const job = this.openJob(device, module);
    if (!job) return {};
    job.isTold = true;
    return this.#manifest(job);
  }

  #openJobs(device: Device): OtaJob[] {
    const key = deviceKey(device);
    return this.jobs.filter((job) => isOpen(job) && deviceKey(job.device) === key);
  }

  /** A delta needs to know what it is put on: it waits for the version. `code` is a text here, and `id` a number. */
  #tell(job: OtaJob): void {
    const { device, image } = job;
    const isKnown = this.#platform.firmwareVersions.has(`${deviceKey(device)} ${image.module}`);
    if (image.isDiff && !isKnown) return;
    job.isTold = true;
    job.pushes++;
    const push = { code: "1000", data: this.#manifest(job), id: this.#nextPushId++, message: "success" };
    this.pushRaw(device, JSON.stringify(push));
  }

  #manifest({ image, via }: OtaJob): Record<string, Json> {
    const manifest = manifestOf(image, via, (pathname) => this.files.link(pathname));
    const fault = this.manifestFaults.take();
    return fault ? brokenManifest(manifest, fault.name) : manifest;
  }
}

const isOpen = ({ status }: OtaJob): boolean => status === "pending" || status === "upgrading";
