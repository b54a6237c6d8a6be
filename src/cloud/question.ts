/** A question to the cloud that is put again, ever less often, until its answer has come. */

export interface Question {
  /** To be put from then on. */
  start(atMs: number): void;
  stop(): void;
  /** The id to put it under now; undefined when it is not due. */
  due(nowMs: number): number | undefined;
  /** Whether this id is the one last put; its second answer is a copy. */
  isAnswer(id: string): boolean;
}

const MOST_MS = 3600000;

export function createQuestion(nextId: () => number, leastMs: number): Question {
  let dueMs = Infinity;
  let waitMs = leastMs;
  let askedId: number | undefined;

  return {
    start(atMs) {
      dueMs = atMs;
      waitMs = leastMs;
      askedId = undefined;
    },
    stop() {
      dueMs = Infinity;
    },
    due(nowMs) {
      if (nowMs < dueMs) return undefined;
      dueMs = nowMs + waitMs;
      waitMs = Math.min(2 * waitMs, MOST_MS);
      askedId = nextId();
      return askedId;
    },
    isAnswer(id) {
      // Not +id: Espruino takes digits behind a leading zero for octal ones.
      const isIt = askedId === parseInt(id, 10);
      if (isIt) askedId = undefined;
      return isIt;
    },
  };
}
