/** The settings as a person sees and changes them at the REPL: without the secrets, one by its name or all at once. @onDemand */
import type { CheckedConfig } from "./config";

interface Part {
  [name: string]: unknown;
}

const SECRETS = ["deviceSecret", "password"];
/** In place of a secret: shown so, and given so it stays what it is. */
const HIDDEN = "***";

function copyOf(given: unknown): Part {
  try {
    return JSON.parse(typeof given === "string" ? given : JSON.stringify(given)) || {};
  } catch (_) {
    // What is missing then is told.
    return {};
  }
}

/** Hides the secrets; with `known`, puts back those that are hidden. */
function swapSecrets(part: Part, known: Part | undefined): void {
  Object.keys(part).forEach((name) => {
    const value = part[name];
    if (value && typeof value === "object") swapSecrets(value as Part, known && ((known[name] || {}) as Part));
    else if (value && SECRETS.indexOf(name) >= 0) part[name] = !known ? HIDDEN : value === HIDDEN ? known[name] : value;
  });
}

function shown(config: Part, key: string | undefined): unknown {
  swapSecrets(config, undefined);
  const names = key === undefined ? [] : key.split(".");
  // Not part[name]: on Espruino every object has an "on" and an "emit".
  const found = names.reduce<unknown>(
    (part, name) => (Object.keys(part || "").indexOf(name) < 0 ? undefined : (part as Part)[name]),
    config,
  );
  return found === undefined ? `${key} is no setting` : found;
}

/**
 * All settings without a `key`; with one, that of this name. With a `value` for it, or all of them in its place, what is wrong
 * with them; if that is nothing they are kept. `value` false beside all of them: they are only checked.
 */
export function editSettings(
  load: () => CheckedConfig,
  text: () => string | undefined,
  change: (text: string, isCheck: boolean) => string[],
  key: unknown,
  value: unknown,
): unknown {
  const isName = typeof key === "string";
  if (key === undefined || (isName && value === undefined)) return shown(load().config as never, key as string);
  if (!isName && (!key || typeof key !== "object")) return "try canary.help()";
  const whole = copyOf(isName ? text() : key);
  if (isName) {
    const names = key.split(".");
    const last = names.pop() as string;
    names.reduce<Part>((part, name) => {
      if (!part[name] || typeof part[name] !== "object") part[name] = {};
      return part[name] as Part;
    }, whole)[last] = value;
  }
  swapSecrets(whole, copyOf(text()));
  return change(JSON.stringify(whole), !isName && value === false);
}
