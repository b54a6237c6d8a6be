/**
 * The connection as a machine of named states. A state sends what the modem's dialect says for it, has a deadline, and
 * leads on: done -> the next one; failed or too late -> a rung of the ladder, after a back-off. None is a dead end.
 * @singleton
 */
import type { Cloud } from "../cloud/cloud";
import type { Clock } from "../hal";
import {
  LINK_UP,
  LOGIN_REFUSED,
  type LossRung,
  type Modem,
  SESSION_UP,
  type Session,
  SILENT,
  SIM_REFUSED,
  type Step,
  WAIT,
} from "../modem/modem";
import { HAS_PLATFORM } from "../system/features";
import { backoffMs, longestMs, URGENT_MAX_MS } from "./backoff";
import { BEARER, climb, type Ladder, REBOOT, REPEAT, RESET, SESSION } from "./ladder";
import { type Row, rowOf, type State } from "./states";

/** Asked again after a fraction of the time waited: little is lost to a quick network, a slow one is not pestered. */
const POLL_MIN_MS = 50;
const POLL_FRACTION = 32;
/** A modem that is silent this long reboots the board; the longest deadline on top keeps it under 15 min. */
const MAX_SILENT_MS = 540000;
/** Refused logins in a row before they are believed: one may be a lost link. */
const REFUSALS_BELIEVED = 3;
/** A session that was heard after so long has lasted. */
const STEADY_MS = 30000;
/** A state that may last so long is repeated once at most. */
const LONG_DEADLINE_S = 120;
const SILENCE_MARGIN_MS = 60000;
const DEADLINE_GRACE_MS = 60000;
/** Causes that are counted each by its name; what comes beyond is counted together. */
const MAX_CAUSES = 12;

/** The same device has logged in elsewhere; it is told so just before the broker hangs up. */
export const KICKED = "kicked";
const KICK_MS = 30000;
/** Kicks out of sessions that last longer are none in a row: three in ten minutes are. */
const KICKS_APART_MS = 200000;

export interface LinkEvents {
  state(state: State, why: string): void;
  online(): void;
  /** What waits: the more urgent, the less is backed off (`backoff.ts`). */
  urgency(): number;
  /** SIM or login are refused, and that is believed. */
  refused(why: string): void;
  reboot(why: string): void;
}

/** With the rung that was taken last, and how often in a row. */
export interface LinkStatus extends Ladder {
  state: State;
  /** When the stay ends, by the clock: Infinity before the first. */
  endsAtMs: number;
  failed: number;
  /** How often the link was left for which cause. */
  reasons: { [why: string]: number };
}

export interface Link {
  readonly status: LinkStatus;
  /** Begins at a state: OFF. A session that the modem has kept is gone on with where `mayResume`. */
  start(state: State, mayResume: boolean): void;
  /** Asks for the signal beside the session. */
  measureSignal(): void;
  /** Subscribes to one topic more, beside the session; `done("")` when the broker has granted it. */
  subscribe(topic: string, done: (error: string) => void): void;
  /** Sends at QoS 1 while ONLINE; a failure is also the link's. */
  publish(topic: string, payload: string, done: (error: string) => void, isRetained?: boolean): void;
  /** An alarm was decided: a back-off under way is cut to what one may cost an alarm. */
  hurry(): void;
  /** The cloud was heard: the silence deadline starts anew. */
  heard(): void;
  /** Something is gone, as far down as `rung` says; where it is `KICKED`, about to go. */
  lost(rung: LossRung, why: string): void;
  /** False when a state outstays its deadline, which can't be but by a bug: the watchdog then bites. */
  isAlive(): boolean;
}

export function createLink(
  modem: Modem,
  cloud: Pick<Cloud, "login">,
  clock: Clock,
  /** The interval of reports, now: each is answered, so no more than that and a margin is the cloud silent. */
  pace: { readonly reportMs: number },
  /** Without a word from the cloud for so long, though the modem talks, the board is started anew. */
  unheardMs: () => number,
  random: () => number,
  events: LinkEvents,
): Link {
  const status: LinkStatus = { state: "OFF", endsAtMs: Infinity, failed: 0, reasons: {}, rung: REPEAT, times: 0 };
  let canResume = false;
  let row: Row | undefined;
  let steppedState: State = "OFF";
  let afterBackoff: State = "OFF";
  let isStepping = false;
  let deadlineTimer = 0;
  let pollTimer = 0;
  let session: Session | undefined;
  let failuresInRow = 0;
  let refusals = 0;
  let onlineAtMs = 0;
  let kicks = 0;
  let kickedUntilMs = 0;
  let heardAtMs = clock.nowMs();
  let talkedAtMs = heardAtMs;
  let publishDone: ((error: string) => void) | undefined;
  let subscribeDone: ((error: string) => void) | undefined;

  function stay(state: State, stayMs: number, why: string): void {
    clock.cancel(deadlineTimer);
    clock.cancel(pollTimer);
    pollTimer = 0;
    status.state = state;
    status.endsAtMs = clock.nowMs() + stayMs;
    deadlineTimer = clock.after(stayMs, outstay);
    events.state(state, why);
  }

  function enter(state: State): void {
    if (state === "ONLINE") {
      session = row = undefined;
      canResume = true;
      onlineAtMs = clock.nowMs();
      stay(state, pace.reportMs + SILENCE_MARGIN_MS, "");
      events.online();
    } else {
      row = rowOf(state);
      stay(state, row.deadlineS * 1000, "");
      begin();
    }
  }

  /** Takes the state's step. One that is still under way in the modem comes to its own end first, and then calls this. */
  function begin(): void {
    pollTimer = 0;
    if (isStepping || !row) return;
    // From MCONFIG to MSUB it takes a login, which is dear to compute and is kept no longer than that.
    if (!session && row.rung === SESSION) session = cloud.login();
    isStepping = true;
    steppedState = status.state;
    modem.step(steppedState as Step, session, stepDone);
  }

  function stepDone(result: string): void {
    isStepping = false;
    if (HAS_PLATFORM && subscribeDone) {
      const subscribed = subscribeDone;
      subscribeDone = undefined;
      subscribed(result);
    }
    // What these come to says nothing of the modem: they go on without an answer.
    if (
      "OFF AT RESET MDISCONNECT MIPCLOSE CIPSHUT".indexOf(steppedState) < 0 &&
      result !== SILENT &&
      result !== "timeout"
    )
      talkedAtMs = clock.nowMs();
    if (status.state !== steppedState) begin();
    else if (!result || steppedState === "RESET") enter((row as Row).next);
    else if (result === WAIT) poll((row as Row).deadlineS * 1000);
    else if (result === SESSION_UP || result === LINK_UP) resume(result === SESSION_UP ? "MSUB" : "MCONNECT");
    // Said again, a login would come over a link that is gone; a subscription, be answered by the answer to the first.
    else {
      fail(
        result,
        result === SILENT ? RESET : (row as Row).rung,
        result !== SILENT && "MCONNECT MSUB".indexOf(steppedState) < 0,
      );
    }
  }

  /** A session that other settings have made is torn down. */
  function resume(state: State): void {
    enter(canResume ? state : "MDISCONNECT");
  }

  function poll(stayMs: number): void {
    const waitedMs = clock.nowMs() - (status.endsAtMs - stayMs);
    pollTimer = clock.after(Math.max(POLL_MIN_MS, steppedState === "AT" ? 0 : waitedMs / POLL_FRACTION), begin);
  }

  function outstay(): void {
    deadlineTimer = 0;
    if (row) {
      // A modem that has not found its network in minutes does not by being asked on.
      const canRepeat = status.state !== "AT" && (row.deadlineS < LONG_DEADLINE_S || !status.times);
      fail(status.state === "CPIN" ? SIM_REFUSED : "deadline", row.rung, canRepeat);
    } else if (status.state === "ONLINE") fail("no downlink", SESSION, false);
    else enter(afterBackoff);
  }

  /** Leaves the state by the ladder. */
  function fail(why: string, lowest: number, canRepeat: boolean): void {
    const isSlow = why === SIM_REFUSED || (why === LOGIN_REFUSED && ++refusals >= REFUSALS_BELIEVED);
    const nowMs = clock.nowMs();
    let rung = Math.min(climb(status, lowest, canRepeat), RESET);
    if (why !== LOGIN_REFUSED) refusals = 0;
    if (isSlow) rung = lowest;
    else if (nowMs - talkedAtMs > MAX_SILENT_MS || nowMs - heardAtMs > unheardMs()) rung = REBOOT;
    if (isSlow) events.refused(why);
    if (rung === REBOOT) events.reboot(why);
    // Where the reboot is put off, the most that can be done without it is the modem's reset.
    const begins: State[] = [status.state, "MDISCONNECT", "CIPSHUT", "CFUN", "RESET", "RESET"];
    backOff(begins[rung] as State, why, isSlow);
  }

  function backOff(to: State, why: string, isSlow: boolean): void {
    const { reasons } = status;
    const cause = reasons[why] || Object.keys(reasons).length < MAX_CAUSES ? why : "other";
    reasons[cause] = (reasons[cause] || 0) + 1;
    afterBackoff = to;
    row = undefined;
    status.failed++;
    const longestStayMs = longestMs(events.urgency(), isSlow);
    // Not beyond the moment from which on the next failure starts the board anew.
    const leftMs = heardAtMs + unheardMs() - clock.nowMs();
    // Refused logins are put off by their own number: what failed before them says nothing of when they may be taken.
    const stayMs = backoffMs(why === LOGIN_REFUSED ? refusals : failuresInRow, longestStayMs, random());
    failuresInRow++;
    stay("BACKOFF", isSlow || leftMs < 0 ? stayMs : Math.min(stayMs, leftMs), status.state + ": " + why);
  }

  function published(error: string): void {
    const done = publishDone as (error: string) => void;
    if (!error) heard();
    else if (status.state === "ONLINE" && error !== "busy") fail(error, error === SILENT ? RESET : SESSION, false);
    done(error);
  }

  function heard(): void {
    talkedAtMs = heardAtMs = clock.nowMs();
    if (status.state !== "ONLINE") return;
    status.rung = status.times = refusals = 0;
    // A broker that takes each login and soon hangs up is not knocked at ever anew.
    if (heardAtMs - onlineAtMs > STEADY_MS) failuresInRow = 0;
    clock.cancel(deadlineTimer);
    status.endsAtMs = heardAtMs + pace.reportMs + SILENCE_MARGIN_MS;
    deadlineTimer = clock.after(pace.reportMs + SILENCE_MARGIN_MS, outstay);
  }

  function subscribe(topic: string, done: (error: string) => void): void {
    if (status.state !== "ONLINE" || isStepping) done("busy");
    else {
      isStepping = true;
      steppedState = "MSUB";
      subscribeDone = done;
      modem.step("MSUB", { topics: [topic] } as unknown as Session, stepDone);
    }
  }

  /** Why the broker has hung up. Several in a row are as good as a refused login. */
  function hungUp(why: string): string {
    const nowMs = clock.nowMs();
    if (nowMs > kickedUntilMs) return why;
    kickedUntilMs = 0;
    kicks = nowMs - onlineAtMs > KICKS_APART_MS ? 1 : kicks + 1;
    if (kicks < REFUSALS_BELIEVED) return KICKED;
    refusals = kicks - 1;
    return LOGIN_REFUSED;
  }

  /** The modem has started anew by itself: nothing is left to tear down. */
  function rebooted(line: string): void {
    if (status.state === "BACKOFF") afterBackoff = "AT";
    else if (status.state !== "OFF" && status.state !== "AT" && status.state !== "RESET") backOff("AT", line, false);
  }

  return {
    status,
    start(state, mayResume) {
      canResume = mayResume;
      enter(state);
    },
    measureSignal() {
      if (status.state !== "ONLINE" || isStepping) return;
      isStepping = true;
      steppedState = "CSQ";
      modem.step("CSQ", undefined, stepDone);
    },
    subscribe: HAS_PLATFORM ? subscribe : (undefined as never),
    publish(topic, payload, done, isRetained) {
      if (status.state !== "ONLINE") done("offline");
      else {
        publishDone = done;
        modem.publish(topic, payload, published, isRetained);
      }
    },
    hurry() {
      const leftMs = status.endsAtMs - clock.nowMs();
      const urgentMs = random() * URGENT_MAX_MS;
      if (status.state === "BACKOFF" && urgentMs < leftMs) stay("BACKOFF", urgentMs, "alarm");
    },
    heard,
    lost(rung, why) {
      const hasSession = status.state === "ONLINE" || (row && row.rung === SESSION);
      if (HAS_PLATFORM && why === KICKED) kickedUntilMs = clock.nowMs() + KICK_MS;
      else if (rung === "reboot") rebooted(why);
      // Before ONLINE the step that waits for what is lost fails by itself, and better knows what it was.
      else if (rung === "session") {
        if (status.state === "ONLINE") fail(HAS_PLATFORM ? hungUp(why) : why, SESSION, false);
      } else if (rung === "bearer") {
        if (hasSession) fail(why, BEARER, false);
      } else if (hasSession || (row && row.rung < RESET)) fail(why, RESET, false);
    },
    isAlive() {
      return clock.nowMs() < status.endsAtMs + DEADLINE_GRACE_MS;
    },
  };
}
