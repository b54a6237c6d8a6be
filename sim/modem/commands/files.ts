/** Files in the modem (14). Names may be quoted or bare. */
import { type Argument, whole } from "../arguments.ts";
import { type Answer, type CommandRow, type Handler, MALFORMED, OK } from "../executor.ts";
import { NAME_BYTES } from "../files.ts";
import type { Inside } from "../inside.ts";
import { frame } from "../output.ts";

const PIECE_BYTES = 10_240;
const LONGEST_S = 999_999_999;

/** Of a file that is there. */
type OnFile = (inside: Inside, name: string, content: string, rest: readonly Argument[]) => Answer;

function nameOf(argument: Argument | undefined): string | undefined {
  const name = argument?.text ?? "";
  return name !== "" && name.length <= NAME_BYTES ? name : undefined;
}

function onFile(argumentCount: number, act: OnFile): Handler {
  return (inside, args) => {
    const name = nameOf(args[0]);
    const content = name === undefined ? undefined : inside.files.read(name);
    if (name === undefined || content === undefined || args.length !== argumentCount) return MALFORMED;
    return act(inside, name, content, args.slice(1));
  };
}

const create: Handler = ({ files, family }, args) => {
  const name = nameOf(args[0]);
  if (name === undefined || args.length !== 1) return MALFORMED;
  if (files.has(name) && family.fscreateAgain === "ERROR") return MALFORMED;
  return files.write(name, "") ? OK : MALFORMED;
};

/** <0 from the start|1 append>,<bytes>,<seconds>: what does not come in time is `TimeOut`, and nothing is written. */
const write: OnFile = (inside, name, content, rest) => {
  const mode = whole(rest[0], 0, 1);
  const bytes = whole(rest[1], 1, PIECE_BYTES);
  const seconds = whole(rest[2], 1, LONGEST_S);
  if (mode === undefined || bytes === undefined || seconds === undefined) return MALFORMED;
  const { files, family } = inside;
  const take = (data: string): Answer => {
    const tail = family.fswriteTruncates ? "" : content.slice(data.length);
    return files.write(name, mode === 1 ? content + data : data + tail) ? OK : MALFORMED;
  };
  return { data: { bytes, take, withinMs: seconds * 1000, late: { final: "TimeOut" } } };
};

/** <0 from the start|1 from the position>,<bytes>,<position>: the bytes alone, no length in front. */
const read: OnFile = (_, __, content, rest) => {
  const mode = whole(rest[0], 0, 1);
  const bytes = whole(rest[1], 1, PIECE_BYTES);
  const position = whole(rest[2], 0, LONGEST_S);
  if (mode === undefined || bytes === undefined || position === undefined) return MALFORMED;
  const from = mode === 0 ? 0 : position;
  if (from >= content.length) return MALFORMED;
  return { frames: [frame("line", content.slice(from, from + bytes), { tail: "" })] };
};

export const FILE_COMMANDS: Readonly<Record<string, CommandRow>> = {
  FSCREATE: { set: create },
  FSWRITE: { set: onFile(4, write), opensData: true },
  FSREAD: { set: onFile(4, read) },
  FSFLSIZE: { set: onFile(1, (_, __, content) => ({ lines: [`+FSFLSIZE: ${content.length}`] })) },
  FSDEL: { set: onFile(1, ({ files }, name) => (files.delete(name) ? OK : MALFORMED)) },
};
