/** Who may log in, who is online, and what that costs whom (facts: cloud sections 0.5, 1.3, 1.4, 1.5). */
import { Listeners } from "../listeners.ts";
import type { Downlink } from "./exchange.ts";
import { RateMeter } from "./id-ledger.ts";
import { checkLogin, type Device, deviceKey, type LoginRequest, type LoginResult } from "./login.ts";
import { entryOf, Records } from "./records.ts";
import { registered } from "./registration.ts";
import type { Settings } from "./settings.ts";

export interface Session {
  readonly device: Device;
  readonly login: LoginResult;
  /** Closes the connection of the one that was thrown off; with `ext` bit 1 the notice goes out first (fact 1.3). */
  readonly kick: (notice: Downlink | undefined) => void;
  /** Closes the connection where no newcomer makes the transport do it; absent: `kick` has done so. */
  readonly close?: () => void;
}

export interface SessionOptions {
  /** Wall time, UTC ms. */
  readonly clock?: { nowMs(): number };
  readonly devices?: readonly Device[];
  /** Product key -> product secret, for dynamic registration (fact 1.4). */
  readonly productSecrets?: Readonly<Record<string, string>>;
  readonly settings?: Partial<Settings>;
}

/** Bits of the client id's `ext` (fact 1.1). */
export const EXT = { customRrpc: 1, notify: 2 } as const;

const MINUTE_MS = 60_000;

export class Sessions extends Records {
  readonly #devices = new Map<string, Device>();
  readonly #sessions = new Map<string, Session>();
  readonly #openedMs = new Map<string, number>();
  readonly #connects = new Map<string, RateMeter>();
  readonly #deviceListeners = new Listeners<Device>();

  constructor(options: SessionOptions) {
    super(options.clock, options.settings);
    for (const [productKey, secret] of Object.entries(options.productSecrets ?? {})) {
      this.productSecrets.set(productKey, secret);
    }
    for (const device of options.devices ?? []) this.addDevice(device);
  }

  get devices(): Device[] {
    return [...this.#devices.values()];
  }

  deviceOf(named: Pick<Device, "productKey" | "deviceName">): Device | undefined {
    return this.#devices.get(deviceKey(named));
  }

  addDevice(device: Device): Device {
    this.#devices.set(deviceKey(device), device);
    this.#deviceListeners.tell(device);
    return device;
  }

  readonly onDevice = (listener: (device: Device) => void): (() => void) => this.#deviceListeners.add(listener);

  login(request: LoginRequest): LoginResult {
    const result = this.#judge(request);
    const { accepted, connackCode, why } = result;
    const outcome = accepted ? `${why}, keep-alive ${request.keepAliveS} s` : `CONNACK ${connackCode}: ${why}`;
    this.note("login", request.username, outcome);
    const code = result.alinkCode ?? connackCode;
    if (result.deviceAtFault) this.violate({ device: request.username, rule: "login", why, code });
    return result;
  }

  #judge(request: LoginRequest): LoginResult {
    const result = checkLogin(request, (pk, dn) => this.#devices.get(`${dn}&${pk}`), this.settings, this);
    const { connectsPerMinute } = this.settings;
    const meter = result.device && entryOf(this.#connects, request.username, () => new RateMeter(MINUTE_MS));
    if (meter?.admit(this.nowMs, connectsPerMinute) === false) {
      const why = `more than ${connectsPerMinute} connects a minute`;
      return { ...result, accepted: false, connackCode: 3, why, deviceAtFault: true };
    }
    const device = registered(this, request, result);
    return device ? { ...result, device } : result;
  }

  /** One session per device: the newcomer throws the older one off (fact 0.5). */
  openSession(session: Session): void {
    const key = deviceKey(session.device);
    const older = this.#sessions.get(key);
    this.#sessions.set(key, session);
    this.#openedMs.set(key, this.nowMs);
    if (!older) return;
    this.note("offline", session.device, "kicked by the same device");
    kickOut(older);
  }

  /** As a second login under its name does it, and nobody takes its place. */
  kick(device: Device): void {
    const session = this.#sessions.get(deviceKey(device));
    if (!session) throw new Error(`${device.deviceName} is not logged in: there is nobody to throw off`);
    this.closeSession(session, "kicked by hand");
    kickOut(session);
    session.close?.();
  }

  closeSession(session: Session, why: string): void {
    const key = deviceKey(session.device);
    if (this.#sessions.get(key) !== session) return;
    this.#sessions.delete(key);
    this.note("offline", session.device, why);
  }

  isOnline(device: Device): boolean {
    return this.#sessions.has(deviceKey(device));
  }

  /** How the device that is online logged in. */
  loginOf(device: Device): LoginResult | undefined {
    return this.#sessions.get(deviceKey(device))?.login;
  }

  /** Since when it is online. */
  openedMs(device: Device): number | undefined {
    return this.isOnline(device) ? this.#openedMs.get(deviceKey(device)) : undefined;
  }

  /** Whether the platform subscribes the system topics by itself (fact 2.3). */
  autoSubscribes(login: LoginResult): boolean {
    const mode = this.settings.autoSubscribe;
    return mode === "always" || (mode === "ss" && login.parameters.get("_ss") === "1");
  }
}

function kickOut({ device, login, kick }: Session): void {
  const payload = JSON.stringify({ title: "kick", content: "Kicked by the same device" });
  const notice = { device, topic: "/ext/notify", payload, qos: 0, delayMs: 0, unasked: true } as const;
  kick(hasExt(login, EXT.notify) ? notice : undefined);
}

export const hasExt = (login: LoginResult | undefined, bit: number): boolean =>
  (Number(login?.parameters.get("ext") ?? 0) & bit) !== 0;
