/** What a Luat modem says (facts: modem sections 10, 22): its unsolicited lines, its answers, and scraps of all of them. */
/** Nothing is lost by these. */
export const HARMLESS_URCS = [
  "+NITZ: 26/06/04,09:04:18+32,0",
  "+CREG: 1",
  "+CREG: 2",
  "SMS READY",
  "^MODE: 17,17",
  "+E_UTRAN Service",
  "+NO Service",
  "+CGEV: ME PDN ACT 1,0",
  "+CPIN: READY",
  "^CINIT: 2, 32, 41891",
  '+CMTI: "SM",1',
  "+UPGRADEIND: 10%",
];

/** The table of the dialect does not have them: for it they are unknown lines. */
export const UNKNOWN_URCS = ["+CGREG: 1", "+CEREG: 1", "+CNTP:1", "+UPGRADEDL: 50%", "UNSUBACK", "CALL READY"];

/** The session or the bearer is gone; the modem goes on. */
export const LOSSES = [
  "CLOSED",
  "TCP ERROR:14",
  "+PDP DEACT",
  "+PDP: DEACT",
  "+PDP:DEACT",
  "+SAPBR 1: DEACT",
  "+CGEV: NW PDN DEACT 1",
  "+CGEV: ME DETACH",
];

/** The modem is up, its SIM is not. */
export const SIM_LOSSES = ["+CPIN: SIM REMOVED 0", "+CPIN: NOT INSERTED"];

/** The modem has started anew, and has forgotten what it was asked. */
export const RESTARTS = ["RDY", "^boot.rom'v0.3", "NORMAL POWER DOWN"];

/** Pieces that noise is made of where it shall look like something. */
// biome-ignore format: a table
export const SCRAPS = [
  "\r\n", "\n", "\r", ">", "\r\n>", "> ", "+MSUB:", '\r\n+MSUB: "t",', '"', ",", " byte,", "5 byte,", "0 byte,", "-1 byte,",
  "4100 byte,", "99999999999 byte,", "OK", "\r\nOK", "\r\nOK\r\n", "\r\nERROR\r\n", "+CME ERROR: ", "+CMS ERROR: 3\r\n",
  "SHUT OK", "CONNECT OK", "CONNECT FAIL", "CONNACK OK", "SUBACK", "PUBACK", "\r\nPUBACK\r\n", "7,CONNECT OK\r\n",
  "STATE: IP STATUS", "\r\nRDY\r\n", "\r\nCLOSED\r\n", "+PDP", "+CPIN: ", "+CSQ: 1,99\r\n", "+MQTTSTATU :1\r\n", "AT+CSQ\r",
  "ATE0\r", "toString", "\r\n__proto__: 1\r\n", "\r\nconstructor\r\n", "\xff\xfe", "\0", "12", "\\22", "^boot.rom", "x",
];

/** Six digits that name one answer. Two of them differ in three places, so that a damaged one is nobody's. */
export function tokenOf(number: number): string {
  const pair = String(number % 100).padStart(2, "0");
  return pair + pair + pair;
}

/** The numbers of all answers that are named in a text. */
export function tokensIn(text: string): number[] {
  return [...text.matchAll(/(\d\d)\1\1/g)].map(([, pair]) => Number(pair));
}

/** What is said to one command. */
export interface Script {
  readonly lines: readonly string[];
  /** "" where the reply line is all. */
  readonly final: string;
  /** Second results: the good one, then the bad ones. */
  readonly seconds: readonly string[];
  /** Bytes that are awaited at the prompt. */
  readonly dataBytes: number;
}

const REPLIES: readonly (readonly [start: string, line: (token: string, number: number) => string])[] = [
  ["AT+CSQ", (token, number) => `+CSQ: ${number % 32},${token}`],
  ["AT+CREG?", (token) => `+CREG: 0,1,"${token}"`],
  ["AT+CGATT?", (token) => `+CGATT: 1,${token}`],
  ["AT+CPIN?", (token) => `+CPIN: READY ${token}`],
  ["AT+CCLK?", (token, number) => `+CCLK: "26/06/04,09:04:${String(number % 60).padStart(2, "0")}+32",${token}`],
  ["AT+CGMI", (token) => `AirM2M ${token}`],
  ["AT+CGMR", (token) => `AirM2M_V${token}_AT_S`],
  ["AT+CIFSR", (token) => `10.86.47.${token}`],
  ["AT+MQTTSTATU", () => "+MQTTSTATU :1"],
  ["AT+CBC", (token) => `+CBC: ${token}`],
  ["ATI", (token) => `Air202 ${token}`],
];

const SECONDS: readonly (readonly [start: string, words: readonly string[]])[] = [
  ["AT+MIPSTART", ["CONNECT OK", "CONNECT FAIL", "ALREADY CONNECT"]],
  ["AT+MCONNECT", ["CONNACK OK", "ERROR"]],
  ["AT+MSUB", ["SUBACK", "ERROR"]],
  ["AT+MPUB=", ["PUBACK", "+CME ERROR:"]],
];

export function scriptOf(text: string, number: number): Script {
  const token = tokenOf(number);
  const reply = REPLIES.find(([start]) => text.startsWith(start))?.[1];
  const words = SECONDS.find(([start]) => text.startsWith(start))?.[1] ?? [];
  return {
    lines: reply ? [reply(token, number)] : [],
    final: text === "AT+CIFSR" ? "" : text === "AT+CIPSHUT" ? "SHUT OK" : "OK",
    seconds: words.map((word) => (word === "ERROR" ? word : `${word} ${token}`)),
    dataBytes: text.startsWith("AT+MPUBEX") ? Number(text.split(",").at(-1)) : 0,
  };
}
