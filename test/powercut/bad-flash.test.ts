/** Flash that holds anything: the device starts with what is sound in it, and says what is not. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { FlashImage } from "../../sim/board/flash.ts";
import type { NodeConfig } from "../../sim/profile.ts";
import { Random } from "../../sim/random.ts";
import { ALARM_KIND, MARK_DONE } from "../../src/store/slot.ts";
import { ALARM, configWith, NORMAL, RAISES_S, Rig } from "../bundle/rig.ts";
import { loadFirmware } from "./firmware.ts";
import { bankIn, FIRST_ID, litter, newFlash, slotFor, type Waiting } from "./used-flash.ts";

const FIRMWARE = {
  pico: await loadFirmware("pico"),
  mdbt42q: await loadFirmware("mdbt42q"),
  linux: await loadFirmware("linux"),
};
type BoardId = keyof typeof FIRMWARE;

const CONFIG: NodeConfig = configWith({ modem: { path: "/dev/modem" } });
const NEWER_KIND = 47;
const SENT_S = 300;
/** The end of one alarm, what is over range, the next alarm. */
const NEWER = 3;
const WARM_S = 300;

const areasOf = (board: BoardId) => FIRMWARE[board].boardFile.board.logFlash;
const slotsOf = (board: BoardId): number =>
  Math.min(...areasOf(board).map(({ pageBytes, pages }) => pageBytes * pages)) / 16 - 2;
const raised = (id: number): Waiting => ({ id, kind: ALARM_KIND + ALARM, epochS: 1_767_225_000 + id - FIRST_ID });

function start(board: BoardId, flash: FlashImage, config: NodeConfig | string | null = CONFIG): Rig {
  return new Rig({ ...FIRMWARE[board], flash, config });
}

/** Everything a device is for. */
function assertWorks(rig: Rig): void {
  rig.warm();
  rig.alarm();
  rig.waitFor("nothing left to send", () => rig.node.vitals.waiting === 0, SENT_S);
  rig.assertClean();
}

const unsoundOf = (rig: Rig): number => Number(rig.node.status()?.["unsound"]);
const textOf = (rig: Rig): string => rig.node.console.map(({ text }) => text).join("\n");
const idsOf = (rig: Rig): Set<number> => new Set(rig.events.map(({ id }) => Number(id)));

/** Fills the log of a new flash; returns the ids that wait in it. */
type Spoil = (flash: FlashImage, board: BoardId) => readonly number[];

const fillBoth =
  (what: number | ((area: number) => number | Random)): Spoil =>
  (flash, board) => {
    for (const [i, area] of areasOf(board).entries()) litter(flash, area, typeof what === "number" ? what : what(i));
    return [];
  };

/** A full log: every twentieth record waits, and what the others are is told. */
const withRecords =
  (others: { kind: number; isOpen: boolean }): Spoil =>
  (flash, board) => {
    const bank = bankIn(flash, areasOf(board), 0);
    const ids: number[] = [];
    for (let id = FIRST_ID; bank.used() < bank.size; id++) {
      const { kind, isOpen } = id % 20 === 0 ? WAITING : others;
      const slot = bank.append(slotFor({ ...raised(id), kind }), "");
      if (!isOpen) bank.mark(slot, MARK_DONE);
      else if (kind === WAITING.kind) ids.push(id);
    }
    return ids;
  };

const WAITING = { kind: ALARM_KIND + ALARM, isOpen: true };
const DELIVERED = { kind: ALARM_KIND + ALARM, isOpen: false };

/** Flips bits of slots that hold none of the records that wait. */
const damaged =
  (spoil: Spoil, share: number): Spoil =>
  (flash, board) => {
    const ids = spoil(flash, board);
    const random = new Random(1);
    const [area] = areasOf(board);
    assert.ok(area);
    for (let at = area.address + 48; at < area.address + 48 + 16 * 200; at += 16) {
      const isKept = ids.includes(flash.word(at));
      if (!isKept && random.next() < share) flash.program(at + 4, Uint8Array.of(random.between(0, 255)));
    }
    return ids;
  };

/** Of a board with smaller areas, at the beginning of both; its own records are as good as any. */
const foreign: Spoil = (flash, board) => {
  const other = board === "linux" ? "pico" : "linux";
  const image = newFlash(FIRMWARE[other].boardFile);
  const ids = withRecords(DELIVERED)(image, other);
  for (const [i, { address, pageBytes, pages }] of areasOf(board).entries()) {
    const from = areasOf(other)[i];
    assert.ok(from);
    flash.program(address, image.read(from.address, Math.min(pageBytes * pages, from.pageBytes * from.pages)));
  }
  return ids.filter((id) => id - FIRST_ID < slotsOf(board) - 1);
};

/** The head of the area is what a cut left of it: what stands in it counts all the same. */
const headless: Spoil = (flash, board) => {
  const ids = withRecords(DELIVERED)(flash, board);
  const [area] = areasOf(board);
  assert.ok(area);
  flash.program(area.address + 32, new Uint8Array(6));
  return ids;
};

const SPOILS: readonly [what: string, board: BoardId, spoil: Spoil, isUnsound: boolean][] = [
  ["erased", "pico", fillBoth(0xff), false],
  ["all zeros", "pico", fillBoth(0), true],
  ["all zeros", "mdbt42q", fillBoth(0), true],
  ["random bytes, seed 1", "pico", fillBoth((area) => new Random(10 + area)), true],
  ["random bytes, seed 2", "pico", fillBoth((area) => new Random(20 + area)), true],
  ["random bytes, seed 3", "mdbt42q", fillBoth((area) => new Random(30 + area)), true],
  ["random bytes in the first area", "pico", fillBoth((area) => (area === 0 ? new Random(5) : 0xff)), true],
  ["random bytes in the second area", "mdbt42q", fillBoth((area) => (area === 1 ? new Random(6) : 0xff)), true],
  ["records of a newer version", "pico", withRecords({ kind: NEWER_KIND, isOpen: true }), false],
  ["records of a newer version that are done", "mdbt42q", withRecords({ kind: NEWER_KIND, isOpen: false }), false],
  ["records with flipped bits", "pico", damaged(withRecords(DELIVERED), 0.3), true],
  ["nothing but damage around what waits", "mdbt42q", damaged(withRecords(DELIVERED), 1), true],
  ["records of a smaller board", "pico", foreign, false],
  ["records of a bigger board", "mdbt42q", foreign, false],
  ["a log without a head", "pico", headless, false],
];

describe("what the log may hold", () => {
  for (const [what, board, spoil, isUnsound] of SPOILS) {
    it(`${board}: ${what}`, () => {
      const flash = newFlash(FIRMWARE[board].boardFile);
      const waiting = spoil(flash, board);
      const rig = start(board, flash);
      assertWorks(rig);
      const lost = waiting.filter((id) => !idsOf(rig).has(id));
      assert.deepEqual(lost, [], "records that waited in it and never came");
      assert.equal(unsoundOf(rig) > 0, isUnsound, `unsound: ${unsoundOf(rig)}`);
    });
  }
});

describe("a log full of undelivered alarms, and no network", () => {
  const full = (): { rig: Rig; ids: readonly number[] } => {
    const flash = newFlash(FIRMWARE.mdbt42q.boardFile);
    const ids = withRecords(WAITING)(flash, "mdbt42q");
    return { rig: start("mdbt42q", flash), ids };
  };

  it("lets the oldest go for a newer alarm only, and says so", () => {
    const { rig, ids } = full();
    rig.network.cut();
    rig.node.board.pressReset();
    rig.clock.runFor(100_000);
    assert.equal(rig.node.vitals.waiting, ids.length, "no start, and no text, took the place of one");
    assert.equal(rig.node.vitals.dropped, 0);
    assert.equal(rig.node.vitals.gasState, ALARM, "the newest of them stands");
    rig.waitFor("its end", () => rig.node.vitals.gasState === NORMAL, WARM_S);
    rig.node.setLelPercent(25);
    rig.waitFor("the alarm", () => rig.node.vitals.gasState === ALARM, RAISES_S);
    rig.network.restore();
    rig.waitFor("all of it delivered", () => rig.node.vitals.waiting === 0, 900);
    const lost = ids.filter((id) => !idsOf(rig).has(id));
    assert.equal(rig.node.vitals.dropped, lost.length, "what was dropped was counted");
    const reported = () => rig.platform.property(rig.device, "RecordsDropped")?.value;
    rig.waitFor("the report of it", () => reported() === lost.length, SENT_S);
    assert.equal(lost.length, NEWER);
    assert.deepEqual(lost, ids.slice(0, lost.length), "the oldest");
    assert.equal(rig.events.length, ids.length - lost.length + NEWER);
  });

  it("takes no settings for them", () => {
    const { rig, ids } = full();
    rig.network.cut();
    const [answer] = rig.node.ask(`print(JSON.stringify(canary.configure(${JSON.stringify(CONFIG)})))`);
    assert.equal(answer, '["flash is full"]');
    rig.network.restore();
    rig.waitFor("all of it delivered", () => rig.node.vitals.waiting === 0, 900);
    assert.deepEqual(
      ids.filter((id) => !idsOf(rig).has(id)),
      [],
    );
  });
});

/** What stands in Storage under `canary.json`: nothing, or a text; and what the console says of it. */
const CONFIGS: readonly [what: string, board: BoardId, text: string | null, said: RegExp][] = [
  ["no file", "pico", null, /no configuration/],
  ["broken JSON", "pico", '{"cloud":{"productKey":"a1EXAMPLE00",', /no JSON/],
  ["half of it", "pico", JSON.stringify(CONFIG).slice(0, 60), /no JSON/],
  ["zeros", "pico", "\0".repeat(200), /no JSON|no configuration/],
  ["bytes", "pico", Array.from({ length: 200 }, (_, i) => String.fromCharCode((i * 73) % 256)).join(""), /no JSON/],
  ["a list", "pico", "[1,2,3]", /must be an object/],
  ["null", "pico", "null", /must be an object|is missing/],
  ["a number", "pico", "7", /must be an object/],
  ["wrong types", "pico", '{"cloud":7,"modem":[],"gas":"x","report":null}', /must be an object/],
  ["10 kB of blanks around it", "linux", `${JSON.stringify(CONFIG)}${" ".repeat(10_000)}`, /longer than/],
  ["64 kB", "linux", `{"cloud":"${"x".repeat(65_500)}"}`, /longer than/],
  ["64 kB of JSON's beginnings", "linux", "[".repeat(65_536), /longer than/],
];

describe("what canary.json may hold", () => {
  for (const [what, board, text, said] of CONFIGS) {
    it(`${what}: says so, keeps its alarms, and sends them once it is told where`, () => {
      const rig = start(board, newFlash(FIRMWARE[board].boardFile), text);
      rig.waitFor("a warm sensor", () => rig.node.vitals.gasState === 1, WARM_S);
      assert.match(textOf(rig), said);
      assert.match(textOf(rig), /no identity: canary.configure/);
      rig.node.setLelPercent(25);
      rig.waitFor("the alarm", () => rig.node.vitals.gasState === ALARM, RAISES_S);
      assert.equal(rig.node.vitals.waiting, 4, "bad settings, no calibration, what is over range, and the alarm");
      assert.equal(rig.node.alarmLamp, true);
      const [answer] = rig.node.ask(`print(JSON.stringify(canary.configure(${JSON.stringify(CONFIG)})))`);
      assert.equal(answer, "[]");
      rig.node.ask("canary.reboot()");
      rig.online();
      rig.waitFor("the alarm from before", () => rig.eventsOf(ALARM).length === 1, 10);
      rig.assertAlive();
    });

    it(`${what}: the settings in the log stay in force`, () => {
      const first = start("linux", newFlash(FIRMWARE.linux.boardFile)).online();
      first.node.powerOff();
      const rig = start("linux", first.node.board.flash, text ?? undefined);
      rig.online();
      if (text !== null) assert.match(textOf(rig), said);
      rig.assertAlive();
    });
  }
});
