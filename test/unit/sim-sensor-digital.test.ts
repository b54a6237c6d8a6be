/** Heads that speak: frames of nine bytes over 9600 8N1 (facts C.3). */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { HEADS } from "../../sim/sensor/heads.ts";
import { asked, CommandReader, checksum, pushed } from "../../sim/sensor/winsen.ts";
import { type Bench, bench } from "./sim-sensor-bench.ts";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const bytes = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));
const ASK = bytes("ff 01 86 00 00 00 00 00 79");
const TO_ASK = bytes("ff 01 78 41 00 00 00 00 46");
const TO_PUSH = bytes("ff 01 78 40 00 00 00 00 47");

/** Frames that reach the board from now on. */
function listen({ port }: Bench): string[] {
  const frames: string[] = [];
  let seen = "";
  port.baud = 9600;
  port.deliver = (some) => {
    seen += hex(some as Uint8Array);
    for (; seen.length >= 18; seen = seen.slice(18)) frames.push(seen.slice(0, 18));
  };
  return frames;
}

describe("frames, worked out by hand", () => {
  const ze07 = HEADS["ZE07-CO"];
  const mh441 = HEADS["MH-441D"];
  const rows: readonly (readonly [what: string, frame: Uint8Array, hex: string])[] = [
    ["ZE07-CO pushes 3.7 of 500 ppm", pushed(ze07, 37), "ff0403010025138838"],
    ["ZE07-CO pushes nothing", pushed(ze07, 0), "ff040301000013885d"],
    ["MH-441D pushes 20 of 100 %LEL", pushed(mh441, 20), "ff01040000140064" + "83"],
    ["an answer of 37 counts", asked(37), "ff8600250000000055"],
    ["an answer of 5000 counts", asked(5000), "ff86138800000000df"],
  ];
  for (const [what, frame, expected] of rows) it(what, () => assert.equal(hex(frame), expected));

  it("check sums of the commands", () => {
    const sums = [ASK, TO_ASK, TO_PUSH].map(checksum);
    assert.deepEqual(sums, [0x79, 0x46, 0x47]);
  });

  it("commands are found in whatever pieces and rubbish they come", () => {
    const reader = new CommandReader();
    const line = bytes(`00 ff 55 ${hex(ASK)} ff01860000000000aa ${hex(TO_ASK)}`);
    const found = [...line].flatMap((byte) => reader.take(Uint8Array.of(byte)));
    assert.deepEqual(found.map(hex), [hex(ASK), hex(TO_ASK)]);
  });
});

describe("a head at the board's UART", () => {
  it("pushes once a second, with what is in the air", () => {
    const rig = bench({ sensor: "MH-441D" });
    const frames = listen(rig);
    rig.sensor.setLelPercent(20);
    rig.run(5.5);
    assert.deepEqual(frames, Array(5).fill("ff0104000014006483"));
  });

  it("answers in ask mode, and only then", () => {
    const rig = bench({ sensor: "MH-441D" });
    const frames = listen(rig);
    rig.sensor.setPpm(12_500);
    rig.port.onWrite?.(TO_ASK);
    rig.run(10);
    assert.deepEqual(frames, ["ff7801000000000087"]);
    rig.port.onWrite?.(ASK);
    rig.run(1);
    assert.equal(frames[1], hex(asked(25)));
    rig.port.onWrite?.(TO_PUSH);
    rig.run(3);
    assert.ok(frames.length >= 5, "pushes again");
    rig.sensor.power(false);
    rig.sensor.power(true);
    assert.ok(frames.length < 7);
    rig.run(2.5);
    assert.equal(frames.at(-1), hex(pushed(HEADS["MH-441D"], 25)));
  });

  it("ZE07-CO dances by a count, and ends at its full scale", () => {
    const rig = bench({ sensor: "ZE07-CO" });
    const frames = listen(rig);
    const counts = () => frames.splice(0).map((frame) => Number.parseInt(frame.slice(8, 12), 16));
    rig.sensor.setPpm(50);
    rig.run(60.5);
    const seen = counts();
    assert.ok(
      seen.every((one) => Math.abs(one - 500) <= 2),
      `${seen}`,
    );
    assert.ok(new Set(seen).size > 1);
    rig.sensor.setPpm(900);
    rig.run(30);
    assert.equal(Math.max(...counts()), 5000);
  });

  it("at another speed nothing is heard, either way", () => {
    const rig = bench({ sensor: "ZE07-CO" });
    const frames = listen(rig);
    rig.port.baud = 115_200;
    rig.port.onWrite?.(ASK);
    rig.run(5);
    assert.deepEqual(frames, []);
  });

  const faults: readonly (readonly [
    name: "silent" | "checksum" | "frozen" | "range",
    value: number | undefined,
    fits: (frames: string[]) => boolean,
    says: string,
  ])[] = [
    ["silent", undefined, (frames) => frames.length === 0, "nothing"],
    [
      "checksum",
      undefined,
      (frames) => frames.length === 5 && frames.every((one) => checksum(bytes(one)) !== bytes(one)[8]),
      "all damaged",
    ],
    ["frozen", undefined, (frames) => new Set(frames).size === 1 && frames.length === 5, "the same again"],
    ["range", undefined, (frames) => frames.every((one) => one.slice(8, 12) === "1770"), "6000 of 5000"],
    ["range", 65_535, (frames) => frames.every((one) => one.slice(8, 12) === "ffff"), "65535 of 5000"],
  ];
  for (const [name, value, fits, says] of faults) {
    it(`${name} ${value ?? ""}: ${says}`, () => {
      const rig = bench({ sensor: "ZE07-CO" });
      const frames = listen(rig);
      rig.sensor.setPpm(100);
      rig.run(3.5);
      frames.length = 0;
      rig.sensor.setFault(name, value);
      rig.sensor.setPpm(200);
      rig.run(5);
      assert.ok(fits(frames), `${frames}`);
      rig.sensor.setFault(null);
      frames.length = 0;
      rig.run(3);
      assert.ok(frames.length === 3 && frames.every((one) => one.slice(8, 11) === "07d" || one.slice(8, 11) === "07c"));
    });
  }
});
