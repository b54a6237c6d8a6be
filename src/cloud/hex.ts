/** Lower-case hex digits of a byte string. */
export function hexOf(bytes: string): string {
  let hex = "";
  for (let i = 0; i < bytes.length; i++) hex += (256 + bytes.charCodeAt(i)).toString(16).substr(1);
  return hex;
}
