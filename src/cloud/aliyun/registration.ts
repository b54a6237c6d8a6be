/**
 * A device that has only its product's secret asks the platform for one of its own, once, and keeps it before it first logs in
 * with it: the platform gives none to a device that has logged in (facts: cloud section 1.4). @singleton
 */
import type { Clock } from "../../hal";
import type { Cloud, Extra, Login } from "../cloud";
import type { Hash } from "../hash";
import { hmacHex } from "../hmac";
import { type Identity, signedLogin } from "./login";

export interface RegisteringIdentity extends Identity {
  /** Of new instances; "" for none. */
  readonly instanceId?: string;
  /** Whether the platform has been told of the device before. */
  readonly registration?: "known" | "unknown";
}

export interface Registration extends Extra {
  readonly login: Cloud["login"];
}

/** The answer comes within seconds of the login, or not at all. */
const ANSWER_MS = 30000;

/** Text of the platform that may stand in a setting. */
function isSound(text: unknown, mostChars: number): text is string {
  return typeof text === "string" && text.length > 0 && text.length <= mostChars && /^[!#-~]+$/.test(text);
}

export function createRegistration(
  identity: RegisteringIdentity,
  hash: Hash,
  clock: Clock,
  random: () => number,
  /** Keeps them, and starts anew. */
  keep: (secrets: { [key: string]: string }) => void,
  /** Nothing came: another session. */
  giveUp: (why: string) => void,
): Registration {
  let attempts = 0;
  let giveUpTimer = 0;

  function waitedLong(): void {
    giveUpTimer = 0;
    giveUp("no secret from the cloud");
  }

  return {
    login() {
      const { productKey, deviceName, instanceId, signMethod } = identity;
      const isKnown = identity.registration === "known";
      const nonce = Math.floor(random() * 4294967296);
      const content = "deviceName" + deviceName + "productKey" + productKey + "random" + nonce;
      // Of instances with an id the platform's page and its devices say different modes: they are tried by turns.
      const mode = !isKnown || (instanceId && attempts++ % 2 === 0) ? "-2" : "2";
      const extensions =
        "securemode=" +
        mode +
        ",authType=" +
        (isKnown ? "register" : "regnwl") +
        ",random=" +
        nonce +
        ",signmethod=" +
        signMethod +
        (instanceId ? ",instanceId=" + instanceId : "");
      const login = signedLogin(identity, hash, []) as { -readonly [name in keyof Login]: Login[name] };
      login.clientId = deviceName + "|" + extensions + "|";
      login.password = hmacHex(hash, identity.productSecret as string, content);
      return login;
    },
    topics: [],
    online() {
      clock.cancel(giveUpTimer);
      giveUpTimer = clock.after(ANSWER_MS, waitedLong);
    },
    next: () => undefined,
    receive(topic, body) {
      if (topic !== "/ext/register" && topic !== "/ext/regnwl") return false;
      let given: { [name: string]: unknown } = {};
      try {
        given = JSON.parse(body) || given;
      } catch (_) {
        // Then another session asks again.
      }
      const { productKey, deviceName } = identity;
      const { ["deviceSecret"]: secret, ["deviceToken"]: token, ["clientId"]: clientId } = given;
      if (given["productKey"] !== productKey || given["deviceName"] !== deviceName) return true;
      if (topic === "/ext/register" && isSound(secret, 64)) keep({ "cloud.deviceSecret": secret });
      else if (topic === "/ext/regnwl" && isSound(token, 256) && isSound(clientId, 64))
        keep({ "cloud.deviceToken": token, "cloud.clientId": clientId });
      return true;
    },
  };
}
