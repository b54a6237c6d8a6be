/** A worker thread: its share of the fleet, each node on a clock of its own, which follows the fleet's time in turns. */
import { getHeapStatistics } from "node:v8";
import { parentPort, workerData } from "node:worker_threads";
import { loadBoard } from "../../build/boards.ts";
import { SimClock } from "../clock.ts";
import { TcpNetwork } from "../cloud/tcp-network.ts";
import { VirtualNode } from "../node.ts";
import type { Decision } from "./ledger.ts";
import { Member } from "./member.ts";
import { Follower, TICK_MS } from "./pace.ts";
import type { FromWorker, NodeState, ToWorker, WorkerOrders } from "./protocol.ts";

/** Of the host's time: a thousand logins at once would drown each other, and to make a node takes half of that. */
const SWITCH_ON_MS = 40;
const PULSE_MS = 250;
/** Of the devices' time: to the login and beyond. */
const REHEARSAL_MS = 60_000;
/** Of the devices' time, and at least so much of the host's. */
const OPEN_TIMEOUT_MS = 10_000;
const LEAST_OPEN_TIMEOUT_MS = 1000;

const hostMs = (): number => performance.now();

const orders = workerData as WorkerOrders;
const boardFile = await loadBoard(orders.root, orders.boardId);

class Share {
  readonly #time = new Follower(orders.time, orders.worker);
  readonly #members: Member[] = [];
  #decisions: Decision[] = [];
  #states: NodeState[] = [];
  #pulsedAtMs = hostMs();
  #usage = performance.eventLoopUtilization();
  #reachedMs = 0;
  #switchedOnAtMs = 0;
  #isCalm = false;
  #isStopped = false;

  take(order: ToWorker): void {
    if (order.kind === "calm") this.#calm();
    else this.#stop();
  }

  start(): void {
    rehearse();
    say({ kind: "ready" });
    this.#tick();
  }

  #switchOn(): void {
    const order = this.#isCalm ? undefined : orders.nodes[this.#members.length];
    if (!order || hostMs() - this.#switchedOnAtMs < SWITCH_ON_MS) return;
    this.#switchedOnAtMs = hostMs();
    const { bundle, family, speed, plan } = orders;
    const member = new Member({
      ...order,
      onAtMs: this.#reachedMs,
      bundle,
      boardFile,
      family,
      // So that the device has its own time-out first, as it does with a real modem.
      openTimeoutMs: Math.max(LEAST_OPEN_TIMEOUT_MS, OPEN_TIMEOUT_MS / speed),
      plan,
      decided: (decision) => this.#decisions.push(decision),
      changed: (state) => this.#states.push(state),
    });
    this.#members.push(member);
  }

  /** Each goes to where the time was at the turn's begin: no further from the others than that, and a turn is short. */
  #tick(): void {
    if (this.#isStopped) return;
    const { goalMs } = this.#time;
    for (const member of this.#members) member.runTo(goalMs);
    this.#reachedMs = goalMs;
    this.#time.reached(goalMs);
    this.#switchOn();
    this.#sayNews();
    if (hostMs() - this.#pulsedAtMs >= PULSE_MS) this.#sayPulse();
    // Between two turns the sockets have theirs.
    if (this.#time.goalMs > goalMs) setImmediate(() => this.#tick());
    else setTimeout(() => this.#tick(), TICK_MS);
  }

  #sayNews(): void {
    if (this.#decisions.length === 0 && this.#states.length === 0) return;
    say({ kind: "news", decisions: this.#decisions, states: this.#states });
    this.#decisions = [];
    this.#states = [];
  }

  #sayPulse(): void {
    const usage = performance.eventLoopUtilization();
    const { utilization: busyShare } = performance.eventLoopUtilization(usage, this.#usage);
    say({
      kind: "pulse",
      busyShare,
      heapBytes: getHeapStatistics().used_heap_size,
      restarts: this.#members.reduce((sum, { restarts }) => sum + restarts, 0),
    });
    this.#usage = usage;
    this.#pulsedAtMs = hostMs();
  }

  #calm(): void {
    this.#isCalm = true;
    for (const member of this.#members) member.calm();
  }

  #stop(): void {
    this.#isStopped = true;
    for (const member of this.#members) member.dispose();
    say({ kind: "stopped" });
  }
}

/** The first node of a thread takes a second, for nothing is compiled yet: one that nobody sees does, before the time begins. */
function rehearse(): void {
  const clock = new SimClock();
  const network = new TcpNetwork({ resolve: () => undefined });
  const { bundle, family } = orders;
  const node = new VirtualNode({ bundle, boardFile, network, clock, family, ownScope: true });
  node.powerOn();
  clock.runFor(REHEARSAL_MS);
  node.dispose();
  network.shutDown();
}

function say(message: FromWorker): void {
  parentPort?.postMessage(message);
}

const share = new Share();
parentPort?.on("message", (order: ToWorker) => share.take(order));
share.start();
