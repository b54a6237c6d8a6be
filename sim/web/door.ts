/**
 * Who may come in to the page. On 127.0.0.1 whoever has an account on this machine, and no foreign web page: a browser that one
 * sent here names another origin or host. Elsewhere it takes a token.
 */
import { randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";

export const LOOPBACK = "127.0.0.1";
const LOOPBACK_NAMES = ["127.0.0.1", "localhost", "[::1]"];
const TOKEN_BYTES = 16;
/** Some other program's wish: `*`, `http://[`. */
const NOWHERE = new URL("http://page/%00");

export class Door {
  /** Undefined where none is asked for. */
  readonly token: string | undefined;
  readonly #names: readonly string[];

  /** `host`: where the server listens. */
  constructor(host: string) {
    const isLocal = host === "::1" || host === "localhost" || (isIP(host) === 4 && host.startsWith("127."));
    this.token = isLocal ? undefined : randomBytes(TOKEN_BYTES).toString("hex");
    this.#names = [...LOOPBACK_NAMES, host];
  }

  /** The status of the refusal of a WebSocket. */
  refusal(request: IncomingMessage): number | undefined {
    const { host = "", origin } = request.headers;
    if (origin !== undefined && origin.replace(/^https?:\/\//, "") !== host) return 403;
    if (this.token === undefined) return this.#isNamedHere(host) ? undefined : 403;
    return isSame(addressOf(request).searchParams.get("token") ?? "", this.token) ? undefined : 401;
  }

  /** The page itself tells nothing; it says where to find the token. */
  refusesPage({ headers: { host = "" } }: IncomingMessage): boolean {
    return this.token === undefined && !this.#isNamedHere(host);
  }

  #isNamedHere(host: string): boolean {
    return this.#names.includes(host.replace(/:\d+$/, "").toLowerCase());
  }
}

/** What a request asks for; it may be anything. */
export function addressOf({ url = "" }: IncomingMessage): URL {
  const whole = `http://page${url}`;
  return url.startsWith("/") && URL.canParse(whole) ? new URL(whole) : NOWHERE;
}

function isSame(given: string, token: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(token)];
  return one.length === other.length && timingSafeEqual(one, other);
}
