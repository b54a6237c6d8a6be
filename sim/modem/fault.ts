/** What a fault is, whatever it strikes: the modem (`faults.ts`), or the cloud and the way to it (`../cloud/faults.ts`). */

export interface FaultOptions {
  /** Ends a held fault by itself. */
  readonly forMs?: number;
  /** How often a one-shot acts; 1. */
  readonly times?: number;
  readonly delayMs?: number;
  /** The line or spelling to print; what stands instead. */
  readonly line?: string;
  /** How many bytes of garbage. */
  readonly bytes?: number;
  /** An error's number. */
  readonly code?: number;
  /** Which byte; by the seed unless told. */
  readonly at?: number;
  /** Bits a second. */
  readonly baud?: number;
}

export interface FaultOf<Target> {
  readonly what: string;
  /** Sections of the fact sheet. */
  readonly facts: string;
  /** "held": until its end is called. */
  readonly lasts: "once" | "held";
  /** "now": at the moment it is started. "next": on what comes next of what it strikes: a command, an answer, a boot. */
  readonly acts: "now" | "next";
  /** Its kinds, where one is not all: the shortest name -> options. */
  readonly variants?: Readonly<Record<string, FaultOptions>>;
  readonly start: (target: Target, options: FaultOptions) => (() => void) | undefined;
}

/** A fault that is over once it has been started. */
export function done(act: () => void): undefined {
  act();
}
