/** The platform's HTTP services of a device without host or secret: bootstrap and dynamic registration (facts 1.2, 1.4). */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AuthService } from "../../sim/cloud/auth-service.ts";
import type { HttpRequest } from "../../sim/cloud/http-origin.ts";
import { signature } from "../../sim/cloud/login.ts";
import { DEVICE, Rig } from "./sim-cloud-rig.ts";

const BOOTSTRAP = "https://iot-auth-global.aliyuncs.com/auth/bootstrap";
const REGISTER = "https://iot-auth.cn-shanghai.aliyuncs.com/auth/register/device";

function service(anyHost = false) {
  const rig = new Rig();
  const auth = new AuthService({ platform: rig.platform, anyHost });
  rig.platform.productSecrets.set(DEVICE.productKey, "psecret");
  const ask = (url: string, form?: Record<string, string>) => {
    const method: HttpRequest["method"] = form ? "POST" : "GET";
    const body = form && { body: new URLSearchParams(form).toString() };
    const response = auth.answer({ method, url, headers: {}, ...body });
    return response && { status: response.status, ...JSON.parse(String(Buffer.from(response.body))) };
  };
  return { rig, auth, ask };
}

describe("bootstrap", () => {
  const form = { productKey: "a1EXAMPLE00", deviceName: "D001", clientId: "a1EXAMPLE00.D001", resources: "mqtt" };
  const at = (host: string, port = 1883) => ({ status: 200, code: 200, data: { resources: { mqtt: { host, port } } } });

  it("by region, and by device", () => {
    const { ask, rig } = service();
    assert.deepEqual(ask(`${BOOTSTRAP}/regionId/eu-central-1`), at("iot-as-mqtt.eu-central-1.aliyuncs.com"));
    assert.deepEqual(ask(BOOTSTRAP, form), at("a1EXAMPLE00.iot-as-mqtt.cn-shanghai.aliyuncs.com"));
    assert.deepEqual(rig.platform.violations, []);
  });

  it("leads to where the platform has moved", () => {
    const { ask, auth } = service();
    auth.mqtt = () => ({ host: "iot-x.mqtt.iothub.aliyuncs.com", port: 8883 });
    assert.deepEqual(ask(BOOTSTRAP, form), at("iot-x.mqtt.iothub.aliyuncs.com", 8883));
  });

  const wrong: readonly (readonly [change: Record<string, string>, why: RegExp])[] = [
    [{ productKey: "" }, /productKey or deviceName is missing/],
    [{ deviceName: "" }, /productKey or deviceName is missing/],
    [{ clientId: "D001" }, /clientId D001 is not productKey.deviceName/],
    [{ resources: "http" }, /resources http is not mqtt/],
  ];
  for (const [change, why] of wrong) {
    it(`refused with ${JSON.stringify(change)}`, () => {
      const { ask, rig } = service();
      assert.equal(ask(BOOTSTRAP, { ...form, ...change }).code, 460);
      assert.match(rig.platform.violations[0]?.why ?? "", why);
    });
  }

  const places: readonly (readonly [url: string, post: boolean, anyHost: boolean, status: number | undefined])[] = [
    [`${BOOTSTRAP}/regionId/x`, true, false, 405],
    [`${BOOTSTRAP}/elsewhere`, false, false, 404],
    [REGISTER.replace("/device", ""), true, false, 404],
    ["https://elsewhere.example/auth/bootstrap", true, false, undefined],
    ["http://127.0.0.1:5555/auth/bootstrap", true, false, undefined],
    ["http://127.0.0.1:5555/auth/bootstrap", true, true, 200],
    ["http://127.0.0.1:5555/config/1", false, true, undefined],
    ["no address", false, true, undefined],
  ];
  for (const [url, post, anyHost, status] of places) {
    it(`${post ? "POST" : "GET"} ${url}${anyHost ? ", under any name" : ""}: ${status}`, () => {
      assert.equal(service(anyHost).ask(url, post ? form : undefined)?.status, status);
    });
  }

  it("without TLS only where that is taken", () => {
    const { ask, auth } = service();
    auth.takesPlainHttp = false;
    assert.equal(ask(BOOTSTRAP.replace("https", "http"), form), undefined);
    assert.equal(ask(BOOTSTRAP, form)?.code, 200);
  });
});

describe("dynamic registration", () => {
  /** The vector of the facts: psecret, D001, a1EXAMPLE00, random 567345. */
  const form = {
    productKey: "a1EXAMPLE00",
    deviceName: "D001",
    random: "567345",
    signMethod: "hmacsha1",
    sign: "304552d3c140d730854677874476cbc567c654d8",
  };

  it("gives a new secret each time, and the newest one logs in; then no more", () => {
    const { ask, rig } = service();
    const [first, second] = [ask(REGISTER, form), ask(REGISTER, { ...form, sign: form.sign.toUpperCase() })];
    assert.deepEqual([first.code, second.code, first.message], [200, 200, "success"]);
    assert.notEqual(first.data.deviceSecret, second.data.deviceSecret);
    const content = "clientIdD001deviceNameD001productKeya1EXAMPLE00";
    const login = (secret: string) => {
      const client = rig.client().connect({ password: Buffer.from(signature("hmacsha1", secret, content)) });
      return client.of("connack")[0]?.returnCode;
    };
    assert.deepEqual([login(first.data.deviceSecret), login(second.data.deviceSecret)], [5, 0]);
    assert.equal(ask(REGISTER, form).code, 6289);
    const shown = JSON.stringify(rig.platform.messages);
    for (const { data } of [first, second]) assert.ok(!shown.includes(data.deviceSecret), "no secret in the log");
  });

  const wrong: readonly (readonly [change: Record<string, string>, code: number])[] = [
    [{ productKey: "other" }, 6288],
    [{ signMethod: "sha1" }, 6292],
    [{ sign: "304552d3c140d730854677874476cbc567c654d9" }, 6600],
    [{ random: "567346" }, 6600],
    [{ random: "" }, 6600],
    [
      { deviceName: "D002", sign: signature("hmacsha1", "psecret", "deviceNameD002productKeya1EXAMPLE00random567345") },
      6100,
    ],
  ];
  for (const [change, code] of wrong) {
    it(`${JSON.stringify(change)}: ${code}`, () => {
      const { ask, rig } = service();
      assert.deepEqual(
        [ask(REGISTER, { ...form, ...change }).code, rig.platform.violations.map((one) => one.code)],
        [code, [code]],
      );
    });
  }

  it("not for a device that is disabled: 6204", () => {
    const { ask, rig } = service();
    rig.platform.addDevice({ ...DEVICE, disabled: true });
    assert.equal(ask(REGISTER, form).code, 6204);
  });
});
