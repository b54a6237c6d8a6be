/** What a real board answers when it is asked, as the page shows it; what it does not say is unknown. */
import type { BoardLive, JournalLive, SensorLive } from "../../sim/web/live.ts";
import type { WaitingRecord } from "../../sim/web/record-trail.ts";
import { UNKNOWN } from "../../sim/web/unknown.ts";
import { type Members, membersOf, numberOf, numbersOf, textOf, truthOf } from "../../sim/web/untrusted.ts";

/** Answers to the questions that it is asked, each by itself: a board may have some and not others. */
export interface BoardAnswers {
  readonly status?: Members;
  readonly gas?: Members;
  readonly alarm?: Members;
  readonly journal?: readonly WaitingRecord[];
  readonly crash?: readonly string[];
  readonly allVars?: number;
}

export function boardOf({ status, crash, allVars }: BoardAnswers): BoardLive {
  const { boots, resetCause, powerSwitch, jsVars, troubles, faults } = status ?? {};
  const power = numberOf(powerSwitch);
  return {
    ...UNKNOWN.board,
    isOn: status ? true : null,
    boots: numberOf(boots),
    resetCause: textOf(resetCause),
    output: power === null ? null : power === 1,
    usedVars: numberOf(jsVars),
    allVars: allVars ?? null,
    troubles: Array.isArray(troubles) ? troubles.map(String) : [],
    faults: numbersOf(faults),
    crashes: crash ?? null,
  };
}

export function sensorOf({ status, gas, alarm }: BoardAnswers): SensorLive {
  const { tag, ppm, lelPercent, isOver } = membersOf(status?.["reading"] ?? gas?.["reading"]);
  const lelPpm = numberOf(gas?.["lelPpm"]);
  // Only where it says what 100 % are.
  const inLel = (given: unknown): number | null => {
    const ppmGiven = numberOf(given);
    return ppmGiven !== null && lelPpm ? (ppmGiven * 100) / lelPpm : null;
  };
  return {
    ...UNKNOWN.sensor,
    tag: textOf(tag),
    ppm: numberOf(ppm),
    lelPercent: numberOf(lelPercent),
    isOver: truthOf(isOver),
    warningLelPercent: inLel(alarm?.["warningPpm"]),
    alarmLelPercent: inLel(alarm?.["alarmPpm"]),
  };
}

export function journalOf({ status }: BoardAnswers): JournalLive {
  const { waiting, dropped, refused, resends } = status ?? {};
  return {
    ...UNKNOWN.journal,
    waiting: numberOf(waiting),
    dropped: numberOf(dropped),
    refused: numberOf(refused),
    resends: numberOf(resends),
  };
}
