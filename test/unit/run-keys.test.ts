/** The keys of `canary run`: what each does to the node and its cloud, and what it says. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { loadBoard } from "../../build/boards.ts";
import { Deeds } from "../../sim/deeds.ts";
import { VirtualSite } from "../../sim/site.ts";
import { Mask } from "../../tools/mask.ts";
import { KEY_HELP, Keys } from "../../tools/run/keys.ts";
import { Printer } from "../../tools/run/printer.ts";

const boardFile = await loadBoard(fileURLToPath(new URL("../..", import.meta.url)), "pico");

function desk(gas: Record<string, unknown> = {}) {
  const site = new VirtualSite({ bundle: "", boardFile, config: { cloud: {}, gas } });
  const lines: string[] = [];
  const write = (line: string) => lines.push(line);
  const printer = new Printer({ json: false, color: false, mask: new Mask(), write });
  const done = { touches: 0, quits: 0 };
  const touched = () => done.touches++;
  const quit = () => done.quits++;
  const keys = new Keys({ deeds: new Deeds(site), printer, touched, quit });
  site.node.powerOn();
  return { site, lines, done, keys };
}

describe("keys that act", () => {
  const rows: readonly (readonly [key: string, seen: (site: VirtualSite) => unknown, is: unknown, says: RegExp])[] = [
    ["g", ({ node }) => node.sensor.lelPercent, 25, /gas: 25 %LEL/],
    ["c", ({ node }) => node.sensor.lelPercent, 0, /clean air/],
    ["f", ({ node }) => node.sensor.fault?.name, "open", /sensor fault open: the wire/],
    ["b", ({ node }) => node.board.pinLevel("C13"), true, /the button is pressed/],
    ["B", ({ node }) => node.board.pinLevel("C13"), true, /the button is held for 5 s/],
    ["k", ({ platform }) => platform.calls.map(({ service }) => service), ["Calibrate"], /the cloud calls Calibrate/],
    ["t", ({ platform }) => platform.calls.map(({ service }) => service), ["SelfTest"], /the cloud calls SelfTest/],
    ["a", ({ platform }) => platform.calls.map(({ service }) => service), ["Acknowledge"], /calls Acknowledge/],
    ["p", ({ platform }) => platform.calls.length, 1, /sets PowerSwitch to 1/],
    ["n", () => 0, 0, /the network is cut/],
  ];
  for (const [key, seen, is, says] of rows) {
    it(key, () => {
      const { site, lines, done, keys } = desk();
      keys.press(key);
      assert.deepEqual(seen(site), is);
      assert.match(lines.at(-1) ?? "", says);
      assert.equal(done.touches, 1, "whoever plays by himself stops");
    });
  }

  it("l: a leak that grows", () => {
    const { site, keys } = desk();
    keys.press("l");
    site.clock.runFor(600_000);
    assert.ok(Math.abs(site.node.sensor.lelPercent - 10) < 0.1);
  });

  for (const [sensor, names] of [
    ["MQ-4", ["open", "short", "element-short", "heater", "supply", "frozen", "nan", "infinity"]],
    ["ZE07-CO", ["frozen", "silent", "checksum", "range"]],
  ] as const) {
    it(`f: one fault of a ${sensor} after the other, and round to none`, () => {
      const { site, keys } = desk({ sensor });
      const seen: (string | undefined)[] = [];
      do {
        keys.press("f");
        seen.push(site.node.sensor.fault?.name);
      } while (site.node.sensor.fault && seen.length < 50);
      assert.deepEqual(seen.slice(0, names.length), names);
      assert.equal(seen.at(-1), undefined);
    });
  }
});

it("help names every key, in two lines that fit a terminal", () => {
  const { lines, done, keys } = desk();
  keys.press("?");
  assert.equal(lines.length, 2);
  const named = KEY_HELP.split(/[\s(]+/);
  for (const key of "glcfbBpktanrs?q") assert.ok(named.includes(key), key);
  assert.ok(KEY_HELP.split("\n").every((line) => line.length <= 100));
  keys.press("x");
  keys.press("q");
  assert.deepEqual([done.touches, done.quits], [0, 1]);
});
