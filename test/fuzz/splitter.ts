/** The splitter alone: what comes of bytes does not hang on how they are cut into chunks. */
import { anyBytes, damage, scraps } from "./damage.ts";
import { messageOf } from "./messages.ts";
import { Violation } from "./oracle.ts";
import type { Parts } from "./parts.ts";
import type { Tapes } from "./tape.ts";

/** Beyond this a header or a line is cut, at the end of a chunk. */
const MAX_BYTES = 290;
const MAX_MESSAGE_BYTES = 100;

function eventsOf(parts: Parts, chunks: readonly string[], isPromptAwaited: boolean): string {
  const events: string[] = [];
  const lines = parts.createLines("+MSUB:", MAX_MESSAGE_BYTES, {
    line: (text) => events.push(`line ${JSON.stringify(text)}`),
    prompt: () => events.push("prompt"),
    message: (topic, body, bytes) => events.push(`message ${JSON.stringify([topic, bytes, body])}`),
  });
  lines.awaitPrompt(isPromptAwaited);
  for (const chunk of chunks) lines.feed(chunk);
  lines.flush();
  return events.join("; ");
}

/** The number of bytes that were compared. */
export function playSplitter(parts: Parts, { session, wire }: Tapes, trace?: string[]): number {
  let text = "";
  for (let left = 1 + session.below(5); left > 0; left--) {
    const kinds = [
      () => messageOf(session, left).text,
      () => scraps(session, 8),
      () => anyBytes(session, 40),
      () => "\r\n+CSQ: 23,99\r\n\r\nOK\r\n",
      () => damage("\r\nOK\r\n", session),
    ];
    text += session.pick(kinds)();
  }
  text = text.slice(0, MAX_BYTES);
  const isPromptAwaited = session.once(3);
  const whole = eventsOf(parts, [text], isPromptAwaited);
  const chunks: string[] = [];
  for (let at = 0; at < text.length; ) {
    // Most of what can go wrong does so around the end of a line.
    const lineEnd = text.indexOf("\n", at);
    const length = wire.pick([text.length, lineEnd < 0 ? 1 : lineEnd + 1 - at, 1, 1 + wire.below(text.length)]);
    chunks.push(text.slice(at, at + length));
    at += length;
  }
  const cut = eventsOf(parts, chunks, isPromptAwaited);
  trace?.push(`awaits ${isPromptAwaited ? "a prompt" : "none"}`, ...chunks.map((chunk) => JSON.stringify(chunk)));
  if (whole !== cut) throw new Violation("the same however it is cut", `\n  whole ${whole}\n  cut   ${cut}`);
  return text.length;
}
