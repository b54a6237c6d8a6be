/** The hardware interfaces (`hal.ts`) as Espruino gives them. All of `src/` that touches its API, but for the console. */
import type { Adc, Board, Clock, NativeHash, Output, Uart } from "./hal";

/** Espruino has no types for what it looks up by name. */
const realm = global as unknown as { [name: string]: unknown };

export const clock: Clock = {
  nowMs: () => getTime() * 1000,
  after: (delayMs, fn) => setTimeout(fn, delayMs) as unknown as number,
  cancel(handle) {
    if (handle) clearTimeout(handle);
  },
};

export function openUart(row: Board["modemUart"], baud: number, path: string): Uart {
  const { port, tx, rx, isDeviceFile } = row;
  const serial = realm[port] as Serial;
  serial.setup(
    baud,
    (isDeviceFile ? { "path": path } : { "tx": realm[tx as string], "rx": realm[rx as string] }) as never,
  );
  return serial;
}

export function openAdc(pin: string): Adc {
  return () => (typeof analogRead === "function" ? analogRead(realm[pin] as Pin) : NaN);
}

export function openOutput(pin: string, isActiveLow: boolean | undefined): Output {
  const output = realm[pin] as Pin;
  // Off, and driven, from the start: an input would leave it to whatever is wired to it.
  digitalWrite(output, !!isActiveLow);
  return (on) => {
    digitalWrite(output, on !== !!isActiveLow);
  };
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

export function exposeConsole(canary: object): void {
  realm["canary"] = canary;
}
