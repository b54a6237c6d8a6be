/** The Aliyun dialect with the transcript's identity, and the outbox between it and a link that a test answers for. */
import { createAliyun } from "../../src/cloud/aliyun/aliyun.ts";
import type { Identity } from "../../src/cloud/aliyun/login.ts";
import type { Cloud, Properties, Uplink } from "../../src/cloud/cloud.ts";
import { type HashName, hash } from "../../src/cloud/hash.ts";
import { createOutbox, type Outbox, type Uplinks } from "../../src/cloud/outbox.ts";
import type { JournalRecord } from "../../src/store/journal.ts";
import { ALARM_KIND, FAULT_KIND } from "../../src/store/slot.ts";
import type { WallClock } from "../../src/system/clock.ts";
import { FakeClock } from "./fake-clock.ts";
import type { FakeFlash } from "./fake-flash.ts";
import { idsAfterRestart, openStore, type Store } from "./store-bench.ts";

export const IDENTITY: Identity = {
  productKey: "a1EXAMPLE00",
  deviceName: "D001",
  deviceSecret: "secret",
  region: "cn-shanghai",
  host: "",
  port: 1883,
  signMethod: "hmacsha1",
  keepAliveS: 600,
};
/** Methane, and the end of an MQ-4's range. */
export const LEL_PPM = 50000;
export const MAX_PPM = 10000;
export const THING = "/sys/a1EXAMPLE00/D001/thing/";

export function openAliyun(changed: Partial<Identity> = {}, firstId = 0): Cloud {
  const identity = { ...IDENTITY, ...changed };
  const hashOf = (signMethod: string) => (bytes: string) => hash(signMethod.replace("hmac", "") as HashName, bytes);
  const cloud = createAliyun(identity, hashOf, firstId, LEL_PPM, MAX_PPM);
  // Its topics are known from the first login on, and nothing is sent or received before one.
  cloud.login();
  return cloud;
}

export function alarmRecord(id: number): JournalRecord {
  return { id, kind: ALARM_KIND + 3, value: 120_000, epochS: 0 };
}

export const INTERVAL_MS = 300_000;

export class OutboxBench {
  readonly clock = new FakeClock();
  readonly wallClock: WallClock = { offsetMs: undefined, heardMs: 0 };
  readonly cloud: Cloud;
  readonly store: Store;
  /** Under which the last message or record goes. */
  lastId = 0;
  /** What was published: the topic behind `thing/`, the message's id. */
  readonly sent: string[] = [];
  readonly payloads: string[] = [];
  readonly logged: string[] = [];
  readonly blames: string[] = [];
  /** What goes up when nothing else is to be sent. */
  readonly others: Uplink[] = [];
  isDisabled = false;
  /** How often the link was told that an alarm waits. */
  hurries = 0;
  values: Properties = { PowerSwitch: 0, GasState: 1, GasConcentration: 100, GasLel: 0.2, SignalStrength: -67 };
  /** Told with the first report of a session only. */
  firstValues: Properties = {};
  readonly pace = { reportMs: INTERVAL_MS };
  isOnline = true;
  /** How often the signal was asked for. */
  signals = 0;
  /** PUBACK at once; false: a test calls `finish`. */
  isPrompt = true;
  private done: ((error: string) => void) | undefined;
  readonly uplinks: Uplinks;
  readonly outbox: Outbox;

  /** `flash`: what an earlier run has left. */
  constructor(
    flash?: FakeFlash,
    private readonly spreadMs = 0,
    dialect = openAliyun(),
  ) {
    const bench = this;
    this.store = openStore(flash);
    this.cloud = {
      ...dialect,
      nextId: () => {
        this.lastId = dialect.nextId();
        return this.lastId;
      },
    };
    this.uplinks = {
      status: {
        get state() {
          return bench.isOnline ? "ONLINE" : "CREG";
        },
      },
      publish: (topic, payload, done, isRetained) => {
        const id = JSON.parse(payload).id as string;
        this.sent.push(`${topic.replace(THING, "")} ${+id}${isRetained ? " retained" : ""}`);
        this.payloads.push(payload);
        this.done = done;
        if (this.isPrompt) this.finish("");
      },
      lost: (_rung, why) => this.blames.push(why),
      measureSignal: () => {
        this.signals++;
      },
      hurry: () => {
        this.hurries++;
      },
    };
    const values = () => this.values;
    const log = (text: string) => this.logged.push(text);
    this.outbox = createOutbox(
      this.clock,
      this.wallClock,
      this.cloud,
      this.store.journal,
      this.pace,
      values,
      (isFirst) => ({ ...values(), ...(isFirst ? this.firstValues : {}) }),
      () => this.uplinks,
      () => this.others.shift(),
      this.spreadMs,
      () => this.isDisabled,
      log,
    );
    this.outbox.online();
  }

  finish(error: string): void {
    const done = this.done;
    this.done = undefined;
    if (!done) throw new Error("nothing is on its way");
    done(error);
  }

  pump(): this {
    this.outbox.pump();
    return this;
  }

  /** Once a second, as the firmware does. */
  run(seconds: number): this {
    for (let i = 0; i < seconds; i++) {
      this.clock.advance(1000);
      this.pump();
    }
    return this;
  }

  /** Posts an alarm and gives its id. */
  alarm(): number {
    this.outbox.post(ALARM_KIND + 3, 120_000);
    return this.lastId;
  }

  /** Posts a fault, raised, and gives its id. */
  fault(code = 1): number {
    this.outbox.post(FAULT_KIND, 256 + code);
    return this.lastId;
  }

  /** The network gives its time. */
  learnTime(offsetMs: number): void {
    this.wallClock.offsetMs = offsetMs;
    this.outbox.timeKnown();
  }

  /** What a start of the board would find waiting, in the order of sending. */
  waiting(): number[] {
    return idsAfterRestart(this.store.flash);
  }

  get counters() {
    return this.store.shelf.counters;
  }

  /** The cloud's word, by the way it comes. */
  reply(id: number, code: unknown): void {
    const body = JSON.stringify({ id: String(id), code });
    const downlink = this.cloud.receive(`${THING}event/GasCheck_Event/post_reply`, body, body.length);
    if (downlink.kind === "reply") {
      const { id, code, canRetry, isThrottled } = downlink;
      this.outbox.replied(parseInt(id, 10), code, canRetry, isThrottled);
    }
  }

  /** As a platform that has what was meant, and still does not want it: each copy is refused. */
  refuse(id: number, code: unknown): void {
    this.reply(id, code);
    this.run(1);
    this.reply(id, code);
  }

  /** What was published since the last call. */
  take(): string[] {
    this.payloads.length = 0;
    return this.sent.splice(0);
  }
}
