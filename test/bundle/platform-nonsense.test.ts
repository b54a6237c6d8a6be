/**
 * A platform that talks nonsense, on every topic that the device listens to and on others: refused, counted, and nothing else
 * disturbed. Drawn from a seed, so that a failure is one of the change under test.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { filterMatches } from "../../sim/cloud/topics.ts";
import { type Answer, answerTo, drawAnswers, drawNonsense, type Nonsense, TEXTLESS } from "./nonsense.ts";
import { MARK } from "./nonsense-kinds.ts";
import { configWith, Rig, rigBoard } from "./rig.ts";

/** With room for a second bundle, so that OTA is in it. */
const BOARD = await rigBoard("rp2350-pico2");
const SEED = 20260604;
const MESSAGES = 2500;
const BATCH = 15;
const APART_MS = 400;
const RECOVERS_S = 60;
/** Of `canary.status()` as text: it has the last troubles in it, and no more of them than there is room for. */
const STATUS_CHARS = 4000;

class NonsenseRig extends Rig {
  readonly before: string;
  /** Ends the answers that are none. */
  readonly recover: () => void;
  #numbered = 0;

  constructor(seed: number, answers: readonly Answer[]) {
    super({ ...BOARD, seed, config: configWith({}), modem: { settings: { pushBytes: 65_536 } } });
    this.recover = answers.length ? this.#answerBy(answers) : () => {};
    this.warm();
    this.before = this.settings;
  }

  get settings(): string {
    return this.node.ask("print(JSON.stringify(canary.config()))").join("");
  }

  get refused(): number {
    return Number(this.node.ask("print(canary.status().refused)")[0]);
  }

  /** Filters of what the device has subscribed to. */
  get filters(): string[] {
    return this.node.sent.flatMap((line) => /^AT\+MSUB="([^"]+)"/.exec(line)?.[1] ?? []);
  }

  reconnect(): void {
    this.network.drop();
    this.waitFor("the session's loss", () => this.node.state !== "ONLINE", RECOVERS_S);
  }

  deliver({ topic, payload: drawn, qos }: Nonsense): void {
    const payload = this.#filled(drawn);
    const host = "a1EXAMPLE00.iot-as-mqtt.cn-shanghai.aliyuncs.com";
    this.network.brokerAt(host)?.sessionOf(this.device)?.deliverUnasked(topic, payload, qos);
  }

  #filled(payload: string | Uint8Array): string | Uint8Array {
    return typeof payload === "string" ? payload.replaceAll("@n", () => `${++this.#numbered}`) : payload;
  }

  /** Whatever the device asks or tells is taken in, and answered so. */
  #answerBy(answers: readonly Answer[]): () => void {
    const { platform } = this;
    const sound = platform.onPublish;
    let asked = 0;
    platform.onPublish = (device, topic, payload) => {
      sound.call(platform, device, topic, payload);
      const answer = answers[asked++ % answers.length] as Answer;
      if (answer.manner === "none") return [];
      const down = answerTo(topic, String(payload), answer);
      return [{ device, topic: down.topic, payload: this.#filled(down.payload), qos: 0, delayMs: 0, unasked: true }];
    };
    return () => {
      platform.onPublish = sound;
    };
  }

  /** What must hold at any time. */
  assertUndisturbed(story: string): void {
    const { node } = this;
    this.waitFor(`ONLINE after ${story}`, () => node.state === "ONLINE", RECOVERS_S);
    assert.deepEqual(node.board.uncaught, [], `exceptions after ${story}`);
    assert.equal(node.output, false, `the output stays off after ${story}`);
    assert.equal(node.vitals.gasState, 1, `no gas after ${story}`);
    assert.equal(node.board.bootCount, 1, `no restart after ${story}`);
    assert.equal(this.settings, this.before, `settings after ${story}`);
    const status = JSON.stringify(node.status());
    assert.ok(status.length < STATUS_CHARS, `${status.length} characters of status after ${story}`);
  }

  assertNothingShown(): void {
    const { console, board } = this.node;
    const up = this.platform.messages.filter(({ kind }) => kind === "up").map(({ payload }) => payload ?? "");
    const shown = [...console.map(({ text }) => text), ...up, JSON.stringify(this.node.status()), this.settings];
    for (const secret of [MARK, "secret"]) {
      const where = shown.find((text) => text.includes(secret));
      assert.equal(where, undefined, `"${secret}" was shown`);
    }
    assert.ok(board.bootCount > 0);
  }
}

const storyOf = (batch: readonly Nonsense[], seed: number): string =>
  [
    `seed ${seed}:`,
    ...batch.map(({ topic, payload }) => `  ${topic} ${JSON.stringify(String(payload)).slice(0, 300)}`),
  ].join("\n");

for (const [what, seed, isSound] of [
  ["a sound platform beside them", SEED, true],
  ["a platform that answers nonsense as well", SEED + 1, false],
] as const) {
  test(`${MESSAGES} messages that no platform sends, ${what}`, () => {
    const rig = new NonsenseRig(seed, isSound ? [] : drawAnswers(seed, 500));
    const all = [...TEXTLESS, ...drawNonsense(seed, MESSAGES)];
    for (let at = 0; at < all.length; at += BATCH) {
      const batch = all.slice(at, at + BATCH);
      for (const one of batch) {
        rig.deliver(one);
        rig.clock.runFor(APART_MS);
      }
      // What is asked at a session's start is asked again.
      if (at % (10 * BATCH) === 0) rig.reconnect();
      rig.assertUndisturbed(storyOf(batch, seed));
    }
    rig.assertNothingShown();
    const missed = rig.filters.filter((filter) => !all.some(({ topic }) => filterMatches(filter, topic)));
    assert.deepEqual(missed, [], "topics that the device listens to, and none of the messages went there");
    const { refused } = rig;
    assert.ok(refused > MESSAGES / 3 && refused < 2 * all.length, `${refused} refused of ${MESSAGES}`);
    rig.recover();
    rig.alarm(60);
    rig.assertAlive();
  });
}
