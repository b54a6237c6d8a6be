/** Messages from the cloud into the app, by way of the modem's line or directly; fast-check draws them and makes them small. */
import fc from "fast-check";
import type { Uplink } from "../../src/cloud/cloud.ts";
import type { Outbox } from "../../src/cloud/outbox.ts";
import { FakeClock } from "../unit/fake-clock.ts";
import { APN } from "../unit/parts.ts";
import { IDENTITY, LEL_PPM, MAX_PPM } from "./device.ts";
import { downlink } from "./downlink-arbitrary.ts";
import { type Downlink, type Expected, expectedOf, kept } from "./downlink-model.ts";
import { Violation } from "./oracle.ts";
import type { Parts } from "./parts.ts";

export interface DownlinkFinding {
  readonly message: string;
  readonly downlink: Downlink;
  /** For `--path`. */
  readonly path: string;
}

export interface DownlinkFigures {
  readonly messages: number;
  /** By what they had to come to. */
  readonly kinds: Record<Expected["kind"], number>;
}

/** What the app did. */
interface Deeds {
  switched: boolean[];
  configured: object[];
  services: [name: string, ppm: number][];
  answers: Uplink[];
  replies: [id: number, code: number, canRetry: boolean][];
  logged: string[];
}

const SUCCESS = 200;
const noDeeds = (): Deeds => ({ switched: [], configured: [], services: [], answers: [], replies: [], logged: [] });
const NO_ALARM = { gas: 0, warningS: 0, alarmS: 0, dose: 0, isAcknowledged: false } as const;
const RULES = { warningPpm: 5000, alarmPpm: 10_000, clearPpm: 8000, isLatching: true, exposure: undefined };

export class DownlinkBench {
  readonly figures: DownlinkFigures = {
    messages: 0,
    kinds: { order: 0, "refused order": 0, service: 0, reply: 0, refused: 0, nothing: 0 },
  };
  private deeds: Deeds = noDeeds();
  private readonly app: ReturnType<Parts["createApp"]>;
  private receive: (chunk: string) => void = () => {};

  constructor(parts: Parts) {
    // A login is not needed to be spoken to, and its hash is slow.
    const cloud = parts.createAliyun(IDENTITY, () => () => "", 0, LEL_PPM, MAX_PPM);
    const outbox = {
      post() {},
      answer: (uplink: Uplink) => this.deeds.answers.push(uplink),
      replied: (...reply: [number, number, boolean]) => this.deeds.replies.push(reply),
    } as unknown as Outbox;
    this.app = parts.createApp(
      {} as Parameters<Parts["createApp"]>[0],
      RULES,
      NO_ALARM,
      () => false,
      cloud,
      outbox,
      (isOn) => {
        this.deeds.switched.push(isOn);
        return true;
      },
      undefined,
      0,
      {} as Parameters<Parts["createApp"]>[9],
      (name, ppm) => {
        this.deeds.services.push([name, ppm]);
        return { code: SUCCESS, values: {} };
      },
      (values) => {
        // The switch is the app's own.
        const { PowerSwitch: _, ...settings } = values;
        this.deeds.configured.push(settings);
        return SUCCESS;
      },
      (text) => this.deeds.logged.push(text),
    );
    const uart = {
      write() {},
      on: (_event: "data", listener: (chunk: string) => void) => {
        this.receive = listener;
      },
    };
    const events = { lost() {}, message: this.app.message, time() {} };
    parts.createLuat(uart, new FakeClock(), APN, undefined, undefined, events);
  }

  check(given: Downlink): void {
    const { app } = this;
    const powerBefore = app.status.power;
    const refusedBefore = app.status.refusedDownlinks;
    this.deeds = noDeeds();
    this.deliver(given);
    const expected = expectedOf(given);
    (this.figures as { messages: number }).messages++;
    this.figures.kinds[expected.kind]++;
    const isOrder = expected.kind === "order";
    const isRefused = expected.kind === "refused" || expected.kind === "refused order";
    const isOn = isOrder ? expected.isOn : undefined;
    this.must("switched", this.deeds.switched, isOn === undefined ? [] : [isOn]);
    this.must("power", app.status.power, isOn === undefined ? powerBefore : Number(isOn));
    this.must("configured", this.deeds.configured, isOrder ? [expected.settings] : []);
    this.checkService(expected);
    this.must("counted as refused", app.status.refusedDownlinks - refusedBefore, isRefused ? 1 : 0);
    this.must("log lines", this.deeds.logged.length, isRefused ? 1 : 0);
    for (const text of this.deeds.logged)
      if (!/^refused \d+ bytes: code \d+$/.test(text)) throw new Violation("no content in the log", text);
    this.checkReplies(expected);
    this.checkAnswers(expected);
  }

  private must(what: string, got: unknown, expected: unknown): void {
    // JSON has no infinite numbers.
    const text = (value: unknown) =>
      JSON.stringify(value, (_key, inner) => (typeof inner === "number" ? String(inner) : inner));
    if (text(got) !== text(expected)) throw new Violation(what, `${text(got)}, not ${text(expected)}`);
  }

  private checkReplies(expected: Expected): void {
    const { replies } = this.deeds;
    this.must("replies", replies.length, expected.kind === "reply" ? 1 : 0);
    if (expected.kind !== "reply") return;
    const [id, code, canRetry] = replies[0] as [number, number, boolean];
    this.must("reply", [code, canRetry], [expected.code, expected.canRetry]);
    if (!expected.ids.map(Number).includes(id)) throw new Violation("reply's id", `${id}, not ${expected.ids[0]}`);
  }

  /** Called once, by its name. */
  private checkService(expected: Expected): void {
    const { services } = this.deeds;
    this.must("services", services, expected.kind === "service" ? [[expected.name, expected.ppm]] : []);
  }

  private checkAnswers(expected: Expected): void {
    const { answers } = this.deeds;
    const isAnswered = "topic" in expected;
    this.must("answers", answers.length, isAnswered ? 1 : 0);
    if (!isAnswered) return;
    const { topic, payload } = answers[0] as Uplink;
    const { id, code, data } = JSON.parse(payload) as { id: string; code: number; data: unknown };
    const { ids } = expected;
    const codes = "codes" in expected ? expected.codes : [SUCCESS];
    this.must("answer's topic", topic, `${expected.topic}_reply`);
    this.must("answer's data", data, {});
    if (!codes.includes(code)) throw new Violation("answer's code", `${code}, not ${codes.join(" or ")}`);
    if (!ids.includes(id)) throw new Violation("answer's id", `${id}, not ${ids.slice(0, 5).join(" or ")}`);
  }

  private deliver({ topic, body, chunkBytes }: Downlink): void {
    // Neither can stand in the header of a message.
    if (!chunkBytes || /["\r\n]/.test(topic) || topic.length > 250) {
      this.app.message(topic, kept(body), body.length);
      return;
    }
    const bytes = `\r\n+MSUB: "${topic}",${body.length} byte,${body}\r\n`;
    for (let at = 0; at < bytes.length; at += chunkBytes) this.receive(bytes.slice(at, at + chunkBytes));
  }
}

/** `path` replays one finding of the same seed. */
export function fuzzDownlinks(
  bench: DownlinkBench,
  seed: number,
  count: number,
  path?: string,
): DownlinkFinding | undefined {
  const property = fc.property(downlink, (one) => bench.check(one));
  const result = fc.check(property, { seed, numRuns: count, ...(path === undefined ? {} : { path }) });
  if (!result.failed) return undefined;
  const error = result.errorInstance;
  return {
    message: error instanceof Error ? error.message : String(error),
    downlink: (result.counterexample as [Downlink])[0],
    path: result.counterexamplePath as string,
  };
}
