/** Which program this is: a digest of the very text in flash that runs, so that it can't claim to be another. */
import type { Flash } from "../hal";

export const BUNDLE_FILE = ".bootcde";

/** "" when it does not run from flash. */
export function bundleIn(flash: Flash): string {
  return flash.read(BUNDLE_FILE) || "";
}

export function bundleHash(text: string, digest: (text: string) => string): string {
  return text ? digest(text) : "none";
}
