/**
 * What was done to a stage, as a scenario that does it again at the very same times: with the same seed, bundle, board, modem
 * and settings the same run. In virtual time to the last event; what comes over real sockets has times of its own.
 */
import type { Deeds, Done } from "./deeds.ts";
import type { Step } from "./scenario.ts";
import { LONGEST_S } from "./scenario-table.ts";

/** Hours of somebody pulling at sliders; a file that is longer is no help to anyone. */
const MOST_DEEDS = 20_000;
/** Finer than this nobody acts in real time. */
const REAL_STEP_MS = 0.5;

export class Recorder {
  readonly #deeds: Deeds;
  readonly #done: Done[] = [];
  readonly #off: () => void;
  #leftOut = 0;

  /** Before the first deed, with the clock at the beginning. */
  constructor(deeds: Deeds) {
    this.#deeds = deeds;
    this.#off = deeds.onDone((done) => this.#keep(done));
  }

  get count(): number {
    return this.#done.length;
  }

  /** Goes into the scenario as a note: what was done that is no step, and so is not done again. */
  note(text: string): void {
    this.#keep({ atMs: this.#deeds.stage.clock.nowMs, step: { note: text } });
  }

  /** All of it up to now, and the time since the last deed. */
  steps(): Step[] {
    const { clock } = this.#deeds.stage;
    const round = (ms: number) => (clock.isRealTime ? Math.round(ms / REAL_STEP_MS) * REAL_STEP_MS : ms);
    let atMs = 0;
    const until = (ms: number): Step[] => {
      const waitMs = round(ms) - atMs;
      atMs += waitMs;
      return sleeps(waitMs);
    };
    return [
      ...this.#done.flatMap(({ atMs: ms, step }) => [...until(ms), step]),
      ...until(clock.nowMs),
      ...(this.#leftOut > 0 ? [{ note: `${this.#leftOut} deeds more were not recorded` }] : []),
    ];
  }

  /** No deed is kept from here on. */
  stop(): void {
    this.#off();
  }

  #keep(done: Done): void {
    if (this.#done.length < MOST_DEEDS) this.#done.push(done);
    else this.#leftOut++;
  }
}

/** A scenario has no longer sleeps. */
function sleeps(ms: number): Step[] {
  const whole = Math.floor(ms / 1000 / LONGEST_S);
  const restMs = ms - whole * LONGEST_S * 1000;
  const long = Array.from({ length: whole }, () => ({ sleepS: LONGEST_S }));
  return restMs > 0 ? [...long, { sleepS: restMs / 1000 }] : long;
}

/** As the files of `scenarios/` look: a step a line. */
export function scenarioText(steps: readonly Step[]): string {
  return `[\n${steps.map((step) => `  ${stepText(step)}`).join(",\n")}\n]\n`;
}

const stepText = (step: Step): string =>
  `{ ${Object.entries(step)
    .map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`)
    .join(", ")} }`;

export interface ReplayOptions {
  readonly board: string;
  readonly modem: string;
  readonly seed: number;
  /** The settings' file by its name, where the example's are not meant. */
  readonly config?: string | undefined;
  /** The option that names its cloud, where that is not in the process of the node. */
  readonly cloud?: readonly [name: string, value: string] | undefined;
  readonly scenario: string;
}

/** The command that plays it again, to be pasted into a shell. */
export function replayCommand({ board, modem, seed, config, cloud, scenario }: ReplayOptions): string {
  const options: readonly (readonly [string, string | undefined])[] = [
    cloud ?? ["--speed", "max"],
    ["--board", board],
    ["--modem", modem],
    ["--seed", String(seed)],
    ["--config", config],
    ["--scenario", scenario],
  ];
  return [
    "npx canary run",
    ...options.flatMap(([name, value]) => (value === undefined ? [] : [`${name} ${quoted(value)}`])),
  ].join(" ");
}

/** Only where a shell would take it apart. */
const quoted = (word: string): string => (/^[\w./:@%+,=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
