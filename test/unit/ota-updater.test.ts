/** Firmware over the air from the offer to the end of the trial, over flash as it is and a clock of its own. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import { createUpdater, type Piece } from "../../src/ota/updater.ts";
import { FakeClock } from "./fake-clock.ts";
import { type Bench, crcOf, flashed } from "./ota-bench.ts";

const OLD = 'print("gas-canary 1.0.0 esp32 "+hash);';
const NEW = `${'print("gas-canary 1.1.0 esp32 "+hash);'.padEnd(1800, "a=1;")};`;
const releaseOf = (text: string, version: string): string =>
  `${version}-${(crcOf(text) >>> 0).toString(16).padStart(8, "0")}`;
const RUNS = releaseOf(OLD, "1.0.0");
const PAUSE_MS = 10_000;

const digestOf = (method: string, text: string): string => createHash(method).update(text, "latin1").digest("hex");

function manifestOf(text: string, given: object = {}): Record<string, unknown> {
  return {
    version: releaseOf(text, "1.1.0"),
    size: text.length,
    dProtocol: "mqtt",
    streamId: 7,
    streamFileId: 1,
    signMethod: "SHA256",
    sign: digestOf("sha256", text),
    ...given,
  };
}

interface Given {
  readonly bench?: Bench;
  readonly hasNative?: boolean;
  readonly hasFetch?: boolean;
}

/** The parts around it; what a test turns stands in `world`. */
function desk({ bench = flashed(OLD), hasNative = true, hasFetch = false }: Given = {}) {
  const clock = new FakeClock();
  const world = { isFree: true, isCalm: true, isWell: true, restarts: [] as string[], log: [] as string[] };
  const fetches: { url: string; from: number; bytes: number; done: (error: string, body: string) => void }[] = [];
  const updater = createUpdater(
    bench.rooms(),
    clock,
    RUNS,
    "esp32",
    crcOf,
    hasNative ? (text) => createHash("sha256").update(text, "latin1").digest().toString("latin1") : undefined,
    hasFetch ? (url, from, bytes, done) => void fetches.push({ url, from, bytes, done }) : undefined,
    () => world.isFree,
    () => world.isCalm,
    () => world.isWell,
    (why) => void world.restarts.push(why),
    (text) => void world.log.push(text),
  );
  const next = (): Piece | undefined => updater.next(clock.nowMs());
  const report = () => updater.report(clock.nowMs());
  const status = () => updater.status() as Record<string, unknown>;
  const give = (text: string, piece: Piece): void =>
    updater.take(piece.key, piece.at, text.length, text.substr(piece.at, piece.bytes));
  const giveAll = (text: string): void => {
    for (let piece = next(); piece; piece = next()) give(text, piece);
  };
  return { bench, clock, world, fetches, updater, next, report, status, give, giveAll };
}

function keyOf(text: string, method = "sha256"): number {
  return crcOf(`${releaseOf(text, "1.1.0")}:${text.length}:${digestOf(method, text)}`) >>> 0;
}

describe("the whole way over MQTT", () => {
  for (const [what, method, hasNative] of [
    ["SHA-256 of the interpreter", "sha256", true],
    ["SHA-256 in steps", "sha256", false],
    ["MD5 in steps", "md5", true],
  ] as const) {
    it(what, () => {
      const at = desk({ hasNative });
      at.updater.offer(manifestOf(NEW, { signMethod: method, sign: digestOf(method, NEW) }));
      const piece = at.next();
      assert.deepEqual(piece, { streamId: 7, fileId: 1, at: 0, bytes: 1024, key: keyOf(NEW, method) });
      at.give(NEW, piece as Piece);
      at.giveAll(NEW);
      at.clock.advance(PAUSE_MS * 3);
      assert.deepEqual(at.world.restarts, [`OTA ${releaseOf(NEW, "1.1.0")}`], JSON.stringify(at.status()));
      assert.equal(at.bench.start().bundle, NEW);
    });
  }

  it("the trial ends when it has been well for five minutes on end", () => {
    const { bench, updater, clock, giveAll } = desk();
    updater.offer(manifestOf(NEW));
    giveAll(NEW);
    clock.advance(PAUSE_MS * 3);
    bench.start();
    const trial = desk({ bench });
    assert.equal(trial.updater.isOnTrial(), true);
    trial.clock.advance(290_000);
    trial.world.isWell = false;
    trial.clock.advance(PAUSE_MS);
    trial.world.isWell = true;
    trial.clock.advance(290_000);
    trial.updater.offer(manifestOf(OLD));
    assert.deepEqual([trial.updater.isOnTrial(), trial.next()], [true, undefined], "nothing else meanwhile");
    trial.clock.advance(20_000);
    assert.deepEqual([trial.updater.isOnTrial(), bench.rooms().isOnTrial()], [false, false]);
  });

  it("the next one too: what runs is kept in steps", () => {
    const first = desk();
    first.updater.offer(manifestOf(NEW));
    first.giveAll(NEW);
    first.clock.advance(PAUSE_MS * 3);
    first.bench.start();
    first.bench.rooms().confirm();
    const text = NEW.replace("1.1.0", "1.2.0");
    const at = desk({ bench: first.bench });
    at.updater.offer({ ...manifestOf(text), version: releaseOf(text, "1.2.0") });
    at.giveAll(text);
    at.clock.advance(PAUSE_MS * 3);
    assert.equal(at.bench.start().bundle, text);
    for (let start = 0; start < 5; start++) at.bench.start();
    assert.equal(at.bench.start().bundle, NEW);
  });

  it("what was rolled back is told once, and not taken again", () => {
    const first = desk();
    first.updater.offer(manifestOf(NEW));
    first.giveAll(NEW);
    first.clock.advance(PAUSE_MS * 3);
    for (let i = 0; i < 6; i++) first.bench.start();
    const at = desk({ bench: first.bench });
    at.updater.offer(manifestOf(NEW));
    assert.deepEqual(at.report(), { step: -4, desc: "rolled back" }, "whatever is offered before");
    assert.equal(at.report(), undefined);
    assert.equal(desk({ bench: first.bench }).report(), undefined, "nor after a restart");
    at.updater.offer(manifestOf(NEW));
    assert.deepEqual(at.report(), { step: -1, desc: "rolled back before" });
  });
});

describe("pieces", () => {
  it("one at a time; asked for again after 10 s, and given up after eight", () => {
    const at = desk();
    at.updater.offer(manifestOf(NEW));
    for (let miss = 0; miss < 8; miss++) {
      assert.ok(at.next(), `question ${miss}`);
      assert.equal(at.next(), undefined);
      at.clock.advance(PAUSE_MS);
    }
    assert.equal(at.next(), undefined);
    assert.deepEqual(at.report(), { step: -2, desc: "piece at 0 does not come" });
    assert.deepEqual([at.updater.isWanting(), at.status()["stage"]], [true, "idle"]);
    at.updater.offer(manifestOf(NEW));
    assert.deepEqual([at.updater.isWanting(), at.next()?.at], [false, 0], "and goes on when it is offered again");
  });

  const others: readonly (readonly [
    what: string,
    take: (piece: Piece) => readonly [number, number, number, string],
  ])[] = [
    ["another place", ({ key, bytes }) => [key, 1024, NEW.length, NEW.substr(1024, bytes)]],
    ["another file", ({ key, bytes }) => [key + 1, 0, NEW.length, NEW.substr(0, bytes)]],
    ["a file of another length", ({ key, bytes }) => [key, 0, NEW.length + 1, NEW.substr(0, bytes)]],
    ["too short a piece", ({ key }) => [key, 0, NEW.length, NEW.substr(0, 5)]],
  ];
  for (const [what, take] of others) {
    it(`${what} is none`, () => {
      const at = desk();
      at.updater.offer(manifestOf(NEW));
      at.updater.take(...take(at.next() as Piece));
      assert.equal(at.status()["bytes"], 0);
    });
  }

  it("none while an alarm waits; over a new session the same is asked for at once", () => {
    const at = desk();
    at.updater.offer(manifestOf(NEW));
    at.world.isFree = false;
    assert.equal(at.next(), undefined);
    at.world.isFree = true;
    assert.equal(at.next()?.at, 0);
    at.updater.online();
    assert.equal(at.next()?.at, 0);
  });

  it("none that nobody waits for", () => {
    const at = desk();
    at.updater.take(1, 0, 1, "x");
    assert.equal(at.status()["stage"], "idle");
  });

  it("a restart goes on from the last whole page", () => {
    const first = desk();
    first.updater.offer(manifestOf(NEW));
    first.give(NEW, first.next() as Piece);
    const at = desk({ bench: first.bench });
    at.updater.offer(manifestOf(NEW));
    assert.equal(at.next()?.at, 1024);
    at.updater.online();
    at.giveAll(NEW);
    const last = desk({ bench: first.bench });
    last.updater.offer(manifestOf(NEW));
    assert.equal(last.next()?.at, 1024, "of the last page nothing says that it is whole");
  });

  it("a whole one that stands there is checked at once", () => {
    const text = `${'print("gas-canary 1.1.0 esp32 "+hash);'.padEnd(2047, "a=1;")};`;
    const first = desk();
    first.updater.offer(manifestOf(text));
    first.giveAll(text);
    const at = desk({ bench: first.bench });
    at.updater.offer(manifestOf(text));
    assert.equal(at.next(), undefined);
    at.clock.advance(PAUSE_MS * 2);
    assert.equal(at.world.restarts.length, 1);
  });
});

describe("by a link", () => {
  const LINK = { dProtocol: undefined, url: "https://files.example/x?Signature=secret" };

  it("in pieces beside the session, the link of the newest offer", () => {
    const at = desk({ hasFetch: true });
    at.updater.offer(manifestOf(NEW, LINK));
    assert.equal(at.next(), undefined);
    assert.equal(at.next(), undefined, "one at a time");
    at.updater.take(keyOf(NEW), 0, NEW.length, NEW.substr(0, 1024));
    assert.equal(at.status()["bytes"], 0, "over MQTT none was asked for");
    at.fetches[0]?.done("", NEW.substr(0, 1024));
    at.updater.offer(manifestOf(NEW, { ...LINK, url: "https://files.example/y" }));
    at.next();
    at.fetches[1]?.done("", NEW.substr(1024));
    assert.deepEqual(
      at.fetches.map(({ url, from, bytes }) => [url.slice(22, 23), from, bytes]),
      [
        ["x", 0, 1024],
        ["y", 1024, NEW.length - 1024],
      ],
    );
    at.clock.advance(PAUSE_MS * 2);
    assert.equal(at.world.restarts.length, 1);
    assert.ok(!at.world.log.join().includes("secret"));
  });

  it("a busy modem is asked again, an error and a short piece are misses", () => {
    const at = desk({ hasFetch: true });
    at.updater.offer(manifestOf(NEW, LINK));
    at.next();
    at.fetches[0]?.done("busy", "");
    assert.equal(at.status()["misses"], 0);
    at.next();
    at.fetches[1]?.done("404", "");
    assert.equal(at.status()["misses"], 1);
    at.next();
    assert.equal(at.fetches.length, 2, "not at once");
    at.clock.advance(PAUSE_MS);
    at.next();
    at.fetches[2]?.done("", "short");
    assert.equal(at.status()["misses"], 2);
    for (let miss = 2; miss < 8; miss++) {
      at.clock.advance(PAUSE_MS);
      at.next();
      at.fetches.at(-1)?.done("500", "");
    }
    assert.equal(at.report()?.step, -2);
    at.fetches.at(-1)?.done("", NEW.substr(0, 1024));
    assert.equal(at.status()["stage"], "idle", "what comes too late is left");
  });

  it("by http and by https in turn, and on by the one that works: not every modem has TLS", () => {
    const at = desk({ hasFetch: true });
    at.updater.offer(manifestOf(NEW, LINK));
    at.next();
    at.fetches[0]?.done("tls", "");
    at.clock.advance(PAUSE_MS);
    at.next();
    at.fetches[1]?.done("", NEW.substr(0, 1024));
    at.next();
    assert.deepEqual(
      at.fetches.map(({ url }) => url.slice(0, 8)),
      ["https://", "http://f", "http://f"],
    );
  });

  it("a fetch that never ends is forgotten, and what comes of it for another offer too", () => {
    const at = desk({ hasFetch: true });
    at.updater.offer(manifestOf(NEW, LINK));
    at.next();
    at.clock.advance(200_000);
    at.next();
    assert.equal(at.fetches.length, 2);
    const other = NEW.replace("1.1.0", "1.1.1");
    at.updater.offer({ ...manifestOf(other, LINK), version: releaseOf(other, "1.1.1") });
    at.fetches[1]?.done("", NEW.substr(0, 1024));
    assert.equal(at.status()["bytes"], 0);
  });
});

describe("what does not fit", () => {
  const wrong = NEW.replace("esp32", "pico!");
  const rows: readonly (readonly [what: string, text: string, given: object, step: number, why: RegExp])[] = [
    ["another digest", NEW, { sign: digestOf("sha256", OLD) }, -3, /digest/],
    ["another version's CRC", NEW, { version: "1.1.0-00000000" }, -1, /another's/],
    ["another board's", wrong, {}, -1, /no bundle for esp32/],
  ];
  for (const [what, text, given, step, why] of rows) {
    it(`${what}, when it is there`, () => {
      const at = desk();
      at.updater.offer(manifestOf(text, given));
      at.giveAll(text);
      const report = at.report();
      assert.equal(report?.step, step);
      assert.match(report?.desc ?? "", why);
      at.clock.advance(PAUSE_MS * 3);
      assert.deepEqual(at.world.restarts, []);
      const again = desk({ bench: at.bench });
      again.updater.offer(manifestOf(text, given));
      assert.equal(again.next()?.at, 0, "nothing of it is used again");
    });
  }

  it("too much, no room, no sense: refused at once, and what is under way goes on", () => {
    const at = desk();
    at.updater.offer(manifestOf(NEW));
    at.give(NEW, at.next() as Piece);
    for (const [data, why] of [
      [{ ...manifestOf(NEW), size: 2049 }, /no room/],
      [{ ...manifestOf(NEW), size: -1 }, /^size/],
      [undefined, /no manifest/],
    ] as const) {
      at.updater.offer(data);
      assert.match(at.report()?.desc ?? "", why);
    }
    assert.deepEqual([at.next()?.at, at.status()["refused"]], [1024, 3]);
    const full = desk({ bench: flashed(OLD, 5) });
    full.updater.offer(manifestOf(NEW));
    assert.deepEqual(full.report(), { step: -1, desc: "size: no room beside the files" });
  });

  it("what runs already is no work", () => {
    const at = desk();
    at.updater.offer({ ...manifestOf(OLD), version: RUNS });
    assert.deepEqual([at.next(), at.report(), at.status()["last"]], [undefined, undefined, "runs already"]);
  });
});

describe("what is told, and when it restarts", () => {
  it("a step at most each 5 % and each 10 s, and 100 when it is sound", () => {
    const text = `${'print("gas-canary 1.1.0 esp32 "+hash);'.padEnd(1990, "a=1;")};`;
    const at = desk();
    const steps: number[] = [];
    const tell = (): void => void steps.push(at.report()?.step ?? 0);
    at.updater.offer(manifestOf(text));
    tell();
    tell();
    at.give(text, at.next() as Piece);
    tell();
    at.clock.advance(PAUSE_MS);
    tell();
    tell();
    at.give(text, at.next() as Piece);
    at.clock.advance(PAUSE_MS);
    tell();
    tell();
    assert.deepEqual(steps, [1, 0, 0, 51, 0, 100, 0]);
  });

  it("not while something stands against it; no other offer is taken meanwhile", () => {
    const at = desk();
    at.world.isCalm = false;
    at.updater.offer(manifestOf(NEW));
    at.giveAll(NEW);
    at.clock.advance(PAUSE_MS * 30);
    assert.deepEqual([at.world.restarts.length, at.status()["stage"]], [0, "waiting"]);
    at.updater.offer({ ...manifestOf(OLD), version: "1.2.0-00000000" });
    assert.equal(at.status()["version"], releaseOf(NEW, "1.1.0"));
    at.world.isCalm = true;
    at.clock.advance(PAUSE_MS);
    assert.equal(at.world.restarts.length, 1);
  });
});
