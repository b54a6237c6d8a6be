/**
 * Settings from the cloud: pushed, or asked for at a start. What is pushed is the address of a small JSON file, which is
 * fetched, held against its digest and taken key by key (facts: cloud section 4). @singleton
 */
import type { Fetch } from "../../hal";
import type { HashName } from "../hash";
import { hexOf } from "../hex";
import { SUCCESS } from "./codes";
import { plainText } from "./envelope";

/** 200, or why not, of each setting by its name. */
export interface Verdicts {
  [key: string]: number;
}

/** `isChanged`: settings are kept that were others before; they take effect at the next start. */
export type Configured = (code: number, verdicts: Verdicts, isChanged: boolean) => void;

export interface RemoteConfig {
  /** An offer, of a push or, `isPulled`, of an answer to a pull; `done` is told what came of it, once. */
  offer(data: unknown, done: Configured, isPulled?: boolean): void;
}

/** More than all settings take; no more is fetched. */
const MAX_FILE_BYTES = 1500;
const MAX_URL_CHARS = 500;
/** The device's own codes: the offer can't be followed; the file did not come; it is not what was promised; a fetch is under way. */
const OFFER_BAD = 100010;
export const FETCH_FAILED = 100011;
const DIGEST_WRONG = 100012;
const BUSY = 100013;
const CONTENT_BAD = 100014;
/** Of a setting: who the device is, or what it keeps to itself, is nobody's to change from afar; a value that can't be. */
const KEY_REFUSED = 100015;
const VALUE_BAD = 100016;
const OWN =
  "cloud.productKey cloud.deviceName cloud.deviceSecret cloud.productSecret cloud.deviceToken cloud.clientId cloud.dialect modem.path modem.baud";

/** As deep as settings stand in their parts, and as many as one file may change; the answer, which names them, has to fit. */
const MAX_DEPTH = 3;
const MAX_KEYS = 16;
const MAX_NAME_CHARS = 32;

/** `{"gas":{"latch":false}}` -> `gas.latch`, false. False when it is no such tree. */
function listSettings(part: object, path: string, depth: number, list: [string, unknown][]): boolean {
  return Object.keys(part).every((name) => {
    const value = (part as { [name: string]: unknown })[name];
    if (value && typeof value === "object")
      return depth < MAX_DEPTH && listSettings(value, path + name + ".", depth + 1, list);
    if (!/^[a-zA-Z0-9.]+$/.test(name) || path.length + name.length > MAX_NAME_CHARS) return false;
    list.push([path + name, value]);
    return list.length <= MAX_KEYS;
  });
}

export function createRemoteConfig(
  fetch: Fetch,
  digestOf: (name: HashName, bytes: string) => string,
  /** The settings' text with one more changed in it. */
  edit: (text: string | undefined, key: string, value: unknown) => string,
  currentText: () => string | undefined,
  /** Keeps a text, or only checks it: what is wrong with it. What is pulled comes again with each start, whatever it did before. */
  change: (text: string, isCheck: boolean, isPulled: boolean) => string[],
): RemoteConfig {
  let configDone: Configured | undefined;
  let wantedDigest = "";
  let wantedBytes = 0;
  let wasPulled = false;
  /** What is asked where https fails, which not every modem has: the digest came over the session. */
  let plainUrl = "";

  function finishConfig(code: number, verdicts: Verdicts, isChanged = false): void {
    const done = configDone as Configured;
    configDone = undefined;
    done(code, verdicts, isChanged);
  }

  /** All together where that is sound, else each that is so by itself. */
  function takeFile(file: object): void {
    const verdicts: Verdicts = {};
    const list: [string, unknown][] = [];
    const isTree = listSettings(file, "", 1, list);
    const free = list.filter(([key]) => {
      verdicts[key] = !key.indexOf("console.") || OWN.split(" ").indexOf(key) >= 0 ? KEY_REFUSED : SUCCESS;
      return verdicts[key] === SUCCESS;
    });
    if (!isTree || !free.length) finishConfig(isTree && list.length ? KEY_REFUSED : CONTENT_BAD, verdicts);
    else {
      const known = currentText();
      let text = free.reduce((all, [key, value]) => edit(all, key, value), known);
      if (change(text as string, true, wasPulled).length) {
        text = known;
        free.forEach(([key, value]) => {
          const edited = edit(text, key, value);
          if (change(edited, true, wasPulled).length) verdicts[key] = VALUE_BAD;
          else text = edited;
        });
      }
      // What is left to go wrong is a flash that is full.
      const isKept = text === known || !change(text as string, false, wasPulled).length;
      finishConfig(isKept ? SUCCESS : CONTENT_BAD, verdicts, isKept && text !== known);
    }
  }

  function fetched(error: string, body: string): void {
    if (error && plainUrl) {
      const url = plainUrl;
      plainUrl = "";
      fetch(url, 0, wantedBytes, fetched);
    } else taken(error, body);
  }

  function taken(error: string, body: string): void {
    const name = wantedDigest.length === 32 ? "md5" : "sha256";
    let file: unknown;
    if (error || body.length !== wantedBytes) finishConfig(FETCH_FAILED, {});
    else if (hexOf(digestOf(name, body)) !== wantedDigest) finishConfig(DIGEST_WRONG, {});
    else {
      try {
        file = JSON.parse(body);
      } catch (_) {
        // Then it is none.
      }
      if (file && typeof file === "object" && !Array.isArray(file)) takeFile(file);
      else finishConfig(CONTENT_BAD, {});
    }
  }

  return {
    offer(data, done, isPulled) {
      const given = (data && typeof data === "object" ? data : {}) as { [name: string]: unknown };
      const url = given["url"];
      const size = parseInt(plainText(given["configSize"]), 10);
      const sign = plainText(given["sign"]).toLowerCase();
      const isSound =
        typeof url === "string" &&
        (!url.indexOf("http://") || !url.indexOf("https://")) &&
        /^[!#-~]+$/.test(url) &&
        url.length <= MAX_URL_CHARS &&
        size > 0 &&
        size <= MAX_FILE_BYTES &&
        // SHA-256, or MD5: its length tells.
        /^[0-9a-f]+$/.test(sign) &&
        (sign.length === 32 || sign.length === 64);
      if (configDone) done(BUSY, {}, false);
      else if (!isSound) done(OFFER_BAD, {}, false);
      else {
        configDone = done;
        wantedDigest = sign;
        wantedBytes = size;
        wasPulled = !!isPulled;
        plainUrl = (url as string).indexOf("https") ? "" : "http" + (url as string).substr(5);
        fetch(url as string, 0, size, fetched);
      }
    },
  };
}
