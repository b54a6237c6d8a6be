/** The platform without a transport: what one device publishes, and the reply as an object. For the tests beside this. */
import assert from "node:assert/strict";
import type { LoginRequest, LoginResult } from "../../sim/cloud/login.ts";
import { Platform, type PlatformOptions } from "../../sim/cloud/platform.ts";
import type { Json } from "../../sim/cloud/raw-json.ts";
import type { Settings } from "../../sim/cloud/settings.ts";
import { DEVICE, SYS } from "./sim-cloud-rig.ts";

export const KEY = "D001&a1EXAMPLE00";
export const START_MS = 1_700_000_000_000;
export const LOGIN: LoginRequest = {
  clientId: "D001|securemode=3,signmethod=hmacsha1|",
  username: KEY,
  password: "43eb60cfc371b6af9abb7a11ab3abbbfa0019170",
  keepAliveS: 600,
  cleanSession: false,
};

export interface Reply {
  readonly topic: string;
  readonly id: string;
  readonly code: number;
  readonly data: Json;
  readonly method: string;
}

export class Desk {
  readonly clock = { ms: START_MS, nowMs: () => this.clock.ms };
  readonly platform: Platform;
  /** What the platform sent of its own accord: last level of the topic and text. */
  readonly sent: { readonly topic: string; readonly text: string; readonly unasked: boolean }[] = [];
  #nextId = 1;

  constructor(settings: Partial<Settings> = {}, options: Partial<PlatformOptions> = {}) {
    this.platform = new Platform({ clock: this.clock, devices: [DEVICE], settings, ...options });
    this.platform.onDownlink(({ topic, payload, unasked = false }) => {
      this.sent.push({ topic, text: String(payload), unasked });
    });
  }

  publish(topic: string, payload: string | Uint8Array) {
    return this.platform.onPublish(DEVICE, topic, payload);
  }

  /** `params` as it is written; `rest` follows `/sys/PK/DN`. */
  ask(rest: string, params: string, id = String(this.#nextId++)): Reply | undefined {
    const [reply] = this.publish(SYS + rest, `{"id":"${id}","version":"1.0","params":${params}}`);
    return reply && { topic: reply.topic, ...JSON.parse(String(reply.payload)) };
  }

  /** Codes that one question is answered with. */
  code(rest: string, params: string): number | undefined {
    return this.ask(rest, params)?.code;
  }

  get rules(): string[] {
    return this.platform.violations.map((one) => one.rule);
  }

  logIn(change: Partial<LoginRequest> = {}): LoginResult {
    const login = this.platform.login({ ...LOGIN, ...change });
    assert.equal(login.accepted, true, login.why);
    this.platform.openSession({ device: login.device ?? DEVICE, login, kick: () => {} });
    return login;
  }
}
