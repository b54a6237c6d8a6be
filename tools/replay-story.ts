/** Shows a run as it goes: both ways of the wire, console, flash, cloud, pins, and where the faults are. */
import type { SimClock } from "../sim/clock.ts";
import type { VirtualSite } from "../sim/site.ts";
import type { FlashArea } from "../src/hal.ts";

const SHOWN_CHARS = 400;
const CLOUD: Readonly<Record<string, string>> = { up: "cloud <", down: "cloud >" };

export class Story {
  readonly #fromMs: number;
  readonly #toMs: number;
  #clock: SimClock | undefined;
  /** Flash operations of one moment are one line. */
  #flash: { readonly atMs: number; readonly what: string; count: number; readonly address: number } | undefined;

  constructor(fromMs: number, toMs: number) {
    this.#fromMs = fromMs;
    this.#toMs = toMs;
  }

  watch(site: VirtualSite, logFlash: readonly FlashArea[]): void {
    const { node, platform, clock } = site;
    this.#clock = clock;
    node.onAt(({ direction, text }) => this.#say(direction, text));
    node.onConsole(({ text }) => this.#say("#", text));
    platform.onLog(({ kind, text, topic = "", payload = "" }) => {
      this.#say(CLOUD[kind] ?? `cloud ${kind}`, [text, topic, payload].filter(Boolean).join(" "));
    });
    this.#watchBoard(site, logFlash);
  }

  strike(what: string, phase: "begins" | "ends"): void {
    this.#say("**", `${what} ${phase}`);
  }

  #watchBoard({ node }: VirtualSite, logFlash: readonly FlashArea[]): void {
    const { board, modem } = node;
    const { setAdcVolts, onBoot, onStop, flash } = board;
    const through = flash.beforeOperation;
    flash.beforeOperation = (n, operation) => {
      this.#operation(operation.kind, operation.address, logFlash);
      through?.(n, operation);
    };
    board.setAdcVolts = (pin, volts) => {
      this.#say("gas", `${volts.toFixed(3)} V`);
      setAdcVolts.call(board, pin, volts);
    };
    board.onBoot = () => {
      onBoot?.();
      this.#say("board", `starts, ${board.resetCause}`);
    };
    board.onStop = (cause) => {
      onStop?.(cause);
      this.#say("board", `stops, ${cause}`);
    };
    const { resetPin, powerKey } = modem;
    modem.resetPin = (low) => {
      this.#say("pin", `RESET ${low ? "low" : "high"}`);
      resetPin.call(modem, low);
    };
    modem.powerKey = (low) => {
      this.#say("pin", `PWRKEY ${low ? "low" : "high"}`);
      powerKey.call(modem, low);
    };
  }

  #operation(kind: string, address: number, logFlash: readonly FlashArea[]): void {
    const area = logFlash.findIndex(
      (one) => address >= one.address && address < one.address + one.pageBytes * one.pages,
    );
    const what = `${kind} ${area < 0 ? "outside the log" : `log ${area}`}`;
    const atMs = this.#clock?.nowMs ?? 0;
    if (this.#flash?.atMs === atMs && this.#flash.what === what) {
      this.#flash.count++;
      return;
    }
    this.#tellFlash();
    this.#flash = { atMs, what, count: 1, address };
  }

  #tellFlash(): void {
    const flash = this.#flash;
    this.#flash = undefined;
    if (flash)
      this.#print(flash.atMs, "flash", `${flash.what} at 0x${flash.address.toString(16)}, ${flash.count} words`);
  }

  #say(who: string, text: string): void {
    this.#tellFlash();
    this.#print(this.#clock?.nowMs ?? 0, who, text);
  }

  #print(atMs: number, who: string, text: string): void {
    if (atMs < this.#fromMs || atMs > this.#toMs) return;
    console.log(`${(atMs / 1000).toFixed(3).padStart(10)} ${who.padEnd(8)} ${text.slice(0, SHOWN_CHARS)}`);
  }
}
