/**
 * Lamps, buzzer and silence: green for normal, yellow for a fault, red for gas (facts: gas section C.4). Needs neither modem
 * nor network.
 * @singleton
 */
import type { Clock, Output } from "../hal";
import { ALARM, type GasState, WARNING } from "./alarm";

export interface Panel {
  /** Each five seconds, and when there is something new. */
  show(gas: GasState, isFaulty: boolean): void;
  /** Each second of an alarm. */
  sound(): void;
  /** For ten minutes, or until there is more to tell. */
  silence(): void;
  /** For so many seconds more. */
  silentS(): number;
  /** There is. */
  loud(): void;
  /** All lamps on, and a beep, until shown what is; false when a pin did not follow. */
  test(): boolean;
}

const SILENCE_MS = 600000;
const ALARM_BEEP_MS = 500;
const WARNING_BEEP_MS = 100;
const FAULT_BEEP_MS = 50;
/** Times that it is shown between two beeps for a fault: a minute. */
const FAULT_EVERY = 12;

export function createPanel(
  clock: Clock,
  red: Output | undefined,
  yellow: Output | undefined,
  green: Output | undefined,
  beep: (ms: number) => void,
): Panel {
  let gas: GasState = 0;
  let silentUntilMs = 0;
  let shown = 0;

  function light(lamp: Output | undefined, on: boolean): boolean {
    return !lamp || lamp(on);
  }

  function isLoud(): boolean {
    return clock.nowMs() >= silentUntilMs;
  }

  return {
    show(state, isFaulty) {
      // What is new is never silent.
      if (state !== gas && (state === ALARM || (state === WARNING && gas !== ALARM))) silentUntilMs = 0;
      gas = state;
      shown++;
      light(red, gas === ALARM || (gas === WARNING && shown % 2 > 0));
      light(yellow, isFaulty);
      light(green, !isFaulty && gas > 0);
      if (!isLoud()) return;
      if (gas === WARNING) beep(WARNING_BEEP_MS);
      else if (isFaulty && gas !== ALARM && shown % FAULT_EVERY === 0) beep(FAULT_BEEP_MS);
    },
    sound() {
      if (isLoud()) beep(ALARM_BEEP_MS);
    },
    silence() {
      silentUntilMs = clock.nowMs() + SILENCE_MS;
    },
    silentS: () => Math.max(0, Math.round((silentUntilMs - clock.nowMs()) / 1000)),
    loud() {
      silentUntilMs = 0;
    },
    test() {
      beep(ALARM_BEEP_MS);
      return [red, yellow, green].filter((lamp) => !light(lamp, true)).length === 0;
    },
  };
}
