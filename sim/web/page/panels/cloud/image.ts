/** A bundle that is to go over the air: which version it calls itself, as the platform knows versions. Nothing of the page. */

/** `gas-canary 0.1.1 esp32 `, in the bundle's own text. */
const NAMED = /gas-canary (\d+\.\d+\.\d+[\w.+-]*) /;
const POLYNOMIAL = 0xedb88320;

/** `0.1.1-1a2b3c4d`: its version and its CRC-32; undefined where it names none. */
export function releaseOf(bytes: Uint8Array): string | undefined {
  const [, version] = NAMED.exec(new TextDecoder("latin1").decode(bytes)) ?? [];
  return version === undefined ? undefined : `${version}-${crc32(bytes).toString(16).padStart(8, "0")}`;
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? POLYNOMIAL : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

const PIECE_BYTES = 24_576;

export function base64Of(bytes: Uint8Array): string {
  let text = "";
  // Of all at once the call has too many arguments.
  for (let at = 0; at < bytes.length; at += PIECE_BYTES)
    text += btoa(String.fromCharCode(...bytes.subarray(at, at + PIECE_BYTES)));
  return text;
}
