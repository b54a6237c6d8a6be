/**
 * What a family's row holds. Section numbers are those of the fact sheet. A field marked "open" is not settled there:
 * its value in the rows is the stricter one for a driver, and a test overrides it through the modem's `settings`.
 */

import type { WebFamily } from "./family-web.ts";

export type FamilyName = "air202" | "air724" | "air780e";

export interface TimedLine {
  /** From the start of the boot. */
  readonly atMs: number;
  readonly line: string;
}

/** URCs of the radio, in the family's spelling (3, 4, 10). `{nitz}` and `{rdy}` have no place here: they carry data. */
export interface RadioLines {
  readonly simReady: readonly string[];
  readonly simAbsent: readonly string[];
  readonly simRemoved: readonly string[];
  readonly simInserted: readonly string[];
  readonly registered: readonly string[];
  readonly lost: readonly string[];
  readonly attached: readonly string[];
}

export interface Family extends WebFamily {
  readonly identity: { readonly cgmi: string; readonly cgmm: string; readonly cgmr: string; readonly ati: string };
  /** Commands this build answers with ERROR. */
  readonly unsupported: readonly string[];

  readonly bootLines: readonly TimedLine[];
  /** From the start of the boot until the UART answers; what comes earlier is lost (3: `ATE0` in the burst was). */
  readonly answersFromMs: number;
  readonly simReadyMs: number;
  readonly registerMs: number;
  readonly attachMs: number;
  readonly smsReadyMs: number;
  readonly radioLines: RadioLines;
  /** The CR LF behind a +CPIN URC is missing before V1161 (4, 21). */
  readonly cpinUrcTail: "" | "\r\n";
  readonly hotPlugNeedsCsdt: boolean;
  /** Reply to AT+CPIN? without a card: a line, or a CME number (19). */
  readonly cpinAbsent: string | number;
  readonly cpinRemoved: string | number;

  readonly startsOnSupply: boolean;
  readonly powerKeyOnMs: number;
  /** Key press that switches a running modem off; undefined: none is documented. Open. */
  readonly powerKeyOffMs: number | undefined;
  /** RESET: "restart" boots on release (8910, 3), "off" is a power-off that needs PWRKEY (Air780E, 3). */
  readonly resetPin: "restart" | "off";
  readonly resetHoldMs: number;
  readonly resetHoldFromOffMs: number;

  /** AT+IPR as delivered: 0 is autobaud (2.1). */
  readonly iprBaud: number;
  /** Upper-case ATs swallowed by the training before one is answered. Open. */
  readonly autobaudLostAts: number;
  /** "bytes" echoes every chunk as it comes, so that a URC can split an echo. */
  readonly echoStyle: "line" | "bytes";
  readonly echoesPayload: boolean;
  readonly prompt: ">" | "> ";
  readonly maxLineBytes: number;
  /** A line with bytes in front of AT (2.1: "broke the command"; with what, is open). */
  readonly noiseBeforeAt: "ERROR" | "silent" | "tolerated";
  /** A command before the last one's final result (2.2). Open. */
  readonly busy: "lost" | "ERROR" | "cme14";
  readonly cmeeAtBoot: 0 | 1 | 2;
  /** Milliseconds from CR to the first line of the answer; "" is every other command. */
  readonly latencyMs: Readonly<Record<string, number>>;
  /** 0.2 spreads each latency by ±20 %. */
  readonly latencyJitter: number;
  /**
   * One way, on top of the network's own latency: the modem's stack, and what 2G is slower than a Cat.1 network. With
   * the virtual network's 120 ms CONNACK comes about 0.26 s and SUBACK 0.3 s after OK (13).
   */
  readonly airDelayMs: number;
  readonly nitz: boolean;
  readonly nitzForm: "yy/MM/dd" | "yyyy/MM/dd";
  readonly zoneQuarters: number;
  /** What AT+CCLK? shows before NITZ, counting on from the boot. Open. */
  readonly unsetClockMs: number;
  readonly batteryMv: number;
  readonly rssi: number;

  /** The default context serves MQTT without CSTT, CIICR, CIFSR (5, 19). Open for 8910. */
  readonly bearerAutomatic: boolean;
  readonly ipAddress: string;
  readonly shutReply: "SHUT OK" | "OK";
  readonly pdnReturnsMs: number;

  readonly mpubBytes: number;
  /** Whether the message limit counts before or after un-escaping (8). Open. */
  readonly mpubLimitCounts: "escaped" | "unescaped";
  readonly mpubexBytes: number;
  readonly topicBytes: number;
  readonly pushBytes: number;
  /** A message above the push limit (7). Open. */
  readonly pushOverLimit: "drop" | "cut";
  readonly mqttMessageMode: 0 | 1;
  /** MQTTMODE=1 on receive (6.7). Open. */
  readonly hexOnReceive: boolean;
  readonly mconfigUnescapes: boolean;
  /** MCONNECT's third parameter (6.4). */
  readonly mconnectMode: boolean;
  /** Interval above which the ping does not go without that parameter (6.4). */
  readonly keepaliveCapS: number;
  readonly pingsItself: boolean;
  readonly printsClosed: boolean;
  /** A refused login (6.4): `ERROR`, or nothing until the broker's `CLOSED`. Open. */
  readonly connackRefusal: "ERROR" | "CLOSED";
  readonly subackRefusal: "SUBACK" | "ERROR";
  readonly closedAfterLocalClose: boolean;
  /** MIPCLOSE after CLOSED (1.7). */
  readonly mipcloseWhenDown: "OK" | 767;
  readonly printsTcpError: boolean;
  readonly connectTimeoutMs: number;
  /** Silence that ends data mode (6.6). */
  readonly dataSilenceMs: number;
  readonly msubTail: "\r\n" | "\r\n\r\n";
  readonly msubUnit: " byte" | "byte" | "";
  /** Blank after the colon of `+MSUB:` and `+MQTTSTATU :` lines (2.3). */
  readonly msubColon: ": " | ":";
}
