/** On the wire of the simulator a character is a byte. */

/** Bytes of UTF-8 -> the text they are. */
export function utf8(bytes: string): string {
  return Buffer.from(bytes, "latin1").toString("utf8");
}

export function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("latin1");
}
