/** A virtual node and its cloud as the page sees them. */

import { deviceKey } from "../cloud/login.ts";
import type { Deeds } from "../deeds.ts";
import type { Pace } from "../pace.ts";
import type { Player } from "../player.ts";
import { type Recorder, replayCommand, scenarioText } from "../recorder.ts";
import { parseScenario } from "../scenario.ts";
import { faultOf, faultsOf } from "../sensor/faults.ts";
import { GAS_PROFILES, type GasProfile } from "../sensor/gas-profiles.ts";
import { isCloudStep, manage, offerImage } from "./cloud-orders.ts";
import type { Source, Tell } from "./hub.ts";
import type { Live, PaceLive } from "./live.ts";
import { maskedSteps } from "./masked-steps.ts";
import type { Answer, Facts, Hello, Order, SavedSession, ScenarioFile, StateRow } from "./messages.ts";
import { BoardPart } from "./node/board-part.ts";
import { BrokerPart } from "./node/broker-part.ts";
import { CloudPart } from "./node/cloud-part.ts";
import { FaultsPart, faultInfos } from "./node/faults-part.ts";
import { followHappenings } from "./node/happenings-part.ts";
import { JournalPart } from "./node/journal-part.ts";
import { followLines } from "./node/lines-part.ts";
import { LinkPart } from "./node/link-part.ts";
import { ownModel } from "./node/own-model.ts";
import { type Part, together } from "./node/part.ts";
import { SensorPart } from "./node/sensor-part.ts";
import { TerminalPart } from "./node/terminal-part.ts";

const MASKED = "a secret that was typed is *** in here: put it in, or it is another run";
const TIMES = "what came over real sockets has times of its own: played again it is not the same to the last line";

export interface NodeSourceOptions {
  /** All that is done goes through them; their stage is what is shown. */
  readonly deeds: Deeds;
  readonly recorder: Recorder;
  readonly player: Player;
  readonly pace: Pace;
  readonly facts: Facts;
  /** The settings' file, where the example's are not meant. */
  readonly config?: string | undefined;
  /** The option that names its cloud, where that is behind a socket. */
  readonly cloud?: readonly [name: string, value: string] | undefined;
  readonly machine: readonly StateRow[];
  /** Scripts to choose from. */
  readonly scenarios: readonly ScenarioFile[];
  /** The device's cloud is another process's: the stage's platform hears nothing of it. */
  readonly isCloudElsewhere?: boolean;
  /** An order was given: whoever plays by himself stops. */
  readonly touched: () => void;
  /** Takes secrets out of a text. */
  readonly mask?: (text: string) => string;
}

export class NodeSource implements Source {
  readonly #options: NodeSourceOptions;
  readonly #board = new BoardPart();
  readonly #link = new LinkPart();
  readonly #broker = new BrokerPart();
  readonly #journal = new JournalPart();
  readonly #sensor: SensorPart;
  readonly #faults: FaultsPart;
  readonly #terminal: TerminalPart;
  readonly #cloud: CloudPart;
  readonly #parts: readonly Part<unknown>[];

  constructor(options: NodeSourceOptions) {
    this.#options = options;
    this.#faults = new FaultsPart(options.deeds, options.player);
    this.#sensor = new SensorPart(options.deeds);
    this.#terminal = new TerminalPart(options.deeds);
    this.#cloud = new CloudPart(options.isCloudElsewhere ? undefined : options.deeds.stage.platform);
    this.#parts = [this.#sensor, this.#link, this.#journal, this.#cloud];
  }

  hello(): Omit<Hello, "kind"> {
    const { deeds, pace, facts, machine, scenarios } = this.#options;
    const { device, platform, node, site } = deeds.stage;
    return {
      source: "run",
      title: device.productKey ? `${device.deviceName} · ${device.productKey}` : device.deviceName,
      facts,
      can: {
        gas: true,
        pace: pace.range,
        board: true,
        powerCut: true,
        network: true,
        cloud: !this.#options.isCloudElsewhere,
        bundle: node.features,
        repl: true,
        script: true,
      },
      machine,
      model: ownModel(platform.model, node.features),
      faults: faultInfos(site !== undefined),
      sensorFaults: faultsOf(node.sensor.head.kind).map((name) => {
        const { what, value } = faultOf(name);
        return { name, what, value: value ? { usual: null, ...value } : null };
      }),
      profiles: Object.entries(GAS_PROFILES).map(([name, profile]: [string, GasProfile]) => ({
        name,
        what: profile.what ?? "",
      })),
      scenarios,
      sensor: { name: node.sensor.circuit.sensor, lelPpm: node.sensor.head.lelPpm },
    };
  }

  live(): Live {
    const { stage } = this.#options.deeds;
    const scene = { stage, status: stage.node.status() ?? {} };
    return {
      nowMs: stage.clock.nowMs,
      pace: this.#pace(),
      board: this.#board.live(scene),
      sensor: this.#sensor.live(scene),
      link: this.#link.live(scene),
      journal: this.#journal.live(scene),
      cloud: this.#cloud.live(scene),
      faults: this.#faults.live(),
      fleet: null,
    };
  }

  follow(tell: Tell): () => void {
    const { stage } = this.#options.deeds;
    return together(
      this.#broker.follow(stage.platform),
      followLines(stage, tell),
      followHappenings(stage, tell),
      this.#terminal.follow(stage, tell),
      this.#faults.follow(tell),
      ...this.#parts.map((part) => part.follow?.(stage, tell) ?? (() => {})),
    );
  }

  trouble(): string {
    return this.#broker.trouble(this.#options.facts.where);
  }

  order(order: Order): Answer {
    if (order.do === "pace") return this.#setPace(order);
    if (order.do === "save") return this.#saved();
    const { deeds, recorder, player, isCloudElsewhere, touched } = this.#options;
    const { platform, device } = deeds.stage;
    const isClouds = order.do === "ota" || order.do === "manage" || (order.do === "step" && isCloudStep(order.step));
    if (isClouds && isCloudElsewhere)
      throw new Error("the device's cloud is another's: what it is to ask is typed there");
    if ("device" in order && order.device !== undefined && order.device !== deviceKey(device))
      throw new Error(`there is no device ${order.device} here, only ${deviceKey(device)}`);
    touched();
    // What is no step of a script stands in a recorded session as a word.
    if (order.do === "ota") {
      recorder.note(`an update to ${order.version} was offered`);
      return offerImage(platform, device, order);
    }
    if (order.do === "manage") {
      recorder.note(`the cloud: ${order.deed}`);
      return manage(platform, device, order.deed);
    }
    if (order.do === "step") deeds.order(order.step);
    else if (order.do === "type") this.#terminal.type(order.text);
    else if (order.do === "play") player.play(order.name, parseScenario(order.script));
    else if (order.do === "stop") player.stop();
    else throw new Error(`this can't be done here: ${order.do}`);
    return { text: "" };
  }

  #pace(): PaceLive {
    const { speed, actual, isPaused } = this.#options.pace;
    return { speed, actual, isPaused };
  }

  #setPace({ speed, isPaused, stepMs }: Extract<Order, { do: "pace" }>): Answer {
    const { pace } = this.#options;
    if (speed !== undefined) pace.setSpeed(speed);
    if (isPaused === true) pace.pause();
    if (isPaused === false) pace.resume();
    if (stepMs !== undefined) pace.step(stepMs);
    return { text: "" };
  }

  #saved(): Answer {
    const { recorder, facts, config, cloud, mask = (text) => text } = this.#options;
    // By the wall's time: no two are the same, of this run or of another.
    const name = `session-${new Date().toISOString().replace(/[-:Z]/g, "").replace(/[T.]/g, "-")}.json`;
    const { board, modem, seed } = facts;
    const done = recorder.steps();
    const steps = maskedSteps(done, mask);
    const isWhole = scenarioText(steps) === scenarioText(done);
    const notes = [...(isWhole ? [] : [MASKED]), ...(cloud ? [TIMES] : [])];
    const session: SavedSession = {
      name,
      script: scenarioText([...notes.map((note) => ({ note })), ...steps]),
      command: replayCommand({ board, modem: modem ?? "", seed: seed ?? 1, config, cloud, scenario: name }),
    };
    return { text: notes.join("; "), data: session };
  }
}
