/**
 * Text for between the quotes of an AT command: what would end the string or the line is written as a backslash and two
 * hex digits (facts: modem section 8). No payload, name or topic can then end a command or start another.
 */
export function escapeQuoted(text: string): string {
  // The backslash first: it is what the other three are written with.
  return text.split("\\").join("\\5C").split('"').join("\\22").split("\r").join("\\0D").split("\n").join("\\0A");
}
