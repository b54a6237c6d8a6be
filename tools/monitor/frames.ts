/**
 * Stack traces of the bundle, told in the source's own names and lines. Espruino writes a frame as
 * `at <function> (.bootcde:<line>:<column>)`, older versions as `line <line> col <column> in .bootcde`, and under each a
 * piece of the source with a caret: of a bundle in one line that says nothing.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import type { Manifest } from "../../build/firmware.ts";

/** Which bundle runs, by its own word. */
export interface RunningBundle {
  readonly board: string;
  /** sha256 in hex digits, or `crc32:` and hex digits. */
  readonly hash: string;
}

/** One that a text was cut in, without its bracket or anything behind its column, may lack digits: it is not taken. */
const FRAME =
  /\bat (?:([\w$]+) \(\.bootcde:(\d+):(\d+)\)|\.bootcde:(\d+):(\d+)(?=\s|$))|\b(?:at )?line (\d+) col (\d+) in \.bootcde\b/g;
const FRAME_END = /(?:^|\s)at (?:.*\()?\S*:\d+:\d+\)?$|\bline \d+ col \d+/;
const CARET = /^ *\^$/;

/** Takes the pieces of source and the carets out of a trace. A line behind a frame is held until the next is known. */
export class Fold {
  #held: string | undefined;
  #isBehindFrame = false;

  take(line: string): string[] {
    const held = this.flush();
    if (held.length > 0 && CARET.test(line)) return [];
    const isFrame = FRAME_END.test(line);
    if (this.#isBehindFrame && !isFrame) {
      this.#isBehindFrame = false;
      this.#held = line;
      return held;
    }
    this.#isBehindFrame = isFrame;
    return [...held, line];
  }

  get isHolding(): boolean {
    return this.#held !== undefined;
  }

  /** What is held, for when nothing follows. */
  flush(): string[] {
    const held = this.#held === undefined ? [] : [this.#held];
    this.#held = undefined;
    return held;
  }
}

/** Reads `dist/<board>` when the first frame comes, and again for as long as it is another bundle's. */
export class FrameMap {
  readonly #dist: string;
  readonly #running: RunningBundle | undefined;
  #isInTrace = false;
  #found: { readonly code: string; readonly map: TraceMap } | undefined;

  constructor(dist: string, running: RunningBundle | undefined) {
    this.#dist = dist;
    this.#running = running;
  }

  /** The line with its frames mapped; where they can't be, the first of a trace with a word why. */
  text(line: string): string {
    const isFirst = !this.#isInTrace;
    this.#isInTrace = FRAME_END.test(line);
    if (line.search(FRAME) < 0) return line;
    const why = this.#load();
    if (why !== undefined) return isFirst ? `${line} [not mapped: ${why}]` : line;
    return line.replace(FRAME, (frame, name?: string, ...places: unknown[]) => {
      const [row, column] = places
        .slice(0, 6)
        .filter((place) => typeof place === "string")
        .map(Number);
      return this.#mapped(name, row ?? 0, column ?? 0) ?? frame;
    });
  }

  #mapped(name: string | undefined, line: number, column: number): string | undefined {
    const at = this.#origin(line, column);
    if (!at) return undefined;
    const known = name === undefined ? undefined : (this.#nameOf(name) ?? name);
    return known === undefined ? `at ${at.place}` : `at ${known} (${at.place})`;
  }

  /**
   * Columns count from 1, as Espruino's do. Its lines do too, but the bundle's one line is often 0: where the letters of
   * `Modules.addCached` stand in it in this order, with whatever between them, it is taken for one that is not counted.
   */
  #origin(line: number, column: number): { place: string; name: string | null } | undefined {
    if (!this.#found || column < 1) return undefined;
    const {
      source,
      line: row,
      column: col,
      name,
    } = originalPositionFor(this.#found.map, {
      line: Math.max(line, 1),
      column: column - 1,
    });
    return source === null ? undefined : { place: `${source}:${row}:${col + 1}`, name };
  }

  /** A function's own name stands where it is declared. */
  #nameOf(short: string): string | undefined {
    const { code = "" } = this.#found ?? {};
    const name = short.replaceAll("$", "\\$");
    const found = new RegExp(`(function |[;}])${name}(?:\\(|=(?:\\w|\\([\\w,]*\\))=>)`).exec(code);
    if (!found) return undefined;
    const rows = code.slice(0, found.index).split("\n");
    return this.#origin(rows.length, (rows.at(-1)?.length ?? 0) + (found[1]?.length ?? 0) + 1)?.name ?? undefined;
  }

  /** Why there is no map. */
  #load(): string | undefined {
    if (this.#found) return undefined;
    if (!this.#running) return "the device has not said which bundle it runs";
    const { board, hash } = this.#running;
    // It comes from the line.
    if (!/^[\w-]+$/.test(board)) return "the device names no board";
    const folder = join(this.#dist, board);
    try {
      const manifest = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")) as Manifest;
      if (!isOf(manifest, hash))
        return `dist/${board} holds another bundle; canary build --board ${board} where its sources are`;
      const map = new TraceMap(readFileSync(join(folder, "firmware.js.map"), "utf8"));
      this.#found = { code: readFileSync(join(folder, "firmware.js"), "latin1"), map };
      return undefined;
    } catch {
      return `no bundle in dist/${board}; canary build --board ${board} where its sources are`;
    }
  }
}

/** A CRC-32 is printed without leading zeros. */
export function isOf({ sha256, crc32 }: Pick<Manifest, "sha256" | "crc32">, hash: string): boolean {
  const crc = /^crc32:([0-9a-f]+)$/.exec(hash)?.[1];
  return crc === undefined ? hash === sha256 : Number.parseInt(crc, 16) === Number.parseInt(crc32, 16);
}
