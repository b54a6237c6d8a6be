/** What is said to a modem, what its answer may be, and how an unsolicited line (URC) bears on it. */

export interface Command {
  /** Without the closing CR. */
  readonly text: string;
  /** To the final result. */
  readonly timeoutMs: number;
  /** Prefix of its reply lines; "" for bare ones. With it, a final `OK` counts only after such a line: a late one can't. */
  readonly reply?: string;
  /** The reply, an IPv4 address, itself ends the command; no `OK` follows (AT+CIFSR). */
  readonly endsOnReply?: boolean;
  /**
   * Behind the line of its reply as many raw bytes come as that names: they are the reply. A further line of it is what was more
   * than counted: something else was printed among the bytes.
   */
  readonly isCounted?: boolean;
  /** What may stand in place of the final `OK` (AT+CIPSHUT: `SHUT OK`). */
  readonly final?: string;
  /** Second results, after `OK` or before it: the good one first, then the bad ones. */
  readonly then?: readonly string[];
  readonly thenTimeoutMs?: number;
  /** Raw bytes to send at the prompt. */
  readonly data?: string;
  /** Any answer will do (AT, a person's command): it may go out while the line is out of step, and takes bare lines too. */
  readonly isProbe?: boolean;
}

/** How a URC bears on the command in flight. */
export type UrcScope = 0 | 1 | 2 | 3 | 4;
export const NO_URC = 0;
export const URC = 1;
/** Ends a command that waits for a second result, and those in the queue: what that would come over is gone. */
export const URC_ENDS_SESSION = 2;
/** Ends any command, and those in the queue: the modem has forgotten them. */
export const URC_ENDS_ALL = 3;
/** Ends nothing, and tells something that is waited for (`+HTTPACTION`). */
export const URC_TELLS = 4;

/** "" when all went well, else why not: an error line of the modem as it came, or one of ours, in lower case. */
export type CommandError = string;
export type CommandDone = (error: CommandError, reply: string[]) => void;
