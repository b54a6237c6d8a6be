/** Every step that changes the text adds its map; they are joined once, at the end, which takes a fraction of the time. */
import remapping, { type SourceMapInput } from "@jridgewell/remapping";
import type MagicString from "magic-string";

export interface Mapped {
  readonly code: string;
  /** Of the steps that made it, the latest first. */
  readonly maps: readonly SourceMapInput[];
}

export function changed<T extends Mapped>(input: T, magic: MagicString): T {
  if (!magic.hasChanged()) return input;
  const map = magic.generateDecodedMap({ source: "before.js", hires: "boundary" });
  return { ...input, code: magic.toString(), maps: [map as unknown as SourceMapInput, ...input.maps] };
}

export function joined(maps: readonly SourceMapInput[]): string {
  return remapping([...maps], () => null).toString();
}
