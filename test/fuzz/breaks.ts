/** Mistakes one could make of the modem's bytes, each done to a copy of the source: the fuzzer is worth what it finds of these. */
import type { Break } from "./parts.ts";

export interface UartBreak extends Break {
  /** The promises it breaks, one of which must be what is found. */
  readonly breaks: readonly string[];
  /** Streams within which it must be found. */
  readonly within: number;
}

const CHAT = "src/at/chat.ts";
const LINES = "src/at/lines.ts";
const LUAT = "src/modem/luat/luat.ts";
const URCS = "src/modem/luat/urcs.ts";

export const UART_BREAKS: readonly UartBreak[] = [
  {
    name: "a result is looked for anywhere in a line",
    file: CHAT,
    from: 'if (line === "OK" || line === command.final) {',
    to: 'if (line.indexOf("OK") >= 0) {',
    breaks: ["its own answer", "in step at the next whole line"],
    within: 400,
  },
  {
    name: "no resynchronisation after a time-out",
    file: CHAT,
    from: "if (isOver && currentDone !== syncDone) doubt();",
    to: "",
    breaks: ["no answer of another command"],
    within: 1000,
  },
  {
    name: "any OK answers the probe",
    file: CHAT,
    from: "if (hasFinal || (command.reply !== undefined && !reply.length && !command.isProbe)) return;",
    to: "",
    breaks: ["no answer of another command"],
    within: 1000,
  },
  {
    name: "the answer of a probe that was given up is the next command's",
    file: CHAT,
    from: "if (mayBeStale && line.indexOf(syncReply) === 0) staleUntilMs = clock.nowMs() + SYNC_MS;\n    else ",
    to: "",
    breaks: ["no answer of another command"],
    within: 2000,
  },
  {
    name: "a time-out does not end its command",
    file: CHAT,
    from: 'if (isOver) finish(loss || "timeout");',
    to: "",
    breaks: ["each command ends"],
    within: 400,
  },
  {
    name: "a command that has ended stays current",
    file: CHAT,
    from: "current = currentDone = undefined;",
    to: "",
    breaks: ["each command ends", "each command ends once"],
    within: 400,
  },
  {
    name: "the timer of a command runs on behind its end",
    file: CHAT,
    from: "clock.cancel(timer);\n    timer = 0;\n    lineSplitter",
    to: "lineSplitter",
    breaks: ["ends within its time", "no timer left", "never throws", "in step after the noise"],
    within: 400,
  },
  {
    name: "the second result alone is enough",
    file: CHAT,
    from: 'else if (hasFinal) finish("");',
    to: 'else finish("");',
    breaks: ["no answer of another command"],
    within: 5000,
  },
  {
    name: "the first result is enough",
    file: CHAT,
    from: "if (loss || !command.then || hasSecond)",
    to: "if (!command.then || true)",
    breaks: ["no answer of another command", "in step after the noise"],
    within: 400,
  },
  {
    name: "a restart leaves the queue as it is",
    file: CHAT,
    from: "if (scope === URC_ENDS_ALL || waiting.command.then) waiting.done(scope === URC_ENDS_ALL ? line : UNSENT, []);\n      else queue.push(waiting);",
    to: "queue.push(waiting);",
    breaks: ["a restart ends all"],
    within: 3000,
  },
  {
    name: "the queue has no bound",
    file: CHAT,
    from: "queue.length >= MAX_QUEUED",
    to: "queue.length >= 400",
    breaks: ["bounded queue"],
    within: 400,
  },
  {
    name: "half a message is waited for for ever",
    file: CHAT,
    from: "if (half) endHalfMessage();",
    to: "",
    breaks: ["messages byte-equal"],
    within: 2000,
  },
  {
    name: "a message that comes in does not hold a time-out up",
    file: CHAT,
    from: "if (half && clock.nowMs() - chunkAtMs < GAP_MS && gapsLeft-- > 0) {",
    to: "if (false) {",
    breaks: ["messages byte-equal"],
    within: 20_000,
  },
  {
    name: "a reply has no bound",
    file: CHAT,
    from: "else if (reply.length < MAX_REPLY_LINES) reply.push(line);",
    to: "else reply.push(line);",
    breaks: ["bounded buffers"],
    within: 20_000,
  },
  {
    name: "a message ends with its line",
    file: LINES,
    from: "bytesLeft -= part.length;",
    to: 'bytesLeft = part.indexOf("\\n") < 0 ? bytesLeft - part.length : 0;',
    breaks: ["messages byte-equal", "the same however it is cut"],
    within: 400,
  },
  {
    name: "characters of a message that comes in pieces are lost",
    file: LINES,
    from: "if (bodyBytes <= maxMessageBytes) body += part;",
    to: "if (bodyBytes <= maxMessageBytes) body = part;",
    breaks: ["messages byte-equal", "the same however it is cut"],
    within: 1000,
  },
  {
    name: "a negative count is believed",
    file: LINES,
    from: "Math.max(0, parseInt(text.substring(countStart, countEnd), 10) || 0)",
    to: "parseInt(text.substring(countStart, countEnd), 10) || 0",
    breaks: ["no hang"],
    within: 2000,
  },
  {
    name: "a line without end is kept",
    file: LINES,
    from: "if (rest.length > MAX_LINE_CHARS) rest = rest.substr(0, KEPT_OF_OVERSIZE);",
    to: "",
    breaks: ["bounded buffers"],
    within: 4000,
  },
  {
    name: "a huge message is kept as a whole",
    file: LINES,
    from: "if (bodyBytes <= maxMessageBytes) body += part;",
    to: "if (bodyBytes <= 9999) body += part;",
    breaks: ["bounded buffers"],
    within: 4000,
  },
  {
    name: "a prompt cut off from its line end is text",
    file: LINES,
    from: 'const prompt = ("\\n" + text).indexOf("\\n>");',
    to: 'const prompt = text.indexOf("\\n>") + 1 || -1;',
    breaks: ["the same however it is cut"],
    within: 4000,
  },
  {
    name: "half a line is forgotten at the end of a chunk",
    file: LINES,
    from: "rest = text.substr(at);",
    to: 'rest = "";',
    breaks: ["in step at the next whole line", "in step after the noise", "the same however it is cut"],
    within: 400,
  },
  {
    name: "a name that every object has is a URC",
    file: URCS,
    from: 'return typeof scope === "number" ? (scope as UrcScope) : NO_URC;',
    to: "return scope.toFixed() as unknown as UrcScope;",
    breaks: ["never throws", "a restart ends all"],
    within: 4000,
  },
  {
    name: "a step's commands go out one too few",
    file: LUAT,
    from: "const command = commands.splice(0, 1)[0] as LuatCommand;",
    to: "const command = commands.splice(0, 2)[0] as LuatCommand;",
    breaks: ["in step after the noise"],
    within: 400,
  },
  {
    name: "a step that fails is told and goes on",
    file: LUAT,
    from: "else if (result) finish(result);\n    else sendNext();",
    to: "else {\n      if (result) finish(result);\n      sendNext();\n    }",
    breaks: ["each command ends once"],
    within: 1000,
  },
];
