/**
 * One device's settings as a flat table: the path of a key, such as `modem.apn.name`, and its value. Merging, typing, masking
 * and comparing; what a value must be is the firmware's own affair (`src/store/config.ts`).
 */
import type { Abilities } from "../../src/store/abilities.ts";
import { checkConfig } from "../../src/store/config.ts";
import { SECRETS } from "../../src/store/secrets.ts";

export type Flat = Readonly<Record<string, unknown>>;

export const PRODUCT_KEY = "cloud.productKey";
export const DEVICE_NAME = "cloud.deviceName";
export const DEVICE_SECRET = "cloud.deviceSecret";
export const CONSOLE_PASSWORD = "console.password";
export const HOST = "cloud.host";
export const MQTT_PASSWORD = "mqtt.password";

const isPlain = (flat: Flat): boolean => flat["cloud.dialect"] === "mqtt";

/** What a device can't do without, and the secret that goes with it: of the platform, or of a plain broker. */
export const identityKeys = (flat: Flat): readonly string[] =>
  isPlain(flat) ? [HOST, DEVICE_NAME] : [PRODUCT_KEY, DEVICE_NAME];
export const secretKey = (flat: Flat): string => (isPlain(flat) ? MQTT_PASSWORD : DEVICE_SECRET);
/** A broker may take everybody. */
export const needsSecret = (flat: Flat): boolean => !isPlain(flat);

/** How the device shows a secret, and in what is given: keep the one there is. */
export const KEPT = "***";

/** Names for a column of a table, beside the paths. */
const SHORT_NAMES: Readonly<Record<string, string>> = {
  "productKey": PRODUCT_KEY,
  "deviceName": DEVICE_NAME,
  "deviceSecret": DEVICE_SECRET,
  "region": "cloud.region",
  "apn": "modem.apn.name",
};

export const isSecret = (path: string): boolean => SECRETS.split(" ").includes(path);
export const pathOf = (name: string): string => (Object.hasOwn(SHORT_NAMES, name) && SHORT_NAMES[name]) || name;

export function flatten(tree: unknown, path = ""): Flat {
  if (!tree || typeof tree !== "object" || Array.isArray(tree)) return path ? { [path]: tree } : {};
  const parts = Object.entries(tree).map(([key, value]) => flatten(value, path ? `${path}.${key}` : key));
  return Object.assign({}, ...parts);
}

export function treeOf(flat: Flat): Record<string, unknown> {
  const tree: Record<string, unknown> = {};
  for (const [path, value] of Object.entries(flat)) {
    const keys = path.split(".");
    const last = keys.pop() as string;
    let node = tree;
    for (const key of keys) {
      node[key] ??= {};
      node = node[key] as Record<string, unknown>;
    }
    node[last] = value;
  }
  return tree;
}

/** Every key there is, with its default; null where the device can't do without. */
export const defaultsOf = (can: Abilities): Flat => flatten(checkConfig("{}", can).config);

/** What no schema knows, as the firmware says it. */
export function unknownKeys(flat: Flat, can: Abilities): string[] {
  const known = defaultsOf(can);
  return Object.keys(flat)
    .filter((path) => !Object.hasOwn(known, path))
    .map((path) => `${path} is no setting`);
}

/** A word as the key's default is: a number, true or false, or the word itself. */
export function typed(path: string, word: string, can: Abilities): unknown {
  const fallback = defaultsOf(can)[path];
  if (typeof fallback === "number" && word.trim() !== "" && !Number.isNaN(Number(word))) return Number(word);
  if (typeof fallback === "boolean" && (word === "true" || word === "false")) return word === "true";
  return word;
}

/** The firmware's own sentences, each begins with the path and has no value in it; but where a larger board would take it, that. */
export function problemsIn(text: string, can: Abilities): string[] {
  const { problems } = checkConfig(text, can);
  const elsewhere = checkConfig(text, { ...can, platform: true }).problems.map(pathIn);
  return problems.map((said) => {
    const path = pathIn(said);
    return path === "" || elsewhere.includes(path) ? said : `${path} ${FOR_LARGER}`;
  });
}

/** "" where the sentence is of no key. */
export const pathIn = (said: string): string => /^[\w.]+(?= )/.exec(said)?.[0] ?? "";

export const FOR_LARGER =
  "is for boards with room for the whole platform, and this one has none: leave it out, or take another (docs/cloud.md has the list)";

export const problemsOf = (flat: Flat, can: Abilities): string[] => problemsIn(JSON.stringify(treeOf(flat)), can);

/** What is wrong with one key among the others. */
export const problemOf = (path: string, value: unknown, flat: Flat, can: Abilities): string | undefined =>
  problemsOf({ ...flat, [path]: value }, can).find((problem) => problem.startsWith(`${path} `));

/** The values that a key may have on this board, where they can be counted; in the words of the firmware's own refusal. */
export function choicesOf(path: string, can: Abilities): readonly string[] | undefined {
  const { problems } = checkConfig(JSON.stringify(treeOf({ [path]: {} })), can);
  const refusal = problems.find((problem) => problem.startsWith(`${path} `)) ?? "";
  return /must be one of (.*)$/.exec(refusal)?.[1]?.split(", ");
}

/** Only what was given changes; a secret that is given as `***` stays. */
export function merged(base: Flat, given: Flat): Flat {
  const news = Object.entries(given).filter(([path, value]) => !(isSecret(path) && value === KEPT && base[path]));
  return { ...base, ...Object.fromEntries(news) };
}

/** A secret that is to stay, and is not there. */
export const keepsNothing = (flat: Flat, base: Flat): string[] =>
  Object.keys(flat)
    .filter((path) => isSecret(path) && flat[path] === KEPT && !base[path])
    .map((path) => `${path} is ${KEPT}, which keeps the one there is, and the device has none`);

/** Some secret is not known here. */
export const hasKept = (flat: Flat): boolean => Object.entries(flat).some(([path, value]) => isKept(path, value));
const isKept = (path: string, value: unknown): boolean => isSecret(path) && value === KEPT;

/** `canary.json`: what differs from the defaults, unless the firmware wants more to be given. */
export function textOf(flat: Flat, can: Abilities): string {
  const defaults = defaultsOf(can);
  const needed = Object.fromEntries(Object.entries(flat).filter(([path, value]) => value !== defaults[path]));
  return JSON.stringify(treeOf(problemsOf(needed, can).length > 0 ? flat : needed));
}

export function identityOf(flat: Flat): string | undefined {
  const parts = identityKeys(flat).map((key) => flat[key]);
  return parts.every((part) => part) ? parts.join("/") : undefined;
}

export interface Change {
  readonly key: string;
  /** As shown: a secret is `***`, nothing is an empty text. */
  readonly from: string;
  readonly to: string;
}

/** What is another value than before. A secret that is given is always one: nobody tells the one there is. */
export function changesOf(base: Flat, wanted: Flat): Change[] {
  return Object.keys(wanted)
    .filter((key) => wanted[key] !== base[key] && !isKept(key, wanted[key]))
    .map((key) => ({ key, from: shown(key, base[key]), to: shown(key, wanted[key], " (new)") }));
}

/** Every key of a table for a person. */
export const shownAll = (flat: Flat): [key: string, value: string][] =>
  Object.entries(flat).map(([key, value]) => [key, shown(key, value)]);

function shown(key: string, value: unknown, note = ""): string {
  if (value === undefined || value === null) return "";
  return isSecret(key) && value !== "" ? `${KEPT}${note}` : String(value);
}

/** What of `wanted` the device does not say of itself. Of a secret it says only that there is one. */
export function differences(wanted: Flat, seen: Flat, can: Abilities): Change[] {
  const defaults = defaultsOf(can);
  return Object.entries({ ...defaults, ...wanted })
    .filter(([key, value]) => {
      // A firmware of another version may not know it, and then does by itself what is the default here.
      if (!Object.hasOwn(seen, key)) return value !== defaults[key];
      if (isSecret(key)) return !value !== !seen[key];
      return !isSame(value, seen[key]);
    })
    .map(([key, value]) => ({ key, from: shown(key, seen[key]), to: shown(key, value) }));
}

/** A number has been through text of fewer digits. */
function isSame(left: unknown, right: unknown): boolean {
  if (typeof left !== "number" || typeof right !== "number") return left === right;
  return Math.abs(left - right) <= 1e-6 * Math.max(Math.abs(left), Math.abs(right));
}
