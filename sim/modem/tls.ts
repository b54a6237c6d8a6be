/** AT+SSLCFG: what each context is set to until the modem restarts, and what it brings to a handshake (14). */
import { ECDHE_SUITES, RSA_SUITES, TLS_VERSIONS, type TlsOffer } from "../cloud/tls.ts";
import { whole } from "./arguments.ts";
import { NAME_BYTES } from "./files.ts";
import type { Inside } from "./inside.ts";
import { clockMs } from "./time-text.ts";

/** 0–5 sockets, 34 FTP, 88 MQTT, 153 HTTP. */
export const TLS_CONTEXTS: readonly number[] = [0, 1, 2, 3, 4, 5, 34, 88, 153];
export const MQTT_CONTEXT = 88;

const ALL_SUITES = 0xffff;
const ALL_VERSIONS = 4;
const HOST_BYTES = 256;

interface Tag {
  readonly quoted: boolean;
  readonly accepts: (text: string) => boolean;
}

const numberTag = (low: number, high: number): Tag => ({
  quoted: false,
  accepts: (text) => whole({ text, quoted: false }, low, high) !== undefined,
});
const textTag = (bytes: number): Tag => ({ quoted: true, accepts: (text) => text !== "" && text.length <= bytes });

export const TLS_TAGS: Readonly<Record<string, Tag>> = {
  sslversion: numberTag(0, ALL_VERSIONS),
  ciphersuite: {
    quoted: false,
    accepts: (text) => /^0x[\dA-F]{4}$/i.test(text) && [...RSA_SUITES, ALL_SUITES].includes(Number(text)),
  },
  seclevel: numberTag(0, 2),
  cacert: textTag(NAME_BYTES),
  clientcert: textTag(NAME_BYTES),
  clientkey: textTag(NAME_BYTES),
  hostname: textTag(HOST_BYTES),
  ignorelocaltime: numberTag(0, 1),
  negotiatetimeout: numberTag(10, 300),
  verifymode: numberTag(0, 1),
};

export class TlsSettings {
  #in: Inside;
  #set = new Map<string, string>();

  constructor(inside: Inside) {
    this.#in = inside;
  }

  restart(): void {
    this.#set.clear();
  }

  set(context: number, tag: string, value: string): void {
    this.#set.set(`${tag},${context}`, value);
  }

  erase(context: number, tag: string): void {
    this.#set.delete(`${tag},${context}`);
  }

  get(context: number, tag: string): string | undefined {
    return this.#set.get(`${tag},${context}`) ?? this.#in.family.sslDefaults[tag];
  }

  negotiateMs(context: number): number {
    return Number(this.get(context, "negotiatetimeout")) * 1000;
  }

  offer(context: number): TlsOffer {
    const { family } = this.#in;
    const level = Number(this.get(context, "seclevel"));
    const name = family.sslSendsName ? this.get(context, "hostname") : undefined;
    const version = Number(this.get(context, "sslversion"));
    const suite = Number(this.get(context, "ciphersuite"));
    const all = family.sslHasEcdhe ? [...RSA_SUITES, ...ECDHE_SUITES] : RSA_SUITES;
    return {
      versions: TLS_VERSIONS.filter((_, i) => version === ALL_VERSIONS || version === i),
      suites: suite === ALL_SUITES ? all : [suite],
      trustsAs: this.get(context, "verifymode") === "1" ? "issuer" : "root",
      ...(name !== undefined && { serverName: name }),
      ...(level >= 1 && { trusts: this.#file(context, "cacert") }),
      ...(level >= 2 && { client: this.#file(context, "clientkey") && this.#file(context, "clientcert") }),
      ...(this.get(context, "ignorelocaltime") !== "1" && { nowMs: clockMs(this.#in) }),
    };
  }

  /** "" where there is none. */
  #file(context: number, tag: string): string {
    return this.#in.files.read(this.get(context, tag) ?? "") ?? "";
  }
}
