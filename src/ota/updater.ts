/**
 * Firmware over the air, from the offer to the end of the trial. It waits for every alarm: one piece at a time, and nothing is
 * asked for while one waits. What has come stands in flash, so a restart goes on from there once the cloud offers it again.
 * @singleton
 */
import { hexOf } from "../cloud/hex";
import type { Clock } from "../hal";
import type { Fetch } from "../modem/modem";
import type { Log } from "../system/log";
import { digestInSteps, STEP_PAUSE_MS } from "./digest";
import { checkOffer, type Offer } from "./offer";
import type { Rooms } from "./rooms";

/** As the platform numbers them (facts: cloud section 3): else per cent. */
export const REFUSED = -1;
export const NOT_FETCHED = -2;
export const WRONG_DIGEST = -3;
export const NOT_PLACED = -4;

export interface Piece {
  readonly streamId: number;
  readonly fileId: number;
  readonly at: number;
  readonly bytes: number;
  readonly key: number;
}

export interface Report {
  readonly step: number;
  /** Why, of a failure. */
  readonly desc: string;
}

export interface Updater {
  /** The manifest as it came. */
  offer(data: unknown): void;
  /** The piece to ask for now; undefined: none. */
  next(nowMs: number): Piece | undefined;
  /** A piece has come; `length` is what the whole has, as it was told with it. */
  take(key: number, at: number, length: number, text: string): void;
  /** What is to be told, once: a step or a failure. */
  report(nowMs: number): Report | undefined;
  /** A new session: what was asked for over the old one does not come. */
  online(): void;
  /** The version is not told before the trial has ended. */
  isOnTrial(): boolean;
  /** It is worth asking the cloud again. */
  isWanting(): boolean;
  status(): object;
}

const IDLE = "idle";
const FETCHING = "fetching";
const CHECKING = "checking";
const KEEPING = "keeping";
const WAITING = "waiting";
const TRIAL = "trial";

const PIECE_BYTES = 1024;
const ANSWER_MS = 10000;
const MAX_MISSES = 8;
/** Of a driver that never says what came of it. */
const LONGEST_FETCH_MS = 180000;
const TELL_MS = 10000;
const TELL_PERCENT = 5;
const LOOK_MS = 10000;
const TRIAL_MS = 300000;
export function createUpdater(
  rooms: Rooms,
  clock: Clock,
  /** Of what runs. */
  version: string,
  board: string,
  crc32: (text: string) => number,
  nativeSha256: ((text: string) => string) | undefined,
  /** undefined: the modem has none. */
  fetch: Fetch | undefined,
  /** No alarm waits. */
  isFree: () => boolean,
  /** Nothing stands against a restart. */
  isCalm: () => boolean,
  /** Online, and sensing. */
  isWell: () => boolean,
  restart: (why: string) => void,
  log: Log,
): Updater {
  let state = rooms.isOnTrial() ? TRIAL : IDLE;
  let offered: Offer | undefined;
  let done = 0;
  let misses = 0;
  let refused = 0;
  /** 0: nothing was asked for. */
  let askedMs = 0;
  /** The piece of this offer is being fetched; 0: none. */
  let fetchKey = 0;
  let fetchSinceMs = 0;
  /** By http where the link says https: for a modem without TLS; the digest came over the session (facts: cloud section 3). */
  let isPlain = false;
  let wellSinceMs = clock.nowMs();
  let stepDue = 0;
  let stepTold = 0;
  let toldMs = -TELL_MS;
  let last = rooms.isBack() ? "rolled back" : "";
  let failure = rooms.isBack() ? NOT_PLACED : 0;
  let isWanting = false;

  /** What is under way goes on. */
  function refuse(step: number, why: string): void {
    log("OTA " + step + " " + why, true);
    refused++;
    // That of a way back is told first of all.
    if (failure === NOT_PLACED) return;
    failure = step;
    last = why;
  }

  function fail(step: number, why: string): void {
    refuse(step, why);
    state = IDLE;
    offered = undefined;
    isWanting = step === NOT_FETCHED;
  }

  function progress(percent: number): void {
    stepDue = percent;
  }

  function begin(offer: Offer): void {
    const hasRoom = rooms.lay() && offer.bytes <= rooms.most();
    if (offer.key === rooms.givenUp()) refuse(REFUSED, "rolled back before");
    else if (!hasRoom) refuse(REFUSED, "size: no room beside the files");
    else fetchAll(offer);
  }

  function fetchAll(offer: Offer): void {
    offered = offer;
    done = rooms.begin(offer.key, offer.bytes);
    misses = askedMs = stepTold = 0;
    isWanting = false;
    state = FETCHING;
    log("OTA " + offer.version + " from " + done + " of " + offer.bytes);
    progress(1);
    if (done >= offer.bytes) check();
  }

  function miss(): void {
    askedMs = clock.nowMs();
    isPlain = !isPlain;
    if (++misses >= MAX_MISSES) fail(NOT_FETCHED, "piece at " + done + " does not come");
  }

  function got(text: string): void {
    const { bytes } = offered as Offer;
    rooms.put(done, text);
    done += text.length;
    misses = askedMs = 0;
    progress(Math.max(1, Math.min(99, Math.floor((100 * done) / bytes))));
    if (done >= bytes) check();
  }

  function wanted(): number {
    return Math.min(PIECE_BYTES, (offered as Offer).bytes - done);
  }

  function fetched(error: string, body: string): void {
    const isFor = fetchKey === (offered ? offered.key : 0);
    fetchKey = 0;
    if (state !== FETCHING || !isFor || error === "busy") return;
    // Another piece than a whole one would not end where a page does.
    if (error || body.length !== wanted()) miss();
    else got(body);
  }

  /** Over what flash gives back. */
  function check(): void {
    state = CHECKING;
    const { method, bytes } = offered as Offer;
    if (method === "sha256" && nativeSha256) compare(hexOf(nativeSha256(rooms.text(0, bytes))));
    else digestInSteps(method, bytes, rooms.text, clock, compare);
  }

  function compare(digest: string): void {
    const offer = offered as Offer;
    const text = rooms.text(0, offer.bytes);
    const why =
      digest !== offer.digest
        ? "digest differs"
        : crc32(text) >>> 0 !== offer.crc
          ? "its version is another's"
          : text.indexOf("gas-canary " + offer.version.split("-")[0] + " " + board + " ") < 0
            ? "no bundle for " + board
            : "";
    if (!why) {
      progress(100);
      state = KEEPING;
      keepFrom(0);
      return;
    }
    // Nothing of it is used again.
    rooms.begin(0, 0);
    fail(digest !== offer.digest ? WRONG_DIGEST : REFUSED, why);
  }

  function keepFrom(at: number): void {
    const next = rooms.keep(at);
    if (next) clock.after(STEP_PAUSE_MS, () => keepFrom(next));
    else {
      state = WAITING;
      clock.after(LOOK_MS, activate);
    }
  }

  function activate(): void {
    if (!isCalm()) {
      clock.after(LOOK_MS, activate);
      return;
    }
    const { bytes, version: next } = offered as Offer;
    rooms.order(bytes);
    restart("OTA " + next);
  }

  function watchTrial(): void {
    if (!isWell()) wellSinceMs = clock.nowMs();
    if (clock.nowMs() - wellSinceMs >= TRIAL_MS) {
      rooms.confirm();
      state = IDLE;
      log("OTA confirmed");
    } else clock.after(LOOK_MS, watchTrial);
  }

  // What it asks is not there yet.
  if (state === TRIAL) clock.after(LOOK_MS, watchTrial);

  return {
    offer(data) {
      // One at a time; the cloud says it again.
      if (state !== IDLE && state !== FETCHING) return;
      const offer = checkOffer(data, version, board, true, !!fetch, crc32);
      if (typeof offer === "string") refuse(REFUSED, offer);
      else if (offer.version === version) last = "runs already";
      else if (offered && offered.key === offer.key) offered = offer;
      else begin(offer);
    },
    next(nowMs) {
      if (fetchKey && nowMs - fetchSinceMs >= LONGEST_FETCH_MS) fetchKey = 0;
      if (state !== FETCHING || fetchKey || !isFree() || (askedMs && nowMs - askedMs < ANSWER_MS)) return undefined;
      const { url, streamId, fileId, key } = offered as Offer;
      if (askedMs && !url) {
        miss();
        if (state !== FETCHING) return undefined;
      }
      if (url) {
        askedMs = 0;
        fetchKey = key;
        fetchSinceMs = nowMs;
        (fetch as Fetch)(isPlain ? url.split("https:").join("http:") : url, done, wanted(), fetched);
        return undefined;
      }
      askedMs = nowMs;
      return { streamId, fileId, at: done, bytes: wanted(), key };
    },
    take(key, at, length, text) {
      if (state !== FETCHING || fetchKey) return;
      const { bytes } = offered as Offer;
      // One that nobody asked for leaves the question open.
      if (key === (offered as Offer).key && at === done && length === bytes && text.length === wanted()) got(text);
    },
    report(nowMs) {
      const isDue = stepDue === 100 ? stepTold < 100 : stepDue - stepTold >= TELL_PERCENT || (stepDue > 0 && !stepTold);
      if (failure) {
        const step = failure;
        failure = stepDue = stepTold = 0;
        if (rooms.isBack()) rooms.told();
        return { step, desc: last };
      }
      if (!isDue || nowMs - toldMs < TELL_MS) return undefined;
      toldMs = nowMs;
      stepTold = stepDue;
      return { step: stepDue, desc: "" };
    },
    online() {
      askedMs = 0;
    },
    isOnTrial: () => state === TRIAL,
    isWanting: () => isWanting,
    status: () => ({
      "stage": state,
      "version": offered ? offered.version : version,
      "bytes": done,
      "refused": refused,
      "misses": misses,
      "last": last,
    }),
  };
}
