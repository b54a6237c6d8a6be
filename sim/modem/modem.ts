/**
 * A virtual modem of the Luat AT dialect, written from the fact sheet alone, never from the driver: it must be able to
 * show that the driver is wrong. Numbers in comments are the fact sheet's sections.
 */
import type { SimClock } from "../clock.ts";
import { Bearer } from "./bearer.ts";
import { Executor } from "./executor.ts";
import { FAMILIES } from "./families.ts";
import type { Family } from "./family.ts";
import type { FaultOf } from "./fault.ts";
import { FAULTS, type FaultName, type FaultOptions } from "./faults.ts";
import { INPUT_FAULTS, type InputFaultName } from "./faults-input.ts";
import { WEB_FAULTS, type WebFaultName } from "./faults-web.ts";
import { Files } from "./files.ts";
import { HttpClient } from "./http-client.ts";
import { Input } from "./input.ts";
import { freshProfile, type Inside, type Stored, type Violation } from "./inside.ts";
import { MqttClient } from "./mqtt-client.ts";
import { DEFAULT_EPOCH_MS, DEFAULT_IMEI, DEFAULT_SIM, type ModemOptions, type SimCard } from "./options.ts";
import { Output } from "./output.ts";
import { Power } from "./power.ts";
import { Radio } from "./radio.ts";
import { Sapbr } from "./sapbr.ts";
import { TlsSettings } from "./tls.ts";
import { Waits } from "./waits.ts";

const VIOLATIONS_KEPT = 1000;

/** Fills the parts of `Inside`, which see each other through it. */
class Parts implements Inside {
  readonly clock: Inside["clock"];
  readonly random: Inside["random"];
  readonly network: Inside["network"];
  readonly origin: Inside["origin"];
  readonly originTls: Inside["originTls"];
  readonly family: Family;
  readonly simCard: SimCard;
  readonly imei: string;
  readonly waits: Waits;
  readonly stored: Stored;
  readonly files: Files;
  profile: Inside["profile"];
  skewMs = 0;
  readonly out: Output;
  readonly input: Input;
  readonly executor: Executor;
  readonly power: Power;
  readonly radio: Radio;
  readonly bearer: Bearer;
  readonly mqtt: MqttClient;
  readonly sapbr: Sapbr;
  readonly http: HttpClient;
  readonly tls: TlsSettings;
  readonly violations: Violation[] = [];
  onBaud: ((baud: number) => void) | undefined;
  #epochMs: number;
  /** Counts restarts: a timer of an earlier life does nothing. */
  #life = 0;

  constructor(options: ModemOptions) {
    this.clock = options.clock;
    this.random = options.random;
    this.network = options.network;
    this.origin = options.origin;
    this.originTls = options.originTls;
    this.family = { ...FAMILIES[options.family], ...options.settings };
    this.simCard = { ...DEFAULT_SIM, ...options.sim };
    this.imei = options.imei ?? DEFAULT_IMEI;
    this.#epochMs = options.epochMs ?? DEFAULT_EPOCH_MS;
    this.waits = new Waits(this.clock);
    this.stored = { echo: true, iprBaud: this.family.iprBaud };
    this.files = new Files(this.family.fileSystemBytes);
    this.profile = freshProfile(this.family, this.stored);
    this.out = new Output(this.waits, this.clock);
    this.input = new Input(this);
    this.executor = new Executor(this);
    this.power = new Power(this);
    this.radio = new Radio(this);
    this.bearer = new Bearer(this);
    this.mqtt = new MqttClient(this);
    this.sapbr = new Sapbr(this);
    this.http = new HttpClient(this);
    this.tls = new TlsSettings(this);
  }

  wallMs(): number {
    return this.#epochMs + this.skewMs + this.clock.nowMs;
  }

  later(delayMs: number, fn: () => void): ReturnType<SimClock["after"]> {
    const life = this.#life;
    return this.clock.after(delayMs, () => {
      if (life === this.#life) fn();
    });
  }

  /** The network's date is a later one; nothing else. */
  leap(ms: number): void {
    this.#epochMs += ms;
  }

  forgetTimers(): void {
    this.#life++;
  }

  violation(what: string): void {
    if (this.violations.length < VIOLATIONS_KEPT) this.violations.push({ atMs: this.clock.nowMs, what });
  }

  baudChanged(baud: number): void {
    this.onBaud?.(baud);
  }
}

export class VirtualModem {
  #parts: Parts;

  constructor(options: ModemOptions) {
    this.#parts = new Parts(options);
  }

  /** Bytes from the host, one character a byte, in any pieces. */
  receive(bytes: string): void {
    this.#parts.input.receive(bytes);
  }

  /** Bytes to the host. */
  set onSend(listener: ((bytes: string) => void) | undefined) {
    this.#parts.out.onSend = listener;
  }

  /** The rate in force changed (boot, AT+IPR); 0 is autobaud. For the `Wire` between. */
  set onBaud(listener: ((baud: number) => void) | undefined) {
    this.#parts.onBaud = listener;
    listener?.(this.baud);
  }

  get baud(): number {
    return this.#parts.profile.iprBaud;
  }

  /** PWRKEY; low is pressed (3). */
  powerKey(low: boolean): void {
    this.#parts.power.powerKey(low);
  }

  /** RESET_N; low is active (3). */
  resetPin(low: boolean): void {
    this.#parts.power.resetPin(low);
  }

  supply(on: boolean): void {
    this.#parts.power.supply(on);
  }

  /**
   * Milliseconds since supply on in which the modem was what everyone waited for: from the PWRKEY's low edge that
   * starts it until its UART answers; from a command's CR to its last awaited line (CONNECT OK, CONNACK OK, SUBACK,
   * PUBACK), or, where that never comes, to the next command that is no mere poll; and from a query answered "not yet"
   * (CPIN, CSQ, CxREG, CGATT) until it would be answered "yes". A union: what overlaps counts once. Bytes on the wire
   * and data behind a prompt are not in it.
   */
  answerTimesMs(): number {
    return this.#parts.waits.sumMs();
  }

  /** What the driver did that the facts forbid: a command before the last one's end, bytes before a prompt … */
  get violations(): readonly Violation[] {
    return this.#parts.violations;
  }

  get powerState(): Power["state"] {
    return this.#parts.power.state;
  }

  get mqttState(): MqttClient["state"] {
    return this.#parts.mqtt.state;
  }

  /** A file as it is in the modem's flash, its bytes; undefined: there is none. */
  file(name: string): string | undefined {
    return this.#parts.files.read(name);
  }

  get boots(): number {
    return this.#parts.power.boots;
  }

  get registered(): boolean {
    return this.#parts.radio.registration === 1 || this.#parts.radio.registration === 5;
  }

  /** Starts a fault of the catalogue; the returned function ends one that is held. */
  fault(name: FaultName | InputFaultName | WebFaultName, options: FaultOptions = {}): () => void {
    const fault: FaultOf<Inside> = { ...FAULTS, ...INPUT_FAULTS, ...WEB_FAULTS }[name];
    const stop = fault.start(this.#parts, options) ?? (() => {});
    if (options.forMs !== undefined) this.#parts.clock.after(options.forMs, stop);
    return stop;
  }

  /** The network's date is later by so much, and the modem's with it: time that a long run leaves out. */
  leap(ms: number): void {
    this.#parts.leap(ms);
  }

  /** Closes every connection, those too that a power cut left hanging at the broker. */
  dispose(): void {
    this.#parts.power.supply(false);
    this.#parts.mqtt.link.dispose();
  }
}
