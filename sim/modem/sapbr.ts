/** The bearer profiles of AT+SAPBR, by which HTTP and NTP go out (5, 15, 16). */
import type { Inside } from "./inside.ts";

export const SAPBR_CONTEXTS = 3;
export const SAPBR_TAGS = ["CONTYPE", "APN", "USER", "PWD"] as const;
export type SapbrTag = (typeof SAPBR_TAGS)[number];

/** SAPBR=2; 0 opening and 2 closing last no longer than their command. */
const OPEN = 1;
const CLOSED = 3;

interface Profile {
  readonly settings: Partial<Record<SapbrTag, string>>;
  isOpen: boolean;
}

export class Sapbr {
  #in: Inside;
  #profiles = new Map<number, Profile>();

  constructor(inside: Inside) {
    this.#in = inside;
  }

  restart(): void {
    this.#profiles.clear();
  }

  isOpen(context: number): boolean {
    return this.#profiles.get(context)?.isOpen === true;
  }

  get isAnyOpen(): boolean {
    return [...this.#profiles.values()].some(({ isOpen }) => isOpen);
  }

  set(context: number, tag: SapbrTag, value: string): void {
    this.#profileOf(context).settings[tag] = value;
  }

  open(context: number): boolean {
    const { radio, bearer, family } = this.#in;
    const profile = this.#profileOf(context);
    if (profile.isOpen) return family.sapbrRepeated === "OK";
    if (family.sapbrNeedsContype && profile.settings.CONTYPE === undefined) return false;
    profile.isOpen = radio.attached && bearer.accepts(profile.settings.APN ?? "");
    return profile.isOpen;
  }

  close(context: number): boolean {
    const wasOpen = this.isOpen(context);
    this.#profileOf(context).isOpen = false;
    if (wasOpen && !this.isAnyOpen) this.#in.http.bearerLost();
    return wasOpen || this.#in.family.sapbrRepeated === "OK";
  }

  /** The network took it, or the radio is off. */
  lost(): void {
    if (!this.isAnyOpen) return;
    for (const profile of this.#profiles.values()) profile.isOpen = false;
    this.#in.http.bearerLost();
  }

  /** AT+SAPBR=2,<context> */
  text(context: number): string {
    const { family } = this.#in;
    const isOpen = this.isOpen(context);
    const address = isOpen ? family.ipAddress : "0.0.0.0";
    const shown = family.sapbrAddress === "quoted" ? `"${address}"` : address;
    return `+SAPBR: ${context},${isOpen ? OPEN : CLOSED},${shown}`;
  }

  #profileOf(context: number): Profile {
    const known = this.#profiles.get(context);
    if (known) return known;
    const made: Profile = { settings: {}, isOpen: false };
    this.#profiles.set(context, made);
    return made;
  }
}
