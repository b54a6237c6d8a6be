/**
 * `canary flash --firmware`: Espruino itself. The `espruino` package's own command line does it for boards whose bootloader it
 * speaks to; for all others it is told how their makers do it (espruino.com/Download, and each board's page there).
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { loadBoard } from "../../build/boards.ts";
import { defaultBoard } from "../default-board.ts";
import { choosePort } from "../device/line.ts";
import type { PortFlags } from "../device/session.ts";
import { EXIT, Fault } from "../fault.ts";
import { ROOT } from "../root.ts";

/** By the name of Espruino's board file: a serial bootloader, entered by a button while it is plugged in. */
const BOOTLOADERS: Readonly<Record<string, string>> = {
  ESPRUINOBOARD: "hold BTN1, press RST and let go of it",
  PICO_R1_3: "hold its button while plugging it in",
  ESPRUINOWIFI: "hold its button while plugging it in",
};

/** By the chip or the board's name, for all others. The first that fits counts. */
const BY_HAND: readonly (readonly [board: RegExp, how: string])[] = [
  [/^(RP2040|RP2350)/, "hold BOOTSEL while plugging it in, and copy the .uf2 file onto the drive that appears"],
  [/^ESP/, "unpack the .tgz, and in it: esptool.py --port <port> write_flash with the offsets of its README"],
  [/^NUCLEO|DISCOVERY$/, "copy the .bin file onto the drive that its ST-LINK shows"],
  [/^MICROBIT|^NRF.*DK$|^THINGY/, "copy the .hex file onto the drive that it shows, or use nRF Connect"],
  [/^(MDBT42Q|PUCKJS|PIXLJS|RAK|RUUVITAG|XIAO|JOLTJS)/, "with nRF Connect (DFU) over Bluetooth, and its .zip file"],
  [/^STM32/, "with dfu-util or st-flash, at 0x08000000, in the chip's own bootloader (BOOT0 high at reset)"],
  [/^LINUX$/, "build it: BOARD=LINUX make; there is nothing to be flashed"],
];
const ELSE = "see the board's page";

export async function flashFirmware(
  file: string | undefined,
  flags: PortFlags,
  print: (text: string) => void,
): Promise<undefined> {
  const { board, profile } = await loadBoard(ROOT, flags.board ?? (await defaultBoard()));
  const entry = BOOTLOADERS[profile.espruinoBoard];
  if (file === undefined) {
    const byHand = BY_HAND.find(([name]) => name.test(profile.espruinoBoard))?.[1] ?? ELSE;
    print(`Espruino for ${profile.name} (${board.id}, called ${profile.espruinoBoard} there):`);
    print("  get its file from https://www.espruino.com/Download, 2v25 or newer");
    print(
      `  ${entry ? `${entry}; then: canary flash --firmware <file.bin> --board ${board.id} --port <port>` : byHand}`,
    );
    return;
  }
  if (!entry)
    throw new Fault(
      EXIT.failed,
      `The espruino package can't flash ${profile.name}: \`canary flash --firmware --board ${board.id}\` tells how it is done.`,
    );
  if (!existsSync(file))
    throw new Fault(EXIT.usage, `There is no file ${file}. It comes from https://www.espruino.com/Download.`);
  const port = await choosePort(flags.port);
  print(`Espruino onto ${port}, which must be in its bootloader: ${entry}.`);
  const exitCode = await runPackage(["-p", port, "--no-ble", "-f", file]);
  if (exitCode !== 0)
    throw new Fault(
      EXIT.failed,
      `The espruino package ended with ${exitCode}. Is the board in its bootloader (${entry})?`,
    );
  print("Unplug the board and plug it in again; then `canary flash`.");
}

function runPackage(args: readonly string[]): Promise<number> {
  const script = createRequire(import.meta.url).resolve("espruino/bin/espruino-cli.js");
  return new Promise((done, failed) => {
    // It says "Error!" and ends with 0 all the same.
    let hasFailed = false;
    const child = spawn(process.execPath, [script, ...args], { stdio: ["ignore", "pipe", "inherit"] });
    child.stdout.on("data", (bytes: Buffer) => {
      hasFailed ||= /Error!|Unable to connect/.test(bytes.toString());
      process.stdout.write(bytes);
    });
    child.once("error", failed);
    child.once("close", (code) => done(hasFailed ? 1 : (code ?? 1)));
  });
}
