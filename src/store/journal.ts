/**
 * What was decided and is not yet known to have reached the cloud, oldest first. Bounded: a full queue loses its oldest
 * record, and the loss is counted. In RAM for now; the write-ahead journal in flash takes this place behind the same face.
 */

export interface JournalRecord {
  /** The id under which it is sent, each time. */
  readonly id: number;
}

export interface Journal<R extends JournalRecord> {
  put(record: R): void;
  /** The oldest one that waits. */
  first(): R | undefined;
  /** The cloud has it. False when no such record waits: a copy of an answer. */
  done(id: number): boolean;
  /** It can never be taken: out of the way, and counted. */
  refuse(id: number): boolean;
  depth(): number;
  readonly counters: { dropped: number; refused: number };
}

export function createJournal<R extends JournalRecord>(maxRecords: number): Journal<R> {
  const records: R[] = [];
  const counters = { dropped: 0, refused: 0 };

  function done(id: number): boolean {
    for (let i = 0; i < records.length; i++) {
      if ((records[i] as R).id === id) {
        records.splice(i, 1);
        return true;
      }
    }
    return false;
  }

  return {
    put(record) {
      if (records.length >= maxRecords) {
        records.splice(0, 1);
        counters.dropped++;
      }
      records.push(record);
    },
    first: () => records[0],
    done,
    refuse(id) {
      const isKnown = done(id);
      if (isKnown) counters.refused++;
      return isKnown;
    },
    depth: () => records.length,
    counters,
  };
}
