/** The device that the messages of the fuzzer are for. */
import type { Identity } from "../../src/cloud/aliyun/login.ts";

export const IDENTITY: Identity = {
  productKey: "a1EXAMPLE00",
  deviceName: "D001",
  deviceSecret: "secret",
  region: "cn-shanghai",
  host: "",
  port: 1883,
  signMethod: "hmacsha1",
  keepAliveS: 600,
};
/** Its topics up to here. */
export const THING = "/sys/a1EXAMPLE00/D001/thing/";
/** Methane, and the end of the usual sensor's range. */
export const LEL_PPM = 50_000;
export const MAX_PPM = 10_000;
