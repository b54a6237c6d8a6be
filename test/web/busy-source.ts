/** A source that tells so many AT lines a second, by the wall's clock, as a device in its worst minute. */
import type { Live } from "../../sim/web/live.ts";
import { UNKNOWN } from "../../sim/web/unknown.ts";
import { HandSource } from "./rig.ts";

const PAYLOAD = String.raw`{\22id\22:\22104\22,\22version\22:\221.0\22,\22params\22:{\22Ppm\22:1234.5,\22LelPercent\22:12.34}}`;
const LINES = [
  [">", "AT+CSQ"],
  ["<", "+CSQ: 21,0"],
  ["<", ""],
  ["<", "OK"],
  [">", `AT+MPUB="/sys/a1EXAMPLE00/D001/thing/event/property/post",1,0,"${PAYLOAD}"`],
  ["<", "OK"],
  ["<", "PUBACK"],
  ["<", '+MSUB: "/sys/a1EXAMPLE00/D001/thing/event/property/post_reply",58 byte,{"code":200,"data":{},"id":"104"}'],
  ["<", "+CREG: 1"],
  [">", "AT+CIPSTATUS"],
] as const;
const TURN_MS = 10;
const LINES_A_POINT = 100;

export class BusySource extends HandSource {
  /** How many it has told. */
  told = 0;
  readonly #linesPerS: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(linesPerS: number) {
    super();
    this.#linesPerS = linesPerS;
  }

  start(): void {
    const startedMs = performance.now();
    const before = this.told;
    this.#timer = setInterval(() => {
      const due = before + ((performance.now() - startedMs) * this.#linesPerS) / 1000;
      while (this.told < due) this.one();
    }, TURN_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  override live(): Live {
    return { ...UNKNOWN, nowMs: this.told, link: { ...UNKNOWN.link, state: "ONLINE", sinceMs: 0 } };
  }

  one(): void {
    const [direction, text] = LINES[this.told % LINES.length] ?? LINES[0];
    if (this.told % LINES_A_POINT === 0) this.#point();
    const line = { number: this.told + 1, atMs: this.told++, direction, text };
    this.tell("lines", line);
  }

  /** The plot has something to do as well. */
  #point(): void {
    const lelPercent = 15 + 10 * Math.sin(this.told / 5000);
    this.tell("points", { atMs: this.told, trueLelPercent: lelPercent, lelPercent, gasState: lelPercent > 20 ? 3 : 1 });
  }
}
