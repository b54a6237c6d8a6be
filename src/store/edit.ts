/** The text of the settings with what a person has changed in it at the REPL: one by its name, or all at once. @onDemand */

import { SECRETS } from "./secrets";

interface Part {
  [name: string]: unknown;
}

/** Shown in place of a secret. */
const HIDDEN = "***";

function copyOf(given: unknown): Part {
  try {
    return JSON.parse(typeof given === "string" ? given : JSON.stringify(given)) || {};
  } catch (_) {
    // What is missing then is told.
    return {};
  }
}

/** The part of a name in it, made where there is none. */
function partOf(whole: Part, name: string): Part {
  if (!whole[name] || typeof whole[name] !== "object") whole[name] = {};
  return whole[name] as Part;
}

/** `key`: the name of a setting, or an object with all of them. A secret that is given as it is shown stays what it is. */
export function editSettings(text: string | undefined, key: unknown, value: unknown): string {
  const known = copyOf(text);
  let whole = known;
  if (typeof key === "string") {
    const names = key.split(".");
    const last = names.pop() as string;
    const part = names.reduce(partOf, whole);
    if (value !== HIDDEN || SECRETS.split(" ").indexOf(key) < 0) part[last] = value;
  } else {
    whole = copyOf(key);
    SECRETS.split(" ").forEach((path) => {
      const names = path.split(".");
      const last = names.pop() as string;
      const given = names.reduce<Part | undefined>((part, name) => part && (part[name] as Part), whole);
      if (given && given[last] === HIDDEN) given[last] = names.reduce(partOf, known)[last];
    });
  }
  return JSON.stringify(whole);
}
