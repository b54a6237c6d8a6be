/**
 * What the fuzzer has found and `src/` does not hold yet. While a row is true the streams that lead there are not asked for
 * what it says; set to false, the fuzzer finds it again within the streams told. A row goes when its cause has gone.
 */
export const OPEN = {
  /**
   * Of a probe that was given up, `+MQTTSTATU :1` comes and its OK never does: the OK of the next command is swallowed for
   * it, however much later. And where only the OK comes, it is the next command's.
   */
  staleProbeInHalves: true,
  /** The late answer of a probe that was given up before the last command is taken for one to the probe sent after it. */
  staleProbeAnswersNext: true,
  /**
   * The step MQTTSTATU asks what the probe asks, and the late answer of a probe is taken for its own: the same question, asked
   * some seconds before.
   */
  probeIsAlsoACommand: true,
  /**
   * A prompt that comes later than 5.5 s behind the time-out of its command takes the beginning of the next command for its
   * data. Nothing of the firmware sends data at a prompt.
   */
  latePromptTakesCommand: true,
};
