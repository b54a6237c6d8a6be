/** What a terminal would show of the bytes that Espruino sends it. */

/** What the terminal is told beside text: cursor moves, erasing, backspaces, and the prompt that is drawn anew. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what has to go
const CONTROLS = /\x1b\[[0-9;]*[A-Za-z]|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/g;

/** A line as a person sees it at its end: what was erased is gone. */
export function plain(raw: string): string {
  // Whatever stands before the last erasing was overwritten.
  const shown = raw.slice(raw.lastIndexOf("\x1b[J") + 1).replace(/^\[J/, "");
  return shown.replace(CONTROLS, "").replace(/^>+/, "").replace(/\r/g, "");
}
