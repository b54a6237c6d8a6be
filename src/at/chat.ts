/**
 * One command in flight on a modem's line. Every line that comes is exactly one of: the final result of that command, a
 * line of its reply, a second result it waits for, or unsolicited (URC). A command that gets no answer in its time leaves
 * the line out of step; the next one is sent only after a probe has shown that the answers match again.
 * @singleton
 */

import type { Clock, Uart } from "../hal";
import { HAS_PLATFORM } from "../system/features";
import {
  type Command,
  type CommandDone,
  type CommandError,
  URC,
  URC_ENDS_ALL,
  URC_TELLS,
  type UrcScope,
} from "./command";
import { createLines, type LineSink } from "./lines";

export interface ChatPeer {
  /** What an unsolicited line bears on; NO_URC for a line it does not know. Asked for every line: quick. */
  scopeOf(line: string): UrcScope;
  /** Takes one that ends or tells something. */
  urc(line: string): void;
  /** The command in flight came back as it was sent. */
  echo(): void;
  message(topic: string, body: string, bytes: number): void;
}

export interface Chat {
  send(command: Command, done: CommandDone): void;
  /** Bytes may have been lost: the line is out of step until a probe has shown that it is not. */
  doubt(): void;
}

const MAX_QUEUED = 4;
const SYNC_ATTEMPTS = 3;
const SYNC_MS = 2000;
/** What is half received when its bytes stop coming for so long was cut short. */
const GAP_MS = 1000;
/** A time-out waits for the end of what is coming in, and so often at most. */
const MAX_GAPS = 10;
/** After a probe that is not understood: the last answers of the others have come by then. */
const SETTLE_MS = 300;
/** More lines than any command gives; on a noisy line bare ones would pile up. */
const MAX_REPLY_LINES = 16;
/** A modem left in data mode takes all as payload until this long a silence (facts: modem section 6.6). */
const DATA_MODE_ENDS_MS = 5500;

/** The session was lost before the command was sent. */
const UNSENT = "unsent";

interface Waiting {
  readonly command: Command;
  readonly done: CommandDone;
}

export function createChat(
  uart: Uart,
  clock: Clock,
  messageHeader: string,
  maxMessageBytes: number,
  /** A command that nothing else sends, and the prefix of its reply: an answer to it can't be another's. */
  syncText: string,
  syncReply: string,
  peer: ChatPeer,
): Chat {
  const queue: Waiting[] = [];
  let current: Command | undefined;
  let currentDone: CommandDone | undefined;
  let reply: string[] = [];
  let hasFinal = false;
  let hasSecond = false;
  /** What has taken its second result away before the final one came: still to come, it ends the command with this. */
  let loss = "";
  let timer = 0;
  let gapsLeft = 0;
  let syncsLeft = 0;
  let syncErrors = 0;
  let quietUntilMs = 0;
  let isTaking = false;
  /** What the last chunk has left: nothing, half a line (1), half a message (2). */
  let half = 0;
  let chunkAtMs = 0;
  /** Until then a final result belongs to a probe that was given up: its reply has come. 0: none. */
  let staleUntilMs = 0;
  /** A probe was given up, so that its answer may still come. */
  let mayBeStale = false;

  function doubt(): void {
    syncsLeft = SYNC_ATTEMPTS;
    syncErrors = 0;
  }

  function finish(error: CommandError): void {
    const done = currentDone as CommandDone;
    const lines = reply;
    if (error && (current as Command).text === syncText) mayBeStale = true;
    clock.cancel(timer);
    timer = 0;
    lineSplitter.awaitPrompt(false);
    current = currentDone = undefined;
    isTaking = true;
    done(error, lines);
  }

  /** What came has been dealt with. */
  function taken(): void {
    isTaking = false;
    next();
  }

  function next(): void {
    const first = queue[0];
    // What is left of a chunk came before the next command goes out, and can't be its answer: that waits for its end.
    if (current || timer || isTaking || !first) return;
    const waitMs = quietUntilMs - clock.nowMs();
    if (waitMs > 0) timer = clock.after(waitMs, resume);
    else if (syncsLeft && !first.command.isProbe)
      start({ text: syncText, reply: syncReply, timeoutMs: SYNC_MS }, syncDone);
    else {
      queue.splice(0, 1);
      start(first.command, first.done);
    }
  }

  function resume(): void {
    timer = 0;
    next();
  }

  function start(command: Command, done: CommandDone): void {
    current = command;
    currentDone = done;
    reply = [];
    hasFinal = hasSecond = false;
    loss = "";
    gapsLeft = MAX_GAPS;
    timer = clock.after(command.timeoutMs, expire);
    if (HAS_PLATFORM && command.isCounted) lineSplitter.awaitPrompt(false, command.reply);
    else lineSplitter.awaitPrompt(command.data !== undefined);
    uart.write(`${command.text}\r`);
  }

  function syncDone(error: CommandError): void {
    if (!error) syncsLeft = 0;
    else if (error !== "timeout") {
      // It may be the late answer of another command; only when it repeats is it the probe's own.
      if (++syncErrors < SYNC_ATTEMPTS) return;
      syncsLeft = 0;
      quietUntilMs = clock.nowMs() + SETTLE_MS;
    } else if (!--syncsLeft) {
      // Nothing answers. The command that waited is told so, and the next one finds the line in the same doubt.
      doubt();
      const waiting = queue.splice(0, 1)[0];
      if (waiting) waiting.done("silent", []);
    }
  }

  function expire(): void {
    const command = current as Command;
    timer = 0;
    // The answer can't come before what is coming has come to its end, or is that itself.
    if (half && clock.nowMs() - chunkAtMs < GAP_MS && gapsLeft-- > 0) {
      timer = clock.after(GAP_MS, expire);
      return;
    }
    // A URC or answer may lack its CR LF; give it its chance before the command is given up.
    half = 0;
    lineSplitter.flush();
    // Unless it has ended the command, or given it the time for its second result.
    const isOver = !timer && current !== undefined;
    if (isOver && currentDone !== syncDone) doubt();
    if (isOver && command.data !== undefined) quietUntilMs = clock.nowMs() + DATA_MODE_ENDS_MS;
    try {
      if (isOver) finish(loss || "timeout");
    } finally {
      // Whatever its sender made of it: where nothing is sent, nothing comes that would lead on.
      taken();
    }
  }

  function takeFinal(command: Command): void {
    if (hasFinal || (command.reply !== undefined && !reply.length && !command.isProbe)) return;
    hasFinal = true;
    if (loss || !command.then || hasSecond) finish(loss);
    else {
      clock.cancel(timer);
      timer = clock.after(command.thenTimeoutMs as number, expire);
    }
  }

  function takeSecond(command: Command, text: string): boolean {
    const words = command.then as readonly string[];
    // With AT+CIPMUX=1 they carry the client's number: `7,CONNECT OK`.
    const line = text.charAt(1) === "," ? text.substr(2) : text;
    for (let i = 0; i < words.length; i++) {
      // Other chips of the family put a number behind the word; letters behind it make it another word.
      if ((line + " ").indexOf(words[i] + " ") === 0 || line.indexOf(words[i] + ",") === 0) {
        if (!hasSecond) reply.push(line);
        hasSecond = true;
        if (i) finish(line);
        else if (hasFinal) finish("");
        return true;
      }
    }
    return false;
  }

  /** True when the line belonged to the command in flight. */
  function takeAnswer(command: Command, line: string): boolean {
    if (line === "OK" || line === command.final) {
      takeFinal(command);
      return true;
    }
    // One look for what most lines have not; then whether it is the line itself, or stands in a text.
    const at = line.indexOf("ERROR");
    if (at >= 0 && (line === "ERROR" || line.indexOf("+CME ERROR") === 0 || line.indexOf("+CMS ERROR") === 0)) {
      finish(loss || line);
      return true;
    }
    if (command.then && takeSecond(command, line)) return true;
    if (command.reply && line.indexOf(command.reply) === 0) {
      keepReply(command, line);
      return true;
    }
    if (line !== command.text) return false;
    peer.echo();
    return true;
  }

  function keepReply(command: Command, line: string): void {
    if (command.endsOnReply) {
      // Its only reply is an address; what else comes is none.
      if (line.split(".").length !== 4) return;
      reply = [line];
      finish("");
    } else if (reply.length < MAX_REPLY_LINES) reply.push(line);
  }

  /** The final result of a probe that was given up. */
  function isStale(line: string): boolean {
    const isIt = clock.nowMs() < staleUntilMs;
    if (isIt && line !== "OK" && line !== "ERROR") return false;
    staleUntilMs = 0;
    return isIt;
  }

  function takeUnknown(line: string): void {
    const command = current;
    // Of a probe that was given up; its final result comes behind it.
    if (mayBeStale && line.indexOf(syncReply) === 0) staleUntilMs = clock.nowMs() + SYNC_MS;
    else if (command && (command.reply === "" || command.isProbe) && !hasFinal) keepReply(command, line);
    // More than was counted: some of what was taken for the reply was none.
    else if (HAS_PLATFORM && command && command.isCounted && reply.length) keepReply(command, line);
  }

  function endBy(scope: UrcScope, line: string): void {
    isTaking = true;
    peer.urc(line);
    if (HAS_PLATFORM && scope === URC_TELLS) return;
    queue.splice(0, queue.length).forEach((waiting) => {
      if (scope === URC_ENDS_ALL || waiting.command.then) waiting.done(scope === URC_ENDS_ALL ? line : UNSENT, []);
      else queue.push(waiting);
    });
    // A probe asks for just that: whether it is up again.
    if (!current || (scope === URC_ENDS_ALL ? current.isProbe : !current.then)) return;
    if (scope !== URC_ENDS_ALL && !hasFinal) loss = line;
    else {
      // Its own final result may come yet: a SIM can go while the modem goes on.
      if (!hasFinal && currentDone !== syncDone) doubt();
      finish(line);
    }
  }

  /** Not half a line: a busy board may come late to the rest of it, and the next line's own CR LF parts them. */
  function endHalfMessage(): void {
    if (half > 1 && clock.nowMs() - chunkAtMs > GAP_MS) lineSplitter.flush();
  }

  function takeChunk(chunk: string): void {
    if (half) endHalfMessage();
    half = lineSplitter.feed(chunk);
    if (half) chunkAtMs = clock.nowMs();
    if (isTaking) taken();
  }

  const sink: LineSink = {
    line(line) {
      if ((staleUntilMs && isStale(line)) || (current && takeAnswer(current, line))) return;
      const scope = peer.scopeOf(line);
      if (scope === URC) return;
      if (scope) endBy(scope, line);
      else if (current || mayBeStale) takeUnknown(line);
    },
    prompt() {
      // What came before it may have ended the command.
      if (current) uart.write(current.data as string);
    },
    message(topic, body, bytes) {
      if (HAS_PLATFORM && !topic && current && current.isCounted) keepReply(current, body);
      else {
        isTaking = true;
        peer.message(topic, body, bytes);
      }
    },
  };
  const lineSplitter = createLines(messageHeader, maxMessageBytes, sink);
  uart.on("data", takeChunk);

  return {
    doubt,
    send(command, done) {
      if (queue.length >= MAX_QUEUED) done("busy", []);
      else {
        queue.push({ command, done });
        next();
      }
    },
  };
}
