/**
 * The connection as a machine of named states. A state sends what the modem's dialect says for it, has a deadline, and
 * leads on: done -> the next one; failed or too late -> a rung of the ladder, after a back-off. None is a dead end.
 */
import type { Cloud } from "../cloud/cloud";
import type { Clock } from "../hal";
import {
  LOGIN_REFUSED,
  type LossRung,
  type Modem,
  type Session,
  SILENT,
  SIM_REFUSED,
  type Step,
  WAIT,
} from "../modem/modem";
import { backoffMs, MAX_MS, SLOW_MAX_MS, URGENT_MAX_MS } from "./backoff";
import { BEARER, climb, type Ladder, REBOOT, REPEAT, RESET, SESSION } from "./ladder";
import { type Row, RUNG_STATES, STATES, type State } from "./states";

const POLL_MS = 300;
/** Without a word from the cloud for this long the board reboots; the longest deadline on top keeps it under 15 min. */
const MAX_UNHEARD_MS = 720000;
/** Refused logins in a row before they are believed: one may be a lost link. */
const REFUSALS_BELIEVED = 3;
const DEADLINE_GRACE_MS = 60000;

export interface ModemPower {
  readonly hasKey: boolean;
  /** Presses the power key, where there is one. */
  pressKey(done: () => void): void;
  /** Pulls the reset line, where there is one. */
  pulseReset(done: () => void): void;
}

export interface LinkEvents {
  state(state: State, why: string): void;
  online(): void;
  /** An alarm waits: back off less. */
  isUrgent(): boolean;
  reboot(why: string): void;
}

export interface Link {
  start(): void;
  state(): State;
  isOnline(): boolean;
  /** Sends at QoS 1 while ONLINE; a failure is also the link's. */
  publish(topic: string, payload: string, done: (error: string) => void): void;
  /** The cloud was heard: the silence deadline starts anew. */
  heard(): void;
  /** The cloud owes an answer it did not give. */
  blame(why: string): void;
  lost(rung: LossRung, line: string): void;
  /** False when a state outstays its deadline, which can't be but by a bug: the watchdog then bites. */
  isAlive(): boolean;
  readonly counters: { failures: number; onlines: number };
}

export function createLink(
  modem: Modem,
  cloud: Cloud,
  power: ModemPower,
  clock: Clock,
  silenceMs: number,
  random: () => number,
  events: LinkEvents,
): Link {
  const ladder: Ladder = { rung: REPEAT, times: 0 };
  const counters = { failures: 0, onlines: 0 };
  let state: State = "OFF";
  let steppedState: State = "OFF";
  let afterBackoff: State = "OFF";
  let isStepping = false;
  let deadlineAtMs = 0;
  let deadlineTimer = 0;
  let pollTimer = 0;
  let session: Session | undefined;
  let failuresInRow = 0;
  let refusals = 0;
  let heardAtMs = clock.nowMs();
  let publishDone: ((error: string) => void) | undefined;

  function stay(nextState: State, stayMs: number, why: string): void {
    clock.cancel(deadlineTimer);
    clock.cancel(pollTimer);
    pollTimer = 0;
    state = nextState;
    deadlineAtMs = clock.nowMs() + stayMs;
    deadlineTimer = clock.after(stayMs, outstay);
    events.state(state, why);
  }

  function enter(nextState: State): void {
    if (nextState === "ONLINE") {
      session = undefined;
      counters.onlines++;
      stay(nextState, silenceMs, "");
      events.online();
    } else {
      stay(nextState, rowOf(nextState).deadlineS * 1000, "");
      begin();
    }
  }

  function rowOf(of: State): Row {
    return STATES[of] as Row;
  }

  /** Takes the state's step. One that is still under way in the modem comes to its own end first, and then calls this. */
  function begin(): void {
    pollTimer = 0;
    if (isStepping || state === "ONLINE" || state === "BACKOFF") return;
    if (state === "OFF" && !power.hasKey) enter("AT");
    else {
      // From MCONFIG to MSUB it takes a login, which is dear to compute and is kept no longer than that.
      if (!session && rowOf(state).rung === SESSION) session = cloud.login();
      isStepping = true;
      steppedState = state;
      modem.step(state === "OFF" ? "AT" : (state as Step), session as Session, stepDone);
    }
  }

  function stepDone(result: string): void {
    isStepping = false;
    if (state !== steppedState) begin();
    else if (state === "RESET") power.pulseReset(resetDone);
    else if (!result) enter(state === "OFF" ? "CPIN" : rowOf(state).next);
    else if (state === "OFF") power.pressKey(keyPressed);
    else if (result === WAIT) pollTimer = clock.after(POLL_MS, begin);
    else fail(result, result === SILENT ? RESET : rowOf(state).rung, result !== SILENT);
  }

  function keyPressed(): void {
    if (state === "OFF") enter("AT");
  }

  function resetDone(): void {
    if (state === "RESET") enter("OFF");
  }

  function outstay(): void {
    deadlineTimer = 0;
    if (state === "BACKOFF") enter(afterBackoff);
    else if (state === "ONLINE") fail("no downlink", SESSION, false);
    else fail(state === "CPIN" ? SIM_REFUSED : "deadline", rowOf(state).rung, true);
  }

  /** Leaves the state by the ladder. */
  function fail(why: string, lowest: number, canRepeat: boolean): void {
    const from = state;
    const isSlow = why === SIM_REFUSED || (why === LOGIN_REFUSED && ++refusals >= REFUSALS_BELIEVED);
    let rung = climb(ladder, lowest, canRepeat);
    if (isSlow) rung = lowest;
    else if (clock.nowMs() - heardAtMs > MAX_UNHEARD_MS) rung = REBOOT;
    counters.failures++;
    if (rung === REBOOT) events.reboot(`${from}: ${why}`);
    // Still here: the reboot was put off. The most that can be done without it is the modem's reset.
    backOff(rung === REPEAT ? from : (RUNG_STATES[Math.min(rung, RESET)] as State), `${from}: ${why}`, isSlow);
  }

  function backOff(to: State, why: string, isSlow: boolean): void {
    const maxMs = events.isUrgent() ? URGENT_MAX_MS : isSlow ? SLOW_MAX_MS : MAX_MS;
    afterBackoff = to;
    stay("BACKOFF", backoffMs(failuresInRow++, maxMs, random()), why);
  }

  /** The modem has started anew by itself: nothing is left to tear down. */
  function rebooted(line: string): void {
    if (state === "BACKOFF") afterBackoff = "AT";
    else if (state !== "OFF" && state !== "AT" && state !== "RESET") {
      counters.failures++;
      backOff("AT", `${state}: ${line}`, false);
    }
  }

  function published(error: string): void {
    const done = publishDone as (error: string) => void;
    if (!error) heard();
    else if (state === "ONLINE" && error !== "busy") fail(error, error === SILENT ? RESET : SESSION, false);
    done(error);
  }

  function heard(): void {
    heardAtMs = clock.nowMs();
    if (state !== "ONLINE") return;
    ladder.rung = ladder.times = failuresInRow = refusals = 0;
    clock.cancel(deadlineTimer);
    deadlineAtMs = heardAtMs + silenceMs;
    deadlineTimer = clock.after(silenceMs, outstay);
  }

  return {
    start: () => enter("OFF"),
    state: () => state,
    isOnline: () => state === "ONLINE",
    publish(topic, payload, done) {
      if (state !== "ONLINE") done("offline");
      else {
        publishDone = done;
        modem.publish(topic, payload, published);
      }
    },
    heard,
    blame(why) {
      if (state === "ONLINE") fail(why, SESSION, false);
    },
    lost(rung, line) {
      const row = STATES[state];
      const hasSession = state === "ONLINE" || (row && row.rung === SESSION);
      if (rung === "reboot") rebooted(line);
      // Before ONLINE the step that waits for what is lost fails by itself, and better knows what it was.
      else if (rung === "session") {
        if (state === "ONLINE") fail(line, SESSION, false);
      } else if (rung === "bearer") {
        if (hasSession) fail(line, BEARER, false);
      } else if (hasSession || (row && row.rung < RESET)) fail(line, RESET, false);
    },
    isAlive: () => clock.nowMs() < deadlineAtMs + DEADLINE_GRACE_MS,
    counters,
  };
}
