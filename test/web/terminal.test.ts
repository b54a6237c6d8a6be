/** The page's terminal on a virtual node: what is typed, what comes back, and that nobody on the wire can tell who looks on. */
import assert from "node:assert/strict";
import { describe, type TestContext, test } from "node:test";
import { loadBoard } from "../../build/boards.ts";
import { firmwareFor } from "../../sim/firmware.ts";
import { VirtualSite } from "../../sim/site.ts";
import type { NodeSource } from "../../sim/web/node-source.ts";
import { ROOT } from "../../tools/root.ts";
import { sourceOf } from "./site-source.ts";

const boardFile = await loadBoard(ROOT, "pico");
const bundle = (await firmwareFor("pico", ROOT)).text;

interface Seen {
  readonly site: VirtualSite;
  readonly source: NodeSource;
  /** What the terminal got so far. */
  readonly out: () => string;
}

/** A node that has been switched on, with a page that looks on from before. */
function looked(test: TestContext, options: { readonly on?: boolean } = {}): Seen {
  const site = new VirtualSite({ bundle, boardFile, seed: 7 });
  const source = sourceOf(site);
  const stop = source.follow(() => {});
  let out = "";
  // At once, where the page's pieces go by the wall's clock.
  site.node.consolePort.onBytes((bytes) => {
    out += bytes;
  });
  test.after(() => {
    stop();
    site.node.dispose();
  });
  if (options.on !== false) {
    site.node.powerOn();
    site.clock.runFor(1000);
  }
  return { site, source, out: () => out };
}

/** What comes back within a second of the node's. */
function answer({ site, source, out }: Seen, text: string): string {
  const before = out().length;
  source.order({ do: "type", text });
  site.clock.runFor(1000);
  return out().slice(before);
}

describe("typed at a node that runs its firmware", () => {
  const rows: readonly (readonly [what: string, text: string, answer: RegExp | string])[] = [
    ["echo and answer", "1+1\r", "1+1\r\n=2\r\n>"],
    ["backspace", "1+3\x7f1\r", "1+3\b \b1\r\n=2\r\n>"],
    ["the firmware's own face", "canary.status().version\r", /\r\n=.*\r\n>$/],
    ["an error", "nothing.at.all\r", /: nothing is not defined/],
    ["an open bracket goes on in the next line", "[1,\r2]\r", /^\[1,\r\n:2\]\r\n=\[ 1, 2 \]\r\n>$/],
    ["half a line, and Ctrl-C", "1+\x03", "1+\x1b[D\x1b[D\r\x1b[J>"],
    ["Espruino's own erase of what is half typed", "abc\x1b[2H1\r", "abc\x1b[D\x1b[D\x1b[D\r\x1b[J=1\r\n>"],
    ["several lines", "a=1\rb=2\ra+b\r", /=3\r\n>$/],
  ];
  for (const [what, text, expected] of rows) {
    test(what, (t) => {
      const back = answer(looked(t), text);
      if (typeof expected === "string") assert.equal(back, expected);
      else assert.match(back, expected);
    });
  }
});

test("a start is seen whole: the banner, then the prompt", (t) => {
  const { out } = looked(t);
  assert.match(out(), /^gas-canary \d+\.\d+\.\d+ pico [0-9a-f]{64}\r\n0\.0 OFF\r\n[\s\S]*\r\n>$/);
});

test("what is half typed comes back behind a line of the firmware's", (t) => {
  const seen = looked(t);
  answer(seen, "1+");
  assert.match(answer(seen, "print(5);2"), /print\(5\);2$/);
  seen.site.clock.runFor(60_000);
  assert.ok(seen.out().includes(" CSTT\r\n>1+print(5);2\x1b[D"), seen.out().slice(-500));
});

test("a node that is off takes no keys, and says so", (t) => {
  const { source, site } = looked(t, { on: false });
  assert.throws(() => source.order({ do: "type", text: "1\r" }), /the board is off/);
  site.node.powerOn();
  site.clock.runFor(1000);
  source.order({ do: "type", text: "1\r" });
});

test("64 kB of lines are taken to the last one", (t) => {
  const seen = looked(t);
  const lines = Array.from({ length: 4000 }, (_, at) => `n=${String(at).padStart(5, "0")};0`);
  seen.source.order({ do: "type", text: `${lines.join("\r")}\r` });
  seen.site.clock.runFor(20_000);
  assert.equal(seen.site.node.board.evaluate("n"), "3999");
  assert.equal(seen.site.node.board.uart("USB").lostBytes, 0);
});

test("a node that erases flash meanwhile loses none of it", (t) => {
  const seen = looked(t);
  seen.source.order({ do: "type", text: `${"n=(global.n|0)+1;0\r".repeat(1000)}` });
  for (let stalls = 0; stalls < 20; stalls++) {
    seen.site.node.board.stall(500);
    seen.site.clock.runFor(600);
  }
  seen.site.clock.runFor(20_000);
  assert.equal(seen.site.node.board.evaluate("n"), "1000");
});

/** AT lines with their times, and what the console printed, of ten minutes in which gas comes and goes. */
function run(look: (site: VirtualSite) => { turn(): void; end(): void }): string[] {
  const site = new VirtualSite({ bundle, boardFile, seed: 7 });
  const page = look(site);
  site.node.powerOn();
  for (let second = 0; second < 600; second++) {
    if (second === 240) site.node.setLelPercent(25);
    if (second === 300) site.node.setLelPercent(0);
    site.clock.runFor(1000);
    page.turn();
  }
  page.end();
  site.node.dispose();
  return [
    ...site.node.at.map(({ atMs, direction, text }) => `${atMs} ${direction} ${text}`),
    ...site.node.console.map(({ atMs, text }) => `${atMs} # ${text}`),
  ];
}

test("a run is the same, to the last bit of its times, with a page that looks on and without", () => {
  const alone = run(() => ({ turn: () => {}, end: () => {} }));
  const seen = { bytes: "", states: new Set<string | null>() };
  const watched = run((site) => {
    const source = sourceOf(site);
    site.node.consolePort.onBytes((bytes) => {
      seen.bytes += bytes;
    });
    const stop = source.follow(() => {});
    return { turn: () => seen.states.add(source.live().link.state), end: stop };
  });
  assert.ok(alone.length > 200, `${alone.length} lines`);
  assert.match(seen.bytes, /ONLINE\r\n>/);
  assert.ok(seen.states.has("ONLINE"), [...seen.states].join());
  assert.deepEqual(watched, alone);
});
