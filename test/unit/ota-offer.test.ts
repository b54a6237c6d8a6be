/** What is offered over the air is taken whole and well, or refused by its first fault; nothing hostile gets further. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { checkOffer, type Offer } from "../../src/ota/offer.ts";
import { crcOf } from "./ota-bench.ts";

const MD5 = "0123456789abcdef0123456789ABCDEF";
const SHA256 = MD5 + MD5;
const SOUND = {
  version: "1.2.3-00c0ffee",
  size: 60_000,
  url: "https://files.example/ota/1?Expires=1&Signature=x%2F",
  sign: SHA256,
  signMethod: "SHA256",
};
const MQTT = { ...SOUND, url: undefined, dProtocol: "mqtt", streamId: 1_397_345, streamFileId: 1 };

const versioned = (version: unknown): object => ({ ...SOUND, version });

const check = (data: unknown, canMqtt = true, canFetch = true, running = "1.2.2-12345678"): Offer | string =>
  checkOffer(data, running, "esp32", canMqtt, canFetch, crcOf);

describe("what is taken", () => {
  const rows: readonly (readonly [what: string, data: object, wanted: Partial<Offer>])[] = [
    ["a link", SOUND, { url: SOUND.url, bytes: 60_000, crc: 0xc0ffee, method: "sha256", digest: SHA256.toLowerCase() }],
    ["over MQTT", MQTT, { url: "", streamId: 1_397_345, fileId: 1 }],
    ["MD5 in the manual's field", { ...SOUND, sign: undefined, md5: MD5, signMethod: "Md5" }, { method: "md5" }],
    ["the default module, by name", { ...SOUND, module: "default" }, {}],
    ["the default module, by none", { ...SOUND, module: "" }, {}],
    [
      "one file of several",
      {
        ...SOUND,
        url: undefined,
        size: undefined,
        sign: undefined,
        files: [{ fileSize: 5, fileUrl: "http://a/", fileSign: SHA256 }],
      },
      { bytes: 5, url: "http://a/" },
    ],
    ["for this board", { ...SOUND, extData: { board: "esp32", other: [1] } }, {}],
    ["no delta, in all its spellings", { ...SOUND, isDiff: "0" }, {}],
    ["no delta", { ...SOUND, isDiff: false }, {}],
    ["older, where that is said", { ...SOUND, version: "1.2.1-00000000", extData: { allowDowngrade: true } }, {}],
    ["the same numbers by another text", { ...SOUND, version: "1.2.2-00000000" }, { version: "1.2.2-00000000" }],
    ["a higher number before", { ...SOUND, version: "1.10.0-00000000" }, {}],
  ];
  for (const [what, data, wanted] of rows) {
    it(what, () => {
      const offer = check(data);
      assert.ok(typeof offer === "object", String(offer));
      assert.deepEqual({ ...offer, ...wanted }, offer);
    });
  }
  it("the same again has the same key, another digest another", () => {
    const keys = [SOUND, { ...SOUND, url: "http://b/" }, { ...SOUND, sign: SHA256.replace("0", "1") }].map(
      (data) => (check(data) as Offer).key,
    );
    assert.equal(keys[0], keys[1]);
    assert.notEqual(keys[0], keys[2]);
  });
});

describe("what is refused", () => {
  const rows: readonly (readonly [why: RegExp, ...data: unknown[]])[] = [
    [/^no manifest/, undefined, null, 5, "text", [], true],
    [
      /^files/,
      { ...SOUND, files: [] },
      { ...SOUND, files: [{}, {}] },
      { ...SOUND, files: "x" },
      { ...SOUND, files: [5] },
    ],
    [/^module/, { ...SOUND, module: "MCU" }, { ...SOUND, module: 5 }, { ...SOUND, module: null }],
    [
      /^version: not/,
      ...[undefined, 1, "", "1.2.3", "1.2-00000000", "1.2.3-0000000", "1.2.3-0000000G", "1.2.3.4-00000000"].map(
        versioned,
      ),
      ...["a.2.3-00000000", "1.2.3-00000000-x", "1.2.99999-00000000", "1.2.3-00000000\u4e2d", "../../x-00000000"].map(
        versioned,
      ),
      versioned("x".repeat(5000)),
    ],
    [
      /^isDiff/,
      { ...SOUND, isDiff: 1 },
      { ...SOUND, isDiff: "1" },
      { ...SOUND, isDiff: {} },
      { ...SOUND, isDiff: true },
    ],
    [/^size/, ...[2 ** 31, -1, 0, 0.5, "60000", null, Number.NaN, {}, 2 ** 53].map((size) => ({ ...SOUND, size }))],
    [
      /^signMethod/,
      { ...SOUND, signMethod: "CRC32" },
      { ...SOUND, signMethod: undefined },
      { ...SOUND, signMethod: 5 },
    ],
    [
      /^sign/,
      { ...SOUND, sign: undefined },
      { ...SOUND, sign: MD5 },
      { ...SOUND, sign: "g".repeat(64) },
      { ...SOUND, sign: 5 },
    ],
    [/^extData: no/, { ...SOUND, extData: "x" }, { ...SOUND, extData: [] }, { ...SOUND, extData: null }],
    [/^extData.board/, { ...SOUND, extData: { board: "pico" } }, { ...SOUND, extData: { board: {} } }],
    [
      /^streamId/,
      ...[
        { streamId: -1 },
        { streamId: "5" },
        { streamId: 1.5 },
        { streamFileId: 2 ** 40 },
        { streamId: undefined },
      ].map((one) => ({ ...MQTT, ...one })),
    ],
    [
      /^url/,
      ...[
        undefined,
        5,
        "",
        "ftp://a/b",
        "https:/",
        "https://a b/",
        'https://a/"',
        "https://a/\\22",
        "https://a/\r\nAT",
      ].map((url) => ({ ...SOUND, url })),
      { ...SOUND, url: `https://a/${"x".repeat(5000)}` },
      { ...SOUND, url: "https://\u4e2d/" },
    ],
    [/^version: older than 1\.2\.2/, { ...SOUND, version: "1.2.1-ffffffff" }, { ...SOUND, version: "0.9.9-ffffffff" }],
    [/^version: older/, { ...SOUND, version: "1.1.9-ffffffff", extData: { allowDowngrade: 1 } }],
  ];
  for (const [why, ...data] of rows) {
    for (const one of data) {
      it(`${String(why)}: ${JSON.stringify(one)?.slice(0, 80)}`, () => assert.match(String(check(one)), why));
    }
  }
  it("by a way there is none for", () => {
    assert.match(String(check(MQTT, false)), /^streamId/);
    assert.match(String(check(SOUND, true, false)), /^url: this modem/);
  });
});
