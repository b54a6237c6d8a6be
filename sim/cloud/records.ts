/** What the stand-in remembers for its user: log, events, last values, and every rule a device broke. */
import { Listeners } from "../listeners.ts";
import type { PostedEvent } from "./alink.ts";
import type { DesiredValue } from "./desired.ts";
import type { LogLine } from "./device-log.ts";
import type { Diagnosis } from "./diagnosis.ts";
import type { PostedValue } from "./envelope.ts";
import type { Job } from "./jobs.ts";
import { type Device, deviceKey } from "./login.ts";
import type { Json } from "./raw-json.ts";
import type { Registration } from "./registration.ts";
import type { ConfigAnswer, RemoteConfig } from "./remote-config.ts";
import { DEFAULT_SETTINGS, type Settings } from "./settings.ts";
import type { Shadow } from "./shadow.ts";

export type Rule =
  | "login"
  | "registration"
  | "limit"
  | "foreign-topic"
  | "retain"
  | "will"
  | "qos2"
  | "rate"
  | "payload"
  | "id"
  | "id-reused"
  | "method"
  | "version"
  | "time"
  | "value"
  | "unknown-name"
  | "reply"
  | "shadow"
  | "job"
  | "log";

export interface Violation {
  readonly atMs: number;
  /** `deviceName&productKey`, or what the client called itself. */
  readonly device: string;
  readonly rule: Rule;
  readonly why: string;
  /** The Alink code the platform answers with, where it does. */
  readonly code?: number;
  readonly topic?: string;
}

export type LogKind = "login" | "offline" | "up" | "down" | "dropped" | "lost-reply" | "violation" | "note";

export interface LogEntry {
  readonly atMs: number;
  readonly kind: LogKind;
  readonly device: string;
  readonly text: string;
  readonly topic?: string;
  readonly payload?: string;
}

export interface EventRecord {
  readonly device: string;
  /** Event identifier of the thing model, from the topic. */
  readonly name: string;
  readonly id: string;
  readonly outputs: Readonly<Record<string, Json>>;
  /** The event's own time; the platform's where the device gave none. */
  readonly timeMs: number;
  readonly receivedMs: number;
  /** How often it came: 1, or more where the device sent it again. */
  copies: number;
}

export interface PropertyRecord {
  readonly device: string;
  readonly name: string;
  readonly value: Json;
  readonly timeMs: number;
  readonly receivedMs: number;
}

/** What a violation is made from. */
export interface Broken {
  readonly device: Device | string;
  readonly rule: Rule;
  readonly why: string;
  readonly topic?: string;
  readonly code?: number | undefined;
}

export class Records {
  /** Read at each use: a test may turn any of them while it runs. */
  readonly settings: Settings;
  readonly events: EventRecord[] = [];
  /** Last values: device key -> property -> value and time. */
  readonly properties = new Map<string, Map<string, PropertyRecord>>();
  /** The log, in order: what went up and down, logins, and everything else worth a line. */
  readonly messages: LogEntry[] = [];
  readonly violations: Violation[] = [];
  /** Every value that came, those from a device's offline store too. */
  readonly propertyHistory: PropertyRecord[] = [];
  /** "deviceName&productKey module" -> version. */
  readonly firmwareVersions = new Map<string, string>();

  // Of each service; keys are device keys, but for `productSecrets` and `remoteConfigs`, which a product has.
  readonly productSecrets = new Map<string, string>();
  readonly registrations = new Map<string, Registration>();
  readonly tags = new Map<string, Map<string, string>>();
  readonly desired = new Map<string, Map<string, DesiredValue>>();
  /** "deviceName&productKey property" -> version; goes on counting over a delete. */
  readonly desiredVersions = new Map<string, number>();
  readonly shadows = new Map<string, Shadow>();
  readonly jobs = new Map<string, Job[]>();
  readonly remoteConfigs = new Map<string, RemoteConfig>();
  readonly configAnswers: ConfigAnswer[] = [];
  /** Whether the cloud wants the device's log: 0 until it says otherwise (fact 4). */
  readonly logModes = new Map<string, 0 | 1>();
  readonly deviceLog: LogLine[] = [];
  readonly diagnoses: Diagnosis[] = [];

  readonly #clock: { nowMs(): number };
  readonly #events = new Listeners<EventRecord>();
  readonly #properties = new Listeners<PropertyRecord>();
  readonly #log = new Listeners<LogEntry>();
  readonly #copies = new Listeners<EventRecord>();
  readonly #violations = new Listeners<Violation>();
  readonly #deviceLog = new Listeners<LogLine>();

  constructor(clock: { nowMs(): number } = { nowMs: () => Date.now() }, settings: Partial<Settings> = {}) {
    this.#clock = clock;
    this.settings = { ...DEFAULT_SETTINGS, ...settings };
  }

  /** Wall time, UTC ms. */
  get nowMs(): number {
    return this.#clock.nowMs();
  }

  /** Each returns what takes the listener off again. */
  readonly onEvent = (listener: (event: EventRecord) => void): (() => void) => this.#events.add(listener);
  readonly onProperty = (listener: (property: PropertyRecord) => void): (() => void) => this.#properties.add(listener);
  readonly onLog = (listener: (entry: LogEntry) => void): (() => void) => this.#log.add(listener);
  readonly onCopy = (listener: (event: EventRecord) => void): (() => void) => this.#copies.add(listener);
  readonly onViolation = (listener: (violation: Violation) => void): (() => void) => this.#violations.add(listener);
  readonly onDeviceLog = (listener: (line: LogLine) => void): (() => void) => this.#deviceLog.add(listener);

  property(device: Device, name: string): PropertyRecord | undefined {
    return this.properties.get(deviceKey(device))?.get(name);
  }

  note(kind: LogKind, device: Device | string, text: string, topic?: string, payload?: string): void {
    const entry: LogEntry = {
      atMs: this.nowMs,
      kind,
      device: nameOf(device),
      text,
      ...(topic !== undefined && { topic }),
      ...(payload !== undefined && { payload }),
    };
    this.messages.push(entry);
    keepBounded(this.messages, this.settings.logLimit);
    this.#log.tell(entry);
  }

  violate({ device, rule, why, topic, code }: Broken): void {
    const violation: Violation = {
      atMs: this.nowMs,
      device: nameOf(device),
      rule,
      why,
      ...(code !== undefined && { code }),
      ...(topic !== undefined && { topic }),
    };
    this.violations.push(violation);
    keepBounded(this.violations, this.settings.logLimit);
    this.#violations.tell(violation);
    this.note("violation", device, `${rule}${code === undefined ? "" : ` ${code}`}: ${why}`, topic);
  }

  /** A value older than the last one goes into the history alone. */
  recordProperties(device: Device, values: readonly PostedValue[], order: "as-sent" | "by-time" = "as-sent"): void {
    const key = deviceKey(device);
    const known = entryOf(this.properties, key, () => new Map<string, PropertyRecord>());
    for (const { name, value, timeMs } of values) {
      const record = { device: key, name, value, timeMs: timeMs ?? this.nowMs, receivedMs: this.nowMs };
      const isOld = order === "by-time" && record.timeMs < (known.get(name)?.timeMs ?? 0);
      if (!isOld) known.set(name, record);
      this.propertyHistory.push(record);
      this.#properties.tell(record);
    }
    keepBounded(this.propertyHistory, this.settings.logLimit);
  }

  recordEvent(device: Device, id: string, event: PostedEvent): void {
    const record: EventRecord = {
      device: deviceKey(device),
      name: event.name,
      id,
      outputs: Object.fromEntries(event.values.map((one) => [one.name, one.value])),
      timeMs: event.timeMs ?? this.nowMs,
      receivedMs: this.nowMs,
      copies: 1,
    };
    this.events.push(record);
    this.#events.tell(record);
  }

  /** The same message came again: its events are counted, not recorded anew. */
  recordCopy(device: Device, id: string): void {
    const key = deviceKey(device);
    const latest = this.events.findLast((one) => one.device === key && one.id === id);
    for (const one of this.events) {
      if (one.device !== key || one.id !== id || one.receivedMs !== latest?.receivedMs) continue;
      one.copies++;
      this.#copies.tell(one);
    }
  }

  recordLogLine(line: LogLine): void {
    this.deviceLog.push(line);
    this.#deviceLog.tell(line);
    keepBounded(this.deviceLog, this.settings.logLimit);
  }
}

const nameOf = (device: Device | string): string => (typeof device === "string" ? device : deviceKey(device));

export function entryOf<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

/** One list that forgets its oldest entries. */
export function keepBounded<T>(list: T[], limit: number): void {
  // In bigger bites, for a year of messages must not cost a copy of the list each.
  if (list.length > limit * 1.25) list.splice(0, list.length - limit);
}
