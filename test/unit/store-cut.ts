/** A store at work, the power gone at every flash operation of it in turn, in every way, and what a start finds then. */
import assert from "node:assert/strict";
import type { Torn } from "../../sim/board/power-cut.ts";
import { ALARM_KIND, FAULT_KIND } from "../../src/store/slot.ts";
import { CUTS, type FakeFlash, PowerGone } from "./fake-flash.ts";
import { openStore, type Store, settle, waitingIn } from "./store-bench.ts";

/** Two of 14 slots, so that a few records are enough for a move. */
export const SMALL: FakeFlash["areas"] = [
  { address: 0x74000, pageBytes: 256, pages: 1 },
  { address: 0x75000, pageBytes: 128, pages: 2 },
];

export type Script<World> = (store: Store, world: World) => void;

/** Where the power went: `operation 17, at its first half`; `sinceErase`: words written since the last page was erased. */
export type Seen<World> = (flash: FakeFlash, world: World, where: string, sinceErase: number) => void;

/** Runs a script whole, then cut at each of its operations; `check` looks at what each run leaves. The runs' number. */
export function cutEverywhere<World>(
  prepared: FakeFlash,
  newWorld: () => World,
  script: Script<World>,
  check: Seen<World>,
): number {
  const whole = prepared.clone();
  const wholeWorld = newWorld();
  script(openStore(whole), wholeWorld);
  const { operations } = whole;
  assert.equal(whole.lostBytes, 0, "a write wanted to set bits");
  check(whole, wholeWorld, "no cut", Infinity);
  for (const [name, cut] of Object.entries(CUTS)) {
    for (let n = 0; n < operations; n++) {
      const world = newWorld();
      const flash = cutRun(prepared, script, world, n, cut);
      check(flash.clone(), world, `operation ${n}, ${name}`, flash.sinceErase);
    }
  }
  return operations * Object.keys(CUTS).length;
}

function cutRun<World>(prepared: FakeFlash, script: Script<World>, world: World, n: number, cut: Torn): FakeFlash {
  const flash = prepared.clone().cutAfter(n, cut);
  try {
    script(openStore(flash), world);
  } catch (error) {
    if (!(error instanceof PowerGone)) throw error;
    return flash;
  }
  throw new Error(`operation ${n} was never reached: the run is not the same twice`);
}

interface Entry {
  readonly kind: number;
  readonly value: number;
  readonly epochS: number;
  /** Given later; "half": while the power went. */
  datedS?: number;
  state: "being put" | "put" | "being settled" | "settled";
}

/** What the journal was told, and so what it owes: begun before each call, noted as done after it. */
export class Promises {
  readonly entries = new Map<number, Entry>();

  put({ journal }: Store, id: number, kind = ALARM_KIND + 3, epochS = 1_780_000_000 + id): void {
    const entry: Entry = { kind, value: id * 7, epochS, state: "being put" };
    this.entries.set(id, entry);
    journal.put(kind, id, epochS, entry.value);
    entry.state = "put";
  }

  settle({ journal }: Store, id: number, isRefused = false): void {
    const entry = this.entries.get(id) as Entry;
    entry.state = "being settled";
    assert.equal(settle(journal, id, isRefused), true, `settle ${id}`);
    entry.state = "settled";
  }

  date({ journal }: Store, id: number, epochS: number): void {
    (this.entries.get(id) as Entry).datedS = epochS;
    journal.date(id, epochS);
  }

  /** Nothing lost, nothing invented, nothing changed, alarms first and the oldest first. */
  check(flash: FakeFlash, where: string, mayLose = false): void {
    const found = waitingIn(openStore(flash.clone()));
    for (const { id, kind, value, epochS } of found) {
      const entry = this.entries.get(id);
      assert.ok(entry && entry.state !== "settled", `${where}: ${id} was ${entry?.state ?? "never put"}, and is found`);
      assert.deepEqual({ kind, value }, { kind: entry.kind, value: entry.value }, `${where}: ${id} was changed`);
      const times = [entry.epochS, entry.datedS ?? entry.epochS];
      assert.ok(times.includes(epochS), `${where}: ${id} has the time ${epochS}, and not one of ${times.join()}`);
    }
    const ids = found.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length, `${where}: one is found twice: ${ids.join()}`);
    const order = [...ids].sort((a, b) => this.rank(a) - this.rank(b));
    assert.deepEqual(ids, order, `${where}: out of order`);
    const lost = [...this.entries].filter(([id, { state }]) => state === "put" && !ids.includes(id));
    assert.ok(mayLose || lost.length === 0, `${where}: lost ${lost.map(([id]) => id).join()}`);
  }

  get waiting(): number {
    return [...this.entries.values()].filter(({ state }) => state !== "settled").length;
  }

  private rank(id: number): number {
    return (this.entries.get(id)?.kind === FAULT_KIND ? 1e6 : 0) + id;
  }
}
