/**
 * Streams of bytes from a modem into the chat and the driver, while commands are under way: drawn from a seed, each by itself,
 * so that stream `index` of a seed is the same whoever runs it.
 */
import { runInThisContext } from "node:vm";
import { Bench } from "./bench.ts";
import { Violation } from "./oracle.ts";
import type { Parts } from "./parts.ts";
import { chatSender, driverSender } from "./senders.ts";
import { playSplitter } from "./splitter.ts";
import { choicesIn, choicesOf, choicesText, drawnTapes, shrink, type Tapes, tapesOf } from "./tape.ts";

export type Layer = "chat" | "driver" | "splitter";

export interface Finding {
  readonly index: number;
  readonly property: string;
  readonly message: string;
  /** For `--choices`. */
  readonly choices: string;
  readonly trace: readonly string[];
}

export interface Figures {
  streams: number;
  bytes: number;
  /** Answers that had to reach their command, ends whose owner was looked at, messages compared. */
  answers: number;
  owners: number;
  messages: number;
  /** Times that damage read like a result. */
  excused: number;
}

export interface Campaign {
  readonly parts: Parts;
  readonly seed: number;
  readonly from: number;
  readonly to: number;
  /** Takes every `stride`th stream, so that several may share a campaign. */
  readonly stride: number;
}

const BATCH = 100;
const BATCH_MS = 500;
/** A stream takes less than a millisecond; a machine under load may take its time all the same. */
const STREAM_MS = 1000;
/** Which layer the streams go to, in turn. */
const LAYERS: readonly Layer[] = ["chat", "chat", "chat", "driver", "chat", "chat", "splitter", "driver"];

export function noFigures(): Figures {
  return { streams: 0, bytes: 0, answers: 0, owners: 0, messages: 0, excused: 0 };
}

export function layerOf(index: number): Layer {
  return LAYERS[index % LAYERS.length] as Layer;
}

/** undefined when all that was promised was held. */
export function playStream(
  parts: Parts,
  layer: Layer,
  tapes: Tapes,
  figures: Figures,
  trace?: string[],
): Violation | undefined {
  figures.streams++;
  try {
    if (layer === "splitter") figures.bytes += playSplitter(parts, tapes, trace);
    else playSession(new Bench(parts, tapes, trace), layer, figures);
    return undefined;
  } catch (error) {
    return error instanceof Violation ? error : new Violation("never throws", (error as Error).stack ?? String(error));
  }
}

function playSession(bench: Bench, layer: Layer, figures: Figures): void {
  bench.play(layer === "chat" ? chatSender : driverSender);
  const { checks, doubt } = bench.oracle;
  figures.bytes += bench.wire.bytes;
  figures.answers += checks.answers;
  figures.owners += checks.owners;
  figures.messages += checks.messages;
  figures.excused += doubt.misreadings;
}

/** Runs `task`, which may never come back; false when it took longer than `withinMs`. */
function inTime(task: () => void, withinMs: number): boolean {
  const realm = globalThis as { fuzzTask?: () => void };
  realm.fuzzTask = task;
  try {
    runInThisContext("fuzzTask()", { timeout: withinMs });
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === "ERR_SCRIPT_EXECUTION_TIMEOUT") return false;
    throw error;
  } finally {
    delete realm.fuzzTask;
  }
}

/** One stream that may never come back. */
function guarded(play: () => Violation | undefined): Violation | undefined {
  let violation: Violation | undefined;
  const came = inTime(() => {
    violation = play();
  }, STREAM_MS);
  return came ? violation : new Violation("no hang", `the stream was not taken within ${STREAM_MS} ms`);
}

/** The first stream that breaks a promise. */
export function fuzzUart({ parts, seed, from, to, stride }: Campaign, figures: Figures): Finding | undefined {
  let index = from;
  let isSound = true;
  while (index < to) {
    const came = inTime(() => {
      for (let left = BATCH; left > 0 && index < to; left--, index += stride) {
        isSound = !playStream(parts, layerOf(index), drawnTapes(seed, index), figures);
        if (!isSound) return;
      }
    }, BATCH_MS);
    if (came && isSound) continue;
    const finding = inspect(parts, layerOf(index), index, drawnTapes(seed, index));
    if (finding.property) return finding;
    index += stride;
  }
  return undefined;
}

/** Plays one stream that may never come back; of one that does not, all up to there is told. */
function inspect(parts: Parts, layer: Layer, index: number, tapes: Tapes): Finding {
  const trace: string[] = [];
  const violation = guarded(() => playStream(parts, layer, tapes, noFigures(), trace));
  const choices = `${layer}:${choicesText(choicesOf(tapes))}`;
  return { index, property: violation?.property ?? "", message: violation?.message ?? "all held", choices, trace };
}

/** What stream `index` of a seed is; no property where all held. */
export function playDrawn(parts: Parts, seed: number, index: number): Finding {
  return inspect(parts, layerOf(index), index, drawnTapes(seed, index));
}

/** What the stream is that a finding's `choices` name. */
export function playChosen(parts: Parts, text: string, index = 0): Finding {
  const [layer, choices] = text.split(":") as [Layer, string];
  return inspect(parts, layer, index, tapesOf(choicesIn(choices)));
}

/** The same finding, by the simplest stream that still breaks the same promise. */
export function simplest(parts: Parts, finding: Finding): Finding {
  // Each trial of one that hangs takes its time.
  if (finding.property === "no hang") return finding;
  const [layer, text] = finding.choices.split(":") as [Layer, string];
  const choices = shrink(choicesIn(text), (candidate) => {
    const violation = guarded(() => playStream(parts, layer, tapesOf(candidate), noFigures()));
    return violation?.property === finding.property;
  });
  return playChosen(parts, `${layer}:${choicesText(choices)}`, finding.index);
}
