import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { checkLogin, type Device, type LoginRequest, signature, signedContent } from "../../sim/cloud/login.ts";
import { Platform } from "../../sim/cloud/platform.ts";
import { DEFAULT_SETTINGS, type Settings } from "../../sim/cloud/settings.ts";

const DEVICE: Device = { productKey: "a1EXAMPLE00", deviceName: "D001", deviceSecret: "secret" };
const NOW_MS = 1_700_000_000_000;
const GOOD: LoginRequest = {
  clientId: "D001|securemode=3,signmethod=hmacsha1|",
  username: "D001&a1EXAMPLE00",
  password: "43eb60cfc371b6af9abb7a11ab3abbbfa0019170",
  keepAliveS: 600,
  cleanSession: false,
  host: "a1EXAMPLE00.iot-as-mqtt.cn-shanghai.aliyuncs.com",
};

function newPlatform(settings: Partial<Settings> = {}) {
  const clock = { ms: NOW_MS, nowMs: () => clock.ms };
  return { clock, platform: new Platform({ clock, devices: [DEVICE], settings }) };
}

describe("login vectors (facts 1.1)", () => {
  const LUA = {
    key: "Y877Bgo8X5owd3lcB5wWDjryNPoB",
    cid: "123456789.abcdefg",
    dn: "abcdefg",
    pk: "123456789",
    ts: "32472115200",
  };
  const rows = [
    {
      key: "secret",
      cid: "12345",
      dn: "device",
      pk: "pk",
      ts: "789",
      method: "hmacsha1",
      hex: "FAFD82A3D602B37FB0FA8B7892F24A477F851A14",
    },
    {
      key: "oLyaKqVxtRvjH284LdhqVgVUx1UPy6zq",
      cid: "SN1928339",
      dn: "light1983432",
      pk: "a14Xib5kdYd",
      ts: "1539421321846",
      method: "hmacsha1",
      hex: "b2488041f64f425016b467ee1c94959ebd592ad1",
    },
    { ...LUA, method: "hmacmd5", hex: "16CB9B20009795D576E9172CDC820646" },
    { ...LUA, method: "hmacsha1", hex: "4E5358D2C33CA163BDA58EC994B9E312712230C7" },
    { ...LUA, method: "hmacsha256", hex: "2842DC9F2FBA19C671DD3F4D24590D41F91C25FD9BC4E5101951BEA88B7DEACD" },
    {
      key: "secret",
      cid: "D001",
      dn: "D001",
      pk: "a1EXAMPLE00",
      ts: undefined,
      method: "hmacsha1",
      hex: "43eb60cfc371b6af9abb7a11ab3abbbfa0019170",
    },
    {
      key: "secret",
      cid: "D001",
      dn: "D001",
      pk: "a1EXAMPLE00",
      ts: undefined,
      method: "hmacsha256",
      hex: "9327d04fadf04728e598d72e3f24524c1ff971906ec1e2fe2d28069cca793700",
    },
  ];
  for (const { key, cid, dn, pk, ts, method, hex } of rows) {
    it(`${method} of ${cid}${ts ? " with a time stamp" : ""}`, () => {
      assert.equal(signature(method, key, signedContent(cid, dn, pk, ts)), hex.toLowerCase());
      const device = { productKey: pk, deviceName: dn, deviceSecret: key };
      const stamp = ts === undefined ? "" : `,timestamp=${ts}`;
      const clientId = `${cid}|securemode=3,signmethod=${method}${stamp}|`;
      const request = { clientId, username: `${dn}&${pk}`, password: hex, keepAliveS: 300, cleanSession: true };
      assert.deepEqual(checkLogin(request, () => device, DEFAULT_SETTINGS).why, "accepted");
    });
  }
});

describe("refusals", () => {
  const long = "x".repeat(65);
  const rows: {
    name: string;
    change: Partial<LoginRequest>;
    settings?: Partial<Settings>;
    code: number;
    isFault?: false;
  }[] = [
    { name: "client id without bars", change: { clientId: "D001" }, code: 2 },
    { name: "client id not closed", change: { clientId: "D001|securemode=3,signmethod=hmacsha1" }, code: 2 },
    { name: "empty cid", change: { clientId: "|securemode=3,signmethod=hmacsha1|" }, code: 2 },
    { name: "cid of 65 characters", change: { clientId: `${long}|securemode=3,signmethod=hmacsha1|` }, code: 2 },
    { name: "extension without value", change: { clientId: "D001|securemode=3,signmethod|" }, code: 2 },
    { name: "extension twice", change: { clientId: "D001|securemode=3,securemode=2,signmethod=hmacsha1|" }, code: 2 },
    { name: "no securemode", change: { clientId: "D001|signmethod=hmacsha1|" }, code: 2 },
    { name: "unknown securemode", change: { clientId: "D001|securemode=7,signmethod=hmacsha1|" }, code: 2 },
    { name: "no sign method", change: { clientId: "D001|securemode=3|" }, code: 2 },
    { name: "unknown sign method", change: { clientId: "D001|securemode=3,signmethod=constructor|" }, code: 2 },
    {
      name: "time stamp no number",
      change: { clientId: "D001|securemode=3,signmethod=hmacsha1,timestamp=now|" },
      code: 2,
    },
    { name: "keep-alive 29", change: { keepAliveS: 29 }, code: 2 },
    { name: "keep-alive 0", change: { keepAliveS: 0 }, code: 2 },
    { name: "keep-alive 1201", change: { keepAliveS: 1201 }, code: 2 },
    { name: "MQTT 5", change: { protocolVersion: 5 }, code: 1 },
    { name: "user name without &", change: { username: "D001" }, code: 4 },
    { name: "product key too long", change: { username: `D001&${long}` }, code: 4 },
    { name: "password no hex", change: { password: "z".repeat(40) }, code: 4 },
    { name: "password of another method", change: { password: "0".repeat(64) }, code: 4 },
    { name: "unknown device", change: { username: "D002&a1EXAMPLE00" }, code: 5 },
    { name: "parts swapped", change: { username: "a1EXAMPLE00&D001" }, code: 5 },
    { name: "wrong signature", change: { password: "0".repeat(40) }, code: 5 },
    {
      name: "wrong signature, SDK numbering",
      change: { password: "0".repeat(40) },
      settings: { credentialsCode: 4 },
      code: 4,
    },
    { name: "another product's host", change: { host: "other.iot-as-mqtt.cn-shanghai.aliyuncs.com" }, code: 5 },
    { name: "plain TCP switched off", change: {}, settings: { refusesPlainTcp: true }, code: 5, isFault: false },
  ];
  for (const { name, change, settings, code, isFault = true } of rows) {
    it(name, () => {
      const { platform } = newPlatform(settings);
      const result = platform.login({ ...GOOD, ...change });
      assert.deepEqual({ accepted: result.accepted, code: result.connackCode }, { accepted: false, code }, result.why);
      assert.equal(platform.violations.length, isFault ? 1 : 0);
      assert.ok(
        !JSON.stringify(platform.messages).includes(change.password ?? GOOD.password),
        "no password in the log",
      );
    });
  }

  it("accepts the session of the transcript, its bounds and either case", () => {
    const { platform } = newPlatform();
    for (const change of [{}, { keepAliveS: 30 }, { keepAliveS: 1200 }, { password: GOOD.password.toUpperCase() }]) {
      assert.equal(platform.login({ ...GOOD, ...change }).why, "accepted");
    }
    assert.deepEqual(platform.violations, []);
  });

  it("a keep-alive above 1200 s is refused, or clipped", () => {
    const { platform } = newPlatform({ longKeepAlive: "clip" });
    const { accepted, keepAliveS } = platform.login({ ...GOOD, keepAliveS: 3600 });
    assert.deepEqual([accepted, keepAliveS, platform.violations.length], [true, 1200, 0]);
    assert.equal(newPlatform().platform.login({ ...GOOD, keepAliveS: 3600 }).connackCode, 2);
  });

  it("refuses a disabled device", () => {
    const platform = new Platform({ devices: [{ ...DEVICE, disabled: true }] });
    assert.equal(platform.login(GOOD).connackCode, 5);
  });
});
