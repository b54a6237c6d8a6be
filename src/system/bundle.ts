/** Which program this is: a digest of the very text in flash that runs, so that it can't claim to be another. */
export const BUNDLE_FILE = ".bootcde";

/** "none" when it does not run from flash. */
export function bundleHash(text: string | undefined, digest: (text: string) => string): string {
  return text ? digest(text) : "none";
}
