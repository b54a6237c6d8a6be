/**
 * What was decided and is not yet known to have reached the cloud, oldest first. Bounded: a full queue loses its oldest
 * record, and the loss is counted. In RAM for now; the write-ahead journal in flash takes this place behind the same face.
 * @singleton
 */

export interface JournalRecord {
  /** The id under which it is sent, each time. */
  readonly id: number;
  /** When it may be sent, for the first time or again; on the monotonic clock. */
  notBeforeMs: number;
}

export interface JournalCounters {
  /** Records that wait. */
  depth: number;
  /** Lost to newer ones. */
  lost: number;
  /** Refused by the cloud for good. */
  rejected: number;
}

export interface Journal<R extends JournalRecord> {
  put(record: R): void;
  /** The oldest one whose time has come; one that waits for its answer holds up no other. */
  due(nowMs: number): R | undefined;
  /** All that wait may be sent at once: over a new session, none of them has been. */
  restart(): void;
  /** The cloud has it, or never will. False when no such record waits: a copy of an answer. */
  settle(id: number, isRefused: boolean): boolean;
  readonly records: R[];
  readonly counters: JournalCounters;
}

export function createJournal<R extends JournalRecord>(maxRecords: number): Journal<R> {
  const records: R[] = [];
  const counters: JournalCounters = { depth: 0, lost: 0, rejected: 0 };
  return {
    put(record) {
      if (records.length >= maxRecords) {
        records.splice(0, 1);
        counters.lost++;
      }
      records.push(record);
      counters.depth = records.length;
    },
    due(nowMs) {
      for (let i = 0; i < records.length; i++) {
        if ((records[i] as R).notBeforeMs <= nowMs) return records[i];
      }
      return undefined;
    },
    restart() {
      for (let i = 0; i < records.length; i++) (records[i] as R).notBeforeMs = 0;
    },
    settle(id, isRefused) {
      for (let i = 0; i < records.length; i++) {
        if ((records[i] as R).id === id) {
          records.splice(i, 1);
          counters.depth = records.length;
          if (isRefused) counters.rejected++;
          return true;
        }
      }
      return false;
    },
    records,
    counters,
  };
}
