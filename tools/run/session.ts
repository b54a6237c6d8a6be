/** One `canary run` from the build to the last line: who plays (demonstration, scenario, a person) and how it ends. */
import { featuresOf, loadBoard } from "../../build/boards.ts";
import { firmwareFor } from "../../sim/firmware.ts";
import type { FamilyName } from "../../sim/modem/family.ts";
import { type Played, Player } from "../../sim/player.ts";
import { isPlainDialect, type NodeConfig } from "../../sim/profile.ts";
import type { Step } from "../../sim/scenario.ts";
import { NodeSource } from "../../sim/web/node-source.ts";
import { EXIT } from "../fault.ts";
import { Mask } from "../mask.ts";
import { MACHINE } from "../web/machine-table.ts";
import { type OpenPage, playShown, withPageIfAsked } from "../web/open-page.ts";
import { scenarioFiles } from "../web/scenario-files.ts";
import { printBanner } from "./banner.ts";
import { DEMO } from "./demo.ts";
import { KEY_HELP, Keys } from "./keys.ts";
import { Printer } from "./printer.ts";
import { type BrokerAddress, cloudOption, openWorld, type World } from "./world.ts";

export interface SessionOptions {
  readonly root: string;
  readonly boardId: string;
  readonly family: FamilyName;
  readonly seed: number;
  readonly speed: number | "max";
  readonly inProcess: boolean;
  readonly port: number;
  readonly broker?: BrokerAddress;
  readonly cloud?: BrokerAddress;
  readonly config: NodeConfig;
  /** Where it is from. */
  readonly configFile?: string;
  readonly scenario?: { readonly file: string; readonly steps: readonly Step[] };
  readonly demo: boolean;
  readonly json: boolean;
  readonly timeoutS?: number;
  /** A person sits at the keyboard. */
  readonly interactive: boolean;
  readonly color: boolean;
  readonly web: number | boolean;
  readonly host?: string;
}

const DEMO_NAME = "demonstration";
const DEMO_LIMIT_S = 120;
const SCENARIO_LIMIT_S = 600;
/** Closing sockets may hang on a peer that does not answer. */
const CLOSE_LIMIT_MS = 2000;
const TURN_MS = 250;
/** Virtual time is handed back to the process (signals, output) after so much wall time. */
const SLICE_MS = 20;

export async function runSession(options: SessionOptions): Promise<number> {
  const mask = new Mask();
  mask.learn(options.config.cloud?.["deviceSecret"]);
  mask.learn(options.config.mqtt?.["password"]);
  mask.learn(options.broker?.password);
  const write = (line: string) => void process.stdout.write(`${line}\n`);
  const printer = new Printer({ json: options.json, color: options.color, mask, write });
  // Before anything else: whoever has its address open sees at once that something comes.
  return withPageIfAsked(options, mask, (page) => play(options, printer, mask, page));
}

async function play(
  options: SessionOptions,
  printer: Printer,
  mask: Mask,
  page: OpenPage | undefined,
): Promise<number> {
  const boardFile = await loadBoard(options.root, options.boardId);
  // Of a board that has room for one, the bundle with the dialect that the settings name.
  const dialect = isPlainDialect(options.config) && !featuresOf(boardFile).platform ? "mqtt" : undefined;
  const build = await firmwareFor(options.boardId, options.root, dialect);
  const world = await openWorld({ ...options, bundle: build.text, boardFile });
  printBanner(printer, options, build, boardFile, world, page);
  try {
    const session = new Session(options, world, printer, page);
    const { board, version, sha256 } = build.manifest;
    const { family: modem, seed } = options;
    const facts = { board, boardName: boardFile.profile.name, version, sha256, modem, seed, where: world.where };
    const { deeds, recorder, pace, isCloudElsewhere } = world;
    const scenarios = page ? scenarioFiles(options.root) : [];
    const touched = () => session.stopDemo();
    const { configFile: config } = options;
    const seen = { deeds, recorder, player: session.player, pace, isCloudElsewhere, config, scenarios };
    const masked = (text: string) => mask.words(text);
    const cloud = cloudOption(options);
    return await playShown(
      page,
      () => new NodeSource({ ...seen, cloud, facts, machine: MACHINE, touched, mask: masked }),
      () => session.play(),
    );
  } finally {
    await Promise.race([world.close(), new Promise((done) => setTimeout(done, CLOSE_LIMIT_MS).unref())]);
  }
}

class Session {
  readonly #options: SessionOptions;
  readonly #world: World;
  readonly #printer: Printer;
  readonly #page: OpenPage | undefined;
  readonly player: Player;
  /** The script that was asked for, until it has been played; and what came of it. */
  #asked: string | undefined;
  #verdict: number = EXIT.ok;
  #limit: NodeJS.Timeout | undefined;
  #finish: (exitCode: number) => void = () => {};
  #exitCode: number | undefined;

  constructor(options: SessionOptions, world: World, printer: Printer, page: OpenPage | undefined) {
    this.#page = page;
    this.#options = options;
    this.#world = world;
    this.#printer = printer;
    this.player = new Player(world.deeds);
  }

  async play(): Promise<number> {
    const { pace, node } = this.#world;
    const { speed, interactive } = this.#options;
    const ended = new Promise<number>((done) => {
      this.#finish = (exitCode) => {
        this.#exitCode ??= exitCode;
        done(this.#exitCode);
      };
    });
    const undo = [
      this.#catchSignals(),
      this.#setLimits(),
      this.player.onStep(({ number, step }) => this.#announce(number, step)),
      this.player.onEnd((played) => this.#played(played)),
      ...(interactive ? [this.#takeKeyboard()] : []),
    ];
    try {
      this.#printer.follow(this.#world);
      this.#startPlayer();
      node.powerOn();
      if (speed === "max" && !this.#page) this.#rush();
      else pace.start();
      return await ended;
    } finally {
      for (const each of undo) each();
    }
  }

  #startPlayer(): void {
    const { scenario, demo } = this.#options;
    this.#asked = scenario?.file ?? (demo ? DEMO_NAME : undefined);
    if (this.#asked !== undefined) this.player.play(this.#asked, scenario?.steps ?? DEMO);
  }

  #announce(number: number, step: Step): void {
    if (step.note !== undefined) this.#printer.line("note", step.note);
    else if (this.player.last?.name !== DEMO_NAME)
      this.#printer.line("note", `step ${number}: ${JSON.stringify(step)}`);
  }

  #played({ name, outcome: { how, text } }: Played): void {
    const isDemo = name === DEMO_NAME;
    const title = isDemo ? name : `scenario ${name}`;
    if (how === "failed") this.#printer.line("error", `${title}: ${text}`);
    else if (how === "passed")
      this.#printer.line("result", `${title}: passed${isDemo ? ": alarm and its end are at the cloud" : ""}`);
    else this.#printer.line("note", isDemo ? "the demonstration stops: you play" : `${title}: stopped`);
    // What somebody plays later is that one's affair.
    if (name !== this.#asked) return;
    this.#asked = undefined;
    if (how === "failed") this.#verdict = EXIT.failed;
    if (!this.#isOpenEnded) this.#finish(this.#verdict);
    else this.#handOver(how === "stopped");
  }

  /** Somebody is there who goes on, or may come. */
  get #isOpenEnded(): boolean {
    return this.#options.interactive || this.#page !== undefined;
  }

  /** The limit was the script's. Who stopped it at the page or a key need not be told. */
  #handOver(isTaken: boolean): void {
    const { interactive, timeoutS } = this.#options;
    if (timeoutS === undefined) clearTimeout(this.#limit);
    if (isTaken) return;
    this.#printer.line("note", interactive ? `now it is yours:\n${KEY_HELP}` : `now it is yours: ${this.#page?.url}`);
  }

  /** Everything that waits, waits for so long and no longer. */
  #setLimits(): () => void {
    const { scenario, timeoutS, demo } = this.#options;
    const limitS = timeoutS ?? (scenario ? SCENARIO_LIMIT_S : demo && !this.#isOpenEnded ? DEMO_LIMIT_S : undefined);
    if (limitS === undefined) return () => {};
    this.#limit = setTimeout(() => {
      const { seen } = this.player;
      this.#printer.line("error", `time-out: not over after ${limitS} s${seen ? `. Seen: ${seen}` : ""}`);
      this.#finish(timeoutS === undefined && !scenario ? EXIT.failed : EXIT.timeout);
    }, limitS * 1000);
    return () => clearTimeout(this.#limit);
  }

  #catchSignals(): () => void {
    const quit = () => this.#quit();
    // Whoever reads our output may go first (`| head`).
    const readerGone = (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
      this.#finish(EXIT.ok);
    };
    process.on("SIGINT", quit).on("SIGTERM", quit).on("SIGHUP", quit);
    process.stdout.on("error", readerGone);
    return () => {
      process.off("SIGINT", quit).off("SIGTERM", quit).off("SIGHUP", quit);
    };
  }

  #takeKeyboard(): () => void {
    const keys = new Keys({
      deeds: this.#world.deeds,
      printer: this.#printer,
      touched: () => this.stopDemo(),
      quit: () => this.#quit(),
    });
    return keys.listen(process.stdin);
  }

  /** Somebody acts: what only shows what there is makes room. A scenario that was asked for goes on. */
  stopDemo(): void {
    if (this.player.last?.name === DEMO_NAME) this.player.stop();
  }

  #quit(): void {
    this.#printer.line("note", "quit");
    this.#finish(this.#verdict);
  }

  #rush(): void {
    if (this.#exitCode !== undefined) return;
    const startedMs = performance.now();
    while (this.#exitCode === undefined && performance.now() - startedMs < SLICE_MS) this.#world.clock.runFor(TURN_MS);
    setImmediate(() => this.#rush());
  }
}
