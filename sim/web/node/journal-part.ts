/** What waits in flash, and what flash has borne. */
import type { JournalLive } from "../messages.ts";
import { numberOf, type Part } from "./part.ts";

export const journalPart: Part<JournalLive> = {
  live({ stage: { node }, status }) {
    const { flash } = node.board;
    return {
      waiting: numberOf(status["waiting"]),
      dropped: numberOf(status["dropped"]),
      refused: numberOf(status["refused"]),
      resends: numberOf(status["resends"]),
      pages: null,
      programs: flash.programs,
      erases: flash.erases,
    };
  },
};
