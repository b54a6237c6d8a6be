/** Alink's way to write values (facts: cloud sections 0.3, 2.1). Pure. */

import { HAS_PLATFORM } from "../../system/features";
import type { Members } from "../cloud";
import { FLOATS, SETTABLE_FLOATS } from "../model";

const FLOAT_DECIMALS = HAS_PLATFORM ? FLOATS + SETTABLE_FLOATS : FLOATS;

/** `"name":value,...` of those that have a value. */
export function membersText(values: Members): string {
  let text = "";
  for (const name in values) {
    const value = values[name];
    // NaN for those that are no floats.
    const decimals = parseInt(FLOAT_DECIMALS.split(" " + name + ":")[1] as string, 10);
    // Texts are made of characters that need no escape.
    if (typeof value === "string") text += (text && ",") + '"' + name + '":"' + value + '"';
    else if (value !== undefined && isFinite(value)) {
      text += (text && ",") + '"' + name + '":' + (decimals ? value.toFixed(decimals) : Math.round(value));
    }
  }
  return text;
}
