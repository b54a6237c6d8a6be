/** The page's keyboard on the way into a device: pieces, pace, what is in the way. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { SimClock } from "../../sim/clock.ts";
import { MAX_TYPED_CHARS } from "../../sim/web/messages.ts";
import { Typist } from "../../sim/web/typist.ts";

class Desk {
  readonly clock = new SimClock();
  readonly pieces: { readonly atMs: number; readonly bytes: string }[] = [];
  readonly lost: number[] = [];
  isThere = true;
  waitingBytes = 0;
  readonly typist = new Typist({
    clock: this.clock,
    send: (bytes) => {
      if (this.isThere) this.pieces.push({ atMs: this.clock.nowMs, bytes });
      return this.isThere;
    },
    waitingBytes: () => this.waitingBytes,
    lost: (bytes) => this.lost.push(bytes),
  });

  get typed(): string {
    return this.pieces.map(({ bytes }) => bytes).join("");
  }
}

const lines = (count: number, chars: number): string => `${"x".repeat(chars - 1)}\n`.repeat(count);

describe("pieces", () => {
  const rows: readonly (readonly [what: string, text: string, lengths: readonly number[]])[] = [
    ["a key is there at once", "a", [1]],
    ["a line", "canary.status()\r", [16]],
    ["several lines, whole", lines(5, 100), [200, 200, 100]],
    ["a line longer than usual, whole", lines(2, 900), [900, 900]],
    ["one longer than the queue, in parts", "x".repeat(2000), [960, 960, 80]],
    ["letters beyond ASCII are several bytes", "é中", [5]],
  ];
  for (const [what, text, lengths] of rows) {
    test(what, () => {
      const desk = new Desk();
      desk.typist.type(text);
      desk.clock.runFor(10_000);
      assert.deepEqual(
        desk.pieces.map(({ bytes }) => bytes.length),
        lengths,
      );
      assert.equal(Buffer.from(desk.typed, "latin1").toString(), text);
    });
  }
});

test("no faster than a serial line", () => {
  const desk = new Desk();
  desk.typist.type(lines(640, 100));
  desk.clock.runFor(10_000);
  const lastMs = desk.pieces.at(-1)?.atMs ?? 0;
  assert.equal(desk.typed.length, 64_000);
  assert.ok(lastMs > 5400 && lastMs < 5600, `the last piece after ${lastMs} ms`);
});

test("keys behind a long text wait for their turn", () => {
  const desk = new Desk();
  desk.typist.type(lines(10, 100));
  desk.typist.type("a");
  assert.equal(desk.pieces.length, 1);
  desk.clock.runFor(10_000);
  assert.equal(desk.typed, `${lines(10, 100)}a`);
});

test("a busy interpreter gets no more until it has taken what it has", () => {
  const desk = new Desk();
  desk.waitingBytes = 1;
  desk.typist.type("a");
  desk.clock.runFor(1000);
  assert.equal(desk.typed, "");
  desk.waitingBytes = 0;
  desk.clock.runFor(10);
  assert.equal(desk.typed, "a");
});

test("Ctrl-C takes the place of what still waits", () => {
  const desk = new Desk();
  desk.typist.type(lines(100, 100));
  desk.typist.type("\x03b");
  desk.clock.runFor(10_000);
  assert.equal(desk.typed, `${lines(2, 100)}\x03b`);
});

test("more than the limit does not pile up", () => {
  const desk = new Desk();
  const most = "x".repeat(MAX_TYPED_CHARS);
  desk.typist.type(most);
  assert.throws(() => desk.typist.type(most), /has still to take 64576 bytes/);
  desk.clock.runFor(10_000);
  desk.typist.type(most);
  desk.clock.runFor(10_000);
  assert.equal(desk.typed.length, 2 * MAX_TYPED_CHARS);
});

test("nobody there: said at once, or how much was lost on the way; and then it goes on", () => {
  const desk = new Desk();
  desk.isThere = false;
  assert.throws(() => desk.typist.type("a"), /the board is off/);
  desk.isThere = true;
  desk.typist.type(lines(10, 100));
  desk.isThere = false;
  desk.clock.runFor(1000);
  assert.deepEqual(desk.lost, [800]);
  desk.isThere = true;
  desk.typist.type("b");
  desk.clock.runFor(1000);
  assert.equal(desk.typed, `${lines(2, 100)}b`);
});
