/** What stands under the HMAC of a login and of a registration (facts: cloud sections 1.1, 1.4). */
import { createHmac } from "node:crypto";

const HASHES: Readonly<Record<string, { hash: string; hexDigits: number }>> = {
  hmacmd5: { hash: "md5", hexDigits: 32 },
  hmacsha1: { hash: "sha1", hexDigits: 40 },
  hmacsha256: { hash: "sha256", hexDigits: 64 },
};

export const isSignMethod = (name: string | undefined): boolean => name !== undefined && Object.hasOwn(HASHES, name);

/** 0 for a method that there is not. */
export const hexDigitsOf = (signMethod: string): number =>
  isSignMethod(signMethod) ? (HASHES[signMethod]?.hexDigits ?? 0) : 0;

/** Names in dictionary order, `timestamp` only where the client id has it. */
export function signedContent(cid: string, deviceName: string, productKey: string, timestamp?: string): string {
  const stamp = timestamp === undefined ? "" : `timestamp${timestamp}`;
  return `clientId${cid}deviceName${deviceName}productKey${productKey}${stamp}`;
}

export const registrationContent = (deviceName: string, productKey: string, random: string): string =>
  `deviceName${deviceName}productKey${productKey}random${random}`;

export function signature(signMethod: string, secret: string, content: string): string {
  const method = isSignMethod(signMethod) ? HASHES[signMethod] : undefined;
  if (!method) throw new Error(`unknown sign method ${signMethod}`);
  return createHmac(method.hash, secret).update(content).digest("hex");
}
