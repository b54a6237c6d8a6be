/** What Alibaba Cloud IoT takes for a login: one secret per device, HMAC over the identity (facts: cloud sections 1.1, 1.2). */

import { HAS_PLATFORM } from "../../system/features";
import type { Login } from "../cloud";
import type { Hash } from "../hash";
import { hmacHex } from "../hmac";

export type SignMethod = "hmacmd5" | "hmacsha1" | "hmacsha256";

export interface Identity {
  readonly productKey: string;
  readonly deviceName: string;
  readonly deviceSecret: string;
  readonly region: string;
  /** Given, it stands for the one made of product key and region. */
  readonly host: string;
  readonly port: number;
  readonly tls?: boolean;
  readonly signMethod: SignMethod;
  readonly keepAliveS: number;
  /** Where the device has none of its own yet, it asks for one with this (`registration.ts`). */
  readonly productSecret?: string;
  /** Of a device that the platform did not know before: what it was given in place of a secret. */
  readonly deviceToken?: string;
  readonly clientId?: string;
}

/** Under the device's own name as client id. No time stamp: the platform does not compare one, and a board has no clock. */
export function signedLogin(identity: Identity, hash: Hash, topics: string[]): Login {
  const { productKey, deviceName } = identity;
  const token = HAS_PLATFORM && identity.deviceToken;
  const content = "clientId" + deviceName + "deviceName" + deviceName + "productKey" + productKey;
  return {
    host: identity.host || productKey + ".iot-as-mqtt." + identity.region + ".aliyuncs.com",
    port: identity.port,
    clientId: token
      ? identity.clientId + "|securemode=-2,authType=connwl|"
      : deviceName +
        "|securemode=" +
        (HAS_PLATFORM && identity.tls ? 2 : 3) +
        ",signmethod=" +
        identity.signMethod +
        // RRPC on custom topics, and word of a second login under the same name. Not signed.
        (HAS_PLATFORM ? ",ext=3|" : "|"),
    username: deviceName + "&" + productKey,
    password: token || hmacHex(hash, identity.deviceSecret, content),
    keepAliveS: identity.keepAliveS,
    // The broker keeps what it could not deliver while the device was away.
    cleanSession: 0,
    topics,
    isTls: HAS_PLATFORM && !!identity.tls,
  };
}
