/** A probe at a virtual modem in virtual time: a wire with its rate between them, a broker that sends back what it gets. */
import { SimClock, type Timer } from "../../sim/clock.ts";
import type { Connection, ConnectionEvents, Network } from "../../sim/cloud/network.ts";
import { Listeners } from "../../sim/listeners.ts";
import type { Family, FamilyName } from "../../sim/modem/family.ts";
import { VirtualModem } from "../../sim/modem/modem.ts";
import type { SimCard } from "../../sim/modem/options.ts";
import { Random } from "../../sim/random.ts";
import { Wire } from "../../sim/wire.ts";
import type { Clock } from "../../src/hal.ts";
import type { Line } from "../../tools/device/line.ts";
import { brokerTarget } from "../../tools/probe/mqtt-steps.ts";
import { Probe, type ProbeOptions } from "../../tools/probe/probe.ts";
import type { Report, Row, StepName } from "../../tools/probe/report.ts";
import { FakeBroker } from "./sim-modem-bench.ts";

/** Nothing of a probe lasts longer: the sum of its deadlines. */
const LIMIT_MS = 3_600_000;
const BAUD = 115_200;
const APN = { name: "CMNET", user: "", password: "" };

/** To whoever subscribed, which is whoever published. */
export class EchoBroker extends FakeBroker {
  /** Topics that nothing comes back from. */
  isDeaf = false;

  override open(host: string, port: number, events: ConnectionEvents): Connection {
    const connection = super.open(host, port, events);
    return {
      close: () => connection.close(),
      send: (packet) => {
        connection.send(packet);
        if (packet.cmd === "publish" && !this.isDeaf) this.publish(packet.topic, String(packet.payload));
      },
    };
  }
}

export interface RigOptions extends Partial<Pick<ProbeOptions, "bauds">> {
  readonly family?: FamilyName;
  readonly sim?: Partial<SimCard>;
  readonly settings?: Partial<Family>;
  readonly network?: Network;
  /** That of the network, where it has one. */
  readonly clock?: SimClock;
  /** Nothing is at the wire's other end but a bridge over its two leads. */
  readonly isLooped?: boolean;
  /** null: none is named. */
  readonly target?: ProbeOptions["target"] | null;
}

export class Rig {
  readonly clock: SimClock;
  readonly broker = new EchoBroker();
  readonly modem: VirtualModem;
  probe: Probe;
  /** What stood on the line, `> AT`. */
  readonly at: string[] = [];
  readonly #options: ProbeOptions;
  #change = (bytes: string) => bytes;
  #lose: (why: string) => void = () => {};

  constructor(options: RigOptions = {}) {
    const { family = "air780e", sim, settings, network = this.broker, clock = new SimClock(), ...others } = options;
    this.clock = clock;
    this.modem = new VirtualModem({
      clock,
      random: new Random(1),
      network,
      family,
      ...(sim && { sim }),
      settings: { startsOnSupply: true, ...settings },
    });
    const wire = new Wire({ clock, random: new Random(2), baud: BAUD });
    wire.b.onReceive = (bytes) => (options.isLooped ? wire.b.send(bytes) : this.modem.receive(bytes));
    this.modem.onSend = (bytes) => wire.b.send(this.#change(bytes));
    this.modem.onBaud = (baud) => {
      wire.b.baud = baud;
    };
    const target = others.target === undefined ? brokerTarget(LOGIN) : others.target;
    this.#options = {
      open: async (baud) => this.#open(wire, baud),
      bauds: [BAUD],
      hasBaud: true,
      clock: clockOf(clock),
      apn: APN,
      onAt: (direction, text) => this.at.push(`${direction} ${text}`),
      ...(others.bauds && { bauds: others.bauds }),
      ...(target && { target }),
    };
    this.probe = new Probe(this.#options);
  }

  /** From the modem's power on. */
  run(): Promise<Report> {
    this.modem.supply(true);
    return inVirtualTime(this.clock, this.probe.run());
  }

  /** Once more, at the same modem as it is. */
  again(): Promise<Report> {
    this.probe = new Probe(this.#options);
    return this.run();
  }

  /** As when somebody pulls the adapter's plug. */
  loseLine(why: string): void {
    this.#lose(why);
  }

  /** What the modem prints is another text. */
  answerInstead(pattern: RegExp, text: string): void {
    this.#change = (bytes) => bytes.replace(/[^\r\n]+/g, (line) => line.replace(pattern, text));
  }

  #open(wire: Wire, baud: number): Line {
    const data = new Listeners<string>();
    wire.a.baud = baud;
    wire.a.onReceive = (bytes) => data.tell(bytes);
    return {
      name: "rig",
      write: async (bytes) => wire.a.send(bytes),
      onData: (listener) => data.add(listener),
      onClose: (listener) => {
        this.#lose = listener;
        return () => {};
      },
      close: async () => data.clear(),
    };
  }
}

export const LOGIN = { host: "broker.example", port: 1883, username: "gas", password: "hunter2-and-more" };

export function rowOf({ rows }: Report, step: StepName): Row {
  const row = rows.find((one) => one.step === step);
  if (!row) throw new Error(`no row of ${step}`);
  return row;
}

/** `answer ok, identity ok, ...` but for those that are ok: what a test looks at first. */
export function troubles({ rows }: Report): string[] {
  return rows.filter(({ verdict }) => verdict !== "ok").map(({ step, verdict }) => `${step} ${verdict}`);
}

/** Runs the clock on, an event at a time, so that what is awaited goes on in between. */
async function inVirtualTime<T>(clock: SimClock, promise: Promise<T>): Promise<T> {
  let isOver = false;
  const ended = promise.finally(() => {
    isOver = true;
  });
  ended.catch(() => {});
  while (!isOver) {
    let events = 0;
    clock.runUntil(() => events++ > 0, LIMIT_MS);
    if (clock.nowMs > LIMIT_MS) throw new Error(`the probe had not ended after ${LIMIT_MS / 1000} s`);
    await new Promise(setImmediate);
  }
  return ended;
}

function clockOf(clock: SimClock): Clock {
  const timers = new Map<number, Timer>();
  let last = 0;
  return {
    nowMs: () => clock.nowMs,
    after: (delayMs, fn) => {
      const handle = ++last;
      timers.set(
        handle,
        clock.after(delayMs, () => {
          timers.delete(handle);
          fn();
        }),
      );
      return handle;
    },
    cancel: (handle) => clock.cancel(timers.get(handle)),
  };
}
