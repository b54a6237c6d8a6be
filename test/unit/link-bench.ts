/** The link machine between a modem whose every step is a row of a table, and a clock that a test moves. */
import type { Cloud } from "../../src/cloud/cloud.ts";
import type { Urgency } from "../../src/cloud/outbox.ts";
import { createLink, type Link } from "../../src/link/machine.ts";
import { rowOf, type State } from "../../src/link/states.ts";
import type { Modem, Session, Step } from "../../src/modem/modem.ts";
import { FakeClock } from "./fake-clock.ts";
import { SESSION } from "./parts.ts";

/** What a step comes to: a result after so many ms; null: it never ends. */
export type Outcome = { readonly afterMs: number; readonly result: string } | null;

export const SOON: Outcome = { afterMs: 20, result: "" };
export const SILENCE_MS = 360_000;
/** Without a word from the cloud, of a modem that talks: where a restart costs the warm-up, and where it does not. */
export const UNHEARD_MS = 6 * 3_600_000;
export const SHORT_UNHEARD_MS = 480_000;

export class LinkBench {
  readonly pace = { reportMs: SILENCE_MS - 60_000 };
  readonly clock = new FakeClock();
  readonly steps: Step[] = [];
  /** Every state, as it was entered: `CREG`, `BACKOFF CREG: deadline`. */
  readonly states: string[] = [];
  readonly enteredMs: number[] = [];
  readonly reboots: number[] = [];
  readonly outcomes: { [step: string]: Outcome } = {};
  publishOutcome: Outcome = SOON;
  logins = 0;
  onlines = 0;
  /** 0 nothing waits, 1 an alarm, 2 one that waits for long, 3 faults only. */
  urgency: Urgency = 0;
  readonly refusals: string[] = [];
  /** What Math.random gives. */
  random = 0.5;
  readonly link: Link;

  constructor(unheardMs = UNHEARD_MS) {
    const after = (outcome: Outcome, done: (result: string) => void) => {
      if (outcome) this.clock.after(outcome.afterMs, () => done(outcome.result));
    };
    const modem: Modem = {
      facts: { identity: "", dbm: undefined },
      step: (step: Step, session: Session | undefined, done) => {
        if (rowOf(step).rung === rowOf("MCONFIG").rung && !session) throw new Error(`${step} without a session`);
        this.steps.push(step);
        const outcome = this.outcomes[step];
        after(outcome === undefined ? SOON : outcome, done);
      },
      publish: (_topic, _payload, done) => after(this.publishOutcome, done),
      doubt: () => {},
      fetch: () => {},
      command: () => {},
    };
    const login = () => {
      this.logins++;
      return SESSION;
    };
    const cloud = { login } as unknown as Cloud;
    this.link = createLink(
      modem,
      cloud,
      this.clock,
      this.pace,
      () => unheardMs,
      () => this.random,
      {
        state: (state, why) => {
          this.states.push(why ? `${state} ${why}` : state);
          this.enteredMs.push(this.clock.ms);
        },
        online: () => {
          this.onlines++;
        },
        urgency: () => this.urgency,
        refused: (why) => this.refusals.push(why),
        reboot: () => {
          this.reboots.push(this.clock.ms);
        },
      },
    );
  }

  state(): State {
    return this.link.status.state;
  }

  /** Runs until the state is reached; false when it is not within `ms`. */
  reach(state: State, ms = 600_000): boolean {
    return this.clock.advance(ms, () => this.state() === state);
  }

  goOnline(): this {
    this.link.start("OFF", true);
    if (!this.reach("ONLINE", 60_000)) throw new Error(`not ONLINE: ${this.states.join(", ")}`);
    return this;
  }

  /** The state that the back-off leads to. */
  afterBackoff(): State {
    this.reach("BACKOFF", 0);
    this.clock.advance(4_000_000, () => this.state() !== "BACKOFF");
    return this.state();
  }

  publish(): string {
    let result = "waiting";
    this.link.publish("t", "x", (error) => {
      result = error || "ok";
    });
    this.clock.advance(100_000, () => result !== "waiting");
    return result;
  }
}
