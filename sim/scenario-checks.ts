/** Checks of one value in a scenario file: undefined, or what it must be. */

export type Check = (value: unknown) => string | undefined;

export const number =
  (low: number, high: number): Check =>
  (value) =>
    typeof value === "number" && value >= low && value <= high ? undefined : `must be a number from ${low} to ${high}`;
export const truth: Check = (value) => (typeof value === "boolean" ? undefined : "must be true or false");
export const text: Check = (value) => (typeof value === "string" && value !== "" ? undefined : "must be a text");
export const oneOf =
  (...names: readonly string[]): Check =>
  (value) =>
    names.includes(value as string) ? undefined : `must be one of ${names.join(", ")}`;
export const object: Check = (value) => (isObject(value) ? undefined : "must be an object");

/** The one or the other. */
export const among =
  (first: Check, second: Check): Check =>
  (value) => {
    const fault = first(value);
    const other = fault === undefined ? undefined : second(value);
    return other === undefined ? undefined : `${fault}, or ${other.replace("must be ", "")}`;
  };

/** `[[s, value], ...]`, in the order of time. */
export const points =
  (low: number, high: number): Check =>
  (value) => {
    let lastS = 0;
    const fits = (one: unknown): boolean => {
      const [atS, height] = Array.isArray(one) && one.length === 2 ? one : [];
      if (typeof atS !== "number" || atS < lastS) return false;
      lastS = atS;
      return number(low, high)(height) === undefined;
    };
    const isCourse = Array.isArray(value) && value.length > 0 && value.every(fits);
    return isCourse ? undefined : `must be a list of points [s, value] in order of time, values from ${low} to ${high}`;
  };

/** An object with no other members than these, all checked; `needed` must be there. */
export const members =
  (names: string, checks: Readonly<Record<string, Check>>, needed: readonly string[] = []): Check =>
  (value) => {
    if (!isObject(value) || Object.keys(value).length === 0) return `must be an object of ${names}`;
    const unknown = Object.keys(value).find((key) => !Object.hasOwn(checks, key));
    if (unknown !== undefined) return `has no "${unknown}"; it is an object of ${names}`;
    const missing = needed.find((key) => value[key] === undefined);
    if (missing !== undefined) return `lacks ${missing}`;
    for (const [key, one] of Object.entries(value)) {
      const fault = checks[key]?.(one);
      if (fault !== undefined) return `${key} ${fault}`;
    }
    return undefined;
  };

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
