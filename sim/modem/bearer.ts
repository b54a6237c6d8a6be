/** The IP state of section 5, by hand (CSTT, CIICR, CIFSR) and the default context of Cat.1. */
import type { Inside } from "./inside.ts";

export type IpState = "IP INITIAL" | "IP START" | "IP CONFIG" | "IP GPRSACT" | "IP STATUS" | "PDP DEACT";

/** Spellings of a lost context (10). */
export const PDP_LOSS_LINES = [
  "+PDP DEACT",
  "+PDP: DEACT",
  "+PDP:DEACT",
  "+SAPBR 1: DEACT",
  "+CGEV: NW PDN DEACT 1",
] as const;
const NETWORK_DEACTIVATION = "+CGEV: NW PDN DEACT 1";

export class Bearer {
  state: IpState = "IP INITIAL";
  /** The default context (cid 1). */
  pdnUp = false;
  apn = "";
  defaultApn = "";
  #in: Inside;
  /** After +PDP DEACT the default context stays down until CIPSHUT and CGACT, CFUN or a reset (12.3). */
  #needsShut = false;

  constructor(inside: Inside) {
    this.#in = inside;
  }

  restart(): void {
    this.state = "IP INITIAL";
    this.pdnUp = false;
    this.apn = "";
    this.defaultApn = "";
    this.#needsShut = false;
  }

  /** MIPSTART has a context to go out by. */
  get isUp(): boolean {
    const { family, sapbr } = this.#in;
    if (family.sapbrServesMqtt && sapbr.isAnyOpen) return true;
    return this.state === "IP STATUS" || (family.bearerAutomatic && this.pdnUp);
  }

  /** What CIPSTATUS and a failed MIPSTART call it. */
  get stateText(): string {
    const link = this.#in.mqtt.linkText;
    if (link) return link;
    return this.#in.family.bearerAutomatic && this.pdnUp && this.state === "IP INITIAL" ? "IP STATUS" : this.state;
  }

  accepts(apn: string): boolean {
    const { apns } = this.#in.simCard;
    return apns === undefined || apns.includes(apn);
  }

  attached(): void {
    this.#needsShut = false;
    this.raiseDefault();
  }

  /** Out of coverage: links die unnoticed, until the modem's ping fails. */
  detached(): void {
    this.pdnUp = false;
    this.#in.sapbr.lost();
    this.#in.mqtt.link.dies();
  }

  /** CFUN=0, CGATT=0: the modem knows what it has given up. */
  switchedOff(): void {
    this.pdnUp = false;
    if (this.state !== "IP INITIAL") this.state = "PDP DEACT";
    this.#in.sapbr.lost();
    this.#in.mqtt.contextLost();
  }

  /** The default context comes up; AT+CGACT=1,1 asks for it too. */
  raiseDefault(): boolean {
    if (!this.#in.radio.attached || this.#needsShut || !this.accepts(this.defaultApn)) return false;
    if (this.pdnUp) return true;
    this.pdnUp = true;
    for (const line of this.#in.family.radioLines.attached) this.#in.out.urc(line);
    return true;
  }

  lowerDefault(): void {
    this.pdnUp = false;
    if (this.state === "IP INITIAL") this.#in.mqtt.contextLost();
  }

  /** AT+CIICR's end: raised, refused, or no network to raise it in. */
  raise(): "up" | "refused" | "no network" {
    const result = !this.#in.radio.attached ? "no network" : this.accepts(this.apn) ? "up" : "refused";
    this.state = result === "up" ? "IP GPRSACT" : "IP START";
    return result;
  }

  shut(): void {
    this.state = "IP INITIAL";
    this.#needsShut = false;
    this.#in.mqtt.closeLocally();
  }

  /** The network takes the context. Only its own CGEV spelling brings the default context back by itself (12.2). */
  lose(line: string): void {
    this.#in.out.urc(line);
    this.switchedOff();
    if (line !== NETWORK_DEACTIVATION) this.#needsShut = true;
    else this.#in.later(this.#in.family.pdnReturnsMs, () => this.raiseDefault());
  }
}
