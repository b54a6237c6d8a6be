/** What a platform has of its devices, and of one of them in full, as the page shows it. */
import type { LogLine } from "../cloud/device-log.ts";
import { type Device, deviceKey } from "../cloud/login.ts";
import type { OtaJob } from "../cloud/ota.ts";
import { DEFAULT_MODULE } from "../cloud/ota-image.ts";
import type { Call, Platform } from "../cloud/platform.ts";
import type { EventRecord, LogEntry, Violation } from "../cloud/records.ts";
import type { Tell } from "./hub.ts";
import type { CloudLive, LoginLive, Maybe, OtaLive } from "./live.ts";
import type { CallNews, CloudEvent, CloudLogLine, DeviceLogLine, ViolationNews } from "./news.ts";

const MOST_CHARS = 2000;
const STEPS_SHOWN = 30;
/** Of a link what signs it: whoever has that has the file. */
const SIGNED = /(https?:\/\/[^"\s?\\]+\?)[^"\s\\]+/g;

export class CloudView {
  readonly #platform: Platform;
  /** Devices of which messages came without a login here: their broker is somebody else's. */
  readonly #loggedInElsewhere = new Set<string>();

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  live(device: Device | undefined): CloudLive {
    const platform = this.#platform;
    const devices = platform.devices.map((one) => ({
      key: deviceKey(one),
      name: one.deviceName,
      isOnline: this.#isOnline(one),
    }));
    const nowMs = Math.floor(platform.nowMs / 1000) * 1000;
    return { nowMs, devices, ...(device ? this.#of(device) : NOBODY) };
  }

  /** Starts to tell what happens, of all devices; returns what ends it. */
  follow(tell: Tell): () => void {
    const platform = this.#platform;
    const stops = [
      platform.onEvent((event) => tell("events", this.#event(event))),
      platform.onCopy((event) => tell("events", this.#event(event))),
      platform.onCall((call) => tell("calls", callNews(call))),
      platform.onViolation((violation) => tell("violations", violationNews(violation))),
      platform.onDeviceLog((line) => tell("deviceLog", logNews(line))),
      platform.onLog((entry) => {
        this.#notice(entry);
        tell("cloudLog", cloudLine(entry));
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }

  #of(device: Device): Omit<CloudLive, "nowMs" | "devices"> {
    const platform = this.#platform;
    const key = deviceKey(device);
    const shadow = platform.shadows.get(key);
    const job = platform.ota.jobs.findLast((one) => deviceKey(one.device) === key);
    return {
      device: key,
      isEnabled: device.disabled !== true,
      login: this.#login(device),
      version: platform.firmwareVersions.get(`${key} ${DEFAULT_MODULE}`) ?? null,
      properties: [...(platform.properties.get(key)?.values() ?? [])].map(({ name, value, timeMs }) => ({
        name,
        value,
        timeMs,
      })),
      desired: [...(platform.desired.get(key) ?? [])].map(([name, { value, version }]) => ({ name, value, version })),
      tags: [...(platform.tags.get(key) ?? [])].map(([name, value]) => ({ key: name, value })),
      shadow: shadow ? { version: shadow.version, reported: shadow.reported, desired: shadow.desired } : null,
      logMode: platform.logModes.get(key) ?? 0,
      ota: job ? this.#ota(job) : null,
    };
  }

  #login(device: Device): Maybe<LoginLive> {
    const login = this.#platform.loginOf(device);
    if (!login) return null;
    return {
      client: login.cid ?? null,
      sinceMs: this.#platform.openedMs(device) ?? null,
      keepAliveS: login.keepAliveS ?? null,
      parameters: Object.fromEntries(login.parameters),
    };
  }

  #ota({ device, image, via, status, pushes, startedMs }: OtaJob): OtaLive {
    const key = deviceKey(device);
    const steps = this.#platform.ota.progress.filter(
      (one) => one.device === key && one.module === image.module && one.atMs >= startedMs,
    );
    return {
      version: image.version,
      bytes: image.files.reduce((sum, { bytes }) => sum + bytes.length, 0),
      way: via === "mqtt" ? "mqtt" : "http",
      status,
      pushes,
      steps: steps.slice(-STEPS_SHOWN).map(({ step, desc, atMs }) => ({ step, what: desc, atMs })),
    };
  }

  #event({ device, id, name, outputs, timeMs, receivedMs, copies }: EventRecord): CloudEvent {
    const type = this.#platform.model.events[name]?.type ?? "";
    return { device, id, name, type, outputs, timeMs, receivedMs, copies };
  }

  #isOnline(device: Device): Maybe<boolean> {
    if (this.#platform.isOnline(device)) return true;
    return this.#loggedInElsewhere.has(deviceKey(device)) ? null : false;
  }

  #notice({ kind, device }: LogEntry): void {
    if (kind === "login" || kind === "offline") this.#loggedInElsewhere.delete(device);
    const isElsewhere = kind === "up" && !this.#platform.devices.some((one) => this.#isHere(one, device));
    if (isElsewhere) this.#loggedInElsewhere.add(device);
  }

  #isHere(device: Device, key: string): boolean {
    return deviceKey(device) === key && this.#platform.isOnline(device);
  }
}

const NOBODY: Omit<CloudLive, "nowMs" | "devices"> = {
  device: null,
  isEnabled: null,
  login: null,
  version: null,
  properties: [],
  desired: null,
  tags: null,
  shadow: null,
  logMode: null,
  ota: null,
};

const callNews = ({ device, id, method, params, sentMs, reply }: Call): CallNews => ({
  device: deviceKey(device),
  id,
  what: method.replace(/^thing\./, ""),
  params,
  sentMs,
  code: reply?.code ?? null,
  data: reply?.data ?? null,
  answeredMs: reply?.atMs ?? null,
});

const violationNews = ({ atMs, device, rule, why, code, topic }: Violation): ViolationNews => ({
  atMs,
  device,
  rule,
  why,
  code: code ?? null,
  topic: topic ?? null,
});

const logNews = ({ device, utcTime, logLevel, module, code, logContent }: LogLine): DeviceLogLine => ({
  device,
  time: utcTime,
  level: logLevel,
  module,
  code,
  text: logContent,
});

function cloudLine({ atMs, kind, device, text, topic, payload }: LogEntry): CloudLogLine {
  const words = [text, payload].filter(Boolean).join(" ").replace(SIGNED, "$1***");
  const shown = words.length > MOST_CHARS ? `${words.slice(0, MOST_CHARS)}... ${words.length} characters` : words;
  return { atMs, device, what: kind, topic: topic ?? null, text: shown };
}
