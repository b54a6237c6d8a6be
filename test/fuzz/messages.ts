/** Messages as a modem pushes them, in all forms of the header (facts: modem section 7). */
import { anyBytes, scraps } from "./damage.ts";
import type { Tape } from "./tape.ts";
import type { Message } from "./wire.ts";

const HEADERS: readonly ((topic: string, bytes: number) => string)[] = [
  (topic, bytes) => `+MSUB: "${topic}",${bytes} byte,`,
  (topic, bytes) => `+MSUB:"${topic}",${bytes}byte,`,
  (topic, bytes) => `+MSUB: "${topic}",${bytes},`,
  (topic, bytes) => `+MSUB:${topic},${bytes} byte,`,
];

/** The `number`th of a stream. */
export function messageOf(tape: Tape, number: number): { text: string; message: Message } {
  const topic = `/t/${number}-${number}-${number}`;
  const bodies = [
    () => "hi",
    () => "\r\nOK\r\n>x",
    () => scraps(tape, 6),
    () => anyBytes(tape, 40),
    () => "",
    () => `${tape.once(2) ? "\r\n" : ""}+MSUB: "u",${tape.below(3)} byte,x`,
    () => `{"id":"${number}","params":{"PowerSwitch":1}}\n`.repeat(1 + tape.below(4)),
    () => (tape.once(8) ? "z".repeat(4098 + tape.below(5)) : "\r\n"),
  ];
  const body = tape.pick(bodies)();
  const form = tape.below(HEADERS.length);
  const header = (HEADERS[form] as (typeof HEADERS)[number])(topic, body.length);
  return { text: `\r\n${header}${body}\r\n`, message: { topic, body, bytes: body.length } };
}
