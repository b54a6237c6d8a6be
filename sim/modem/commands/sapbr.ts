/** AT+SAPBR=<0 close|1 open|2 ask|3 set>,<context>[,"<tag>","<value>"] (5). */
import { type Argument, whole } from "../arguments.ts";
import { type Answer, type CommandRow, type Handler, MALFORMED, OK } from "../executor.ts";
import type { Inside } from "../inside.ts";
import { SAPBR_CONTEXTS, SAPBR_TAGS } from "../sapbr.ts";
import { OFF_AIR } from "./radio.ts";

const VALUE_BYTES = 50;

type Act = (inside: Inside, context: number, rest: readonly Argument[]) => Answer;

function withoutMore(act: (inside: Inside, context: number) => Answer): Act {
  return (inside, context, rest) => (rest.length > 0 ? MALFORMED : act(inside, context));
}

const setTag: Act = (inside, context, [name, value, ...more]) => {
  const tag = SAPBR_TAGS.find((each) => each === name?.text);
  if (!name?.quoted || !value?.quoted || more.length > 0 || tag === undefined) return MALFORMED;
  if (value.text.length > VALUE_BYTES || (tag === "CONTYPE" && value.text !== "GPRS")) return MALFORMED;
  inside.sapbr.set(context, tag, value.text);
  return OK;
};

const ACTS: readonly Act[] = [
  withoutMore(({ sapbr }, context) => (sapbr.close(context) ? OK : MALFORMED)),
  withoutMore(({ sapbr, radio }, context) => (!radio.onAir ? OFF_AIR : sapbr.open(context) ? OK : MALFORMED)),
  withoutMore(({ sapbr }, context) => ({ lines: [sapbr.text(context)] })),
  setTag,
];

const bearerSettings: Handler = (inside, args) => {
  const act = ACTS[whole(args[0], 0, 3) ?? ACTS.length];
  const context = whole(args[1], 1, SAPBR_CONTEXTS);
  return act && context !== undefined ? act(inside, context, args.slice(2)) : MALFORMED;
};

export const SAPBR_COMMANDS: Readonly<Record<string, CommandRow>> = { SAPBR: { set: bearerSettings } };
