/** SIM, registration, attach and network time (3, 4, 16). */
import type { Inside, RegistrationCommand } from "./inside.ts";
import { frame } from "./output.ts";
import { nitzText } from "./time-text.ts";

export type SimState = "busy" | "absent" | "removed" | "pin" | "puk" | "ready";
/** <stat> of +CREG: idle, home, searching, denied, roaming. */
export type Registration = 0 | 1 | 2 | 3 | 5;

const PIN_TRIES = 3;
const REGISTRATION_COMMANDS: readonly RegistrationCommand[] = ["CREG", "CGREG", "CEREG"];

export class Radio {
  sim: SimState = "busy";
  registration: Registration = 0;
  attached = false;
  /** AT+CFUN: 1 normal, 0 and 4 off the air. */
  functionality = 1;
  timeKnown = false;
  /** A fault's: the network tells no time. */
  tellsTime = true;
  /** A fault's: the network answers nothing, or with "denied". */
  outage: "none" | "lost" | "denied" = "none";
  cardPresent: boolean;
  #in: Inside;
  #pinTries = PIN_TRIES;
  /** Counts searches, so that a step of an abandoned one does nothing. */
  #search = 0;

  constructor(inside: Inside) {
    this.#in = inside;
    this.cardPresent = inside.simCard.present;
  }

  stop(): void {
    this.sim = "busy";
    this.registration = 0;
    this.attached = false;
    this.functionality = 1;
    this.timeKnown = false;
    this.#search++;
  }

  boot(rdyAtMs: number): void {
    const readyMs = this.#in.simCard.readyMs ?? this.#in.family.simReadyMs;
    this.#in.later(rdyAtMs + readyMs, () => this.#detect(this.#in.family.radioLines.simReady));
  }

  get signalKnown(): boolean {
    return this.sim === "ready" && this.onAir && this.outage !== "lost";
  }

  get onAir(): boolean {
    return this.functionality === 1;
  }

  unlock(pin: string): boolean {
    if (this.sim !== "pin") return false;
    if (pin !== this.#in.simCard.pin) {
      if (--this.#pinTries <= 0) this.sim = "puk";
      return false;
    }
    this.#pinTries = PIN_TRIES;
    this.#in.later(100, () => this.#ready(["+CPIN: READY"]));
    return true;
  }

  setFunctionality(value: number): void {
    if (value === this.functionality) return;
    this.functionality = value;
    if (this.onAir) this.search();
    else {
      this.#in.bearer.switchedOff();
      this.drop([], 0);
    }
  }

  removeCard(): void {
    this.cardPresent = false;
    const quiet = this.#in.family.hotPlugNeedsCsdt && !this.#in.profile.hotPlug;
    if (this.#in.power.state === "on") this.drop(quiet ? [] : this.#in.family.radioLines.simRemoved, 0);
    this.sim = "removed";
  }

  /** Without CSDT a card put in later needs a restart (4). */
  insertCard(): void {
    this.cardPresent = true;
    if (this.#in.family.hotPlugNeedsCsdt && !this.#in.profile.hotPlug) return;
    if (this.#in.power.state === "on") this.#detect(this.#in.family.radioLines.simInserted);
  }

  startOutage(kind: "lost" | "denied"): void {
    this.outage = kind;
    if (this.sim === "ready" && this.onAir) this.drop(this.#in.family.radioLines.lost, kind === "denied" ? 3 : 2);
  }

  endOutage(): void {
    this.outage = "none";
    if (this.sim === "ready" && this.onAir) this.search();
  }

  /** Looks for a network, then attaches: registerMs and attachMs after now. */
  search(): void {
    if (this.sim !== "ready" || !this.onAir) return;
    const mine = ++this.#search;
    this.#register(2);
    this.#in.waits.end("signal");
    this.#in.later(this.#in.simCard.registerMs ?? this.#in.family.registerMs, () => {
      if (mine === this.#search) this.#found(mine);
    });
  }

  /** Off the network: links die unnoticed (the modem learns of it by its ping). */
  drop(lines: readonly string[], registration: Registration): void {
    this.#search++;
    this.#print(lines);
    this.attached = false;
    this.#register(registration);
    this.#in.bearer.detached();
  }

  /** AT+CGATT=0 and =1. */
  setAttached(on: boolean): void {
    if (on === this.attached) return;
    if (on) this.#attach();
    else {
      this.attached = false;
      this.#in.bearer.switchedOff();
    }
  }

  #detect(readyLines: readonly string[]): void {
    if (!this.cardPresent) {
      this.sim = "absent";
      this.#print(this.#in.family.radioLines.simAbsent);
      return;
    }
    if (this.#in.simCard.pin !== undefined) {
      this.sim = "pin";
      this.#print(["+CPIN: SIM PIN"]);
      return;
    }
    this.#ready(readyLines);
  }

  #ready(lines: readonly string[]): void {
    this.sim = "ready";
    this.#in.waits.end("sim");
    this.#print(lines);
    const { smsReadyMs } = this.#in.family;
    if (smsReadyMs > 0) this.#in.later(smsReadyMs, () => this.#in.out.urc("SMS READY"));
    this.search();
  }

  #found(mine: number): void {
    if (this.outage === "lost") return;
    if (this.outage === "denied" || this.#in.simCard.denied) {
      this.#register(3);
      return;
    }
    this.#register(this.#in.simCard.roaming ? 5 : 1);
    this.#print(this.#in.family.radioLines.registered);
    this.#in.later(this.#in.simCard.attachMs ?? this.#in.family.attachMs, () => {
      if (mine === this.#search) this.#attach();
    });
  }

  #attach(): void {
    if (this.registration !== 1 && this.registration !== 5) return;
    this.attached = true;
    this.#in.waits.end("attached");
    this.#in.bearer.attached();
    if (this.#in.family.nitz) this.#in.later(400, () => this.tellTime());
  }

  /** NITZ: the network tells its time, where it can. */
  tellTime(): void {
    if (!this.attached || !this.tellsTime) return;
    this.learnTime(this.#in.family.zoneQuarters);
    this.#in.out.urc(`+NITZ: ${nitzText(this.#in)}`);
  }

  learnTime(zoneQuarters: number): void {
    this.timeKnown = true;
    this.#in.profile.zoneQuarters = zoneQuarters;
  }

  forgetTime(): void {
    this.timeKnown = this.tellsTime = false;
  }

  #register(value: Registration): void {
    if (value === this.registration) return;
    this.registration = value;
    if (value === 1 || value === 5) this.#in.waits.end("registered");
    for (const name of REGISTRATION_COMMANDS) {
      const mode = this.#in.profile.registrationUrc[name];
      if (mode > 0) this.#in.out.urc(`+${name}: ${value}${this.cell(mode)}`);
    }
  }

  /** Location behind <stat> with <n> = 2. */
  cell(mode: number): string {
    return mode === 2 && (this.registration === 1 || this.registration === 5) ? ',"2604","0A1B2C3D",7' : "";
  }

  #print(lines: readonly string[]): void {
    const { cpinUrcTail } = this.#in.family;
    for (const line of lines) {
      const tail = line.startsWith("+CPIN") ? cpinUrcTail : "\r\n";
      this.#in.out.print(frame("urc", line, { tail }));
    }
  }
}
