/** Bytes of both directions -> lines a person can read. Looks on; it shares nothing with the driver or the modem. */

type Direction = ">" | "<";

/** A message header: what follows is counted (section 7). */
const MESSAGE_HEADER = /^\+MSUB: ?(?:"[^"\r\n]*"|[^,"\r\n]*),(\d{1,6}) ?(?:byte)?,/;
/** A body's header (section 15), and one that has not all come. */
const BODY_HEADER = /^\+HTTPREAD: ?(\d{1,6})\r\n/;
const BODY_HEADER_BEGINS = /^\+HTTPREAD:[ \d]{0,7}\r?$/;
/** Data behind a prompt: sections 6.6, 14 and 15. */
const DATA_COMMAND = /^AT\+(?:MPUBEX=".*",[0-2],[01](?:,(\d+))?|FSWRITE=.*,[01],(\d+),\d+|HTTPDATA=(\d+),\d+)$/i;
const PROMPT = /^(> ?$|DOWNLOAD(?=\r))/;
const END_OF_DATA = "\x1a";
/** A line this long without an end is printed as it is. */
const LINE_LIMIT_BYTES = 8192;

export class LineTap {
  #print: (direction: Direction, text: string) => void;
  #pending: Record<Direction, string> = { ">": "", "<": "" };
  /** Of the data command seen last: its count, or NaN where 0x1A ends it. */
  #announced: number | undefined;
  /** Raw bytes still to go to the modem. */
  #raw: number | undefined;

  constructor(print: (direction: Direction, text: string) => void) {
    this.#print = print;
  }

  feed(direction: Direction, bytes: string): void {
    this.#pending[direction] += bytes;
    while (this.#takeOne(direction));
  }

  #takeOne(direction: Direction): boolean {
    if (direction === ">" && this.#raw !== undefined) return this.#takeRaw(this.#raw);
    const text = this.#pending[direction].replace(/^[\r\n]+/, "");
    this.#pending[direction] = text;
    if (text === "") return false;
    const header = direction === "<" ? (MESSAGE_HEADER.exec(text) ?? BODY_HEADER.exec(text)) : null;
    if (header) return this.#cut("<", header[0].length + Number(header[1]));
    if (direction === "<" && BODY_HEADER_BEGINS.test(text)) return false;
    const prompt = direction === "<" ? PROMPT.exec(text) : null;
    if (prompt) return this.#takePrompt(prompt[0]);
    const end = text.search(/[\r\n]/);
    if (end < 0) return text.length > LINE_LIMIT_BYTES && this.#cut(direction, text.length);
    const data = direction === ">" ? DATA_COMMAND.exec(text.slice(0, end)) : null;
    if (data) this.#announced = Number(data[1] ?? data[2] ?? data[3] ?? Number.NaN);
    return this.#cut(direction, end);
  }

  #takePrompt(text: string): boolean {
    this.#raw = this.#announced;
    this.#announced = undefined;
    return this.#cut("<", text.length);
  }

  #takeRaw(count: number): boolean {
    const text = this.#pending[">"];
    const end = Number.isNaN(count) ? text.indexOf(END_OF_DATA) : count;
    if (end < 0 || text.length < end) return false;
    this.#raw = undefined;
    return this.#cut(">", end);
  }

  /** False while the bytes have not all come. */
  #cut(direction: Direction, bytes: number): boolean {
    const text = this.#pending[direction];
    if (text.length < bytes) return false;
    this.#pending[direction] = text.slice(bytes);
    this.#print(direction, printable(text.slice(0, bytes)));
    return true;
  }
}

const ESCAPES: Readonly<Record<string, string>> = { "\r": "\\r", "\n": "\\n", "\t": "\\t" };

/** UTF-8 where the bytes are that, else `\xNN`. */
function printable(bytes: string): string {
  if (/^[ -~]*$/.test(bytes)) return bytes;
  const decoded = Buffer.from(bytes, "latin1").toString("utf8");
  const text = decoded.includes("\ufffd") ? bytes : decoded;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control bytes are what it shows
  return text.replace(/[\x00-\x1f\x7f-\x9f]|[\xa0-\xff]/g, (byte) => {
    if (text === decoded && byte >= "\xa0") return byte;
    return ESCAPES[byte] ?? `\\x${byte.charCodeAt(0).toString(16).padStart(2, "0")}`;
  });
}
