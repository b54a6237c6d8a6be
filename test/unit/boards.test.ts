/** What must hold of each board file, whether a bundle fits there or not. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import {
  type BoardFile,
  LEAST_BUNDLE_BYTES,
  LEAST_JS_VARS,
  listBoards,
  listFitting,
  loadBoard,
  misfit,
} from "../../build/boards.ts";
import { buildFirmware } from "../../build/firmware.ts";
import { firmwareFor } from "../../sim/firmware.ts";
import { EXAMPLE_CONFIG } from "../../sim/profile.ts";
import { VirtualSite } from "../../sim/site.ts";
import { dividerFor } from "../../tools/wiring/divider.ts";
import { expandPins, pinUses } from "../../tools/wiring/pins.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const KB = 1024;

/** Flash by chip: where it begins, and its bytes (datasheets; beside the chip where the board has it there). */
const FLASH: Readonly<Record<string, readonly [address: number, bytes: number]>> = {
  // Espruino lists the 128 kB behind the datasheet's 384 as free.
  STM32F401CDU6: [0x08000000, 512 * KB],
  STM32F401RET6: [0x08000000, 512 * KB],
  STM32F411CEU6: [0x08000000, 512 * KB],
  STM32F411RET6: [0x08000000, 512 * KB],
  STM32F405RGT6: [0x08000000, 1024 * KB],
  STM32F407VGT6: [0x08000000, 1024 * KB],
  STM32F767ZIT6: [0x08000000, 2048 * KB],
  STM32L496: [0x08000000, 1024 * KB],
  STM32F103RCT6: [0x08000000, 256 * KB],
  nRF51822: [0, 256 * KB],
  nRF52832: [0, 512 * KB],
  nRF52833: [0, 512 * KB],
  nRF52840: [0, 1024 * KB],
  RP2040: [0x10000000, 2048 * KB],
  RP2350: [0x10000000, 4096 * KB],
  ESP32: [0, 4096 * KB],
  "ESP32-C3": [0, 4096 * KB],
};
/** The XIAO's Storage is a chip of its own. */
const FLASH_BESIDE: Readonly<Record<string, readonly [address: number, bytes: number]>> = {
  "xiao-ble": [0x60000000, 2048 * KB],
};

const files = await Promise.all(listBoards(ROOT).map((id) => loadBoard(ROOT, id)));
const real = files.filter(({ board }) => board.id !== "linux");

function* stretches({ board, profile }: BoardFile): Generator<readonly [from: number, to: number]> {
  for (const { address, pageBytes, pages } of board.logFlash) yield [address, address + pageBytes * pages];
  if (profile.storageBytes > 0) yield [profile.storageAddress, profile.storageAddress + profile.storageBytes];
}

test("each pin has one use, and is one that the board leads out", () => {
  for (const file of real) {
    const { id } = file.board;
    const free = expandPins(file.profile.wiring.pins);
    const uses = pinUses(file);
    for (const { use, pin } of uses) assert.ok(free.includes(pin), `${id}: ${pin} (${use}) is not in wiring.pins`);
    const pins = uses.map(({ pin }) => pin);
    assert.deepEqual(pins, [...new Set(pins)], `${id}: a pin is used twice`);
    assert.equal(new Set(free).size, free.length, `${id}: wiring.pins names one twice`);
    const named = [...expandPins(file.profile.wiring.onBoard ?? ""), ...Object.keys(file.profile.wiring.labels ?? {})];
    assert.deepEqual(
      named.filter((pin) => !free.includes(pin)),
      [],
      `${id}: lamps, buttons or labels at pins that are not led out`,
    );
  }
});

test("Espruino's name, console and what is lacking", () => {
  const names = files.map(({ profile }) => profile.espruinoBoard);
  assert.equal(new Set(names).size, names.length, "two boards call themselves the same");
  for (const { board, profile } of files) {
    const { id } = board;
    assert.match(profile.espruinoBoard, /^[A-Z0-9_]+$/, id);
    assert.notEqual(board.console?.port, board.modemUart.port, id);
    if (board.gasUart) assert.notEqual(board.gasUart.port, board.modemUart.port, id);
    for (const { feature, why } of profile.lacks) assert.match(why, /^[A-Z0-9].*\.$/, `${id}: lacks ${feature}`);
    const lacks = new Set(profile.lacks.map(({ feature }) => feature));
    assert.equal(lacks.has("native-hash"), board.nativeHashes.length === 0, `${id}: native-hash`);
    if (board.logFlash.length === 0 && !misfit({ board, profile })) assert.ok(lacks.has("log"), `${id}: no log`);
    if (profile.jsVars > 0 && profile.jsVars < LEAST_JS_VARS) assert.ok(lacks.has("memory"), `${id}: memory`);
  }
});

test("log and Storage: within the flash, whole pages, and apart but for pages of Storage's own", () => {
  for (const file of real) {
    const { board, profile } = file;
    const [start, bytes] = FLASH_BESIDE[board.id] ?? FLASH[profile.chip] ?? [0, 0];
    const all = [...stretches(file)];
    for (const [from, to] of all)
      assert.ok(from >= start && to <= start + bytes, `${board.id}: ${from.toString(16)} to ${to.toString(16)}`);
    for (const { address, pageBytes } of board.logFlash) {
      assert.equal((address - start) % pageBytes, 0, `${board.id}: the log is not on whole pages`);
      const isInside = address >= profile.storageAddress && address < profile.storageAddress + profile.storageBytes;
      if (isInside) assert.equal(pageBytes, profile.storagePageBytes, `${board.id}: pages of Storage`);
    }
    const [first, second] = board.logFlash;
    if (first && second) assert.ok(first.address + first.pageBytes * first.pages <= second.address, board.id);
    if (profile.storageBytes > 0) assert.equal(profile.storageBytes % profile.storagePageBytes, 0, board.id);
  }
});

test("the divider keeps the sensor's 5 V below what ADC and pin take", () => {
  for (const { board, profile } of real) {
    assert.ok(board.gasAdc.referenceV <= profile.wiring.logicV, `${board.id}: the reference is above the pins' level`);
    const { ratio, loadOhm } = dividerFor(board.gasAdc.referenceV);
    assert.ok(ratio * 5 < board.gasAdc.referenceV * 0.93, board.id);
    assert.ok(Math.abs(loadOhm - 20_000) < 2_000, `${board.id}: ${loadOhm} Ω`);
  }
});

test("a board that can't hold the bundle is refused before anything is compiled", async () => {
  for (const { board, profile } of files.filter(misfit)) {
    // A folder without sources: a build that began would fail otherwise.
    await assert.rejects(
      buildFirmware({ boardId: board.id, root: ROOT, entry: "none.ts", write: false }),
      (error: Error) =>
        error.message.includes(`${profile.storageBytes} bytes of Storage and ${profile.jsVars} variables`),
      board.id,
    );
  }
});

test("the bundle of each board that fits goes online", { timeout: 240_000 }, async (t) => {
  for (const id of await listFitting(ROOT)) {
    if (id === "linux") continue;
    const boardFile = await loadBoard(ROOT, id);
    const { ratio, loadOhm } = dividerFor(boardFile.board.gasAdc.referenceV);
    const { text } = await firmwareFor(id, ROOT);
    const config = { ...EXAMPLE_CONFIG, gas: { ...EXAMPLE_CONFIG.gas, dividerRatio: ratio, loadOhm } };
    const site = new VirtualSite({ bundle: text, boardFile, config, ownScope: true });
    site.node.powerOn();
    const said = (): string => site.node.console.map((line) => line.text).join("\n");
    assert.ok(
      site.runUntil(() => site.node.state === "ONLINE", 120),
      `${id}: not online in 120 s\n${said()}`,
    );
    assert.ok(text.length >= LEAST_BUNDLE_BYTES, `${id}: ${text.length} bytes, lower LEAST_BUNDLE_BYTES`);
    t.diagnostic(`${id}: ${text.length} bytes`);
  }
});
