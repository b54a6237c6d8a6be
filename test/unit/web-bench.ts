/** An Air202 with a server behind it, for tests of the driver's fetch: what it is asked for is answered from one text. */
import { answersOf, line, OK } from "./air202.ts";
import { openLuat } from "./parts.ts";

export const URL = "http://ota.example.com/firmware.js?x=1";

export interface Server {
  readonly content?: string;
  readonly status?: number;
  /** It gives the whole, with 200. */
  readonly isWithoutRanges?: boolean;
  /** Instead of `+HTTPACTION: 0,<status>,<length>`; null: none comes. */
  readonly says?: string | null;
  readonly afterMs?: number;
  /** What the modem gives for `AT+HTTPREAD=<start>,<size>`, in place of the bytes. */
  readonly reads?: (part: string) => string | undefined;
  /** Other answers of the modem; null: silence. */
  readonly changed?: { readonly [text: string]: string | null };
  /** State of the bearer as `AT+SAPBR=2,1` tells it. */
  readonly bearer?: string;
}

export const readReply = (part: string) => `\r\n+HTTPREAD:${part.length}\r\n${part}\r\n${OK}`;

/** `fetch` runs one to its end: "ok", or why not; `content` is then what it gave. */
export function openWeb({
  content = "0123456789".repeat(1000),
  status,
  isWithoutRanges = false,
  says,
  afterMs = 300,
  reads = readReply,
  changed = {},
  bearer = '+SAPBR: 1,1,"10.0.0.7"',
}: Server = {}) {
  const bench = openLuat();
  const { clock, uart, modem } = bench;
  const other = answersOf({ "AT+SAPBR=2,1": line(bearer) + OK, ...changed });
  let range: readonly [from: number, to: number] = [0, 0];
  const got = () => (isWithoutRanges ? content : content.slice(range[0], range[1] + 1));
  uart.respond = (bytes) => {
    const [, name, value] = /^AT\+HTTPPARA="(BREAK|BREAKEND)",(\d+)\r$/.exec(bytes) ?? [];
    if (name === "BREAK") range = [Number(value), range[1]];
    if (name === "BREAKEND") range = [range[0], Number(value)];
    const [, start, size] = /^AT\+HTTPREAD=(\d+),(\d+)\r$/.exec(bytes) ?? [];
    if (start !== undefined && !("AT+HTTPREAD" in changed))
      return reads(got().slice(Number(start), Number(start) + Number(size)));
    if (bytes === "AT+HTTPACTION=0\r" && says !== null && !("AT+HTTPACTION" in changed))
      clock.after(afterMs, () =>
        uart.receive(line(says ?? `+HTTPACTION: 0,${status ?? (isWithoutRanges ? 200 : 206)},${got().length}`)),
      );
    return other(bytes);
  };
  const web = { ...bench, content: "", fetch, start, said: () => uart.take().map((text) => text.replace(/\r$/, "")) };

  /** Begins one; `outcomes` gets what it comes to. */
  function start(url = URL, fromByte = 0, bytes = 3000) {
    const outcomes: string[] = [];
    modem.fetch(url, fromByte, bytes, (error, body) => {
      outcomes.push(error || "ok");
      web.content = body;
    });
    return outcomes;
  }

  function fetch(url?: string, fromByte?: number, bytes?: number): string {
    const outcomes = start(url, fromByte, bytes);
    clock.advance(200_000, () => outcomes.length > 0);
    return outcomes.join(", ") || "never ended";
  }

  return web;
}
