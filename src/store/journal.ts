/**
 * What was decided and is not yet known to have reached the cloud, oldest first. Bounded: a full queue loses its oldest
 * record, and the loss is counted. In RAM for now; the write-ahead journal in flash takes this place behind the same face.
 * @singleton
 */

export interface JournalRecord {
  /** The id under which it is sent, each time. */
  readonly id: number;
}

export interface JournalCounters {
  /** Records that wait. */
  depth: number;
  /** Lost to newer ones. */
  dropped: number;
  /** Refused by the cloud for good. */
  refused: number;
}

export interface Journal<R extends JournalRecord> {
  put(record: R): void;
  /** The oldest one that waits. */
  first(): R | undefined;
  /** The cloud has it, or never will. False when no such record waits: a copy of an answer. */
  settle(id: number, isRefused: boolean): boolean;
  readonly counters: JournalCounters;
}

export function createJournal<R extends JournalRecord>(maxRecords: number): Journal<R> {
  const records: R[] = [];
  const counters: JournalCounters = { depth: 0, dropped: 0, refused: 0 };
  return {
    put(record) {
      if (records.length >= maxRecords) {
        records.splice(0, 1);
        counters.dropped++;
      }
      records.push(record);
      counters.depth = records.length;
    },
    first() {
      return records[0];
    },
    settle(id, isRefused) {
      for (let i = 0; i < records.length; i++) {
        if ((records[i] as R).id === id) {
          records.splice(i, 1);
          counters.depth = records.length;
          if (isRefused) counters.refused++;
          return true;
        }
      }
      return false;
    },
    counters,
  };
}
