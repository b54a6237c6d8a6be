/** Supply, PWRKEY, RESET, boot and reboot (3). */
import type { Timer } from "../clock.ts";
import { freshProfile, type Inside } from "./inside.ts";

export type PowerState = "no supply" | "off" | "booting" | "on";

/** AT*EXINFO? (3). */
export const BOOT_CAUSES = { key: 0, software: 3, reset: 5, exception: 6, watchdog: 8 } as const;
export type BootCause = keyof typeof BOOT_CAUSES;
/** A modem that hangs, and the least that mends it. */
export type Hang = "reset" | "power" | "supply";

const NORMAL_GOODBYE = "NORMAL POWER DOWN";
/** Between the OK of a soft reset and the silence. */
const RESET_AFTER_OK_MS = 100;
/** A press of the power key switches one that hangs off, where no time is documented (12.7: power cut and PWRKEY). */
const HUNG_KEY_OFF_MS = 1500;

export class Power {
  state: PowerState = "no supply";
  cause: BootCause = "key";
  bootedAtMs = 0;
  boots = 0;
  hung: Hang | undefined;
  #in: Inside;
  #keyLow = false;
  #resetLow = false;
  #resetSinceMs = 0;
  #keyTimer: Timer | undefined;
  #resetTimer: Timer | undefined;

  constructor(inside: Inside) {
    this.#in = inside;
  }

  get answers(): boolean {
    return this.state === "on" && this.hung === undefined;
  }

  supply(on: boolean): void {
    if (on === (this.state !== "no supply")) return;
    this.#in.clock.cancel(this.#keyTimer);
    this.#stop(on ? "off" : "no supply");
    this.#in.waits.restart();
    if (!on) return;
    if (this.#in.family.startsOnSupply) this.boot("key");
    else if (this.#keyLow) this.#pressKey();
  }

  powerKey(low: boolean): void {
    if (low === this.#keyLow) return;
    this.#keyLow = low;
    if (low) {
      this.#pressKey();
      return;
    }
    this.#in.clock.cancel(this.#keyTimer);
    if (this.state === "off") this.#in.waits.end("boot");
  }

  resetPin(low: boolean): void {
    if (low === this.#resetLow) return;
    this.#resetLow = low;
    if (low) this.#holdReset();
    else this.#releaseReset();
  }

  boot(cause: BootCause): void {
    const { clock, family, out, waits } = this.#in;
    clock.cancel(this.#keyTimer);
    this.#stop("booting");
    waits.begin("boot");
    this.cause = cause;
    this.bootedAtMs = clock.nowMs;
    this.boots++;
    this.#in.profile = freshProfile(family, this.#in.stored);
    this.#in.baudChanged(this.#in.profile.iprBaud);
    this.#in.input.restart();
    for (const { atMs, line } of family.bootLines) this.#in.later(atMs, () => out.urc(line));
    this.#in.later(family.answersFromMs, () => {
      this.state = "on";
      waits.end("boot");
    });
    this.#in.radio.boot(family.bootLines[0]?.atMs ?? 0);
  }

  /** A restart out of the blue; one that is off stays off. */
  reboot(cause: BootCause): void {
    if (this.state === "on" || this.state === "booting") this.boot(cause);
  }

  /** Nothing of it moves any more, and its link dies with it. */
  hang(until: Hang): void {
    if (this.state !== "on" && this.state !== "booting") return;
    this.hung = until;
    this.#in.out.isPowered = false;
    this.#in.forgetTimers();
    this.#in.waits.endAll();
    this.#in.mqtt.link.dies();
  }

  /** AT+RESET, AT+CFUN=1,1, AT+RSTSET: called once the OK is out. */
  softReset(): void {
    this.#in.later(RESET_AFTER_OK_MS, () => this.boot("software"));
  }

  /** AT+CPOWD; a PWRKEY tied low does not start it again (3). */
  off(goodbye: boolean): void {
    if (goodbye) this.#in.out.line(NORMAL_GOODBYE);
    this.#stop("off");
  }

  #pressKey(): void {
    const { family, clock, waits } = this.#in;
    clock.cancel(this.#keyTimer);
    if (this.state === "off") {
      waits.begin("boot");
      this.#keyTimer = clock.after(family.powerKeyOnMs, () => this.boot("key"));
      return;
    }
    const offMs = this.hung ? (family.powerKeyOffMs ?? HUNG_KEY_OFF_MS) : family.powerKeyOffMs;
    if (this.state === "no supply" || offMs === undefined || this.hung === "supply") return;
    this.#keyTimer = clock.after(offMs, () => this.#stop("off"));
  }

  #holdReset(): void {
    const { clock, family } = this.#in;
    this.#resetSinceMs = clock.nowMs;
    this.#resetTimer = clock.after(family.resetHoldMs, () => {
      if (this.state !== "no supply" && this.state !== "off" && this.#obeysReset) this.#stop("off");
    });
  }

  /** Of one that hangs: a RESET that is a power-off (Air780E, 3) mends more than one that restarts. */
  get #obeysReset(): boolean {
    if (this.hung === undefined || this.hung === "reset") return true;
    return this.hung === "power" && this.#in.family.resetPin === "off";
  }

  /** Air780E's RESET is a power-off: only a low PWRKEY starts it again. The others boot on release (3). */
  #releaseReset(): void {
    const { clock, family } = this.#in;
    clock.cancel(this.#resetTimer);
    const heldMs = clock.nowMs - this.#resetSinceMs;
    if (this.state !== "off" || heldMs < family.resetHoldMs) return;
    if (family.resetPin === "restart") this.boot("reset");
    else if (this.#keyLow && heldMs >= family.resetHoldFromOffMs) this.boot("reset");
  }

  /** Everything in RAM is gone; the broker hears nothing of it. */
  #stop(state: PowerState): void {
    this.state = state;
    this.hung = undefined;
    this.#in.out.isPowered = state === "booting";
    this.#in.forgetTimers();
    this.#in.waits.endAll();
    this.#in.out.forget();
    this.#in.executor.restart();
    this.#in.radio.stop();
    this.#in.bearer.restart();
    this.#in.sapbr.restart();
    this.#in.http.restart();
    this.#in.tls.restart();
    this.#in.mqtt.restart();
  }
}
