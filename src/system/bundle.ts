/** Which program this is: a digest of the very text in flash that runs, so that it can't claim to be another. */
import type { Flash } from "../hal";

export const BUNDLE_FILE = ".bootcde";

/** The build's sha256 where the board can compute it, else its CRC-32; "none" when it does not run from flash. */
export function bundleHash(
  flash: Flash,
  sha256Hex: ((text: string) => string) | undefined,
  crc32: (text: string) => number,
): string {
  const text = flash.read(BUNDLE_FILE);
  if (!text) return "none";
  return sha256Hex ? sha256Hex(text) : `crc32:${(crc32(text) >>> 0).toString(16)}`;
}
