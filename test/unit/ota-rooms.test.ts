/** Bundles in flash: laid out, filled, put in place by the boot code, and back. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  Bench,
  bundleOf,
  confirm,
  crcOf,
  fetchAll,
  flashed,
  MOST_BYTES,
  PAGE_BYTES,
  START,
  update,
} from "./ota-bench.ts";

const [FIRST, SECOND, THIRD] = [bundleOf("first"), bundleOf("second", 1700), bundleOf("third", 2048)];

describe("one update", () => {
  it("the new bundle takes the place of the one that was flashed, on trial until it is confirmed", () => {
    const bench = flashed(FIRST);
    assert.equal(bench.start().bundle, FIRST);
    update(bench, SECOND);
    const started = bench.start();
    assert.deepEqual([started.bundle, started.isWatched], [SECOND, true]);
    assert.deepEqual([bench.rooms().isOnTrial(), bench.rooms().bundle()], [true, SECOND]);
    confirm(bench);
    const again = bench.start();
    assert.deepEqual([again.bundle, again.isWatched, bench.rooms().isOnTrial()], [SECOND, false, false]);
    assert.equal(bench.read("canary.json"), '{"cloud":{}}');
  });
  it("and a third, a fourth", () => {
    const bench = flashed(FIRST);
    for (const text of [SECOND, THIRD, FIRST, THIRD]) {
      update(bench, text);
      assert.equal(bench.start().bundle, text);
      confirm(bench);
    }
  });
});

it("of a long bundle the pages of the flashed one hold the old one's beginning", () => {
  const mostBytes = 8192;
  const bench = flashed(bundleOf("big", 7000), 20, 2048);
  const texts = [6500, 8000, 7100].map((bytes) => bundleOf(`of ${bytes}`, bytes));
  for (const text of texts) {
    update(bench, text, mostBytes);
    assert.equal(bench.start().bundle, text);
    bench.rooms(mostBytes).confirm();
  }
  update(bench, bundleOf("bad", 8192), mostBytes);
  for (let start = 0; start < 6; start++) bench.start();
  assert.equal(bench.start().bundle, texts.at(-1));
});

for (const [what, texts] of [
  ["of the flashed one", [SECOND]],
  ["of one that came over the air", [SECOND, THIRD]],
  ["of that again", [SECOND, THIRD, bundleOf("fourth", 2000)]],
] as const) {
  describe(`the way back ${what}`, () => {
    const setUp = (): { bench: Bench; old: string; bad: string } => {
      const bench = flashed(FIRST);
      for (const text of texts.slice(0, -1)) {
        update(bench, text);
        bench.start();
        confirm(bench);
      }
      const bad = texts.at(-1) as string;
      update(bench, bad);
      return { bench, old: texts.at(-2) ?? FIRST, bad };
    };
    it("five starts that nobody confirms", () => {
      const { bench, old, bad } = setUp();
      for (let start = 0; start < 5; start++) assert.equal(bench.start().bundle, bad, `start ${start}`);
      assert.equal(bench.start().bundle, old);
      assert.equal(bench.start().bundle, old);
    });
    it("half an hour that nobody confirms, over two starts", () => {
      const { bench, old } = setUp();
      const first = bench.start();
      for (let i = 0; i < 3; i++) first.tick();
      const second = bench.start();
      for (let i = 0; i < 2; i++) second.tick();
      assert.equal(second.isRestarting(), false);
      second.tick();
      assert.equal(second.isRestarting(), true);
      const rooms = bench.start().bundle === old && bench.rooms();
      assert.ok(rooms);
      assert.deepEqual([rooms.isBack(), rooms.isBackAnew(), rooms.isBackAnew()], [true, true, false]);
      assert.equal(rooms.givenUp(), crcOf(texts.at(-1) as string) >>> 0);
      rooms.told();
      assert.deepEqual([bench.rooms().isBack(), bench.rooms().isOnTrial()], [false, false]);
    });
    it("what was given up is remembered over the next update", () => {
      const { bench } = setUp();
      for (let start = 0; start < 6; start++) bench.start();
      update(bench, THIRD);
      bench.start();
      confirm(bench);
      assert.equal(bench.rooms().givenUp(), crcOf(texts.at(-1) as string) >>> 0);
    });
  });
}

it("a confirmed one stops the trial's clock", () => {
  const bench = flashed(FIRST);
  update(bench, SECOND);
  const started = bench.start();
  confirm(bench);
  for (let i = 0; i < 9; i++) started.tick();
  assert.equal(started.isRestarting(), false);
});

describe("what comes goes on where it was", () => {
  it("from whole pages, of the same bundle only", () => {
    const bench = flashed(FIRST);
    const rooms = bench.rooms();
    assert.equal(rooms.most(), 0);
    assert.equal(rooms.lay(), true);
    assert.equal(rooms.most(), MOST_BYTES);
    assert.equal(rooms.begin(7, 2000), 0);
    rooms.put(0, "a".repeat(512));
    assert.equal(bench.rooms().begin(7, 2000), 0, "half a page does not count");
    rooms.put(0, "b".repeat(512));
    rooms.put(512, "b".repeat(512));
    assert.equal(bench.rooms().begin(7, 2000), PAGE_BYTES);
    assert.equal(rooms.text(0, 3), "bbb");
    assert.equal(bench.rooms().begin(8, 2000), 0, "another one begins anew");
    assert.equal(bench.rooms().begin(8, 1999), 0, "another length too");
  });
  it("a whole one stands whole", () => {
    const bench = flashed(FIRST);
    const rooms = bench.rooms();
    rooms.lay();
    fetchAll(rooms, THIRD, 9);
    assert.equal(bench.rooms().begin(9, THIRD.length), THIRD.length);
  });
});

describe("where it can't be", () => {
  const rows: readonly (readonly [what: string, make: () => Bench])[] = [
    ["no bundle at all", () => new Bench()],
    ["no room for three", () => flashed(FIRST, 8)],
    [
      "files up to the very end",
      () => {
        const bench = flashed(FIRST, 4);
        bench.write("music", "x".repeat(2588));
        return bench;
      },
    ],
    ["a bundle longer than any place", () => flashed(bundleOf("long", 4000))],
    [
      "a boot file of somebody else's in the way of ours",
      () => {
        const bench = flashed(FIRST);
        bench.flash.program(START + 1600, Buffer.from("no erased flash"));
        return bench;
      },
    ],
  ];
  for (const [what, make] of rows) {
    it(what, () => {
      const bench = make();
      const before = bench.read(".bootcde");
      const rooms = bench.rooms();
      assert.deepEqual([rooms.lay(), rooms.most(), rooms.isOnTrial(), rooms.givenUp()], [false, 0, false, 0]);
      assert.equal(bench.start().bundle, before);
    });
  }
  it("without a bundle there is no text of one", () => assert.equal(new Bench().rooms().bundle(), ""));
  it("files that were compacted meanwhile: neither boot code nor firmware touches what stands there now", () => {
    const bench = flashed(FIRST);
    update(bench, SECOND);
    bench.files.erase("canary.json");
    bench.files.compact();
    const before = bench.flash.dump();
    assert.equal(bench.start().bundle, FIRST);
    assert.deepEqual(bench.flash.dump(), before);
    assert.equal(bench.rooms().most(), 0);
  });
  it("settings that are written anew behind them leave them where they are", () => {
    const bench = flashed(FIRST);
    update(bench, SECOND);
    bench.start();
    bench.write("canary.json", '{"cloud":{"port":1}}');
    assert.equal(bench.rooms().most(), MOST_BYTES);
    assert.equal(bench.start().bundle, SECOND);
  });
});

it("flash that takes no new bundle leaves the flashed one, and no trial", () => {
  const bench = flashed(FIRST);
  update(bench, SECOND);
  const { program } = bench.flash;
  const place =
    bench.files
      .list()
      .filter(({ name }) => name === ".bootcde")
      .at(-1)?.address ?? 0;
  bench.flash.program = (address, bytes) => {
    if (address < place + 32) program.call(bench.flash, address, bytes);
  };
  assert.equal(bench.start().bundle, FIRST);
  assert.equal(bench.start().bundle, FIRST);
  assert.deepEqual([bench.rooms().isOnTrial(), bench.rooms().isBack()], [false, true]);
});
