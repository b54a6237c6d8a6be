/**
 * The platform stand-in: what a device sees of Alibaba Cloud IoT, as plain synchronous logic. It owns no socket and no
 * timer: a transport (`virtual-broker.ts`, `broker.ts`, `attach.ts`) asks it, and carries the downlinks it announces.
 * It shares no code with the firmware, so that it can catch a wrong one. Here stands what a test or a person at the
 * console can do; each service has a file of its own.
 */
import * as desired from "./desired.ts";
import * as deviceLog from "./device-log.ts";
import { type Call, type Downlink, Exchange } from "./exchange.ts";
import * as jobs from "./jobs.ts";
import { type Device, deviceKey } from "./login.ts";
import * as notices from "./notices.ts";
import { Ota } from "./ota.ts";
import { decodeText, type Json, type JsonObject } from "./raw-json.ts";
import { greeting } from "./registration.ts";
import * as remoteConfig from "./remote-config.ts";
import * as rrpc from "./rrpc.ts";
import type { Session, SessionOptions } from "./sessions.ts";
import * as shadow from "./shadow.ts";
import { floatsOf, GAS_MODEL, type ThingModel } from "./thing-model.ts";
import { sysTopic } from "./topics.ts";
import { handleUplink } from "./uplink.ts";

export type { Call, Downlink, PublishVerdict } from "./exchange.ts";
export type { Session } from "./sessions.ts";

export interface PlatformOptions extends SessionOptions {
  readonly model?: ThingModel;
}

/** How a service is called: asynchronously, or for a caller that waits, on the system's topic or on the service's own. */
export type CallWay = "async" | "rrpc" | "rrpc-custom";

export class Platform extends Exchange {
  readonly model: ThingModel;
  readonly rrpcCalls: rrpc.RrpcCall[] = [];
  readonly ota = new Ota(this);

  constructor(options: PlatformOptions = {}) {
    super(options);
    this.model = options.model ?? GAS_MODEL;
  }

  /** A message the device was allowed to publish; what comes back is for the transport to deliver. */
  onPublish(device: Device, topic: string, payload: string | Uint8Array): Downlink[] {
    const text = decodeText(payload);
    this.note("up", device, "", topic, text ?? Buffer.from(payload).toString("latin1"));
    const answers = handleUplink(this, device, topic, text);
    this.ota.heard(device);
    return answers;
  }

  override openSession(session: Session): void {
    super.openSession(session);
    this.ota.online(session.device);
  }

  /** What goes down by itself when a connection has been accepted. */
  greeting(session: Session): Downlink[] {
    return greeting(this, session);
  }

  /** The cloud forgets that the device is active: it may register again (fact 1.4). */
  resetRegistration(device: Device): void {
    this.registrations.delete(deviceKey(device));
  }

  // ---- properties and services

  propertySet(device: Device, params: JsonObject): Call {
    return this.ask(device, "thing.service.property.set", params, { floats: floatsOf(this.model.properties) });
  }

  /** The old way: the answer's data has the values by name (fact 2.2). */
  propertyGet(device: Device, names: readonly string[]): Call {
    return this.ask(device, "thing.service.property.get", [...names]);
  }

  service(device: Device, name: string, params: JsonObject, how: CallWay = "async"): Call {
    return rrpc.callService(this, device, name, params, how);
  }

  /** Any payload to a device that is to answer at once; on a topic of its own with `ext` bit 0 (fact 4). */
  rrpc(device: Device, payload: string, topic?: string): rrpc.RrpcCall {
    return rrpc.callRrpc(this, device, payload, topic);
  }

  /** Desired values get a new version each; set at once where the device is online. */
  setDesired(device: Device, values: JsonObject): void {
    desired.setDesired(this, device, values);
  }

  // ---- config, log, shadow, jobs

  /** Stands for the product from now on; a device that asks gets it. */
  publishConfig(productKey: string, config: remoteConfig.RemoteConfig): void {
    this.remoteConfigs.set(productKey, config);
  }

  pushConfig(device: Device, config: remoteConfig.RemoteConfig): Call {
    return remoteConfig.pushConfig(this, device, config);
  }

  setLogMode(device: Device, mode: 0 | 1): void {
    deviceLog.setLogMode(this, device, mode);
  }

  /** What an app wants of the device: kept in its shadow, and told with method `control`. */
  setShadow(device: Device, wanted: JsonObject): void {
    shadow.setShadow(this, device, wanted);
  }

  addJob(device: Device, job: jobs.JobOrder): jobs.Job {
    return jobs.addJob(this, device, job);
  }

  cancelJob(device: Device, taskId: string): void {
    jobs.endJob(this, device, taskId, "CANCELLED");
  }

  // ---- the device's life

  /** Only the message; a login is refused by `device.disabled`. */
  disable(device: Device): Call {
    return this.ask(device, "thing.disable", {});
  }

  enable(device: Device): Call {
    return this.ask(device, "thing.enable", {});
  }

  delete(device: Device): Call {
    return this.ask(device, "thing.delete", {});
  }

  /** The device's host has changed (fact 1.2); what values `cmd` has is unverified. */
  notifyBootstrap(device: Device, cmd: Json): Call {
    return this.ask(device, "thing.bootstrap.notify", { cmd });
  }

  /** On `/ext/notify`, where the login has `ext` bit 1. */
  notify(device: Device, title: string, content: string): void {
    notices.notify(this, device, title, content);
  }

  /** On `/ext/error`: of a gateway's sub-devices, and sent to any device all the same. */
  sendError(device: Device, code: number, message: string): void {
    notices.sendError(this, device, code, message);
  }

  /** A latency probe: needs no answer (fact 4). */
  probe(device: Device, id: string): void {
    notices.probe(this, device, id);
  }

  /** To all devices of the product that listen. */
  broadcast(device: Device, rest: string, payload: string): void {
    this.rawDownlink(device, `/broadcast/${device.productKey}/${rest}`, payload);
  }

  /** Bytes for a product that is raw; this one is not, and its device is to bear them. */
  rawBytes(device: Device, payload: Uint8Array): void {
    this.rawDownlink(device, sysTopic(device, "/thing/model/down_raw"), payload);
  }
}
