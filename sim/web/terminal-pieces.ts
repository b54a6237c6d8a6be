/** What a console's port sends, gathered into few pieces for the page, cut where lines end; of a flood, the newest. */

const EVERY_MS = 15;
const PIECE_CHARS = 4096;
const MOST_CHARS = 65_536;

export class TerminalPieces {
  readonly #tell: (piece: string) => void;
  #waiting = "";
  #leftOut = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(tell: (piece: string) => void) {
    this.#tell = tell;
  }

  add(bytes: string): void {
    this.#waiting += bytes;
    if (this.#waiting.length > 2 * MOST_CHARS) this.#cutOld();
    this.#timer ??= setTimeout(() => this.flush(), EVERY_MS);
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#waiting.length > MOST_CHARS) this.#cutOld();
    if (this.#leftOut > 0) this.#tell(`\r\n... ${this.#leftOut} bytes left out ...\r\n`);
    const pieces = piecesOf(this.#waiting);
    this.#leftOut = 0;
    this.#waiting = "";
    for (const piece of pieces) this.#tell(piece);
  }

  #cutOld(): void {
    const kept = this.#waiting.slice(-MOST_CHARS);
    // From the next line on: half a secret would not be known for one.
    const start = kept.indexOf("\n") + 1 || kept.length;
    this.#leftOut += this.#waiting.length - kept.length + start;
    this.#waiting = kept.slice(start);
  }
}

function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  let rest = text;
  while (rest.length > PIECE_CHARS) {
    const before = rest.lastIndexOf("\n", PIECE_CHARS - 1) + 1;
    const end = before || rest.indexOf("\n") + 1 || rest.length;
    pieces.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  if (rest !== "") pieces.push(rest);
  return pieces;
}
