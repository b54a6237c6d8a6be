/** What settings may ask of the firmware that is built for a board, as its own checks will say it. */
import { type BoardFile, featuresOf } from "../build/boards.ts";
import { type Abilities, abilitiesOf } from "../src/store/abilities.ts";

export const abilitiesOn = (boardFile: BoardFile): Abilities => ({
  ...abilitiesOf(boardFile.board),
  tls: featuresOf(boardFile).platform,
});
