/** HMAC (RFC 2104) over byte strings. @onDemand */
import type { Hash } from "./hash";
import { hexOf } from "./hex";

const BLOCK_BYTES = 64;

function padded(key: string, mask: number): string {
  let pad = "";
  for (let i = 0; i < BLOCK_BYTES; i++) pad += String.fromCharCode((i < key.length ? key.charCodeAt(i) : 0) ^ mask);
  return pad;
}

/** The code in lower-case hex digits. */
export function hmacHex(hash: Hash, key: string, text: string): string {
  const short = key.length > BLOCK_BYTES ? hash(key) : key;
  return hexOf(hash(padded(short, 0x5c) + hash(padded(short, 0x36) + text)));
}
