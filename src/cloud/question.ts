/** A question to the cloud that is put again, ever less often, until its answer has come or it is given up. */

export interface Question {
  /** To be put from then on. */
  start(atMs: number): void;
  /** To be put then, as one that was put before. */
  again(atMs: number): void;
  stop(): void;
  /** The id to put it under now; undefined when it is not due. */
  due(nowMs: number): number | undefined;
  /** Put so often, and no answer. */
  isGivenUp(nowMs: number): boolean;
  /** Whether this id is the one last put; its second answer is a copy. */
  isAnswer(id: string): boolean;
}

/** A minute, two, four, ... between them: half an hour in all. */
const LEAST_MS = 60000;
const MAX_TIMES = 5;

export function createQuestion(nextId: () => number): Question {
  let dueMs = Infinity;
  let times = 0;
  let askedId: number | undefined;

  function again(atMs: number): void {
    dueMs = atMs;
    askedId = undefined;
  }

  return {
    start(atMs) {
      times = 0;
      again(atMs);
    },
    again,
    stop() {
      again(Infinity);
    },
    due(nowMs) {
      if (nowMs < dueMs || times >= MAX_TIMES) return undefined;
      dueMs = nowMs + LEAST_MS * Math.pow(2, times++);
      askedId = nextId();
      return askedId;
    },
    isGivenUp: (nowMs) => times >= MAX_TIMES && nowMs >= dueMs,
    isAnswer(id) {
      // Not +id: Espruino takes digits behind a leading zero for octal ones.
      const isIt = askedId === parseInt(id, 10);
      if (isIt) askedId = undefined;
      return isIt;
    },
  };
}
