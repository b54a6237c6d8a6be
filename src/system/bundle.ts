/** Which program this is: a digest of the very text in flash that runs, so that it can't claim to be another. */
import type { Flash } from "../hal";

export const BUNDLE_FILE = ".bootcde";

/** "none" when it does not run from flash. */
export function bundleHash(flash: Flash, digest: (text: string) => string): string {
  const text = flash.read(BUNDLE_FILE);
  return text ? digest(text) : "none";
}
