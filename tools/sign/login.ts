/**
 * A device's login as the platform takes it (facts: cloud sections 1.1, 1.2), made with Node's own HMAC. The firmware makes it
 * in ES5 (`src/cloud/aliyun/login.ts`); that both are the same is tested.
 */
import { type Device, signature, signedContent } from "../../sim/cloud/login.ts";

export const METHODS = ["hmacsha1", "hmacsha256", "hmacmd5"] as const;
export type Method = (typeof METHODS)[number];

/** Public and Enterprise ones; another spelling is no mistake for sure, but most likely. */
export const REGIONS = [
  "cn-shanghai",
  "ap-southeast-1",
  "ap-northeast-1",
  "us-west-1",
  "us-east-1",
  "eu-central-1",
  "cn-beijing",
  "cn-shenzhen",
];

/** 2: TLS; 3: plain TCP. */
export type SecureMode = "2" | "3";

export interface LoginWishes {
  /** Before the first bar of the client id; free text of up to 64 characters. */
  readonly cid: string;
  /** Milliseconds, any: signed where it is given, and never compared with a clock. */
  readonly timestamp?: string;
  readonly secureMode: SecureMode;
  /** More of what may stand between the bars, as `k=v`: `_ss=1`, `ext=1`. */
  readonly extensions: readonly string[];
}

export interface SignedLogin {
  readonly method: Method;
  readonly clientId: string;
  readonly username: string;
  readonly password: string;
}

export function loginOf(device: Device, method: Method, wishes: LoginWishes): SignedLogin {
  const { cid, timestamp, secureMode, extensions } = wishes;
  const { deviceName, productKey, deviceSecret } = device;
  const stamp = timestamp === undefined ? [] : [`timestamp=${timestamp}`];
  const parameters = [`securemode=${secureMode}`, `signmethod=${method}`, ...stamp, ...extensions];
  return {
    method,
    clientId: `${cid}|${parameters.join(",")}|`,
    username: `${deviceName}&${productKey}`,
    password: signature(method, deviceSecret, signedContent(cid, deviceName, productKey, timestamp)),
  };
}

export interface Place {
  readonly host: string;
  readonly port: number;
}

export interface PlaceWishes {
  readonly host: string;
  readonly region: string;
  /** Of a new public or an Enterprise instance, as the console shows it. */
  readonly instance?: string;
  readonly port?: number;
}

/** Only the hosts by instance have a port of their own for TLS. */
export function placeOf(productKey: string, secureMode: SecureMode, wishes: PlaceWishes): Place {
  const { host, region, instance, port } = wishes;
  if (host || instance === undefined) {
    return { host: host || `${productKey}.iot-as-mqtt.${region}.aliyuncs.com`, port: port ?? 1883 };
  }
  return { host: `${instance}.mqtt.iothub.aliyuncs.com`, port: port ?? (secureMode === "2" ? 8883 : 1883) };
}
