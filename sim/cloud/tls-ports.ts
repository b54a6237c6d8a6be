/** Which ports of the platform speak TLS, and by which root (facts: cloud sections 0.2 and 1.2). */
import type { TlsListener } from "./tls.ts";

/** No real certificate: in the simulator certificates are texts that are compared. */
function standIn(name: string): string {
  const letters = Buffer.from(`stand-in for ${name}`).toString("base64");
  return `-----BEGIN CERTIFICATE-----\n${letters}\n-----END CERTIFICATE-----\n`;
}

/** Expires on 2028-01-28. */
export const SHARED_ROOT = standIn("the root of port 1883");
/** Valid to 2053-07-04. */
export const OWN_ROOT = standIn("the platform's own root, of port 8883");

/** The youngest certificate of a chain is the server's own, and about a year old at most. */
const SERVER_SINCE_MS = Date.UTC(2025, 0, 1);

export const TLS_PORTS: Readonly<Record<number, TlsListener>> = {
  1883: { root: SHARED_ROOT, notBeforeMs: SERVER_SINCE_MS, notAfterMs: Date.UTC(2028, 0, 28), plainToo: true },
  8883: { root: OWN_ROOT, notBeforeMs: SERVER_SINCE_MS, notAfterMs: Date.UTC(2053, 6, 4) },
};
