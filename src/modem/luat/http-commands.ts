/** What a fetch says to the modem up to its request (facts: modem sections 5, 15). @onDemand */
import { escapeQuoted } from "../../at/escape";
import type { Apn, LuatCommand } from "./commands";
import { BEARER_MS, OWN_MS, UNLISTED_MS } from "./limits";
import { tlsCommands } from "./tls";

/** TLS settings of the HTTP client. */
const CONTEXT = 153;

function tell(text: string): LuatCommand {
  return { text, timeoutMs: UNLISTED_MS };
}

function para(name: string, value: string): LuatCommand {
  return tell('AT+HTTPPARA="' + name + '",' + value);
}

/**
 * The bearer stays up: on some families it is the session's own. `apn` is undefined where the network's own is taken. The first
 * command asks for it, and those up to `AT+HTTPINIT` are for where it is down.
 */
function bearer(apn: Apn | undefined): LuatCommand[] {
  const set = (name: string, value: string): LuatCommand =>
    tell('AT+SAPBR=3,1,"' + name + '","' + escapeQuoted(value) + '"');
  const commands: LuatCommand[] = [
    { text: "AT+SAPBR=2,1", reply: "+SAPBR:", timeoutMs: OWN_MS, isOptional: true },
    set("CONTYPE", "GPRS"),
    set("APN", apn ? apn.name : ""),
  ];
  if (apn && apn.user) commands.push(set("USER", apn.user), set("PWD", apn.password));
  commands.push({ text: "AT+SAPBR=1,1", timeoutMs: BEARER_MS });
  return commands;
}

export function httpCommands(url: string, fromByte: number, bytes: number, apn: Apn | undefined): LuatCommand[] {
  const isTls = url.indexOf("https") === 0;
  const host = ((url.split("/")[2] as string).split("@").pop() as string).split(":")[0] as string;
  return (
    bearer(apn)
      .concat(tell("AT+HTTPINIT"), para("CID", "1"), para("URL", '"' + escapeQuoted(url) + '"'))
      .concat({ text: 'AT+HTTPPARA="REDIR",1', timeoutMs: OWN_MS, isOptional: true })
      // Not every 2G firmware knows ranges.
      .concat({ text: 'AT+HTTPPARA="BREAK",' + fromByte, timeoutMs: UNLISTED_MS, isOptional: true })
      .concat(para("BREAKEND", "" + (fromByte + bytes - 1)))
      // Whose root signs the host of a URL is not known here; what is fetched has a digest that came over the session.
      .concat(isTls ? tlsCommands(CONTEXT, host, "") : [])
      .concat({ text: "AT+HTTPSSL=" + (isTls ? 1 : 0), timeoutMs: UNLISTED_MS, isOptional: !isTls })
      .concat(tell("AT+HTTPACTION=0"))
  );
}
