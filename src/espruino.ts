/** The hardware interfaces (`hal.ts`) as Espruino gives them. All of `src/` that touches its API, but for the console. */
import type {
  Adc,
  Clock,
  FlashArea,
  LoadPin,
  NativeHash,
  Output,
  PinName,
  RawFlash,
  ResetCause,
  ResetRegister,
  WatchedUart,
} from "./hal";

const DEBOUNCE_MS = 50;
/** Far above what an element's warmth could follow. */
const HEATER_HZ = 500;

/** Espruino has no types for what it looks up by name. */
const realm = global as unknown as { [name: string]: unknown };

export const clock: Clock = {
  nowMs: () => getTime() * 1000,
  after: (delayMs, fn) => setTimeout(fn, delayMs) as unknown as number,
  cancel(handle) {
    if (handle) clearTimeout(handle);
  },
};

/** `path` names a device file, in place of the pins. */
export function openUart(port: string, baud: number, path: string, tx?: PinName, rx?: PinName): WatchedUart {
  const serial = realm[port] as Serial;
  serial.setup(baud, (path ? { "path": path } : { "tx": realm[tx as string], "rx": realm[rx as string] }) as never);
  return serial as unknown as WatchedUart;
}

export function openAdc(pin: string): Adc {
  // Looked up once: it is asked for each second, and a name of the interpreter's own is the last to be found.
  const read = typeof analogRead === "function" ? analogRead : () => NaN;
  const input = realm[pin] as Pin;
  return () => read(input);
}

/** Driven from the start, off unless `isOn`: an input would leave it to whatever is wired to it. */
export function openOutput(pin: PinName, isActiveLow?: boolean, isOn?: boolean): Output {
  const output = realm[pin] as Pin;
  digitalWrite(output, !!isActiveLow !== !!isOn);
  // Or reading it would make an input of it.
  pinMode(output, "output", false);
  return (on) => {
    const level = on !== !!isActiveLow;
    digitalWrite(output, level);
    return digitalRead(output) === +level;
  };
}

/** A lamp, where the board has it. */
export function openLamp(lamp: LoadPin | undefined): Output | undefined {
  return lamp && openOutput(lamp.pin, lamp.activeLow);
}

/** Sounds for so many milliseconds, and nobody waits for it. */
export function openBuzzer(buzzer: LoadPin | undefined): (ms: number) => void {
  if (buzzer) openOutput(buzzer.pin, buzzer.activeLow);
  return (ms) => {
    if (buzzer) digitalPulse(realm[buzzer.pin] as Pin, !buzzer.activeLow, ms);
  };
}

/** Tells, when the button is let go, for how many seconds it was held. */
export function watchButton(button: LoadPin, pressed: (heldS: number) => void): void {
  const pin = realm[button.pin] as Pin;
  pinMode(pin, button.activeLow ? "input_pullup" : "input_pulldown", false);
  setWatch(
    (edge) => {
      const { state, time, lastTime } = edge as unknown as EspruinoWatchEvent;
      if (state === !!button.activeLow) pressed(time - lastTime);
    },
    pin,
    { repeat: true, edge: "both", debounce: DEBOUNCE_MS },
  );
}

/** Power by the part of the time that it is on. */
export function openHeater(pin: PinName): (duty: number) => void {
  return (duty) => analogWrite(realm[pin] as Pin, duty, { "freq": HEATER_HZ });
}

/** The interpreter's own hash, where the board's build has it: it is a thousand times faster. */
export function nativeHash(name: NativeHash, bytes: string): string {
  const crypto = require("crypto") as unknown as { [name: string]: (bytes: string) => ArrayBuffer };
  return E.toString((crypto[name] as (bytes: string) => ArrayBuffer)(bytes)) as string;
}

/** Keeps the REPL on a port whatever is plugged in: on a board whose fallback is the modem's UART. */
export function pinConsole(port: string): void {
  (realm[port] as Serial).setConsole(true);
}

/** Nothing typed is run until the password has been; what is printed is printed all the same. */
export function lockConsole(password: string): void {
  if (!password) return;
  E.setPassword(password);
  E.lockConsole();
}

/** Made anew each time that somebody types its name: nobody does for years, and it takes some hundred variables. */
export function exposeConsole(make: () => object): void {
  Object.defineProperty(global, "canary", { "get": make, "configurable": true });
}

export function openFlash(): RawFlash {
  const library = require("Flash");
  return {
    read: (bytes, address) => library.read(bytes, address).buffer as ArrayBuffer,
    readText: (bytes, address) => E.toString(library.read(bytes, address)) as string,
    write: library.write,
    erasePage: library.erasePage,
  };
}

/** Whether this build of Espruino leaves the area alone. */
export function isFree(area: FlashArea): boolean {
  const end = area.address + area.pageBytes * area.pages;
  const free = require("Flash").getFree();
  return !area.isContested || free.some(({ addr, length }) => addr <= area.address && end <= addr + length);
}

/** Why the chip started; read once, since the register is cleared. */
export function readResetCause(register: ResetRegister | undefined): ResetCause {
  if (!register) return "unknown";
  const word: number = (peek32 as (address: number) => number)(register.address);
  const row = register.rows.filter(([mask, , value]) => (word & mask) === (value === undefined ? mask : value))[0];
  if (register.clear) poke32(register.address, register.clear);
  return row ? row[1] : "unknown";
}
