/** Hashes and HMAC in plain ES5: against the published vectors, and against Node's own for many lengths. */
import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { test } from "node:test";
import { type HashName, hash } from "../../src/cloud/hash.ts";
import { hexOf } from "../../src/cloud/hex.ts";
import { hmacHex } from "../../src/cloud/hmac.ts";

const NAMES: readonly HashName[] = ["md5", "sha1", "sha256"];
const hex = (name: HashName, bytes: string) => hexOf(hash(name, bytes));
const hmac = (name: HashName, key: string, text: string) => hmacHex((bytes) => hash(name, bytes), key, text);
const bytesOf = (length: number, seed = 7) =>
  Array.from({ length }, (_, i) => String.fromCharCode((i * 131 + seed * 17 + (i >> 3)) & 255)).join("");

const DIGESTS: readonly (readonly [HashName, text: string, digest: string])[] = [
  ["md5", "", "d41d8cd98f00b204e9800998ecf8427e"],
  ["md5", "abc", "900150983cd24fb0d6963f7d28e17f72"],
  ["md5", "message digest", "f96b697d7cb7938d525a2f31aaf161d0"],
  ["md5", "1234567890".repeat(8), "57edf4a22be3c955ac49da2e2107b67a"],
  ["sha1", "", "da39a3ee5e6b4b0d3255bfef95601890afd80709"],
  ["sha1", "abc", "a9993e364706816aba3e25717850c26c9cd0d89d"],
  ["sha1", "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "84983e441c3bd26ebaae4aa1f95129e5e54670f1"],
  ["sha256", "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
  ["sha256", "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
  [
    "sha256",
    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
  ],
];
for (const [name, text, digest] of DIGESTS) {
  test(`${name} of "${text.slice(0, 20)}"`, () => assert.equal(hex(name, text), digest));
}

for (const name of NAMES) {
  test(`${name}: every length from 0 to 200 bytes, and a few long ones`, () => {
    for (const length of [...Array(201).keys(), 255, 256, 1000, 4100]) {
      const bytes = bytesOf(length);
      const expected = createHash(name).update(bytes, "latin1").digest("hex");
      assert.equal(hex(name, bytes), expected, `${name} of ${length} bytes`);
    }
  });

  test(`hmac-${name}: keys and texts around the block's length`, () => {
    for (const keyLength of [0, 1, 20, 55, 63, 64, 65, 100, 200]) {
      for (const length of [0, 1, 54, 55, 56, 63, 64, 65, 119, 128, 300]) {
        const [key, text] = [bytesOf(keyLength, 3), bytesOf(length, 5)];
        const expected = createHmac(name, Buffer.from(key, "latin1")).update(text, "latin1").digest("hex");
        assert.equal(hmac(name, key, text), expected, `key of ${keyLength}, text of ${length} bytes`);
      }
    }
  });
}

test("hex digits are lower case, two to a byte", () => assert.equal(hexOf("\x00\x0f\xa0\xff"), "000fa0ff"));

const JEFE = "what do ya want for nothing?";
const RFC: readonly (readonly [HashName, key: string, text: string, code: string])[] = [
  ["md5", "\x0b".repeat(16), "Hi There", "9294727a3638bb1c13f48ef8158bfc9d"],
  ["md5", "Jefe", JEFE, "750c783e6ab0b503eaa86e310a5db738"],
  ["md5", "\xaa".repeat(16), "\xdd".repeat(50), "56be34521d144c88dbb8c733f0e8b3f6"],
  ["sha1", "\x0b".repeat(20), "Hi There", "b617318655057264e28bc0b6fb378c8ef146be00"],
  ["sha1", "Jefe", JEFE, "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"],
  [
    "sha1",
    "\xaa".repeat(80),
    "Test Using Larger Than Block-Size Key - Hash Key First",
    "aa4ae5e15272d00e95705637ce8a3b55ed402112",
  ],
  ["sha256", "\x0b".repeat(20), "Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"],
  ["sha256", "Jefe", JEFE, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"],
];
RFC.forEach(([name, key, text, code], i) => {
  test(`RFC 2202 / 4231, row ${i + 1}: hmac-${name}`, () => assert.equal(hmac(name, key, text), code));
});

const LUATOS = [
  "Y877Bgo8X5owd3lcB5wWDjryNPoB",
  "clientId123456789.abcdefgdeviceNameabcdefgproductKey123456789",
] as const;
const OWN = "clientIdD001deviceNameD001productKeya1EXAMPLE00";
/** Facts: cloud section 1.1. */
const LOGINS: readonly (readonly [HashName, key: string, content: string, code: string])[] = [
  [
    "sha1",
    "secret",
    "clientId12345deviceNamedeviceproductKeypktimestamp789",
    "FAFD82A3D602B37FB0FA8B7892F24A477F851A14",
  ],
  [
    "sha1",
    "oLyaKqVxtRvjH284LdhqVgVUx1UPy6zq",
    "clientIdSN1928339deviceNamelight1983432productKeya14Xib5kdYdtimestamp1539421321846",
    "b2488041f64f425016b467ee1c94959ebd592ad1",
  ],
  ["md5", LUATOS[0], `${LUATOS[1]}timestamp32472115200`, "16CB9B20009795D576E9172CDC820646"],
  ["sha1", LUATOS[0], `${LUATOS[1]}timestamp32472115200`, "4E5358D2C33CA163BDA58EC994B9E312712230C7"],
  [
    "sha256",
    LUATOS[0],
    `${LUATOS[1]}timestamp32472115200`,
    "2842DC9F2FBA19C671DD3F4D24590D41F91C25FD9BC4E5101951BEA88B7DEACD",
  ],
  ["sha1", "secret", OWN, "43eb60cfc371b6af9abb7a11ab3abbbfa0019170"],
  ["sha256", "secret", OWN, "9327d04fadf04728e598d72e3f24524c1ff971906ec1e2fe2d28069cca793700"],
];
LOGINS.forEach(([name, key, content, code], i) => {
  test(`login vector ${i + 1}: hmac-${name}`, () => assert.equal(hmac(name, key, content), code.toLowerCase()));
});
