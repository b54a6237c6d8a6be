/** OTA of the stand-in: the push in both forms, jobs to their end, and what a device may ask and tell (fact 3). */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import type { ImageGiven } from "../../sim/cloud/ota-image.ts";
import type { Json } from "../../sim/cloud/raw-json.ts";
import {
  BYTES,
  DOWNLOAD,
  desk,
  GET,
  IMAGE,
  INFORM,
  MD5,
  PROGRESS,
  type Push,
  SHA256,
  UPGRADE,
} from "./sim-cloud-ota-rig.ts";
import { DEVICE } from "./sim-cloud-rig.ts";

describe("the push", () => {
  const rows: readonly (readonly [
    what: string,
    given: Partial<ImageGiven>,
    via: "https" | "mqtt",
    data: Record<string, Json>,
  ])[] = [
    ["HTTPS", {}, "https", { size: 1000, isDiff: 0, md5: MD5, sign: MD5, signMethod: "MD5", extData: {} }],
    [
      "MQTT",
      {},
      "mqtt",
      {
        size: 1000,
        isDiff: 0,
        dProtocol: "mqtt",
        streamFileId: 1,
        md5: MD5,
        sign: MD5,
        signMethod: "MD5",
        extData: {},
      },
    ],
    [
      "SHA256 of a module",
      { signMethod: "SHA256", module: "MCU" },
      "https",
      { size: 1000, isDiff: 0, sign: SHA256, signMethod: "SHA256", module: "MCU", extData: {} },
    ],
    [
      "other spellings, own data",
      { signMethod: "Sha256", extData: { board: "pico" } },
      "https",
      { size: 1000, isDiff: 0, sign: SHA256, signMethod: "Sha256", extData: { board: "pico" } },
    ],
  ];
  for (const [what, given, via, data] of rows) {
    it(what, () => {
      const { ota, pushes, platform } = desk();
      const image = ota.add({ ...IMAGE, ...given });
      ota.push(DEVICE, image, via);
      const [push] = pushes();
      assert.ok(push);
      const { url, streamId, ...rest } = push.data;
      assert.deepEqual(rest, { version: "1.1.0", digestsign: "", ...data });
      assert.deepEqual([typeof url, streamId], via === "mqtt" ? ["undefined", image.streamId] : ["string", undefined]);
      // The code is a text here, and the id a number (fact 3).
      assert.deepEqual([push.code, typeof push.id, push.message], ["1000", "number", "success"]);
      assert.deepEqual(platform.violations, []);
    });
  }

  it("several files, each with its own digest, behind links that give it", () => {
    const { ota, pushes } = desk();
    const content = [
      { name: "app.js", bytes: BYTES },
      { name: "boot code.js", bytes: BYTES.subarray(1) },
    ];
    ota.push(DEVICE, ota.add({ ...IMAGE, content }));
    const data = pushes()[0]?.data ?? {};
    assert.deepEqual(
      ["size", "url", "sign", "md5"].filter((name) => name in data),
      [],
    );
    const files = data["files"] as { fileName: string; fileSize: number; fileUrl: string; fileSign: string }[];
    for (const [i, { name, bytes }] of content.entries()) {
      const file = files[i];
      assert.ok(file);
      assert.deepEqual([file.fileName, file.fileSize], [name, bytes.length]);
      const got = ota.files.answer({ method: "GET", url: file.fileUrl, headers: {} });
      assert.deepEqual(
        [
          got?.status,
          createHash("md5")
            .update(got?.body ?? "")
            .digest("hex"),
        ],
        [200, file.fileSign],
      );
    }
  });

  const refused: readonly (readonly [what: string, given: Partial<ImageGiven>, via: "https" | "mqtt", why: RegExp])[] =
    [
      ["another product's image", { productKey: "other" }, "https", /the image is for product other/],
      [
        "several files over MQTT",
        {
          content: [
            { name: "a", bytes: BYTES },
            { name: "b", bytes: BYTES },
          ],
        },
        "mqtt",
        /one file, not several/,
      ],
      ["17 MB over MQTT", { content: new Uint8Array(17 * 1024 * 1024) }, "mqtt", /at most 16777216 bytes/],
      ["no bytes", { content: new Uint8Array() }, "https", /has 0 bytes/],
      [
        "21 files",
        { content: Array.from({ length: 21 }, (_, i) => ({ name: String(i), bytes: BYTES })) },
        "https",
        /1 to 20 files/,
      ],
    ];
  for (const [what, given, via, why] of refused) {
    it(`is no push: ${what}`, () => {
      const { ota } = desk();
      assert.throws(() => ota.push(DEVICE, ota.add({ ...IMAGE, ...given }), via), why);
    });
  }

  for (const fault of ["wrongDigest", "wrongSize", "wrongVersion"] as const) {
    it(`once with ${fault}, then as it should be`, () => {
      const { ota, pushes } = desk();
      ota.manifestFaults.add(fault);
      const image = ota.add(IMAGE);
      ota.push(DEVICE, image, "mqtt");
      ota.push(DEVICE, image, "mqtt");
      const [broken, sound] = pushes().map(({ data }) => data);
      const differing = Object.keys(sound ?? {}).filter(
        (name) => sound?.[name] !== broken?.[name] && name !== "extData",
      );
      assert.deepEqual(
        differing,
        { wrongDigest: ["md5", "sign"], wrongSize: ["size"], wrongVersion: ["version"] }[fault],
      );
      assert.match(String(broken?.["sign"]), /^[0-9a-f]{32}$/);
    });
  }

  it("a hostile one goes down as it is, and opens no job", () => {
    const { ota, down } = desk();
    const hostile = `{"code":"1000","data":{"size":${2 ** 31},"url":"http://${"x".repeat(5000)}","version":"../\\u0000"}}`;
    ota.pushRaw(DEVICE, hostile);
    ota.pushRaw(DEVICE, Uint8Array.of(0, 255));
    assert.deepEqual(
      down,
      [hostile, Uint8Array.of(0, 255)].map((payload) => ({ ...down[0], topic: UPGRADE, payload })),
    );
    assert.deepEqual(ota.jobs, []);
  });
});

describe("a job", () => {
  it("is closed by the new version alone; the first step makes it upgrading", () => {
    const { ota, say, platform } = desk();
    const job = ota.push(DEVICE, ota.add(IMAGE));
    const seen = [job.status];
    for (const [topic, params] of [
      [PROGRESS, { step: "1" }],
      [PROGRESS, { step: "100", desc: "" }],
      [INFORM, { version: "1.0.0" }],
      [INFORM, { version: "1.1.0", module: "MCU" }],
      [PROGRESS, { step: "-4", desc: "flashing failed" }],
      [INFORM, { version: "1.1.0" }],
    ] as const) {
      say(topic, params);
      seen.push(job.status);
    }
    assert.deepEqual(seen, ["pending", "upgrading", "upgrading", "upgrading", "upgrading", "upgrading", "succeeded"]);
    assert.deepEqual(job.steps, [1, 100, -4]);
    assert.equal(ota.progress.at(-1)?.desc, "flashing failed");
    assert.deepEqual(platform.violations, []);
  });

  it("a step below 0 closes it where the platform is set so", () => {
    const { ota, say, online, pushes } = desk({ otaFailureClosesJob: true });
    const job = ota.push(DEVICE, ota.add(IMAGE));
    say(PROGRESS, { step: "-2" });
    online();
    say(INFORM, { version: "1.0.0" });
    assert.deepEqual([job.status, pushes().length], ["failed", 1]);
  });

  it("waits for a device that is offline, and is pushed again after each login as long as it is needed", () => {
    const { ota, say, online, offline, pushes } = desk({}, false);
    const job = ota.push(DEVICE, ota.add(IMAGE));
    const counts = [pushes().length];
    const count = () => counts.push(pushes().length);
    online();
    count();
    say(INFORM, { version: "1.0.0" });
    count();
    say(PROGRESS, { step: "10" });
    count();
    offline();
    online();
    say(INFORM, { version: "1.0.0" });
    count();
    offline();
    online();
    say(INFORM, { version: "1.1.0" });
    count();
    assert.deepEqual([counts, job.pushes, job.status], [[0, 0, 1, 1, 2, 2], 2, "succeeded"]);
  });

  it("gives way to a newer one of its module; another module's goes on", () => {
    const { ota, say } = desk();
    const older = ota.push(DEVICE, ota.add(IMAGE));
    const other = ota.push(DEVICE, ota.add({ ...IMAGE, module: "MCU" }));
    const newer = ota.push(DEVICE, ota.add({ ...IMAGE, version: "1.2.0" }));
    say(PROGRESS, { step: "5", module: "MCU" });
    assert.deepEqual([older.status, other.status, newer.status], ["cancelled", "upgrading", "pending"]);
  });

  it("a delta waits for the version that it is put on", () => {
    const { ota, say, pushes } = desk();
    ota.push(DEVICE, ota.add({ ...IMAGE, isDiff: true }));
    const before = pushes().length;
    say(INFORM, { version: "1.0.0" });
    assert.deepEqual([before, pushes().map(({ data }) => data["isDiff"])], [0, [1]]);
  });

  const steps: readonly (readonly [params: Json, fits: boolean])[] = [
    [{ step: "1" }, true],
    [{ step: "100", desc: "done", module: "default" }, true],
    [{ step: "-1", desc: "" }, true],
    [{ step: "-4" }, true],
    [{ step: 35 }, false],
    [{ step: "0" }, false],
    [{ step: "101" }, false],
    [{ step: "-5" }, false],
    [{ step: "5.5" }, false],
    [{ step: "05" }, false],
    [{}, false],
    [{ step: "5", desc: 7 }, false],
    [{ step: "5", module: null }, false],
    [[], false],
  ];
  for (const [params, fits] of steps) {
    it(`progress ${JSON.stringify(params)} ${fits ? "fits" : "does not fit"}`, () => {
      const { ota, say, platform } = desk();
      const job = ota.push(DEVICE, ota.add(IMAGE));
      assert.deepEqual(say(PROGRESS, params), []);
      assert.deepEqual([platform.violations.length, job.status], fits ? [0, "upgrading"] : [1, "pending"]);
    });
  }
});

describe("firmware/get", () => {
  const answerOf = (answers: readonly { payload: string | Uint8Array }[]) =>
    JSON.parse(String(answers[0]?.payload)) as Push;

  it("gives what a push has, and nothing where there is nothing", () => {
    const { ota, say, pushes, platform } = desk();
    assert.deepEqual(answerOf(say(GET, {})), { id: "1", code: 200, data: {} });
    ota.push(DEVICE, ota.add(IMAGE), "mqtt");
    const answers = say(GET, {});
    assert.deepEqual(answerOf(answers), { id: "2", code: 200, data: pushes()[0]?.data });
    assert.equal(answers[0]?.topic, `${GET}_reply`);
    assert.deepEqual(answerOf(say(GET, { module: "MCU" })).data, {});
    assert.deepEqual(platform.violations, []);
  });

  it("serves instead of the push that was missed", () => {
    const { ota, say, online, pushes } = desk({}, false);
    ota.push(DEVICE, ota.add(IMAGE));
    online();
    assert.equal(answerOf(say(GET, {})).data["version"], "1.1.0");
    assert.equal(pushes().length, 0);
  });

  const rows: readonly (readonly [text: string, code: number | undefined])[] = [
    ["no JSON", 6207],
    ['{"params":{}}', 460],
    ['{"id":1,"params":{}}', 460],
    ['{"id":"4294967296","params":{}}', 460],
    ['{"id":"7"}', 460],
    ['{"id":"7","params":[]}', 460],
    ['{"id":"7","params":{"module":7}}', 460],
  ];
  for (const [text, code] of rows) {
    it(`${text}: ${code}`, () => {
      const { platform } = desk();
      const answers = platform.onPublish(DEVICE, GET, text);
      assert.deepEqual([platform.violations.map((one) => one.code), answerOf(answers).code], [[code], code]);
    });
  }
});

it("topics of the platform alone: a device may listen, not speak", () => {
  const { platform } = desk();
  for (const topic of [`${GET}_reply`, `${DOWNLOAD}_reply`, UPGRADE]) {
    assert.deepEqual(
      [platform.authorizeSubscribe(DEVICE, topic), platform.authorizePublish(DEVICE, topic, 1).allowed],
      [true, false],
      topic,
    );
  }
  for (const topic of [GET, DOWNLOAD, PROGRESS, INFORM])
    assert.ok(platform.authorizePublish(DEVICE, topic, 1).allowed, topic);
});
