/**
 * The platform's HTTP services for a device that has no host or no secret yet: bootstrap (fact 1.2; its answer's shape is
 * unverified) and the twin of dynamic registration (fact 1.4).
 */
import { textResponse } from "./http-answers.ts";
import type { HttpOrigin, HttpRequest, HttpResponse } from "./http-origin.ts";
import { deviceKey, signature } from "./login.ts";
import type { Platform } from "./platform.ts";
import type { Json } from "./raw-json.ts";
import { issue } from "./registration.ts";

export interface MqttAddress {
  readonly host: string;
  readonly port: number;
}

export interface AuthOptions {
  readonly platform: Platform;
  /** Answers under whatever name it is asked: behind a port of this machine. */
  readonly anyHost?: boolean;
}

interface Asked {
  readonly form: URLSearchParams;
  /** What stood in the path's brackets. */
  readonly name: string;
}

interface Route {
  readonly method: HttpRequest["method"];
  readonly host: RegExp;
  readonly path: RegExp;
  readonly handle: (asked: Asked) => Json;
}

const BOOTSTRAP_HOST = /^iot-auth-global\.aliyuncs\.com$/;
const AUTH_HOST = /^iot-auth\.[a-z0-9-]+\.aliyuncs\.com$/;
const SIGN_METHODS = ["hmacmd5", "hmacsha1", "hmacsha256"];

export class AuthService implements HttpOrigin {
  /** Where bootstrap sends a device; a test moves it. */
  mqtt: (productKey: string | undefined, region: string) => MqttAddress = (productKey, region) => ({
    host: `${productKey === undefined ? "" : `${productKey}.`}iot-as-mqtt.${region}.aliyuncs.com`,
    port: 1883,
  });
  /** Of a device that does not say. */
  region = "cn-shanghai";
  /** Whether it answers without TLS too; unverified. */
  takesPlainHttp = true;
  delayMs = 0;
  readonly #options: AuthOptions;

  constructor(options: AuthOptions) {
    this.#options = options;
  }

  readonly #routes: readonly Route[] = [
    {
      method: "GET",
      host: BOOTSTRAP_HOST,
      path: /^\/auth\/bootstrap\/regionId\/([a-z0-9-]+)$/,
      handle: ({ name }) => this.#address(undefined, name),
    },
    { method: "POST", host: BOOTSTRAP_HOST, path: /^\/auth\/bootstrap$/, handle: (asked) => this.#bootstrap(asked) },
    { method: "POST", host: AUTH_HOST, path: /^\/auth\/register\/device$/, handle: (asked) => this.#register(asked) },
  ];

  answer(request: HttpRequest): HttpResponse | undefined {
    const url = URL.canParse(request.url) ? new URL(request.url) : undefined;
    if (!url || (url.protocol === "http:" && !this.takesPlainHttp)) return undefined;
    const here = this.#routes.filter((route) => this.#options.anyHost || route.host.test(url.hostname));
    const there = here.filter((route) => route.path.test(url.pathname));
    // Under any name it is only the paths that are its own: others may belong to somebody else behind the same port.
    if (here.length === 0 || (this.#options.anyHost && there.length === 0)) return undefined;
    const route = there.find(({ method }) => method === request.method);
    if (!route) return this.#json(there.length > 0 ? 405 : 404, { code: 404, message: "no such service" });
    const [, name = ""] = route.path.exec(url.pathname) ?? [];
    return this.#json(200, route.handle({ form: new URLSearchParams(request.body ?? ""), name }));
  }

  /** `productKey=&deviceName=&clientId=PK.DN&resources=mqtt` */
  #bootstrap({ form }: Asked): Json {
    const [productKey = "", deviceName = "", clientId, resources] = [
      "productKey",
      "deviceName",
      "clientId",
      "resources",
    ].map((name) => form.get(name) ?? undefined);
    const why =
      productKey === "" || deviceName === ""
        ? "productKey or deviceName is missing"
        : clientId !== `${productKey}.${deviceName}`
          ? `clientId ${clientId ?? "missing"} is not productKey.deviceName`
          : resources !== "mqtt"
            ? `resources ${resources ?? "missing"} is not mqtt`
            : undefined;
    return why === undefined
      ? this.#address(productKey, this.region)
      : this.#refuse(`${deviceName}&${productKey}`, 460, `bootstrap: ${why}`);
  }

  #address(productKey: string | undefined, region: string): Json {
    const { host, port } = this.mqtt(productKey, region);
    return { code: 200, data: { resources: { mqtt: { host, port } } } };
  }

  /** `productKey=&deviceName=&random=&sign=&signMethod=` */
  #register({ form }: Asked): Json {
    const of = (name: string) => form.get(name) ?? "";
    const [productKey, deviceName, random] = [of("productKey"), of("deviceName"), of("random")];
    const who = `${deviceName}&${productKey}`;
    const { platform } = this.#options;
    const secret = platform.productSecrets.get(productKey);
    if (secret === undefined) return this.#refuse(who, 6288, "registration is off, or there is no such product");
    if (!SIGN_METHODS.includes(of("signMethod")))
      return this.#refuse(who, 6292, `signMethod ${of("signMethod")} unknown`);
    const content = `deviceName${deviceName}productKey${productKey}random${random}`;
    if (random === "" || of("sign").toLowerCase() !== signature(of("signMethod"), secret, content))
      return this.#refuse(who, 6600, "wrong signature");
    const key = deviceKey({ productKey, deviceName });
    const known = platform.devices.find((one) => deviceKey(one) === key);
    if (!known) return this.#refuse(who, 6100, "no such device");
    if (known.disabled) return this.#refuse(who, 6204, "device is disabled");
    if (platform.registrations.get(key)?.activated) return this.#refuse(who, 6289, "device is active already");
    const { deviceSecret } = issue(platform, known, "register");
    platform.note("note", who, "registered: a new device secret is on its way");
    return { code: 200, data: { productKey, deviceName, deviceSecret }, message: "success" };
  }

  #refuse(device: string, code: number, why: string): Json {
    this.#options.platform.violate({ device, rule: "login", why, code });
    return { code, data: {}, message: `error ${code}` };
  }

  #json(status: number, content: Json): HttpResponse {
    return textResponse(status, "application/json;charset=utf-8", JSON.stringify(content), this.delayMs);
  }
}
