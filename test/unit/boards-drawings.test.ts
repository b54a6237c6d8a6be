/** What is drawn and written of the boards is current, and can be read. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { FONT_PX, type TextClass, textWidth } from "../../tools/wiring/canvas.ts";
import { documents, stale } from "../../tools/wiring/page.ts";

const texts = await documents();
const drawings = [...texts].filter(([path]) => path.endsWith(".svg"));

test("drawings and tables are what boards/ says", () => {
  assert.deepEqual(stale(texts), [], "run `npm run boards`, look at the difference and keep it");
});

const TEXT = /<text class="(\w+)" x="([\d.]+)" y="([\d.]+)"(?: text-anchor="(\w+)")?>([^<]*)<\/text>/g;

interface Words {
  readonly words: string;
  readonly from: number;
  readonly to: number;
  readonly top: number;
  readonly bottom: number;
}

/** Where each text stands, as wide as the widest usual font makes it. */
function wordsOf(svg: string): Words[] {
  return [...svg.matchAll(TEXT)].map(([, style, x, y, anchor, escaped]) => {
    const words = (escaped ?? "").replace(/&(amp|lt|gt|quot);/g, "*");
    const width = textWidth(words, style as TextClass);
    const from = Number(x) - (anchor === "end" ? width : anchor === "middle" ? width / 2 : 0);
    const height = FONT_PX[style as TextClass];
    return { words, from, to: from + width, top: Number(y) - height * 0.8, bottom: Number(y) + height * 0.2 };
  });
}

test("no text of a drawing lies over another, or leaves the paper", () => {
  assert.ok(drawings.length > 20);
  for (const [path, svg] of drawings) {
    const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? [];
    const all = wordsOf(svg);
    assert.equal(all.length, svg.split("<text ").length - 1, `${path}: a text that the test can't read`);
    assert.ok(all.length > 20, path);
    for (const [n, one] of all.entries()) {
      const isOnPaper = one.from >= 0 && one.to <= Number(width) && one.top >= 0 && one.bottom <= Number(height);
      assert.ok(isOnPaper, `${path}: "${one.words}" leaves the paper`);
      for (const other of all.slice(n + 1)) {
        const isApart =
          one.to <= other.from || other.to <= one.from || one.bottom <= other.top || other.bottom <= one.top;
        assert.ok(isApart, `${path}: "${one.words}" and "${other.words}" lie over each other`);
      }
    }
  }
});

test("each drawing has the board's pins, and its divider", () => {
  const pico = texts.get("docs/wiring/pico.svg") ?? "";
  for (const words of ["A2 TX", "A3 RX", "B14", "B15", "A5", "B2 (red LED)", "R1 18 kΩ", "R2 27 kΩ", "RL 39 kΩ"])
    assert.ok(pico.includes(`>${words}<`), `the drawing of the Pico has no "${words}"`);
  assert.match(texts.get("docs/wiring/esp32c3.svg") ?? "", /gas\.dividerRatio 0\.45, gas\.loadOhm 19747/);
  assert.match(texts.get("docs/wiring/rak5010.svg") ?? "", /no pin for it: reset by/);
});
