/** What settings for a board may ask for, as its firmware will say. */
import { type BoardFile, featuresOf } from "../build/boards.ts";
import { type Abilities, abilitiesOf } from "../src/store/abilities.ts";

export function canOf(boardFile: BoardFile): Abilities {
  const { gasUart, heaterPwm, supplyAdc, heaterAdc, ntcAdc, gasAdc } = boardFile.board;
  const { platform } = featuresOf(boardFile);
  return abilitiesOf(gasUart, heaterPwm, supplyAdc, heaterAdc, ntcAdc, gasAdc.referenceV, platform);
}
