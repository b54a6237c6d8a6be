/**
 * TLS as far as settings make it fail or succeed, without any cryptography: what a client offers, what a listener wants.
 * Certificates are PEM texts that are compared, never parsed.
 */

export const TLS_VERSIONS = ["SSL3", "TLS1.0", "TLS1.1", "TLS1.2"] as const;
export type TlsVersion = (typeof TLS_VERSIONS)[number];

/** What a client brings to the handshake. */
export interface TlsOffer {
  readonly versions: readonly TlsVersion[];
  readonly suites: readonly number[];
  /** SNI; absent: none is sent. */
  readonly serverName?: string;
  /** PEM text of what the server's chain must lead to; "" leads nowhere; absent: nothing is checked. */
  readonly trusts?: string;
  /** Whether `trusts` is the root, or the certificate that signed the server's. */
  readonly trustsAs: "root" | "issuer";
  /** Dates are held against this time; absent: against none. */
  readonly nowMs?: number;
  /** The client's own certificate. */
  readonly client?: string;
}

export interface TlsListener {
  /** PEM text of the root of its chain. */
  readonly root: string;
  /** PEM text of the certificate that signed its own, where that is not the root. */
  readonly issuer?: string;
  /** Within these all certificates of the chain are valid. */
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  readonly versions?: readonly TlsVersion[];
  readonly suites?: readonly number[];
  /** A shared address: it answers to this SNI only. */
  readonly needsName?: string;
  readonly needsClient?: boolean;
  /** The port serves plain TCP besides. */
  readonly plainToo?: boolean;
  /** What plain bytes meet on a port that serves TLS alone. */
  readonly plainMeets?: "silence" | "close";
}

/** RSA key exchange; 0x0035 AES-256, 0x002F AES-128, 0x0005 and 0x0004 RC4, 0x000A 3DES, 0x003D AES-256 with SHA-256. */
export const RSA_SUITES = [0x0035, 0x002f, 0x0005, 0x0004, 0x000a, 0x003d] as const;
export const ECDHE_SUITES = [0xc013, 0xc014, 0xc027, 0xc02f, 0xc030] as const;

const DEFAULT_VERSIONS: readonly TlsVersion[] = ["TLS1.0", "TLS1.1", "TLS1.2"];
const DEFAULT_SUITES: readonly number[] = [0x0035, 0x002f, 0x003d, ...ECDHE_SUITES];

/** The letters between the bars, without line breaks; "" where the text is no certificate. */
function bodyOf(pem: string): string {
  const match = /-----BEGIN CERTIFICATE-----([\w+/=\s]+)-----END CERTIFICATE-----\s*$/.exec(pem);
  return (match?.[1] ?? "").replace(/\s/g, "");
}

const isSame = (one: string, other: string): boolean => bodyOf(one) !== "" && bodyOf(one) === bodyOf(other);

/** Why the handshake fails; undefined: it does not. Without a listener, nobody speaks TLS there. */
export function refusalOf(offer: TlsOffer, listener: TlsListener | undefined): string | undefined {
  if (!listener) return "no TLS there";
  const { versions = DEFAULT_VERSIONS, suites = DEFAULT_SUITES, needsName, needsClient } = listener;
  if (!offer.versions.some((version) => versions.includes(version))) return "no version in common";
  if (!offer.suites.some((suite) => suites.includes(suite))) return "no cipher suite in common";
  if (needsName !== undefined && offer.serverName?.toLowerCase() !== needsName.toLowerCase()) return "name not served";
  if (needsClient && bodyOf(offer.client ?? "") === "") return "no client certificate";
  if (offer.trusts === undefined) return undefined;
  const chain = offer.trustsAs === "root" ? listener.root : (listener.issuer ?? listener.root);
  if (!isSame(offer.trusts, chain)) return "certificate authority unknown";
  if (offer.nowMs === undefined) return undefined;
  return offer.nowMs >= listener.notBeforeMs && offer.nowMs <= listener.notAfterMs
    ? undefined
    : "certificate not valid";
}
