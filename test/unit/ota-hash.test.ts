/** Digests of what is too long to stand in memory at once, and the CRC of its pieces (facts: cloud section 3.1). */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import { crc16 } from "../../src/cloud/aliyun/crc16.ts";
import { hash } from "../../src/cloud/hash.ts";

const bytesOf = (count: number): string =>
  String.fromCharCode(...Array.from({ length: count }, (_, i) => (i * 7) % 256));

describe("a digest in parts is that of the whole", () => {
  for (const name of ["md5", "sha1", "sha256"] as const) {
    for (const count of [1, 63, 64, 119, 120, 128, 129, 1000]) {
      it(`${name} of ${count} bytes`, () => {
        const bytes = bytesOf(count);
        let before = "";
        for (let at = 0; at < count; at += 128) {
          const total = at + 128 >= count ? count : -1;
          before = hash(name, bytes.substr(at, 128), { before, total });
        }
        const whole = createHash(name).update(bytes, "latin1").digest().toString("latin1");
        assert.equal(before, whole);
        assert.equal(hash(name, bytes), whole);
      });
    }
  }
});

describe("CRC-16/ARC", () => {
  const rows: readonly (readonly [bytes: string, crc: number])[] = [
    ["123456789", 0xbb3d],
    ["", 0],
    ["\0", 0],
    ["\xff", 0x4040],
  ];
  for (const [bytes, crc] of rows) it(JSON.stringify(bytes), () => assert.equal(crc16(bytes), crc));
});
