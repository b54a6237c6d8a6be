/** What the stand-in remembers for its user: log, events, last values, and every rule a device broke. */
import { Listeners } from "../listeners.ts";
import type { Post, PostedValue } from "./alink.ts";
import { type Device, deviceKey } from "./login.ts";
import type { Json } from "./raw-json.ts";
import { DEFAULT_SETTINGS, type Settings } from "./settings.ts";

export type Rule =
  | "login"
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
  | "reply";

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
  /** "deviceName&productKey module" -> version. */
  readonly firmwareVersions = new Map<string, string>();

  readonly #clock: { nowMs(): number };
  readonly #events = new Listeners<EventRecord>();
  readonly #properties = new Listeners<PropertyRecord>();
  readonly #log = new Listeners<LogEntry>();

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
    this.note("violation", device, `${rule}${code === undefined ? "" : ` ${code}`}: ${why}`, topic);
  }

  recordProperties(device: Device, values: readonly PostedValue[]): void {
    const key = deviceKey(device);
    const known = entryOf(this.properties, key, () => new Map<string, PropertyRecord>());
    for (const { name, value, timeMs } of values) {
      const record = { device: key, name, value, timeMs: timeMs ?? this.nowMs, receivedMs: this.nowMs };
      known.set(name, record);
      this.#properties.tell(record);
    }
  }

  recordEvent(device: Device, name: string, post: Post): void {
    const record: EventRecord = {
      device: deviceKey(device),
      name,
      id: post.id,
      outputs: Object.fromEntries(post.values.map((one) => [one.name, one.value])),
      timeMs: post.timeMs ?? this.nowMs,
      receivedMs: this.nowMs,
      copies: 1,
    };
    this.events.push(record);
    this.#events.tell(record);
  }

  /** The same event came again: counted, not recorded anew. */
  recordCopy(device: Device, id: string): void {
    const key = deviceKey(device);
    const record = this.events.findLast((one) => one.device === key && one.id === id);
    if (record) record.copies++;
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
