/** Frames of Winsen's gas modules: nine bytes, sent by themselves or when asked for (facts: gas section C.3). @singleton */
import type { Clock, Uart } from "../hal";
import type { Tag } from "./reading";

export interface Winsen {
  /** The value as last heard; NaN when that is too long ago. Asks where nothing comes by itself. */
  take(): number;
  /** What is wrong while nothing is heard. */
  silence(): Tag;
}

export const WINSEN_BAUD = 9600;
const FRAME_BYTES = 9;
const START = "\xff";
const ASK = "\xff\x01\x86\0\0\0\0\0\x79";
/** Second byte of an answer; of a frame that comes by itself it is the gas, and its last word the full scale. */
const ANSWER = 0x86;
const ASK_AFTER_MS = 1500;
const FRESH_MS = 10000;

export function createWinsen(uart: Uart, clock: Clock, ppmPerCount: number, maxPpm: number): Winsen {
  let tail = "";
  let ppm = 0;
  let heardMs = clock.nowMs() - FRESH_MS;
  let damagedMs = heardMs;

  /** The sum of all bytes behind the first, the check sum with them, is a multiple of 256. */
  function isWhole(frame: string): boolean {
    let sum = 0;
    for (let i = 1; i < FRAME_BYTES; i++) sum += frame.charCodeAt(i);
    return (sum & 255) === 0;
  }

  function take(frame: string): boolean {
    const isSound = isWhole(frame);
    const valueAt = (place: number) => (frame.charCodeAt(place) * 256 + frame.charCodeAt(place + 1)) * ppmPerCount;
    const isAnswer = frame.charCodeAt(1) === ANSWER;
    // All else is no value: our own question, where the wires touch; a head of another kind.
    if (isSound && (isAnswer || valueAt(6) === maxPpm)) {
      ppm = valueAt(isAnswer ? 2 : 4);
      heardMs = clock.nowMs();
    } else if (!isSound) damagedMs = clock.nowMs();
    return isSound;
  }

  uart.on("data", (chunk) => {
    tail += chunk;
    for (let at = tail.indexOf(START); at >= 0 && tail.length >= at + FRAME_BYTES; at = tail.indexOf(START))
      tail = tail.substr(at + (take(tail.substr(at, FRAME_BYTES)) ? FRAME_BYTES : 1));
    tail = tail.substr(-FRAME_BYTES);
  });

  return {
    take() {
      const silentMs = clock.nowMs() - heardMs;
      if (silentMs > ASK_AFTER_MS) uart.write(ASK);
      return silentMs < FRESH_MS ? ppm : NaN;
    },
    silence: () => (clock.nowMs() - damagedMs < FRESH_MS ? "fault:checksum" : "fault:stale"),
  };
}
