/** The version that an image calls itself, as the build's manifest has it, and its bytes as text. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { base64Of, releaseOf } from "../../sim/web/page/panels/cloud/image.ts";
import { releaseOf as wanted } from "../bundle/ota-rig.ts";

const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "latin1"));

test("version and CRC-32, as the device tells them", () => {
  const text = 'x="gas-canary 0.1.1 esp32 ";\xff\x00';
  assert.equal(releaseOf(bytesOf(text)), wanted(text, "0.1.1"));
});

test("what names no version is left to the person", () => {
  assert.equal(releaseOf(bytesOf("function(){}")), undefined);
  assert.equal(releaseOf(new Uint8Array()), undefined);
});

test("base64 of all bytes, at the seams of its pieces too", () => {
  for (const length of [0, 1, 2, 3, 24_575, 24_576, 24_577, 49_154, 100_000]) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 7) & 255);
    assert.ok(base64Of(bytes) === Buffer.from(bytes).toString("base64"), `${length} bytes`);
  }
});
