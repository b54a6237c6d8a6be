/**
 * The bundle in the real interpreter, its modem a virtual one behind a pseudo-terminal: socat holds the terminal's other
 * end and speaks the modem's bytes over its own stdin and stdout. Real time; the modem's network leads to one real broker.
 */
import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { closeSync, constants, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SimClock } from "../../sim/clock.ts";
import { TcpNetwork } from "../../sim/cloud/tcp-network.ts";
import type { Family, FamilyName } from "../../sim/modem/family.ts";
import { VirtualModem } from "../../sim/modem/modem.ts";
import {
  adcVoltsOf,
  CLEAN_AIR_LEL_PERCENT,
  circuitOf,
  EXAMPLE_CONFIG,
  EXAMPLE_DEVICE,
  type NodeConfig,
} from "../../sim/profile.ts";
import { Random } from "../../sim/random.ts";
import { Interpreter, writeStorage } from "../../tools/interpreter.ts";
import { drain, openTerminal } from "./terminal.ts";

export const FAST_MS = 20;
const REFERENCE_V = 3.3;

/** Ids of ten digits that all look octal, which this interpreter takes for octal numbers where it may. */
const FIRST_ID = 1111100;
/** What the firmware adds to the random number at its first start, so that no two starts begin at the same id. */
const OF_FIRST_START = 2654435769;

/** In the interpreter: one that gives the very same number again and again is taken for a frozen one. */
export const NOISE = "function noise(){return (Math.random()-0.5)/2048;}";

/**
 * Runs before the bundle. Espruino's Linux build has no ADC and no pins, so both stand here as variables of the REPL; and
 * the sensor's sample of each second is taken every 20 ms, or its warm-up alone would last three minutes. Nothing else of
 * the bundle's time is touched.
 */
export const BOOT0 = `
${NOISE}
var adc = 0, pins = {};
global.analogRead = function () { return adc > 0 ? adc + noise() : adc; };
global.digitalWrite = function (pin, level) { pins[pin] = level; };
// A beep of half a second in each of these seconds is more than its queue of pulses takes.
global.digitalPulse = function () {};
E.hwRand = function () { return ${FIRST_ID - OF_FIRST_START}; };
var realInterval = setInterval;
global.setInterval = function (fn, ms) { return realInterval(fn, ms === 1000 ? ${FAST_MS} : ms); };
`;

/** A family that starts and attaches in under a second; its words and its steps stay its own. */
export const HASTY: Partial<Family> = {
  startsOnSupply: true,
  bootLines: [{ atMs: 100, line: "RDY" }],
  answersFromMs: 150,
  simReadyMs: 100,
  registerMs: 100,
  attachMs: 100,
  smsReadyMs: 100,
  airDelayMs: 5,
};

export interface RigOptions {
  readonly interpreter: string;
  readonly bundle: string;
  readonly family: FamilyName;
  readonly brokerPort: number;
  /** Instead of `BOOT0`. */
  readonly boot0?: string;
  /** Beside the flash, for a `boot0` that looks there. */
  readonly files?: Readonly<Record<string, string>>;
  /** Besides the modem's path; the example's identity, where none is given. */
  readonly config?: NodeConfig;
  /** Beside `HASTY`. */
  readonly settings?: Partial<Family>;
}

export class Rig {
  readonly modem: VirtualModem;
  readonly #interpreter: string;
  readonly #dir: string;
  readonly #clock: SimClock;
  readonly #network: TcpNetwork;
  readonly #socat: ChildProcessWithoutNullStreams;
  /** The board's end of the terminal, held open while no interpreter is: without anyone there socat would leave. */
  readonly #board: number;
  #console: Interpreter;

  /** Power on: interpreter and modem start together. */
  static async start(options: RigOptions): Promise<Rig> {
    const dir = mkdtempSync(join(tmpdir(), "canary-rig-"));
    try {
      const path = join(dir, "modem");
      await writeStorage(options.interpreter, dir, {
        "canary.json": JSON.stringify({
          ...EXAMPLE_CONFIG,
          ...options.config,
          cloud: { ...EXAMPLE_DEVICE, ...options.config?.cloud },
          modem: { path },
        }),
        ".boot0": options.boot0 ?? BOOT0,
        ".bootcde": options.bundle,
      });
      return new Rig(options, dir, await openTerminal(path), path);
    } catch (error) {
      rmSync(dir, { recursive: true, force: true });
      throw error;
    }
  }

  private constructor(options: RigOptions, dir: string, socat: ChildProcessWithoutNullStreams, path: string) {
    this.#interpreter = options.interpreter;
    this.#dir = dir;
    this.#socat = socat;
    this.#board = openSync(path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
    this.#clock = new SimClock();
    this.#network = new TcpNetwork({ resolve: () => ({ host: "127.0.0.1", port: options.brokerPort }) });
    this.modem = new VirtualModem({
      clock: this.#clock,
      random: new Random(1),
      network: this.#network,
      family: options.family,
      settings: { ...HASTY, ...options.settings },
      epochMs: Date.now(),
    });
    this.modem.onSend = (bytes) => socat.stdin.write(bytes, "latin1");
    socat.stdout.on("data", (bytes: Buffer) => this.modem.receive(bytes.toString("latin1")));
    this.#clock.startRealTime();
    this.modem.supply(true);
    for (const [name, text] of Object.entries(options.files ?? {})) this.writeFile(name, text);
    this.#console = new Interpreter([options.interpreter], dir);
  }

  /** The interpreter that runs now, or ran last. */
  get console(): Interpreter {
    return this.#console;
  }

  /** Starts the interpreter again, on the same flash, when it is gone; what the modem said meanwhile is lost. */
  restart(): void {
    drain(this.#board);
    this.#console = new Interpreter([this.#interpreter], this.#dir);
  }

  /** Beside the flash. */
  writeFile(name: string, text: string): void {
    writeFileSync(join(this.#dir, name), text);
  }

  setLelPercent(lelPercent: number): void {
    this.console.type(`adc=${adcVoltsOf(lelPercent, circuitOf({})) / REFERENCE_V}`);
  }

  setCleanAir(): void {
    this.setLelPercent(CLEAN_AIR_LEL_PERCENT);
  }

  async stop(): Promise<void> {
    await this.console.kill();
    closeSync(this.#board);
    this.#clock.stopRealTime();
    this.modem.dispose();
    this.#network.shutDown();
    const gone = new Promise((done) => this.#socat.once("close", done));
    this.#socat.kill("SIGKILL");
    await gone;
    rmSync(this.#dir, { recursive: true, force: true });
  }
}
