/** A root certificate in the modem's file system (facts: modem section 14). @onDemand */
import type { LuatCommand } from "./commands";
import { OWN_MS, UNLISTED_MS } from "./limits";

/** The modem takes what is sent within that as the file's; `at/chat` counts on no more. */
const WRITE_S = 5;

/** Its reply is not in the manual's text: with its name or without, the number ends it. */
function size(name: string, fileBytes: number, isOptional: boolean): LuatCommand {
  return { text: "AT+FSFLSIZE=" + name, reply: "", timeoutMs: OWN_MS, fileBytes, isOptional };
}

/**
 * Asks for the file's size, writes it, and asks again; with the right size at first, none of the others is needed. A file of a
 * name that is no more used stays: nothing tells which there are.
 */
export function certificateCommands(file: string, pem: string): LuatCommand[] {
  const name = '"' + file + '"';
  return [
    size(name, pem.length, true),
    { text: "AT+FSDEL=" + name, timeoutMs: OWN_MS, isOptional: true },
    { text: "AT+FSCREATE=" + name, timeoutMs: UNLISTED_MS },
    { text: "AT+FSWRITE=" + name + ",0," + pem.length + "," + WRITE_S, timeoutMs: UNLISTED_MS, data: pem },
    size(name, pem.length, false),
  ];
}
