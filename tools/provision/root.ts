/** A root certificate for the modem's TLS: read from where somebody says, refused where it can't be one, its end warned of. */
import { X509Certificate } from "node:crypto";
import { EXIT, Fault } from "../fault.ts";
import { GLOBALSIGN_R1 } from "./globalsign-r1.ts";
import { readWhole } from "./sources.ts";

/** What stands for the certificate that comes with the desk. */
export const R1 = "globalsign-r1";
/** Room in a board's Storage, and in the modem's files. */
const MAX_BYTES = 2000;
const WARN_YEARS = 3;
/** Has its own root, which no list of roots has (facts: cloud section 0.2). */
const PORT_OF_OWN_ROOT = 8883;
const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----[^-]+-----END \1-----/g;

export interface Root {
  /** As it is written: one block, no more. */
  readonly pem: string;
  /** For people. */
  readonly name: string;
  readonly ends: Date;
}

/** `word`: a file, or `globalsign-r1`. */
export function readRoot(word: string): Root {
  return rootIn(word === R1 ? GLOBALSIGN_R1 : readWhole(word, "root certificate"), word);
}

/** What is wrong with it is said with `from`. */
export function rootIn(text: string, from: string): Root {
  const blocks = [...text.matchAll(BLOCK)];
  if (blocks.some(([, kind]) => kind?.endsWith("PRIVATE KEY")))
    throw refused(
      from,
      "there is a private key in it, which must never go into a device: give the root certificate alone",
    );
  const [block, ...others] = blocks.filter(([, kind]) => kind === "CERTIFICATE");
  if (!block)
    throw refused(
      from,
      "there is no certificate in it as PEM text (-----BEGIN CERTIFICATE-----). Of a DER file: openssl x509 -inform der -in <file>",
    );
  if (others.length > 0)
    throw refused(
      from,
      `it has ${others.length + 1} certificates. The device takes the root's alone: leave out the others`,
    );
  const certificate = parsed(block[0], from);
  if (!certificate.ca)
    throw refused(from, `${nameOf(certificate)} is no CA: servers are checked by the root that has signed for them`);
  const pem = `${block[0].replace(/[ \t]*\r?\n/g, "\n")}\n`;
  if (pem.length > MAX_BYTES) throw refused(from, `it has ${pem.length} bytes, and the device takes ${MAX_BYTES}`);
  return { pem, name: nameOf(certificate), ends: new Date(certificate.validTo) };
}

function parsed(pem: string, from: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (error) {
    throw refused(from, `its certificate can't be read (${(error as Error).message}): was it cut?`);
  }
}

const refused = (from: string, why: string): Fault =>
  new Fault(EXIT.usage, `${from} can't be the root certificate: ${why}. Nothing was written.`);

function nameOf({ subject }: X509Certificate): string {
  const [, name = subject.replace(/\s+/g, " ")] = /^CN=(.*)$/m.exec(subject) ?? [];
  return name;
}

export const endOf = ({ ends }: Root): string => ends.toISOString().slice(0, 10);
export const shownRoot = (root: Root): string => `${root.name}, until ${endOf(root)}`;

/** What may come of a root that is taken, given the cloud's port; sentences without a subject. */
export function rootWarnings(root: Root, port: unknown, nowMs: number): string[] {
  const warnings: string[] = [];
  const soon = new Date(nowMs);
  soon.setUTCFullYear(soon.getUTCFullYear() + WARN_YEARS);
  if (root.ends <= soon)
    warnings.push(
      `${root.name} ${root.ends.getTime() <= nowMs ? "has ended" : "ends"} on ${endOf(root)}: servers change to another root before that, and a device that knows only this one then has no link. Plan for its successor, or for port ${PORT_OF_OWN_ROOT} with the platform's own root`,
    );
  if (port === PORT_OF_OWN_ROOT && root.pem === rootIn(GLOBALSIGN_R1, R1).pem)
    warnings.push(
      `the platform's servers at port ${PORT_OF_OWN_ROOT} have a root of their own, not ${root.name}: no link comes up. Take theirs, from the platform's manual, or port 1883`,
    );
  return warnings;
}

export const UNUSED = "cloud.tls is off: the certificate is used once it is on (--set cloud.tls=true)";

export const UNCHECKED = `TLS without a root certificate: the server is not checked, and whoever sits between can read and change all. canary provision --ca ${R1} gives the device the root of port 1883; of port ${PORT_OF_OWN_ROOT} it is a file from the platform's manual`;
