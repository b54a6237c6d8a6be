/** Records on their way, over an outage and a power cut: what the page is told against what the cloud got; and what the flash bears. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { RECORD_STAGES, type RecordNews } from "../../sim/web/news.ts";
import { FlashPages } from "../../sim/web/node/flash-pages.ts";
import { inLane, unseen } from "../../sim/web/page/panels/journal/lanes.ts";
import { ALARM_KIND } from "../../src/store/slot.ts";
import { rigBoard } from "../bundle/rig.ts";
import { bankIn, newFlash, slotFor } from "../powercut/used-flash.ts";
import { openSource, type SourceRig } from "./source-rig.ts";

const ALARM_LEL_PERCENT = 25;
const RAISES = 12;
const RAISED_MS = 120_000;
/** More than the one sector of a small board takes before it is erased. */
const RECORDS = 8000;
/** Of so many records; no divisor of what a page takes. */
const LOOK_EVERY = 37;

const lastOf = (rig: SourceRig): Map<string, RecordNews> =>
  new Map(rig.told.records.map((record) => [record.id, record]));
const stagesOf = (rig: SourceRig, id: string): string[] => {
  const all = rig.told.records.filter((record) => record.id === id).map(({ stage }) => stage as string);
  return all.filter((stage, i) => stage !== all[i - 1]);
};
const waiting = (rig: SourceRig): RecordNews[] => [...lastOf(rig).values()].filter(({ stage }) => stage === "waits");

/** Every record that the page was told of is at the cloud, and the other way round. */
function assertDelivered(rig: SourceRig): void {
  const told = [...lastOf(rig).values()];
  assert.deepEqual(
    told.map(({ stage, code }) => [stage, code]),
    told.map(() => ["acknowledged", 200]),
  );
  const decided = rig.events.filter(({ name }) => name !== "PowerOn_Event");
  assert.deepEqual(told.map(({ id }) => id).sort(), decided.map(({ id }) => id).sort());
  for (const { id, copies } of told)
    assert.ok(copies >= (decided.find((event) => event.id === id)?.copies ?? 0), `${id}: sent as often as it came`);
}

/** An alarm that waits, since the network is away. */
async function cutOff(rig: SourceRig): Promise<RecordNews[]> {
  rig.warm();
  rig.network.cut();
  rig.node.setLelPercent(ALARM_LEL_PERCENT);
  rig.watch("an alarm in flash", () => [...lastOf(rig).values()].some(({ what }) => what === "alarm"), 60);
  rig.run(120, 500);
  return waiting(rig);
}

test("an outage: records wait, go out when the network is back, and are acknowledged", async (t) => {
  const rig = await openSource(t);
  const kept = await cutOff(rig);
  assert.ok(
    kept.some(({ what }) => what === "alarm"),
    JSON.stringify(rig.told.records),
  );
  assert.equal(rig.look().journal.waiting, kept.length, "as many as the device says");
  rig.network.restore();
  rig.watch("nothing waits", ({ journal }) => journal.waiting === 0, 900);
  assertDelivered(rig);
  const [alarm] = kept.filter(({ what }) => what === "alarm");
  assert.deepEqual(stagesOf(rig, alarm?.id ?? "").slice(-4), ["waits", "sent", "taken", "acknowledged"]);
});

test("a power cut: what waits is the same after it, and nothing is called lost", async (t) => {
  const rig = await openSource(t);
  const kept = await cutOff(rig);
  rig.node.powerOff();
  rig.look();
  rig.clock.runFor(5000);
  rig.network.restore();
  rig.node.powerOn();
  rig.watch("nothing waits", ({ journal }) => journal.waiting === 0, 900);
  assertDelivered(rig);
  for (const { id } of kept) assert.ok(!stagesOf(rig, id).includes("lost"));
});

test("a backlog from before anybody looked: as many wait as the device says, as old as it says", async (t) => {
  const rig = await openSource(t);
  rig.warm();
  rig.network.cut();
  for (let i = 0; i < RAISES; i++) {
    rig.node.setLelPercent(ALARM_LEL_PERCENT);
    rig.clock.runFor(RAISED_MS);
    rig.node.setLelPercent(0);
    rig.clock.runFor(RAISED_MS);
  }
  // Somebody comes.
  const { journal, nowMs } = rig.look();
  const kept = waiting(rig);
  assert.ok(
    (journal.waiting ?? 0) > kept.length && kept.length === 20,
    `${journal.waiting} wait, ${kept.length} listed`,
  );
  assert.equal(inLane("waits", kept).length + unseen(journal.waiting, kept), journal.waiting);
  rig.network.restore();
  rig.watch("nothing waits", ({ journal }) => journal.waiting === 0, 3600);
  const utcMs = rig.platform.nowMs - rig.clock.nowMs;
  for (const { id, atMs } of kept) {
    const event = rig.events.find((one) => one.id === id);
    assert.equal(atMs, (event?.timeMs ?? Number.NaN) - utcMs, `${id}: since it was decided`);
  }
  assert.ok(
    kept.every(({ atMs }) => (atMs ?? 0) < (nowMs ?? 0) - RAISED_MS / 2),
    "long before anybody looked",
  );
});

test("a power cut behind the sending: it waits again, and a copy follows", async (t) => {
  const rig = await openSource(t);
  rig.warm();
  rig.node.setLelPercent(ALARM_LEL_PERCENT);
  const sent = (): RecordNews | undefined => [...lastOf(rig).values()].find(({ stage }) => stage === "sent");
  rig.watch("one on its way", () => sent() !== undefined, 60, 5);
  const { id } = sent() as RecordNews;
  rig.node.powerOff();
  rig.node.powerOn();
  rig.watch("it waits again", () => waiting(rig).some((record) => record.id === id), 30, 20);
  rig.watch("nothing waits", ({ journal }) => journal.waiting === 0, 900);
  assertDelivered(rig);
  const stages = stagesOf(rig, id);
  assert.deepEqual(stages.slice(stages.lastIndexOf("waits")), ["waits", "sent", "taken", "acknowledged"]);
  assert.equal(lastOf(rig).get(id)?.copies, 2);
});

test("refused for good: said so, with the cloud's code", async (t) => {
  const rig = await openSource(t);
  rig.warm();
  rig.platform.refusePosts(6302, 4);
  rig.node.setLelPercent(ALARM_LEL_PERCENT);
  rig.watch("a refusal", ({ journal }) => (journal.refused ?? 0) > 0, 120);
  const refused = [...lastOf(rig).values()].filter(({ stage }) => stage === "refused");
  assert.equal(refused.length, rig.look().journal.refused);
  for (const { code, copies } of refused)
    assert.deepEqual([code, copies > 1], [6302, true], "said again before that was believed");
});

test("stages have an order that the page can show", () => {
  assert.deepEqual(RECORD_STAGES.slice(0, 4), ["waits", "sent", "taken", "acknowledged"]);
});

for (const board of ["pico", "esp32"]) {
  test(`${board}: pages are those of the log's flash, as full and as worn as it is`, async (t) => {
    const rig = await openSource(t, board);
    rig.warm();
    const { flash } = rig.node.board;
    const areas = rig.node.logFlash;
    const { pages, programs, erases } = rig.look().journal;
    assert.deepEqual([programs, erases], [flash.programs, flash.erases]);
    assert.deepEqual(
      pages?.map(({ address, bytes }) => [address, bytes]),
      areas.flatMap((area) =>
        Array.from({ length: area.pages }, (_, i) => [area.address + i * area.pageBytes, area.pageBytes]),
      ),
    );
    for (const { address, erases, bytes, usedBytes } of pages ?? []) {
      assert.equal(erases, flash.wearAt(address));
      assert.equal(usedBytes, usedIn(flash.read(address, bytes)));
    }
    assert.equal(pages?.filter(({ isFilling }) => isFilling).length, 1, "where the start was noted");
    assert.deepEqual(
      [rig.look().board.usedVars, rig.look().board.allVars],
      [null, (await rigBoard(board)).boardFile.profile.jsVars],
    );
  });
}

/** By sixteens, as records are written. */
function usedIn(cells: Uint8Array): number {
  let rows = 0;
  for (let at = 0; at < cells.length; at += 16) if (cells.subarray(at, at + 16).some((byte) => byte !== 0xff)) rows++;
  return rows * 16;
}

for (const board of ["pico", "esp32", "mdbt42q"]) {
  test(`${board}: over thousands of records wear is the flash's, and the page that is written to is told`, async () => {
    const { boardFile } = await rigBoard(board);
    const areas = boardFile.board.logFlash;
    const flash = newFlash(boardFile);
    const pages = new FlashPages(flash, areas);
    const bank = bankIn(flash, areas, 0);
    let lastAddress = 0;
    flash.beforeOperation = (_, operation) => {
      if (operation.kind === "program" && operation.bytes.some((byte) => byte !== 0xff))
        lastAddress = operation.address;
    };
    const nothing = (): boolean => false;
    for (let id = 1; id <= RECORDS; id++) {
      const slot = slotFor({ id, kind: ALARM_KIND + 3, epochS: 1_700_000_000 });
      if (bank.append(slot, "") === 0) {
        bank.move(nothing, () => undefined, 0);
        bank.append(slot, "");
      }
      if (id % LOOK_EVERY !== 0) continue;
      const [filling, ...others] = pages.look().filter(({ isFilling }) => isFilling);
      assert.deepEqual(others, []);
      assert.ok(
        filling && lastAddress >= filling.address && lastAddress < filling.address + filling.bytes,
        `record ${id} is at ${lastAddress}, told ${filling?.address}`,
      );
    }
    const told = pages.look();
    assert.deepEqual(
      told.map(({ erases }) => erases),
      told.map(({ address }) => flash.wearAt(address)),
    );
    assert.ok(
      told.some(({ erases }) => erases > 0),
      "something was erased",
    );
  });
}

test("last words of a run before are told; without a firmware they are unknown", async (t) => {
  const rig = await openSource(t);
  rig.online();
  assert.deepEqual(rig.look().board.crashes, []);
  rig.node.board.evaluate("canary.reboot()");
  rig.run(2);
  const { board } = rig.online();
  assert.deepEqual([board.crashes, board.boots, board.resetCause], [["reboot: by hand"], 2, "software"]);
  rig.node.powerOff();
  const off = rig.look().board;
  assert.deepEqual([off.crashes, off.boots, off.faults], [null, null, null]);
});
