/** What a file server does wrong, each as a change of the answer that would have been right. */
import type { PlannedFault } from "./fault-plan.ts";
import type { HttpResponse } from "./http-origin.ts";

export type FileFault =
  | "notFound"
  | "serverError"
  | "forbidden"
  | "redirected"
  | "cutOff"
  | "wrongLength"
  | "rangeIgnored"
  | "stalls"
  | "wrongBytes";

export interface FileAnswer {
  /** As it should be. */
  readonly sound: HttpResponse;
  /** The whole file, with status 200. */
  readonly whole: HttpResponse;
  /** Another address of the same file. */
  readonly elsewhere: string;
}

type Break = (answer: FileAnswer, value: number | undefined) => HttpResponse;

/** Longer than any client waits. */
const STALL_MS = 600_000;

const withStatus =
  (status: number): Break =>
  ({ sound }) => ({ status, headers: { "Content-Length": "0" }, body: new Uint8Array(), delayMs: sound.delayMs });

const FAULTS: Readonly<Record<FileFault, Break>> = {
  notFound: withStatus(404),
  serverError: withStatus(500),
  forbidden: withStatus(403),
  redirected: ({ sound, elsewhere }, status = 302) => ({
    status,
    headers: { "Location": elsewhere, "Content-Length": "0" },
    body: new Uint8Array(),
    delayMs: sound.delayMs,
  }),
  cutOff: ({ sound }, bytes = Math.floor(sound.body.length / 2)) => ({ ...sound, cutAfterBytes: bytes }),
  wrongLength: ({ sound }, more = 1) => ({
    ...sound,
    headers: { ...sound.headers, "Content-Length": String(Math.max(0, sound.body.length + more)) },
  }),
  rangeIgnored: ({ whole }) => whole,
  stalls: ({ sound }, delayMs = STALL_MS) => ({ ...sound, delayMs }),
  wrongBytes: ({ sound }, at = Math.floor(sound.body.length / 2)) => ({ ...sound, body: bitFlipped(sound.body, at) }),
};

export const FILE_FAULTS = Object.keys(FAULTS) as FileFault[];

export const brokenAnswer = (answer: FileAnswer, { name, value }: PlannedFault<FileFault>): HttpResponse =>
  FAULTS[name](answer, value);

/** A copy with one bit of one byte the other way round; of no byte, the same. */
export function bitFlipped(bytes: Uint8Array, at: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  if (at < copy.length) copy[at] = (copy[at] as number) ^ 1;
  return copy;
}
