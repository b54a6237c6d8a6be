/** A board in words and as a row: what `canary boards` prints and the tables made of `boards/` hold. */
import { type BoardFile, budgetBytes, dialectsOf, featuresOf, misfit } from "../../build/boards.ts";
import { dividerFor, ohms } from "./divider.ts";
import { pinLabel, pinUses } from "./pins.ts";

export type Fit = "yes" | "own Espruino" | "no";

/** "own Espruino": the official build has no room for the bundle, and the board file is for one that has. */
export function fitOf(file: BoardFile): Fit {
  if (misfit(file)) return "no";
  return file.profile.lacks.some(({ feature }) => feature === "storage") ? "own Espruino" : "yes";
}

export function summaryOf(file: BoardFile) {
  const { board, profile } = file;
  const why = misfit(file);
  return {
    id: board.id,
    name: profile.name,
    espruinoBoard: profile.espruinoBoard,
    chip: profile.chip,
    modemPort: board.modemUart.isDeviceFile ? "a file" : board.modemUart.port,
    gasPin: board.gasAdc.pin,
    adcReferenceV: board.gasAdc.referenceV,
    storageBytes: profile.storageBytes,
    variables: profile.jsVars,
    budgetBytes: budgetBytes(file),
    fits: fitOf(file),
    ...(why && { why }),
    ...(!why && { dialects: dialectsOf(file), ...featuresOf(file) }),
  };
}

/** All there is to know of one, as one object. */
export function detailsOf(file: BoardFile) {
  const { board, profile } = file;
  const { wiring } = profile;
  return {
    ...summaryOf(file),
    pins: Object.fromEntries(pinUses(file).map(({ use, pin }) => [use, pinLabel(file, pin)])),
    ...(board.modemUart.isDeviceFile ? {} : { divider: dividerFor(board.gasAdc.referenceV) }),
    logicV: wiring.logicV,
    supply: wiring.supply,
    console: wiring.console,
    log: board.logFlash.map(({ address, pageBytes, pages }) => ({ address, pageBytes, pages })),
    nativeHashes: board.nativeHashes,
    notes: wiring.notes ?? [],
    lacks: profile.lacks,
    ...(wiring.current && { current: wiring.current }),
  };
}

export function dividerWords(referenceV: number): string {
  const { r1Ohm, r2Ohm, ratio, rlOhm, loadOhm } = dividerFor(referenceV);
  const parts = `RL ${ohms(rlOhm)}, R1 ${ohms(r1Ohm)}, R2 ${ohms(r2Ohm)}`;
  return `${parts}: gas.dividerRatio ${ratio}, gas.loadOhm ${loadOhm}`;
}

export function kilobytes(bytes: number): string {
  return bytes === 0 ? "none" : `${(bytes / 1024).toLocaleString("en")} kB`;
}

export function variables(count: number): string {
  return count === 0 ? "as needed" : count.toLocaleString("en");
}
