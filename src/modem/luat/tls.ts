/** The modem's settings for TLS, which last until its power goes (facts: modem section 14). @onDemand */
import { escapeQuoted } from "../../at/escape";
import type { LuatCommand } from "./commands";
import { OWN_MS, UNLISTED_MS } from "./limits";

/**
 * `file` holds the root certificate that the server is checked by; "": it is not checked. Settings that a firmware does not
 * know are left to it, but for the check that was asked for.
 */
export function tlsCommands(context: number, host: string, file: string): LuatCommand[] {
  const values: (readonly [tag: string, value: string])[] = [
    // TLS 1.2, and whatever ciphers there are.
    ["sslversion", "3"],
    ["ciphersuite", "0xFFFF"],
    // Given up before the driver gives it up.
    ["negotiatetimeout", "40"],
    // Without a network that gives its time the modem's clock stands at some old date, on which no certificate is valid yet.
    ["ignorelocaltime", "1"],
    // The name that a server with many hosts asks for.
    ["hostname", '"' + escapeQuoted(host) + '"'],
    ["seclevel", file ? "1" : "0"],
  ];
  if (file) values.push(["verifymode", "0"], ["cacert", '"' + file + '"']);
  return values.map(([tag, value]) => {
    const isOptional = !file || (tag !== "seclevel" && tag !== "cacert");
    return {
      text: 'AT+SSLCFG="' + tag + '",' + context + "," + value,
      timeoutMs: isOptional ? OWN_MS : UNLISTED_MS,
      isOptional,
    };
  });
}
