/** One thing is waited for at a time, and whatever stops the probe ends that wait: a lost cable, a time-out, Ctrl-C. */

/** Why a probe ends before its last step. */
export class Stop extends Error {
  readonly exitCode: number;
  readonly advice: string;

  constructor(exitCode: number, seen: string, advice: string) {
    super(seen);
    this.exitCode = exitCode;
    this.advice = advice;
  }
}

export class Waiting {
  #why: Stop | undefined;
  #fail: (why: Stop) => void = () => {};

  /** What `begin` gives to its callback, once; rejects with what stops the probe. */
  for<T>(begin: (done: (value: T) => void) => void): Promise<T> {
    return new Promise((done, failed) => {
      this.#fail = failed;
      if (this.#why) failed(this.#why);
      else begin(done);
    });
  }

  /** The first reason counts. */
  stop(why: Stop): void {
    this.#why ??= why;
    this.#fail(this.#why);
  }
}
