/**
 * One command in flight on a modem's line. Every line that comes is exactly one of: the final result of that command, a
 * line of its reply, a second result it waits for, or unsolicited (URC). A command that gets no answer in its time leaves
 * the line out of step; the next one is sent only after a probe has shown that the answers match again.
 * @singleton
 */
import type { Clock, Uart } from "../hal";
import { type Command, type CommandDone, type CommandError, URC, URC_ENDS_ALL, type UrcScope } from "./command";
import { createLines, type LineSink } from "./lines";

export interface ChatPeer {
  /** What an unsolicited line bears on; NO_URC for a line it does not know. Asked for every line: quick. */
  scopeOf(line: string): UrcScope;
  /** Takes one that ends something. */
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
/** A message whose bytes stop coming for so long was cut short. */
const MESSAGE_GAP_MS = 1000;
/** More lines than any command gives; on a noisy line bare ones would pile up. */
const MAX_REPLY_LINES = 16;
/** A modem left in data mode takes all as payload until this long a silence (facts: modem section 6.6). */
const DATA_MODE_ENDS_MS = 5500;

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
  let timer = 0;
  let syncsLeft = 0;
  let quietUntilMs = 0;
  let isInMessage = false;
  let chunkAtMs = 0;
  /** The final result that is to come belongs to a probe that was given up. */
  let isFinalStale = false;
  /** A probe was given up, so that its answer may still come. */
  let mayBeStale = false;

  function finish(error: CommandError): void {
    const done = currentDone as CommandDone;
    const lines = reply;
    clock.cancel(timer);
    timer = 0;
    lineSplitter.awaitPrompt(false);
    current = currentDone = undefined;
    done(error, lines);
    next();
  }

  function next(): void {
    const first = queue[0];
    if (current || !first) return;
    if (syncsLeft && !first.command.isProbe) start({ text: syncText, reply: syncReply, timeoutMs: SYNC_MS }, syncDone);
    else {
      queue.splice(0, 1);
      start(first.command, first.done);
    }
  }

  function start(command: Command, done: CommandDone): void {
    const waitMs = quietUntilMs - clock.nowMs();
    current = command;
    currentDone = done;
    reply = [];
    hasFinal = hasSecond = false;
    if (waitMs > 0) timer = clock.after(waitMs, write);
    else write();
  }

  function write(): void {
    const command = current as Command;
    timer = clock.after(command.timeoutMs, expire);
    lineSplitter.awaitPrompt(command.data !== undefined);
    uart.write(`${command.text}\r`);
  }

  function syncDone(error: CommandError): void {
    if (error) mayBeStale = true;
    if (!error) syncsLeft = 0;
    // An error may be the late answer of another command; only when it repeats is it the probe's own.
    else if (syncsLeft && !--syncsLeft && error === "timeout") {
      // Nothing answers. The command that waited is told so, and the next one finds the line in the same doubt.
      syncsLeft = SYNC_ATTEMPTS;
      const waiting = queue.splice(0, 1)[0];
      if (waiting) waiting.done("silent", []);
    }
  }

  function expire(): void {
    const command = current as Command;
    const hadFinal = hasFinal;
    timer = 0;
    // The answer can't come before the message that is coming has come to its end.
    if (isInMessage && clock.nowMs() - chunkAtMs < MESSAGE_GAP_MS) {
      timer = clock.after(MESSAGE_GAP_MS, expire);
      return;
    }
    // A URC or answer may lack its CR LF; give it its chance before the command is given up.
    lineSplitter.flush();
    isInMessage = false;
    if (current !== command || hasFinal !== hadFinal) return;
    if (currentDone !== syncDone) syncsLeft = SYNC_ATTEMPTS;
    if (command.data !== undefined) quietUntilMs = clock.nowMs() + DATA_MODE_ENDS_MS;
    finish("timeout");
  }

  function takeFinal(command: Command): void {
    if (command.reply !== undefined && !reply.length && !command.isProbe) return;
    hasFinal = true;
    if (!command.then || hasSecond) finish("");
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
        reply.push(line);
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
      finish(line);
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
    if (reply.length < MAX_REPLY_LINES) reply.push(line);
    if (command.endsOnReply) finish("");
  }

  /** The final result of a probe that was given up. */
  function isStale(line: string): boolean {
    const isFinal = line === "OK" || line === "ERROR";
    if (isFinal) isFinalStale = false;
    return isFinal;
  }

  function takeUnknown(line: string): void {
    const command = current;
    // Of a probe that was given up; its final result comes behind it.
    if (mayBeStale && line.indexOf(syncReply) === 0) isFinalStale = true;
    else if (command && (command.reply === "" || command.isProbe) && !hasFinal) keepReply(command, line);
  }

  function endBy(scope: UrcScope, line: string): void {
    const command = current;
    peer.urc(line);
    if (scope === URC_ENDS_ALL) {
      while (queue.length) (queue.splice(0, 1)[0] as Waiting).done(line, []);
      syncsLeft = 0;
      // A probe asks for just that: whether it is up again.
      if (command && !command.isProbe) finish(line);
    } else if (command && command.then) finish(line);
  }

  function takeChunk(chunk: string): void {
    if (isInMessage && clock.nowMs() - chunkAtMs > MESSAGE_GAP_MS) lineSplitter.flush();
    if (lineSplitter.feed(chunk)) {
      isInMessage = true;
      chunkAtMs = clock.nowMs();
    } else if (isInMessage) isInMessage = false;
  }

  const sink: LineSink = {
    line(line) {
      if ((isFinalStale && isStale(line)) || (current && takeAnswer(current, line))) return;
      const scope = peer.scopeOf(line);
      if (scope === URC) return;
      if (scope) endBy(scope, line);
      else if (current || mayBeStale) takeUnknown(line);
    },
    prompt() {
      uart.write((current as Command).data as string);
    },
    message: peer.message,
  };
  const lineSplitter = createLines(messageHeader, maxMessageBytes, sink);
  uart.on("data", takeChunk);

  return {
    doubt() {
      syncsLeft = SYNC_ATTEMPTS;
    },
    send(command, done) {
      if (queue.length >= MAX_QUEUED) done("busy", []);
      else {
        queue.push({ command, done });
        next();
      }
    },
  };
}
