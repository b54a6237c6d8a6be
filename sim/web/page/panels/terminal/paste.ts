/** What is pasted, as a terminal types it. */
import { MAX_TYPED_CHARS } from "../../../messages.ts";

/** Undefined where it is more than anybody types at once. */
export function typedFrom(pasted: string): string | undefined {
  if (pasted.length > MAX_TYPED_CHARS) return undefined;
  return pasted.replace(/\r\n|\n/g, "\r");
}
