/** Text into the clipboard; false where the browser does not let the page. */
export async function putIntoClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Refused, or not there at all: on another machine's plain http there is none.
    return false;
  }
}
