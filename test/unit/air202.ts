/** An Air202 as a table of answers, for tests of the driver alone; the virtual one of sim/ is another matter. */
import { openLuat } from "./parts.ts";

export const OK = "\r\nOK\r\n";
export const line = (text: string) => `\r\n${text}\r\n`;

const HEALTHY: { readonly [text: string]: string } = {
  "AT+CGMI": line("AirM2M") + OK,
  "AT+CGMR": line("AirM2M_V5595_AT_S_SSL") + OK,
  "AT+CPIN?": line("+CPIN: READY") + OK,
  "AT+CSQ": line("+CSQ: 23,99") + OK,
  "AT+CREG?": line("+CREG: 0,1") + OK,
  "AT+CGATT?": line("+CGATT: 1") + OK,
  "AT+CCLK?": line('+CCLK: "26/06/04,09:04:18+32"') + OK,
  "AT+CIFSR": line("10.86.47.178"),
  "AT+CIPSHUT": line("SHUT OK"),
  "AT+MQTTSTATU": line("+MQTTSTATU :1") + OK,
  "AT+MIPSTART": OK + line("CONNECT OK"),
  "AT+MCONNECT": OK + line("CONNACK OK"),
  "AT+MSUB": OK + line("SUBACK"),
  "AT+MPUB": OK + line("PUBACK"),
};

/** Its answers. Rows of `changed` take the place of them; null: silence. */
export function answersOf(changed: { readonly [text: string]: string | null } = {}) {
  return (bytes: string): string | undefined => {
    const text = bytes.replace(/\r$/, "");
    const name = (text.split("=")[0] as string) || text;
    for (const table of [changed, HEALTHY]) {
      const answer = text in table ? table[text] : table[name];
      if (answer === null) return undefined;
      if (answer !== undefined) return answer;
    }
    return OK;
  };
}

/** A driver on an Air202 in good health, but for `changed`. */
export function openAir202(changed: { readonly [text: string]: string | null } = {}, pins = {}) {
  const bench = openLuat(pins);
  bench.uart.respond = answersOf(changed);
  return bench;
}
