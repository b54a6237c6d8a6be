/**
 * Bytes from a modem -> lines, prompts and counted messages. No timers, no UART, no knowledge of any command.
 *
 * Wire grammar (facts: modem sections 2, 7):
 *   line     text CR LF, framed by CR LF on both sides; runs of CR/LF between lines mean nothing
 *   prompt   ">" as the first byte of a line, optional blank, no CR LF behind it
 *   message  <header> [blank] ["]topic["] "," N [" byte"] "," N raw bytes, whatever they hold
 *   counted  <header that is awaited> [blank] N CR LF N raw bytes, whatever they hold (facts: modem section 15)
 *
 * Cost decides the form: native string calls over whole chunks, never a loop over characters.
 * @singleton
 */

import { HAS_PLATFORM } from "../system/features";

export interface LineSink {
  /** A whole line, trimmed, never empty. */
  line(text: string): void;
  /** The prompt that was awaited. */
  prompt(): void;
  /**
   * A counted message; without a topic, the counted reply that was awaited. Where `bytes` is more than the limit, `body` holds
   * only its first `KEPT_OF_OVERSIZE`.
   */
  message(topic: string, body: string, bytes: number): void;
}

export interface Lines {
  /** 1 when it ends in the middle of a line, 2 of a counted message; else 0. */
  feed(chunk: string): number;
  /**
   * From now on a leading `>` is a prompt (true) or text (false). `counted`: behind the first line that begins so stand as many
   * raw bytes as it names.
   */
  awaitPrompt(isAwaited: boolean, counted?: string): void;
  /** Ends what is half received: a line without its CR LF is given as it stands, half a message is thrown away. */
  flush(): void;
}

/** The longest line kept; the echo of a publish is the longest a modem sends. */
const MAX_LINE_CHARS = 1024;
/** The longest message header: name, 256 characters of topic, the count. */
const MAX_HEADER_CHARS = 300;
/** Of a message over the limit its beginning is kept: the id that the refusal must name stands there. */
const KEPT_OF_OVERSIZE = 128;

export function createLines(header: string, maxMessageBytes: number, sink: LineSink): Lines {
  const usualStart = "\r\n" + header + ' "';
  let rest = "";
  let isPromptAwaited = false;
  let awaitedHeader = "";
  /** Nothing waits, and neither a prompt nor a counted reply is awaited. */
  let isPlain = true;
  let topic = "";
  let body = "";
  let bodyBytes = 0;
  let bytesLeft = 0;

  function giveLine(raw: string): void {
    const line = raw.trim();
    if (line) sink.line(line);
  }

  function takeBody(text: string): string {
    const part = text.substr(0, bytesLeft);
    bytesLeft -= part.length;
    if (bodyBytes <= maxMessageBytes) body += part;
    else if (body.length < KEPT_OF_OVERSIZE) body = (body + part).substr(0, KEPT_OF_OVERSIZE);
    if (!bytesLeft) {
      const whole = body;
      body = "";
      sink.message(topic, whole, bodyBytes);
    }
    return text.substr(part.length);
  }

  /** `text` begins with the header name. Not a message after all (a slot number, a torn line): given as a line. */
  function takeHeader(text: string): string {
    let start = header.length;
    if (text.charAt(start) === " ") start++;
    const isQuoted = text.charAt(start) === '"';
    const topicEnd = isQuoted ? text.indexOf('"', ++start) : text.indexOf(",", start);
    const countStart = isQuoted ? topicEnd + 2 : topicEnd + 1;
    const countEnd = topicEnd < 0 ? -1 : text.indexOf(",", countStart);
    const lineEnd = text.indexOf("\n");
    if (lineEnd >= 0 && (countEnd < 0 || lineEnd < countEnd)) {
      giveLine(text.substr(0, lineEnd));
      return text.substr(lineEnd + 1);
    }
    if (countEnd < 0) {
      rest = text.length > MAX_HEADER_CHARS ? "" : text;
      return "";
    }
    topic = text.substring(start, topicEnd);
    bodyBytes = Math.max(0, parseInt(text.substring(countStart, countEnd), 10) || 0);
    bytesLeft = bodyBytes;
    return bytesLeft ? text.substr(countEnd + 1) : takeBody(text.substr(countEnd + 1));
  }

  /** What the awaited header begins, which stands at `start`, and the lines before it. */
  function takeCounted(text: string, start: number): string {
    const end = text.indexOf("\n", start);
    text.substr(0, start).split("\n").forEach(giveLine);
    // One of them may have ended what it was awaited for.
    if (!awaitedHeader) return text.substr(start);
    if (end < 0) {
      rest = text.length - start > MAX_HEADER_CHARS ? "" : text.substr(start);
      return "";
    }
    const count = parseInt(text.substring(start + awaitedHeader.length, end).trim(), 10) || 0;
    awaitedHeader = "";
    // What stands behind a count is taken in one way, whatever is counted.
    return takeHeader(header + "," + count + "," + text.substr(end + 1));
  }

  /** All lines of `text` that stand before its first message or prompt; what is no whole line yet waits in `rest`. */
  function takeLines(text: string): string {
    let at = text.indexOf(header);
    while (at > 0 && "\r\n".indexOf(text.charAt(at - 1)) < 0) at = text.indexOf(header, at + 1);
    if (!at) return takeHeader(text);
    if (HAS_PLATFORM && awaitedHeader) {
      const start = ("\n" + text).indexOf("\n" + awaitedHeader);
      if (start >= 0 && (at < 0 || start < at)) return takeCounted(text, start);
    }
    if (HAS_PLATFORM && isPromptAwaited) {
      // Espruino's indexOf finds a text also in the end of another that only begins like it: a line end is no prompt yet.
      const prompt = ("\n" + text).indexOf("\n>");
      if (text.charAt(prompt) === ">" && (at < 0 || prompt < at)) {
        isPromptAwaited = false;
        text.substr(0, prompt).split("\n").forEach(giveLine);
        sink.prompt();
        return text.substr(prompt + 1);
      }
    }
    if (at < 0) {
      at = text.lastIndexOf("\n") + 1;
      rest = text.substr(at);
      if (rest.length > MAX_LINE_CHARS) rest = rest.substr(0, KEPT_OF_OVERSIZE);
      text = text.substr(0, at);
    }
    text.substr(0, at).split("\n").forEach(giveLine);
    return text.substr(at);
  }

  /** Gives `line`, which has the header in it, as a message if it is one in the usual form, all there and nothing behind. */
  function isWholeMessage(line: string): boolean {
    const start = header.length + 2;
    const topicEnd = line.indexOf('"', start);
    const countEnd = line.indexOf(",", topicEnd + 2);
    const payload = line.substr(countEnd + 1);
    const isIt =
      topicEnd > 0 &&
      payload.length <= maxMessageBytes &&
      parseInt(line.substring(topicEnd + 2, countEnd), 10) === payload.length;
    if (isIt) sink.message(line.substring(start, topicEnd), payload, payload.length);
    return isIt;
  }

  return {
    feed(chunk) {
      // Mostly one whole line comes, framed, and nothing waits: the short way.
      const line = chunk.trim();
      if (line && isPlain && chunk.indexOf("\n", 2) === chunk.length - 1 && line.charAt(1) !== "\n") {
        if (line.indexOf(header) < 0) {
          sink.line(line);
          return 0;
        }
        if (!chunk.indexOf(usualStart) && isWholeMessage(line)) return 0;
      }
      let text = rest + chunk;
      rest = "";
      while (text) text = bytesLeft ? takeBody(text) : takeLines(text);
      isPlain = !rest && !bytesLeft && !isPromptAwaited;
      if (HAS_PLATFORM && awaitedHeader) isPlain = false;
      return bytesLeft ? 2 : rest ? 1 : 0;
    },
    awaitPrompt(isAwaited, counted) {
      isPromptAwaited = isAwaited;
      if (HAS_PLATFORM) awaitedHeader = counted || "";
      isPlain = !rest && !bytesLeft && !isAwaited;
      if (HAS_PLATFORM && awaitedHeader) isPlain = false;
    },
    flush() {
      const line = rest;
      rest = body = "";
      bytesLeft = 0;
      isPlain = !isPromptAwaited;
      if (HAS_PLATFORM && awaitedHeader) isPlain = false;
      giveLine(line);
    },
  };
}
