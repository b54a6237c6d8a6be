/** The HTTP client inside the modem: one session, one action at a time, one body kept (15). */
import type { HttpResponse } from "../cloud/http-origin.ts";
import { refusalOf } from "../cloud/tls.ts";
import { isCutOff } from "./air.ts";
import { latin1, utf8 } from "./bytes.ts";
import type { Inside } from "./inside.ts";

/** What HTTPPARA, HTTPSSL and HTTPDATA have said. */
export interface HttpSession {
  context?: number;
  url?: string;
  isTls: boolean;
  follows: boolean;
  timeoutS: number;
  from?: number;
  to?: number;
  readonly headers: Record<string, string>;
  upload: string;
}

export interface HttpResult {
  readonly status: number;
  readonly body: string;
}

interface Exchange {
  readonly session: HttpSession;
  readonly method: "GET" | "POST";
  readonly url: string;
  /** Still to be followed. */
  readonly redirects: number;
  readonly finish: (result: HttpResult) => void;
}

/** A fault's: what becomes of the next result; undefined: it never comes. */
export type SpoilResult = (result: HttpResult) => HttpResult | undefined;

const DEFAULT_TIMEOUT_S = 120;
/** DNS and TCP; what TLS adds (13: a TLS link is up after 1.4 s and more). */
const OPEN_MS = 400;
const HANDSHAKE_MS = 1000;
const REDIRECTS = 5;
const REDIRECTIONS = [301, 302, 303, 307, 308];
/** SSLCFG's context for HTTP (14). */
const TLS_CONTEXT = 153;

/** Status numbers of the modem's own (11). */
const NETWORK_ERROR = 601;
const DNS_ERROR = 603;

export class HttpClient {
  session: HttpSession | undefined;
  /** What HTTPREAD reads; undefined before the first result. */
  kept: string | undefined;
  isBusy = false;
  spoilNext: SpoilResult | undefined;
  #in: Inside;
  #finish: ((result: HttpResult) => void) | undefined;

  constructor(inside: Inside) {
    this.#in = inside;
  }

  restart(): void {
    this.session = undefined;
    this.kept = undefined;
    this.#finish = undefined;
    this.isBusy = false;
  }

  begin(): void {
    this.restart();
    this.session = { isTls: false, follows: false, timeoutS: DEFAULT_TIMEOUT_S, headers: {}, upload: "" };
  }

  /** Sends the session's request; `done` comes once, or never where a fault or HTTPTERM is in the way. */
  act(method: "GET" | "POST", done: (result: HttpResult) => void): void {
    const session = this.session as HttpSession;
    this.isBusy = true;
    this.kept = undefined;
    const finish = (result: HttpResult) => {
      if (this.#finish !== finish) return;
      this.#finish = undefined;
      const spoil = this.spoilNext;
      this.spoilNext = undefined;
      const told = spoil ? spoil(result) : result;
      this.isBusy = told === undefined;
      if (told) done(told);
    };
    this.#finish = finish;
    this.#in.later(session.timeoutS * 1000, () => finish(failed(NETWORK_ERROR)));
    this.#ask({ session, method, url: session.url as string, redirects: REDIRECTS, finish });
  }

  bearerLost(): void {
    this.#finish?.(failed(NETWORK_ERROR));
  }

  /** One request over its own connection; a redirection is another. */
  #ask(exchange: Exchange): void {
    const { session, method, url, finish } = exchange;
    const openMs = OPEN_MS + (session.isTls ? HANDSHAKE_MS : 0) + 2 * this.#in.family.airDelayMs;
    this.#in.later(openMs, () => {
      if (finish !== this.#finish) return;
      const status = this.#openFailure(url, session);
      if (status === "silence") return;
      if (status !== undefined) {
        finish(failed(status));
        return;
      }
      const response = this.#in.origin?.answer({
        method,
        url,
        headers: { ...session.headers, ...rangeOf(session) },
        ...(method === "POST" && { body: utf8(session.upload) }),
      });
      if (response) this.#receive(exchange, response);
      else finish(failed(NETWORK_ERROR));
    });
  }

  #receive(exchange: Exchange, response: HttpResponse): void {
    const { session, redirects, finish } = exchange;
    const { family } = this.#in;
    const sent = response.body.length;
    const came = Math.min(sent, response.cutAfterBytes ?? sent);
    const target = session.follows && redirects > 0 ? targetOf(exchange.url, response) : undefined;
    this.#in.later(response.delayMs + (came / family.httpBytesPerS) * 1000, () => {
      if (finish !== this.#finish || isCutOff(this.#in)) return;
      if (target !== undefined) this.#ask({ ...exchange, url: target, redirects: redirects - 1 });
      else if (came < sent && family.httpBrokenBody === 601) finish(failed(NETWORK_ERROR));
      else finish({ status: response.status, body: latin1(response.body.subarray(0, came)) });
    });
  }

  #openFailure(url: string, session: HttpSession): number | "silence" | undefined {
    if (isCutOff(this.#in)) return "silence";
    const { trouble } = this.#in.network;
    if (trouble) return trouble === "dns" ? DNS_ERROR : NETWORK_ERROR;
    const { httpTlsStatus } = this.#in.family;
    if (url.startsWith("https:") !== session.isTls) return httpTlsStatus;
    if (!session.isTls) return undefined;
    return refusalOf(this.#in.tls.offer(TLS_CONTEXT), this.#in.originTls) === undefined ? undefined : httpTlsStatus;
  }
}

function failed(status: number): HttpResult {
  return { status, body: "" };
}

function rangeOf({ from, to }: HttpSession): Record<string, string> {
  if (from === undefined && to === undefined) return {};
  return { Range: `bytes=${from ?? 0}-${to ?? ""}` };
}

/** Where a redirection leads; undefined: it is none, or leads nowhere. */
function targetOf(url: string, { status, headers }: HttpResponse): string | undefined {
  if (!REDIRECTIONS.includes(status)) return undefined;
  const location = Object.entries(headers).find(([name]) => name.toLowerCase() === "location")?.[1] ?? "";
  return URL.canParse(location, url) ? new URL(location, url).href : undefined;
}
