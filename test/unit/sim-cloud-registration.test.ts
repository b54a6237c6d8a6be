/** Dynamic registration with the product's secret, both forms, and the login after it (facts: cloud section 1.4). */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { LoginRequest } from "../../sim/cloud/login.ts";
import type { Settings } from "../../sim/cloud/settings.ts";
import { registrationContent, signature, signedContent } from "../../sim/cloud/signing.ts";
import { Desk, KEY } from "./sim-cloud-desk.ts";
import { DEVICE } from "./sim-cloud-rig.ts";

const PRODUCTS = { productSecrets: { a1EXAMPLE00: "psecret" } };
/** The facts' own vector. */
const SIGN = "304552d3c140d730854677874476cbc567c654d8";
const ASK = "authType=register,random=567345,signmethod=hmacsha1";

const newDesk = (settings: Partial<Settings> = {}) => new Desk(settings, PRODUCTS);

function request(extension: string, change: Partial<LoginRequest> = {}): LoginRequest {
  const clientId = `D001|securemode=2,${extension}|`;
  return { clientId, username: KEY, password: SIGN, keepAliveS: 0, cleanSession: true, ...change };
}

/** What the platform pushes on such a connection, without a SUBSCRIBE. */
function register(desk: Desk, asked: LoginRequest) {
  const login = desk.platform.login(asked);
  if (!login.accepted || !login.device) return { login, pushed: [] };
  const session = { device: login.device, login, kick: () => {} };
  desk.platform.openSession(session);
  const pushed = desk.platform.greeting(session).map(({ topic, payload, unasked }) => {
    return { topic, unasked, body: JSON.parse(String(payload)) as Record<string, string> };
  });
  return { login, pushed, close: () => desk.platform.closeSession(session, "registered") };
}

function deviceLogin(deviceName: string, secret: string): LoginRequest {
  const clientId = `${deviceName}|securemode=2,signmethod=hmacsha256|`;
  const password = signature("hmacsha256", secret, signedContent(deviceName, deviceName, DEVICE.productKey));
  return { clientId, username: `${deviceName}&${DEVICE.productKey}`, password, keepAliveS: 300, cleanSession: true };
}

it("signs as the facts' vector", () => {
  assert.equal(signature("hmacsha1", "psecret", registrationContent("D001", "a1EXAMPLE00", "567345")), SIGN);
});

describe("pre-registered", () => {
  it("pushes a new secret; the newest one counts until it logs in, then a repeat is refused until the reset", () => {
    const desk = newDesk();
    const first = register(desk, request(ASK)).pushed[0];
    assert.deepEqual([first?.topic, first?.unasked], ["/ext/register", true]);
    assert.deepEqual(Object.keys(first?.body ?? {}), ["productKey", "deviceName", "deviceSecret"]);
    const second = register(desk, request(ASK)).pushed[0];
    const [older = "", newer = ""] = [first?.body["deviceSecret"], second?.body["deviceSecret"]];
    assert.notEqual(older, newer);
    assert.equal(desk.platform.login(deviceLogin("D001", older)).why, "wrong signature");
    assert.ok(desk.platform.login(deviceLogin("D001", newer)).accepted);
    const again = register(desk, request(ASK)).login;
    assert.deepEqual([again.connackCode, again.alinkCode], [5, 6289]);
    assert.equal(desk.platform.violations.at(-1)?.code, 6289);
    desk.platform.resetRegistration(DEVICE);
    assert.equal(register(desk, request(ASK)).pushed.length, 1);
  });

  it("is over with the answer: what else the connection says is dropped", () => {
    const desk = newDesk();
    const { close } = register(desk, request(ASK));
    const topic = "/sys/a1EXAMPLE00/D001/thing/event/property/post";
    assert.equal(desk.platform.authorizePublish(DEVICE, topic, 1).allowed, false);
    assert.deepEqual(desk.rules, ["registration"]);
    close?.();
    assert.equal(desk.platform.authorizePublish(DEVICE, topic, 1).allowed, true);
  });

  it("loses, delays and doubles its answer like any reply", () => {
    const desk = newDesk({ replyDelayMs: 700, duplicateReplies: 1 });
    desk.platform.loseReplies(1);
    assert.equal(register(desk, request(ASK)).pushed.length, 0);
    assert.equal(register(desk, request(ASK)).pushed.length, 2);
  });
});

describe("not pre-registered", () => {
  const sign = signature("hmacsha1", "psecret", registrationContent("D777", "a1EXAMPLE00", "567345"));
  const username = "D777&a1EXAMPLE00";
  const clientId = "any|securemode=-2,authType=regnwl,random=567345,signmethod=hmacsha1|";
  const asked = { ...request(ASK), clientId, username, password: sign };
  const connwl = (cid: string, password: string, mode = "-2") => ({
    clientId: `${cid}|securemode=${mode},authType=connwl|`,
    username,
    password,
    keepAliveS: 300,
    cleanSession: true,
  });

  it("pushes client id and token, which are the login from then on", () => {
    const desk = newDesk();
    const [pushed] = register(desk, asked).pushed;
    assert.deepEqual([pushed?.topic, pushed?.unasked], ["/ext/regnwl", true]);
    const { clientId: cid = "", deviceToken = "", ...rest } = pushed?.body ?? {};
    assert.deepEqual(rest, { productKey: "a1EXAMPLE00", deviceName: "D777" });
    assert.ok(desk.platform.login(connwl(cid, deviceToken)).accepted);
    assert.equal(register(desk, asked).login.alinkCode, 6289);
    const refused = [connwl(cid, "x"), connwl("other", deviceToken), connwl(cid, deviceToken, "2")];
    const keepAlive = { ...connwl(cid, deviceToken), keepAliveS: 15 };
    assert.deepEqual(
      [...refused, keepAlive, { ...connwl(cid, deviceToken), tls: false }].map(
        (one) => desk.platform.login(one).connackCode,
      ),
      [5, 5, 2, 2, 5],
    );
  });

  it("a device that has no token has no such login", () => {
    const desk = newDesk();
    assert.equal(desk.platform.login({ ...connwl("a", ""), username: KEY }).why, "wrong client id or device token");
  });
});

describe("refusals", () => {
  type Row = readonly [
    name: string,
    change: Partial<LoginRequest>,
    codes: readonly [connack: number, alink: number | undefined],
    settings?: Partial<Settings>,
  ];
  const as = (extension: string, mode = "2") => ({ clientId: `D001|securemode=${mode},${extension}|` });
  const rows: readonly Row[] = [
    ["plain TCP", { tls: false }, [5, undefined]],
    ["plain TCP by its securemode", as(ASK, "3"), [2, undefined]],
    ["securemode of the other kind", as(ASK), [2, undefined], { registrationSecureMode: "-2" }],
    ["instance not named", {}, [2, undefined], { instanceId: "iot-1" }],
    ["another instance", as(`${ASK},instanceId=iot-2`, "-2"), [2, undefined], { instanceId: "iot-1" }],
    ["no random", as("authType=register,signmethod=hmacsha1"), [2, undefined]],
    ["unknown sign method", as("authType=register,random=1,signmethod=sha1"), [2, 6292]],
    ["unknown kind", as("authType=x,random=1,signmethod=hmacsha1"), [2, undefined]],
    ["switched off", {}, [5, 6288], { registers: false }],
    ["a product without secret", { username: "D001&other" }, [5, 6288]],
    ["wrong signature", { password: SIGN.replace("3", "4") }, [5, 6600]],
    ["wrong signature, the other code", { password: SIGN.replace("3", "4") }, [4, 6600], { credentialsCode: 4 }],
    ["password no hex", { password: "psecret" }, [4, undefined]],
  ];
  for (const [name, change, codes, settings] of rows) {
    it(name, () => {
      const desk = newDesk(settings);
      const { login, pushed } = register(desk, request(ASK, change));
      assert.deepEqual([login.connackCode, login.alinkCode], codes, login.why);
      assert.deepEqual(pushed, []);
      assert.ok(!JSON.stringify(desk.platform.messages).includes("psecret"), "no secret in the log");
    });
  }

  it("a device that the console does not know", () => {
    const desk = newDesk();
    const password = signature("hmacsha1", "psecret", registrationContent("D002", "a1EXAMPLE00", "567345"));
    const { login } = register(desk, request(ASK, { username: "D002&a1EXAMPLE00", password }));
    assert.deepEqual([login.connackCode, login.alinkCode], [5, 6100]);
  });

  const accepted: readonly (readonly [name: string, change: Partial<LoginRequest>, settings: Partial<Settings>])[] = [
    ["keep-alive of 15 s, which is not checked", { keepAliveS: 15 }, {}],
    ["securemode -2 with the instance's id", as(`${ASK},instanceId=iot-1`, "-2"), { instanceId: "iot-1" }],
    ["securemode 2 with the instance's id", as(`${ASK},instanceId=iot-1`), { instanceId: "iot-1" }],
    ["the one securemode that counts", as(ASK, "-2"), { registrationSecureMode: "-2" }],
    ["plain TCP where it is allowed", { tls: false }, { registrationNeedsTls: false }],
    ["TLS that the network knows of", { tls: true }, {}],
  ];
  for (const [name, change, settings] of accepted) {
    it(`none for ${name}`, () => {
      const desk = newDesk(settings);
      assert.equal(register(desk, request(ASK, change)).pushed.length, 1);
      assert.deepEqual(desk.platform.violations, []);
    });
  }
});
