/**
 * What the fuzzer has found and `src/` does not hold yet. While a row is true the streams that lead there are not asked for
 * what it says; set to false, the fuzzer finds it again within the streams told. A row goes when its cause has gone.
 */
export const OPEN = {
  /**
   * A loss (`CLOSED`, `+CPIN: SIM REMOVED 0`) ends a command before its own final result, and the line counts as in step: that
   * result, when it comes, is the next command's. AT+MPUB.. -> CLOSED; AT+CIICR goes out; OK of AT+MPUB ends it.
   */
  lossLeavesAnswerOwed: true,
  /**
   * A time-out flushes a line that is just coming in. `\r\n+MSUB: "t",2 by`, time-out, `te,hi\r\n`: the message is lost;
   * `\r\nR`, time-out, `DY\r\n`: the restart is not seen.
   */
  timeoutTearsLine: true,
  /** `\r\nRDY\r\n\r\n>` in one chunk while data waits for its prompt: throws, as there is no command any more. */
  promptBehindTheEnd: true,
  /**
   * Of a probe that was given up, `+MQTTSTATU :1` comes and its OK never does: the OK of the next command is swallowed for
   * it, however much later. And where only the OK comes, it is the next command's.
   */
  staleProbeInHalves: true,
  /** The late answer of a probe that was given up before the last command is taken for one to the probe sent after it. */
  staleProbeAnswersNext: true,
  /** At a time-out the flush ends the command, its sender sends the same object again, and that times out at once. */
  sameCommandTwice: true,
  /**
   * AT+CIFSR takes any line that nothing else knows for its address: `+CGREG: 1`, the echo of a probe that was given up. The
   * address itself is then the next bare reply.
   */
  bareReplyIsAnything: true,
  /** Each further OK starts the time for the second result anew: OK, 39 s, OK, 39 s, OK ... never times out. */
  repeatedOkProlongs: true,
  /**
   * Two probes without an answer and one late ERROR of a command given up count as a probe refused three times: the line is
   * taken to be in step, and the next late OK is credited to the next command.
   */
  lateErrorEndsDoubt: true,
  /**
   * The step MQTTSTATU asks what the probe asks. `AT+MQTTSTATU` (step), 2 s, `AT+MQTTSTATU` (probe), the late answer of the
   * step, AT+CIICR goes out: the answer of the probe, which was not given up, ends it.
   */
  probeIsAlsoACommand: true,
  /**
   * `+MSUB:t,9 byte,",0 byte,` in one chunk: the short way takes the body's end for the header, and gives "" on "". It reads
   * other headers with quotes out of place otherwise than the long way, too.
   */
  bodyReadAsHeader: true,
  /** Second results that come before the OK are all kept: SUBACK, SUBACK, SUBACK ... as many as come within 9 s. */
  secondsPileUp: true,
  /** `x\nOK\r\n` in one chunk, as where a bit of the first CR has flipped: the short way gives the line "x\nOK", not OK. */
  shortWayJoinsLines: true,
  /** `\r+MSUB: "t",2 byte,hi\r\n`, its LF lost: a message by the short way, a line by the long one. So it is with any blank. */
  blankBeforeHeader: true,
};
