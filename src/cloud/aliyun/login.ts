/** What Alibaba Cloud IoT takes for a login: one secret per device, HMAC over the identity (facts: cloud sections 1.1, 1.2). */
import type { Login } from "../cloud";
import type { Hash } from "../hash";
import { hmacHex } from "../hmac";

export type SignMethod = "hmacmd5" | "hmacsha1" | "hmacsha256";

export interface Identity {
  readonly productKey: string;
  readonly deviceName: string;
  readonly deviceSecret: string;
}

export interface Endpoint {
  readonly region: string;
  /** Given, it stands for the one made of product key and region. */
  readonly host: string;
  readonly port: number;
  readonly signMethod: SignMethod;
  readonly keepAliveS: number;
}

/** Under the device's own name as client id. No time stamp: the platform does not compare one, and a board has no clock. */
export function signedLogin(identity: Identity, endpoint: Endpoint, hash: Hash, topics: string[]): Login {
  const { productKey, deviceName, deviceSecret } = identity;
  const content = `clientId${deviceName}deviceName${deviceName}productKey${productKey}`;
  return {
    host: endpoint.host || `${productKey}.iot-as-mqtt.${endpoint.region}.aliyuncs.com`,
    port: endpoint.port,
    clientId: `${deviceName}|securemode=3,signmethod=${endpoint.signMethod}|`,
    username: `${deviceName}&${productKey}`,
    password: hmacHex(hash, deviceSecret, content),
    keepAliveS: endpoint.keepAliveS,
    // The broker keeps what it could not deliver while the device was away.
    cleanSession: 0,
    topics,
  };
}
