/**
 * One gas node: the bundle in a virtual board, the wire, a virtual modem, and a virtual sensor. The modem's network is
 * the caller's, and so is the clock: virtual time where the caller runs it, real time where it started that.
 */
import { type BoardFile, type Features, featuresOf } from "../build/boards.ts";
import type { FlashArea } from "../src/hal.ts";
import { VirtualBoard } from "./board/board.ts";
import type { FlashImage } from "./board/flash.ts";
import type { StopCause } from "./board/loop.ts";
import { SimClock } from "./clock.ts";
import type { HttpOrigin } from "./cloud/http-origin.ts";
import { holdKnobs } from "./cloud/knobs.ts";
import type { Network } from "./cloud/network.ts";
import type { TlsListener } from "./cloud/tls.ts";
import { ConsolePort } from "./console-port.ts";
import { joinModem, joinSensor } from "./harness.ts";
import { Listeners } from "./listeners.ts";
import type { FamilyName } from "./modem/family.ts";
import { VirtualModem } from "./modem/modem.ts";
import type { ModemOptions } from "./modem/options.ts";
import { Panel } from "./panel.ts";
import { adcVoltsOf, configText, EXAMPLE_CONFIG, type NodeConfig } from "./profile.ts";
import { Random } from "./random.ts";
import { VirtualSensor } from "./sensor/sensor.ts";
import { type Status, type Vitals, vitalsOf } from "./status.ts";
import { type Direction, Wire, type WireOptions } from "./wire.ts";

export interface NodeOptions {
  /** Text of `dist/<board>/firmware.js`. */
  readonly bundle: string;
  readonly boardFile: BoardFile;
  readonly network: Network;
  /** The web that the modem's HTTP client meets, and how its https is served. */
  readonly web?: HttpOrigin;
  readonly webTls?: TlsListener;
  readonly clock?: SimClock;
  /** The same seed, bundle and doings give the same run. */
  readonly seed?: number;
  readonly family?: FamilyName;
  /** Goes into Storage as `canary.json`: an object, a text (which may be broken), or null for none. */
  readonly config?: NodeConfig | string | null;
  /** A flash that has been in use, of this very board: nothing is written into it but a `config` that is given. */
  readonly flash?: FlashImage;
  readonly modem?: Partial<Pick<ModemOptions, "sim" | "settings" | "epochMs" | "imei">>;
  readonly chunk?: WireOptions["chunk"];
  /** The bundle's variables are no properties of the global object, which makes it several times faster. */
  readonly ownScope?: boolean;
}

export interface AtLine {
  readonly atMs: number;
  readonly direction: Direction;
  readonly text: string;
}

export interface ConsoleLine {
  readonly atMs: number;
  readonly text: string;
}

const CONFIG_FILE = "canary.json";
const LINES_KEPT = 20_000;
const BAUD = 115_200;

export class VirtualNode {
  readonly clock: SimClock;
  readonly board: VirtualBoard;
  readonly wire: Wire;
  readonly modem: VirtualModem;
  readonly sensor: VirtualSensor;
  readonly panel: Panel;
  readonly consolePort: ConsolePort;
  readonly config: NodeConfig;
  /** What stood on the wire and the console, the last 20 000 lines each. */
  readonly at: AtLine[] = [];
  readonly console: ConsoleLine[] = [];
  /** Why the board stopped, each time. */
  readonly stops: StopCause[] = [];
  /** Each returns what takes the listener off again. */
  readonly onAt: (listener: (line: AtLine) => void) => () => void;
  readonly onConsole: (listener: (line: ConsoleLine) => void) => () => void;
  readonly #boardFile: BoardFile;
  /** At the gas pin, as set last. */
  #adcVolts = 0;
  /** Collects what the console prints for a question of the simulator's own. */
  #answer: string[] | undefined;

  constructor(options: NodeOptions) {
    const { boardFile, bundle, network, clock = new SimClock(), seed = 1, family = "air202", config, flash } = options;
    const { board, profile } = boardFile;
    const atLines = new Listeners<AtLine>();
    const consoleLines = new Listeners<ConsoleLine>();
    this.clock = clock;
    this.#boardFile = boardFile;
    this.config = config && typeof config === "object" ? config : EXAMPLE_CONFIG;
    this.onAt = (listener) => atLines.add(listener);
    this.onConsole = (listener) => consoleLines.add(listener);
    const stored =
      flash && config === undefined ? undefined : configText(config, board.modemUart.isDeviceFile === true);
    this.board = new VirtualBoard({
      clock,
      random: new Random(seed),
      board,
      boardName: profile.espruinoBoard,
      bundle,
      storage: stored === undefined ? {} : { [CONFIG_FILE]: stored },
      ...(flash && { flash }),
      // A board without flash for files still keeps what a test gives it.
      ...(profile.storageBytes > 0 && {
        storageAddress: profile.storageAddress,
        storageBytes: profile.storageBytes,
        storagePageBytes: profile.storagePageBytes,
      }),
      // Where the board has no ADC, the harness is bound to supply `analogRead`: this is the harness.
      features: { nativeHashes: board.nativeHashes, hasAdc: true },
      ...(profile.jsVars > 0 && { jsVars: profile.jsVars, jsVarBytes: profile.jsVarBytes }),
      ownScope: options.ownScope ?? false,
      print: (text) => {
        if (this.#answer) this.#answer.push(text);
        else keep(this.console, { atMs: clock.nowMs, text }, consoleLines);
      },
    });
    this.consolePort = new ConsolePort(this.board, board);
    this.board.onStop = (cause) => {
      this.stops.push(cause);
      if (cause === "power-cut") this.#cutPower();
    };
    this.wire = new Wire({ clock, random: new Random(seed + 1), baud: BAUD, chunk: options.chunk ?? "whole" });
    this.wire.onLine = (direction, text) => keep(this.at, { atMs: clock.nowMs, direction, text }, atLines);
    this.modem = new VirtualModem({
      clock,
      random: new Random(seed + 2),
      network,
      ...(options.web && { origin: options.web }),
      ...(options.webTls && { originTls: options.webTls }),
      family,
      ...options.modem,
      // Without a line to the power key it is tied low, or nothing would ever start it.
      settings: { ...(board.modemPowerKey === undefined && { startsOnSupply: true }), ...options.modem?.settings },
    });
    this.sensor = new VirtualSensor({
      clock,
      random: new Random(seed + 3),
      gas: this.config.gas,
      referenceV: board.gasAdc.referenceV,
      hasHeaterPin: board.heaterPwm !== undefined,
      port: board.gasUart && this.board.uart(board.gasUart.port),
    });
    this.panel = new Panel(clock, this.board, board);
    joinModem(this, board);
    joinSensor(this, board);
    this.setLelPercent(0);
  }

  /** Supply to board and modem at once, as a plug does it; a `PowerCut` takes it from both. */
  powerOn(): void {
    this.modem.supply(true);
    this.sensor.power(true);
    this.board.boot();
  }

  powerOff(): void {
    this.board.powerOff();
    this.#cutPower();
  }

  /** Ends all connections and timers of the node's hardware. */
  dispose(): void {
    this.powerOff();
    this.modem.dispose();
  }

  /** The head's gas at the sensor, at once. */
  setLelPercent(lelPercent: number): void {
    this.sensor.setLelPercent(lelPercent);
    this.setAdcVolts(adcVoltsOf(lelPercent, this.sensor.circuit));
  }

  /** At the gas pin, until the next gas: whatever the sensor gives. The volts of the gas that is there let it be seen again. */
  setAdcVolts(volts: number): void {
    this.#adcVolts = volts;
    this.sensor.forceVolts(volts);
    if (this.sensor.heldVolts === undefined) this.#showVolts();
  }

  /** The gas pin shows these instead of all else until the returned function is called; the gas may change meanwhile. */
  holdAdcVolts(volts: number): () => void {
    const release = holdKnobs(this.sensor, { heldVolts: volts });
    this.#showVolts();
    return () => {
      release();
      this.#showVolts();
    };
  }

  get output(): boolean {
    return this.panel.output;
  }

  /** What the board file keeps for the log. */
  get logFlash(): readonly FlashArea[] {
    return this.#boardFile.board.logFlash;
  }

  /** What the bundle has, by its board. */
  get features(): Features {
    return featuresOf(this.#boardFile);
  }

  get alarmLamp(): boolean {
    return this.panel.lamps.red === true;
  }

  /** `canary.status()`; undefined while the board is off or the firmware did not start. Leaves no trace on the console. */
  status(): Status | undefined {
    const [line = ""] = this.ask("print(JSON.stringify(canary.status()))");
    try {
      return JSON.parse(line) as Status;
    } catch {
      return undefined;
    }
  }

  /** What tests and scenarios ask for most. */
  get vitals(): Vitals {
    return vitalsOf(this.status());
  }

  /** The link's state, as the firmware names it; "none" when no firmware runs. */
  get state(): string {
    return this.vitals.state;
  }

  /** Types a line into the REPL and takes what it prints instead of showing it; without the `=value` behind it. */
  ask(source: string): string[] {
    this.#answer = [];
    try {
      this.board.evaluate(source);
      return this.#answer.filter((line) => !line.startsWith("="));
    } finally {
      this.#answer = undefined;
    }
  }

  /** Bytes into the port where the REPL is, as a terminal sends them; false where it is on none that a person could reach. */
  type(bytes: string): boolean {
    return this.consolePort.type(bytes);
  }

  /** Lines the board sent, oldest first. */
  get sent(): string[] {
    return this.at.filter(({ direction }) => direction === ">").map(({ text }) => text);
  }

  #showVolts(): void {
    this.board.setAdcVolts(this.#boardFile.board.gasAdc.pin, this.sensor.heldVolts ?? this.#adcVolts);
  }

  #cutPower(): void {
    this.sensor.power(false);
    this.modem.supply(false);
    this.wire.clear();
  }
}

function keep<T>(list: T[], item: T, listeners: Listeners<T>): void {
  list.push(item);
  if (list.length > LINES_KEPT * 1.25) list.splice(0, list.length - LINES_KEPT);
  listeners.tell(item);
}
