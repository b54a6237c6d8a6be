/** AT+SSLCFG="<tag>",<context>[,<value>]: without a value it tells, with an empty one it erases (14). */
import { whole } from "../arguments.ts";
import { type CommandRow, type Handler, MALFORMED, OK } from "../executor.ts";
import { TLS_CONTEXTS, TLS_TAGS } from "../tls.ts";

const LAST_CONTEXT = 153;

const configure: Handler = ({ tls }, args) => {
  const [name, number, value] = args;
  const tag = name?.quoted ? TLS_TAGS[name.text] : undefined;
  const context = whole(number, 0, LAST_CONTEXT);
  if (!name || !tag || context === undefined || !TLS_CONTEXTS.includes(context) || args.length > 3) return MALFORMED;
  if (!value) {
    return { lines: [`+SSLCFG: "${name.text}",${context},${shown(tls.get(context, name.text), tag.quoted)}`] };
  }
  if (value.text === "" && !value.quoted) {
    tls.erase(context, name.text);
    return OK;
  }
  if (value.quoted !== tag.quoted || !tag.accepts(value.text)) return MALFORMED;
  tls.set(context, name.text, value.text);
  return OK;
};

function shown(value: string | undefined, quoted: boolean): string {
  return quoted ? `"${value ?? ""}"` : (value ?? "");
}

export const TLS_COMMANDS: Readonly<Record<string, CommandRow>> = { SSLCFG: { set: configure } };
