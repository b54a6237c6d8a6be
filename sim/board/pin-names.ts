/** Which pins a virtual board has. */
import type { Board } from "../../src/hal.ts";

/** Pins of the family that the board's own file speaks of: D0.. (nRF, ESP, Linux) or A0.. to C15 (STM32). */
function familyPins(samplePin: string): string[] {
  const numbered = (letter: string, count: number): string[] =>
    Array.from({ length: count }, (_, n) => `${letter}${n}`);
  const pins = samplePin.startsWith("D")
    ? numbered("D", 48)
    : ["A", "B", "C"].flatMap((letter) => numbered(letter, 16));
  return [...pins, "LED1", "LED2", "LED3", "BTN1"];
}

/** All pins that a board file names. */
function pinsOf(board: Board): string[] {
  const { gasAdc, powerSwitch, alarmLed, faultLed, normalLed, buzzer, button } = board;
  const { supplyAdc, heaterAdc, ntcAdc, heaterPwm, modemPowerKey, modemReset } = board;
  const loads = [gasAdc, powerSwitch, alarmLed, faultLed, normalLed, buzzer, button].map((load) => load?.pin);
  const lines = [board.modemUart, board.gasUart].flatMap((uart) => [uart?.tx, uart?.rx]);
  const named = [...loads, ...lines, supplyAdc, heaterAdc, ntcAdc, heaterPwm, modemPowerKey, modemReset];
  return named.filter((pin) => pin !== undefined);
}

export function pinNames(board: Board, extra: readonly string[] = []): Set<string> {
  return new Set([...familyPins(board.gasAdc.pin), ...pinsOf(board), ...extra]);
}
