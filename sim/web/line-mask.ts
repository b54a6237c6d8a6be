/**
 * Takes secrets out of a terminal's stream, which comes in pieces as small as one key: each line is looked at from its beginning,
 * and what turns out to belong to a secret only now is wiped off the terminal again.
 */

/** What is longer without an end is no line that anybody types. */
const LONGEST_CHARS = 4096;
const WIPE = "\b \b";

export class LineMask {
  readonly #mask: (text: string) => string;
  /** The line that has no end yet, as it came and as it is shown. */
  #line = "";
  #shown = "";

  constructor(mask: (text: string) => string) {
    this.#mask = mask;
  }

  text(piece: string): string {
    const all = this.#line + piece;
    const endOfLines = all.lastIndexOf("\n") + 1;
    const open = all.slice(endOfLines);
    const isLine = open.length <= LONGEST_CHARS;
    const shownOpen = this.#mask(open);
    const change = changeOf(this.#shown, this.#mask(all.slice(0, endOfLines)) + shownOpen);
    this.#line = isLine ? open : "";
    this.#shown = isLine ? shownOpen : "";
    return change;
  }
}

/** What makes a terminal that shows `before` show `after`. */
function changeOf(before: string, after: string): string {
  let same = 0;
  while (same < before.length && before[same] === after[same]) same++;
  return WIPE.repeat(before.length - same) + after.slice(same);
}
