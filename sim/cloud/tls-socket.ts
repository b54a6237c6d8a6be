/**
 * A handshake over a real socket with what a modem would bring to it. Dates are held against the modem's clock, not the
 * desk's. Left out: a client certificate, for whose key an offer has no room, and SSL 3, which Node does not speak.
 */
import {
  type ConnectionOptions,
  connect,
  type DetailedPeerCertificate,
  type SecureVersion,
  type TLSSocket,
} from "node:tls";
import type { Address } from "./tcp-network.ts";
import type { TlsOffer, TlsVersion } from "./tls.ts";

const VERSIONS: Readonly<Partial<Record<TlsVersion, SecureVersion>>> = {
  "TLS1.0": "TLSv1",
  "TLS1.1": "TLSv1.1",
  "TLS1.2": "TLSv1.2",
};

/** OpenSSL's names; one that the host's OpenSSL has no more is passed over by it. */
const SUITES: Readonly<Record<number, string>> = {
  53: "AES256-SHA",
  47: "AES128-SHA",
  5: "RC4-SHA",
  4: "RC4-MD5",
  10: "DES-CBC3-SHA",
  61: "AES256-SHA256",
  49171: "ECDHE-RSA-AES128-SHA",
  49172: "ECDHE-RSA-AES256-SHA",
  49191: "ECDHE-RSA-AES128-SHA256",
  49199: "ECDHE-RSA-AES128-GCM-SHA256",
  49200: "ECDHE-RSA-AES256-GCM-SHA384",
};
/** The modem allows what a desk of today would not. */
const OLD_ALLOWED = "@SECLEVEL=0";
/** OpenSSL's verdicts of dates, which are of the desk's clock. */
const DATE_ERRORS = ["CERT_HAS_EXPIRED", "CERT_NOT_YET_VALID"];
const LONGEST_CHAIN = 10;

/** Undefined: nothing in the offer can be spoken from here. */
export function dialTls(address: Address, offer: TlsOffer): TLSSocket | undefined {
  const versions = offer.versions.map((version) => VERSIONS[version]).filter((each) => each !== undefined);
  const [minVersion, maxVersion] = [versions[0], versions.at(-1)];
  if (!minVersion || !maxVersion) return undefined;
  const options: ConnectionOptions & { allowPartialTrustChain?: boolean } = {
    host: address.host,
    port: address.port,
    minVersion,
    maxVersion,
    ciphers: [...offer.suites.map((suite) => SUITES[suite]), OLD_ALLOWED].filter(Boolean).join(":"),
    rejectUnauthorized: false,
    // The facts know of no check of the name.
    checkServerIdentity: () => undefined,
    allowPartialTrustChain: offer.trustsAs === "issuer",
    ...(offer.serverName !== undefined && { servername: offer.serverName }),
    ...(offer.trusts !== undefined && { ca: offer.trusts }),
  };
  try {
    return connect(options).setNoDelay(true);
  } catch {
    // No suite that this OpenSSL has, or a file that is no certificate.
    return undefined;
  }
}

/** After `secureConnect`. */
export function isAccepted(socket: TLSSocket, { trusts, nowMs }: TlsOffer): boolean {
  if (trusts === undefined) return true;
  const verdict = String(socket.authorizationError ?? "");
  if (!socket.authorized && !DATE_ERRORS.includes(verdict)) return false;
  return nowMs === undefined || chainOf(socket).every((certificate) => isValidAt(certificate, nowMs));
}

function chainOf(socket: TLSSocket): DetailedPeerCertificate[] {
  const chain: DetailedPeerCertificate[] = [];
  let next: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
  while (next && !chain.includes(next) && chain.length < LONGEST_CHAIN) {
    chain.push(next);
    next = next.issuerCertificate;
  }
  return chain;
}

function isValidAt({ valid_from, valid_to }: DetailedPeerCertificate, nowMs: number): boolean {
  return nowMs >= Date.parse(valid_from) && nowMs <= Date.parse(valid_to);
}
