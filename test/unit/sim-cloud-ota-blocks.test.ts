/** An image in blocks over MQTT: the frames, what is refused, and each way they go wrong (fact 3.1). */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import { crc16Arc } from "../../sim/cloud/crc16.ts";
import { DOWNLOAD_FAULTS, type DownloadFault } from "../../sim/cloud/ota-download.ts";
import type { SignMethod } from "../../sim/cloud/ota-image.ts";
import type { Json } from "../../sim/cloud/raw-json.ts";
import type { Settings } from "../../sim/cloud/settings.ts";
import { BYTES, DOWNLOAD, desk, IMAGE, INFORM, type Push, UPGRADE } from "./sim-cloud-ota-rig.ts";
import { DEVICE, Rig } from "./sim-cloud-rig.ts";

interface Frame {
  readonly id: string;
  readonly code: number;
  readonly meta: Record<string, Json>;
  readonly data: Uint8Array;
  readonly crc: number | undefined;
}

/** Read as the facts describe it. */
function frameOf(payload: string | Uint8Array): Frame {
  assert.ok(payload instanceof Uint8Array, "binary");
  const bytes = Buffer.from(payload);
  const length = bytes.readUInt16BE(0);
  const { id, code, data: meta } = JSON.parse(bytes.subarray(2, 2 + length).toString("utf8"));
  const rest = bytes.subarray(2 + length);
  const hasCrc = rest.length >= 2;
  const data = hasCrc ? rest.subarray(0, -2) : rest;
  return { id, code, meta, data: Uint8Array.from(data), crc: hasCrc ? rest.readUInt16LE(rest.length - 2) : undefined };
}

describe("blocks over MQTT (fact 3.1)", () => {
  function downloading(settings: Partial<Settings> = {}) {
    const one = desk(settings);
    const { streamId } = one.ota.add(IMAGE);
    const image = one.ota.images[0];
    assert.ok(image);
    one.ota.push(DEVICE, image, "mqtt");
    const ask = (size: number, offset: number, more: Record<string, Json> = {}) =>
      one.say(DOWNLOAD, { fileInfo: { streamId, fileId: 1 }, fileBlock: { size, offset }, ...more });
    return { ...one, streamId, ask };
  }

  it("the whole file, the last block smaller, each with its CRC", () => {
    const { ask, platform } = downloading();
    const got: number[] = [];
    for (let offset = 0; offset < BYTES.length; offset += 300) {
      const [reply, ...others] = ask(Math.min(300, BYTES.length - offset), offset, { fileToken: "t" });
      assert.deepEqual([reply?.topic, others], [`${DOWNLOAD}_reply`, []]);
      const { code, meta, data, crc } = frameOf(reply?.payload ?? "");
      assert.deepEqual([code, meta], [200, { fileToken: "t", fileLength: 1000, bSize: data.length, bOffset: offset }]);
      assert.equal(crc, crc16Arc(data));
      got.push(...data);
    }
    assert.deepEqual(Uint8Array.from(got), BYTES);
    assert.deepEqual(platform.violations, []);
  });

  it("the same again in the same words has the same id; another block under that id is noted", () => {
    const { streamId, say, why } = downloading();
    const block = (offset: number) => ({ fileInfo: { streamId, fileId: 1 }, fileBlock: { size: 256, offset } });
    for (const offset of [0, 0, 256])
      assert.equal(frameOf(say(DOWNLOAD, block(offset), "99")[0]?.payload ?? "").meta["bOffset"], offset);
    assert.deepEqual(why(), ["id 99 was used for another message within a day"]);
  });

  it("a comma too many is taken, as it is of the vendor's SDK", () => {
    const { platform, streamId } = downloading();
    const text = `{"id":"5","params":{"fileInfo":{"streamId":${streamId},"fileId":1,},"fileBlock":{"size":256,"offset":0}},}`;
    assert.equal(frameOf(platform.onPublish(DEVICE, DOWNLOAD, text)[0]?.payload ?? "").code, 200);
    assert.deepEqual(platform.violations, []);
  });

  const info = (streamId: number) => ({ streamId, fileId: 1 });
  const wrong: readonly (readonly [what: string, params: (streamId: number) => Json, why: RegExp])[] = [
    ["no block", (id) => ({ fileInfo: info(id) }), /size is missing/],
    ["a size in text", (id) => ({ fileInfo: info(id), fileBlock: { size: "256", offset: 0 } }), /size is "256"/],
    [
      "too small",
      (id) => ({ fileInfo: info(id), fileBlock: { size: 255, offset: 0 } }),
      /size is 255, not at least 256/,
    ],
    [
      "too big",
      (id) => ({ fileInfo: info(id), fileBlock: { size: 131_073, offset: 0 } }),
      /size is 131073, not a whole number 1 to 131072/,
    ],
    ["before the start", (id) => ({ fileInfo: info(id), fileBlock: { size: 256, offset: -1 } }), /offset is -1/],
    ["half a byte", (id) => ({ fileInfo: info(id), fileBlock: { size: 256, offset: 0.5 } }), /offset is 0.5/],
    [
      "behind the end",
      (id) => ({ fileInfo: info(id), fileBlock: { size: 256, offset: 1000 } }),
      /behind the end of a file of 1000 bytes/,
    ],
    [
      "another stream",
      (id) => ({ fileInfo: info(id + 1), fileBlock: { size: 256, offset: 0 } }),
      /in no job over MQTT of this device/,
    ],
    [
      "another file",
      (id) => ({ fileInfo: { streamId: id, fileId: 2 }, fileBlock: { size: 256, offset: 0 } }),
      /file 2 is in no job/,
    ],
    [
      "a token that is none",
      (id) => ({ fileToken: 5, fileInfo: info(id), fileBlock: { size: 256, offset: 0 } }),
      /fileToken is no text/,
    ],
  ];
  for (const otaRefusalHasCrc of [false, true]) {
    for (const [what, params, why] of wrong) {
      it(`refused: ${what}${otaRefusalHasCrc ? ", with a CRC over nothing" : ""}`, () => {
        const { say, streamId, platform } = downloading({ otaRefusalHasCrc });
        const { code, meta, data, crc } = frameOf(say(DOWNLOAD, params(streamId))[0]?.payload ?? "");
        assert.deepEqual([code, meta, data.length, crc], [460, {}, 0, otaRefusalHasCrc ? 0 : undefined]);
        assert.match(platform.violations[0]?.why ?? "", why);
        assert.equal(platform.violations.length, 1);
      });
    }
  }

  it("sizes are those of the settings; a file of a job over HTTPS is not given", () => {
    const { ask, ota, why } = downloading({ otaBlockMinBytes: 64, otaBlockMaxBytes: 512 });
    const code = (size: number) => frameOf(ask(size, 0)[0]?.payload ?? "").code;
    assert.deepEqual([64, 63, 512, 513].map(code), [200, 460, 200, 460]);
    ota.push(DEVICE, ota.images[0] as NonNullable<(typeof ota.images)[0]>, "https");
    assert.equal(code(64), 460);
    assert.match(why().at(-1) ?? "", /in no job over MQTT/);
  });

  const at = (offset: number, end: number) => BYTES.subarray(offset, end);
  const faults: Readonly<Record<DownloadFault, (sound: Frame) => readonly Frame[]>> = {
    lost: () => [],
    doubled: (sound) => [sound, sound],
    wrongCrc: (sound) => [{ ...sound, crc: (sound.crc ?? 0) ^ 1 }],
    bitError: (sound) => {
      const data = Uint8Array.from(sound.data, (byte, i) => (i === 0 ? byte ^ 1 : byte));
      return [{ ...sound, data, crc: crc16Arc(data) }];
    },
    shortBlock: (sound) => [
      { ...sound, meta: { ...sound.meta, bSize: 150 }, data: at(300, 450), crc: crc16Arc(at(300, 450)) },
    ],
    truncated: (sound) => [{ ...sound, data: at(300, 599) }],
    staleOffset: (sound) => [
      { ...sound, meta: { ...sound.meta, bOffset: 0 }, data: at(0, 300), crc: crc16Arc(at(0, 300)) },
    ],
    otherFile: (sound) => [{ ...sound, meta: { ...sound.meta, fileToken: "another", fileLength: 1001 } }],
    refused: (sound) => [{ ...sound, code: 500, meta: {}, data: new Uint8Array(), crc: undefined }],
  };
  it("each fault has a row", () => assert.deepEqual(Object.keys(faults).sort(), [...DOWNLOAD_FAULTS].sort()));
  for (const [name, wanted] of Object.entries(faults)) {
    it(`fault: ${name}, once, after a sound one`, () => {
      const { ask, ota, platform } = downloading();
      ota.downloadFaults.add(name as DownloadFault, { after: 1 });
      const frames = [0, 1, 2].map(() => ask(300, 300, { fileToken: "t" }).map((one) => frameOf(one.payload)));
      const [before, broken, after] = frames.map((list) => list.map(({ id: _, ...rest }) => rest));
      const sound = before?.[0];
      assert.ok(sound);
      assert.deepEqual([sound.code, sound.data], [200, at(300, 600)]);
      assert.deepEqual(
        broken,
        wanted({ id: "", ...sound }).map(({ id: _, ...rest }) => rest),
      );
      assert.deepEqual(after, [sound]);
      assert.deepEqual(platform.violations, []);
    });
  }

  it("a fault that is held ends when it is let go", () => {
    const { ask, ota } = downloading();
    const release = ota.downloadFaults.add("refused", { times: Number.POSITIVE_INFINITY, value: 429 });
    const codes = [1, 2].map(() => frameOf(ask(300, 0)[0]?.payload ?? "").code);
    release();
    assert.deepEqual([...codes, frameOf(ask(300, 0)[0]?.payload ?? "").code], [429, 429, 200]);
  });
});

it("CRC-16/ARC, the vector of the facts", () => {
  assert.equal(crc16Arc(Buffer.from("123456789")), 0xbb3d);
  assert.equal(crc16Arc(new Uint8Array()), 0);
});

it("over the wire: pushed at login, downloaded, closed", () => {
  const rig = new Rig();
  const { ota } = rig.platform;
  const job = ota.push(DEVICE, ota.add(IMAGE), "mqtt");
  const client = rig.client().connect().subscribe(UPGRADE, `${DOWNLOAD}_reply`);
  const heard = (topic: string) => client.of("publish").filter((one) => one.topic === topic);
  client.publish(INFORM, '{"id":"1","params":{"version":"1.0.0"}}');
  client.waitFor(() => heard(UPGRADE).length > 0);
  const { data } = JSON.parse(String(heard(UPGRADE)[0]?.payload)) as Push;
  const params = {
    fileInfo: { streamId: data["streamId"], fileId: data["streamFileId"] },
    fileBlock: { size: 1000, offset: 0 },
  };
  client.publish(DOWNLOAD, JSON.stringify({ id: "2", version: "1.0", params }));
  client.waitFor(() => heard(`${DOWNLOAD}_reply`).length > 0);
  const frame = frameOf(Buffer.from(heard(`${DOWNLOAD}_reply`)[0]?.payload as Buffer));
  assert.equal(
    createHash((data["signMethod"] as SignMethod).toLowerCase())
      .update(frame.data)
      .digest("hex"),
    data["sign"],
  );
  client.publish(INFORM, '{"id":"3","params":{"version":"1.1.0"}}');
  client.waitFor(() => job.status === "succeeded");
  assert.deepEqual(rig.platform.violations, []);
});
