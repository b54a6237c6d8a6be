/** What a family's row says of SAPBR, HTTP, files, TLS and NTP (facts 5, 14, 15, 16). "Open" as in `family.ts`. */

export interface WebFamily {
  /** SAPBR=1 on a bearer that is up, SAPBR=0 on one that is not (5). Open. */
  readonly sapbrRepeated: "OK" | "ERROR";
  /** SAPBR=1 before CONTYPE was set (5 shows them in this order). Open. */
  readonly sapbrNeedsContype: boolean;
  /** Whether MQTT goes out by it too (5: "SAPBR and/or CSTT, CIICR"). Open. */
  readonly sapbrServesMqtt: boolean;
  readonly sapbrAddress: "bare" | "quoted";

  /** HTTPPARA's tags (15); on 2G only what its drivers use. Open there. */
  readonly httpTags: readonly string[];
  /** What HTTPREAD can reach of a body; the rest is cut silently (15). Open on 2G. */
  readonly httpWindowBytes: number;
  /** The length in +HTTPACTION of a body beyond the window: what came, or what is kept. Open. */
  readonly httpLength: "whole" | "kept";
  /** Behind the raw bytes of HTTPREAD, in front of OK's own CR LF. Open. */
  readonly httpReadTail: "" | "\r\n";
  /** A body that breaks off: its status and fewer bytes, or 601. Open. */
  readonly httpBrokenBody: "short" | 601;
  /** Of 605 and 606 the one for a handshake that fails (11). Open. */
  readonly httpTlsStatus: 605 | 606;
  readonly httpDataBytes: number;
  readonly httpBytesPerS: number;

  /** FSCREATE of a file that is there. Open. */
  readonly fscreateAgain: "OK" | "ERROR";
  /** Whether FSWRITE from the start cuts a longer file off behind what it wrote. Open. */
  readonly fswriteTruncates: boolean;
  /** Room for all files. Open. */
  readonly fileSystemBytes: number;

  /** What SSLCFG means where nothing was set. Open. */
  readonly sslDefaults: Readonly<Record<string, string>>;
  /** SSLCFG's hostname is sent; broken before V1161 (14), of others open. */
  readonly sslSendsName: boolean;
  /** ECDHE suites, in newer firmware only if at all (14). Open. */
  readonly sslHasEcdhe: boolean;

  /** AT+COPS? while registered; the standard's fields. */
  readonly operator: string;
  readonly ntpTimeoutMs: number;
}

/** The stricter values: nothing that was not set works by itself. */
const SSL_STRICT = {
  sslversion: "1",
  ciphersuite: "0xFFFF",
  seclevel: "1",
  ignorelocaltime: "0",
  negotiatetimeout: "300",
  verifymode: "0",
} as const;

const COMMON = {
  sapbrRepeated: "ERROR",
  sapbrNeedsContype: true,
  sapbrServesMqtt: false,
  sapbrAddress: "bare",
  httpTags: ["CID", "URL", "REDIR", "TIMEOUT", "BREAK", "BREAKEND", "USER_DEFINED"],
  httpWindowBytes: 3356,
  httpLength: "kept",
  httpReadTail: "",
  httpBrokenBody: "short",
  httpTlsStatus: 605,
  httpDataBytes: 3356,
  httpBytesPerS: 100_000,
  fscreateAgain: "ERROR",
  fswriteTruncates: false,
  fileSystemBytes: 65_536,
  sslDefaults: SSL_STRICT,
  sslSendsName: false,
  sslHasEcdhe: false,
  operator: '0,0,"CHINA MOBILE",7',
  ntpTimeoutMs: 5000,
} as const;

export const AIR202_WEB: WebFamily = {
  ...COMMON,
  httpTags: ["CID", "URL"],
  httpBytesPerS: 4000,
  // Without SSLCFG (14 is of EC and 8910) nothing can be set, and so nothing is checked.
  sslDefaults: { ...SSL_STRICT, sslversion: "4", seclevel: "0" },
  operator: '0,0,"CHINA MOBILE"',
};

export const AIR724_WEB: WebFamily = { ...COMMON, httpWindowBytes: 319_488 };

export const AIR780E_WEB: WebFamily = { ...COMMON };
