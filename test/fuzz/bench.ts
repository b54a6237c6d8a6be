/**
 * One stream: a session with a scripted modem over a bad line, or mere noise, while commands are under way; then quiet, and
 * exchanges over a sound line that must go as if nothing had been.
 */
import type { Clock, Uart } from "../../src/hal.ts";
import { FakeClock } from "../unit/fake-clock.ts";
import { HARMLESS_URCS, LOSSES, RESTARTS, SIM_LOSSES, UNKNOWN_URCS } from "./corpus.ts";
import { anyBytes, scraps } from "./damage.ts";
import { messageOf } from "./messages.ts";
import { type Exchange, type ModemWatch, ScriptedModem } from "./modem.ts";
import { Oracle, Violation } from "./oracle.ts";
import type { Parts } from "./parts.ts";
import type { Tape, Tapes } from "./tape.ts";
import { Item, Wire, type WireWatch } from "./wire.ts";

/** Who sends the commands: a chat's caller, or that of the driver above it. */
export interface Sender {
  /** Sends something now. */
  send(): void;
  /** How many wait for their end. */
  waiting(): number;
  /** With the line sound again: sends, one by one, what must succeed, and checks that it does. */
  proveInStep(run: (until: () => boolean) => void): void;
}

export type SenderMaker = (bench: Bench) => Sender;

const MAX_TURNS = 4000;
/** The longest time-outs, one behind the other. */
const LONGEST_MS = 1_800_000;
const PAUSES_MS = [0, 0, 0, 20, 200, 1100, 2100, 6000, 10000];
const QUIET_MS = 6000;

export class Bench implements WireWatch, ModemWatch {
  readonly clock = new FakeClock();
  readonly oracle = new Oracle(this.clock);
  readonly wire: Wire;
  readonly modem: ScriptedModem;
  readonly uart: Uart;
  private sender!: Sender;
  private readonly tape: Tape;
  private said = 0;
  private turns = 0;
  /** What `parts` under test get: it counts what they leave running. */
  readonly partsClock: Clock;
  private timers = 0;

  constructor(
    readonly parts: Parts,
    readonly tapes: Tapes,
    readonly trace?: string[],
  ) {
    this.tape = tapes.session;
    this.wire = new Wire(this.clock, tapes.wire, this, trace);
    this.oracle.wire = this.wire;
    this.modem = new ScriptedModem(this.clock, this.wire, tapes.modem, this);
    this.partsClock = {
      nowMs: () => this.clock.ms,
      after: (delayMs, fn) => {
        this.timers++;
        return this.clock.after(delayMs, () => {
          this.timers--;
          fn();
        });
      },
      cancel: (handle) => {
        if (handle) this.timers--;
        this.clock.cancel(handle);
      },
    };
    this.uart = {
      write: (bytes) => {
        trace?.push(`${this.clock.ms} -> ${JSON.stringify(bytes)}`);
        this.oracle.wrote();
        this.modem.receive(bytes);
      },
      on: (_event, listener) => {
        this.wire.listeners.push(listener);
      },
    };
  }

  // Of the wire and the modem.

  chunk(): void {
    this.oracle.doubt.chunk();
  }

  damaged(text: string): void {
    this.oracle.doubt.damaged(text);
  }

  begun(item: Item): void {
    this.oracle.begun(item, this.modem.exchanges);
  }

  whole(item: Item): void {
    this.oracle.whole(item);
  }

  received(exchange: Exchange, isQuiet: boolean): void {
    this.oracle.received(exchange, isQuiet);
  }

  // What happens.

  private urc(lines: readonly string[]): void {
    this.wire.say(new Item(`\r\n${this.tape.pick(lines)}\r\n`));
  }

  private message(): void {
    const { text, message } = messageOf(this.tape, ++this.said);
    this.wire.say(new Item(text, message));
  }

  private noise(): void {
    const { tape } = this;
    const kinds = [() => scraps(tape, 8), () => anyBytes(tape, 60), () => scraps(tape, 2).repeat(1 + tape.below(30))];
    const item = new Item(tape.pick(kinds)());
    item.isDamaged = true;
    this.wire.say(item);
  }

  private act(isNoise: boolean): void {
    const what = this.tape.below(16);
    if (what < 7) this.sender.send();
    else if (isNoise || (what === 15 && this.wire.damageRate)) this.noise();
    else if (what < 10) this.message();
    else if (what < 12) this.urc(HARMLESS_URCS);
    else if (what === 12) this.urc(UNKNOWN_URCS);
    else if (what === 13) this.urc(LOSSES);
    else if (this.tape.once(2)) this.modem.restart(this.tape.pick(RESTARTS));
    else this.urc(SIM_LOSSES);
  }

  private run(forMs: number, until: () => boolean): boolean {
    return this.clock.advance(forMs, () => {
      if (++this.turns > MAX_TURNS) throw new Violation("no hang", `${this.turns} turns in one stream`);
      return until();
    });
  }

  play(makeSender: SenderMaker): void {
    const { tape, wire, modem } = this;
    // Half of the streams come over a sound line, the commands of a third are all answered well; some are mere noise.
    wire.damageRate = tape.pick([0, 0, 8, 4, 2, 1]);
    modem.oddRate = tape.pick([0, 4, 2]);
    modem.hasEcho = tape.once(4);
    const isNoise = tape.once(6);
    if (isNoise) modem.oddRate = 1;
    this.sender = makeSender(this);
    this.sender.send();
    for (let left = tape.below(8); left > 0; left--) {
      this.run(tape.pick(PAUSES_MS), () => false);
      this.act(isNoise);
      this.oracle.checkQueue();
    }
    if (!this.run(LONGEST_MS, () => !this.sender.waiting() && wire.isIdle && modem.isIdle))
      throw new Violation("each command ends", `${this.sender.waiting()} still wait after ${LONGEST_MS / 60000} min`);
    this.proveInStep();
  }

  private proveInStep(): void {
    this.wire.damageRate = this.modem.oddRate = 0;
    this.wire.hasPauses = false;
    this.run(QUIET_MS, () => false);
    const messages = this.oracle.checks.messages;
    this.message();
    this.run(QUIET_MS, () => this.wire.isIdle);
    if (this.oracle.checks.messages === messages)
      throw new Violation("messages byte-equal", "the last one was not seen");
    this.sender.proveInStep((until) => this.run(LONGEST_MS, until));
    if (this.timers) throw new Violation("no timer left", `${this.timers} after the last command`);
  }
}
