/**
 * All that can be seen of a node from outside, as one stream of facts in the order of time: lines on the wire, the console,
 * flash operations, the sensor's volts, pins, what the platform took. The oracle knows nothing else.
 */

import type { BoardFile } from "../../build/boards.ts";
import { adcVoltsOf, CLEAN_AIR_LEL_PERCENT, circuitOf } from "../../sim/profile.ts";
import type { VirtualSite } from "../../sim/site.ts";
import type { FlashArea } from "../../src/hal.ts";
import { isDecided } from "./at-text.ts";

export type Seen =
  /** An AT line left the board: `atMs` is that of its first byte. */
  | { readonly kind: "sent"; readonly text: string }
  /** A line arrived at the board. */
  | { readonly kind: "heard"; readonly text: string }
  | { readonly kind: "console"; readonly text: string }
  | { readonly kind: "flash"; readonly act: "program" | "erase"; readonly isLog: boolean }
  | { readonly kind: "boot" }
  | { readonly kind: "stop"; readonly cause: string }
  | { readonly kind: "volts"; readonly volts: number }
  | { readonly kind: "pin"; readonly pin: "RESET" | "PWRKEY"; readonly isLow: boolean }
  /** The platform has taken an event that was decided, for the first time. */
  | { readonly kind: "accepted"; readonly id: string }
  /** The device broke a rule of the platform. */
  | { readonly kind: "violation"; readonly rule: string; readonly why: string }
  /** What the device had written down is lost to it, as it is told to happen: nobody knows what it still owes. */
  | { readonly kind: "forgotten" }
  /** A person has acknowledged the alarm that stood. */
  | { readonly kind: "acknowledged" }
  | { readonly kind: "uncaught"; readonly text: string }
  | { readonly kind: "fault"; readonly name: string; readonly phase: "begins" | "ends" }
  /** What the firmware says of itself when it is asked. */
  | { readonly kind: "status"; readonly text: string; readonly waiting: number | undefined; readonly timers: number };

export type Observation = Seen & { readonly atMs: number };
export type Feed = (seen: Observation) => void;

/** Taps a site; must come before its first power-on. */
export function watch(site: VirtualSite, boardFile: BoardFile, feed: Feed): void {
  const { node, platform, clock } = site;
  const tell = (seen: Seen): void => feed({ ...seen, atMs: clock.nowMs });
  tell({ kind: "volts", volts: adcVoltsOf(CLEAN_AIR_LEL_PERCENT, circuitOf(node.config)) });
  watchWire(site, tell);
  watchBoard(site, boardFile.board.logFlash, tell);
  node.onConsole(({ text }) => tell({ kind: "console", text }));
  platform.onEvent((event) => isDecided(event) && tell({ kind: "accepted", id: event.id }));
  platform.onLog(({ kind, text }) => {
    if (kind === "violation") tell({ kind: "violation", rule: text.split(/[ :]/)[0] ?? "", why: text });
  });
}

function watchWire({ node }: VirtualSite, tell: (seen: Seen) => void): void {
  const { wire, modem } = node;
  let line = "";
  const send = wire.a.send;
  wire.a.send = (bytes) => {
    const parts = (line + bytes).split("\r");
    line = parts.pop() ?? "";
    for (const text of parts) tell({ kind: "sent", text });
    send(bytes);
  };
  node.onAt(({ direction, text }) => {
    if (direction === "<") tell({ kind: "heard", text });
  });
  // The pins' way to the modem is the node's; these two are where it ends.
  const { powerKey, resetPin } = modem;
  modem.powerKey = (isLow) => {
    tell({ kind: "pin", pin: "PWRKEY", isLow });
    powerKey.call(modem, isLow);
  };
  modem.resetPin = (isLow) => {
    tell({ kind: "pin", pin: "RESET", isLow });
    resetPin.call(modem, isLow);
  };
}

function watchBoard(
  { node: { board } }: VirtualSite,
  logAreas: readonly FlashArea[],
  tell: (seen: Seen) => void,
): void {
  const { flash, setAdcVolts, onBoot, onStop } = board;
  const isLog = (at: number) =>
    logAreas.some(({ address, pageBytes, pages }) => at >= address && at < address + pageBytes * pages);
  const through = flash.beforeOperation;
  flash.beforeOperation = (n, operation) => {
    tell({ kind: "flash", act: operation.kind, isLog: isLog(operation.address) });
    through?.(n, operation);
  };
  board.setAdcVolts = (pin, volts) => {
    tell({ kind: "volts", volts });
    setAdcVolts.call(board, pin, volts);
  };
  let uncaught = 0;
  const tellUncaught = (): void => {
    for (; uncaught < board.uncaught.length; uncaught++) {
      tell({ kind: "uncaught", text: board.uncaught[uncaught] ?? "" });
    }
  };
  board.onBoot = () => {
    onBoot?.();
    tell({ kind: "boot" });
    tellUncaught();
  };
  board.onStop = (cause) => {
    tellUncaught();
    tell({ kind: "stop", cause });
    onStop?.(cause);
  };
}
